"""What an autosave was told to be saved is there after web server, worker and Postgres were killed at any moment."""

import http.client
import json
import random
import re
import threading
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest

from tests.config.site import Site

pytestmark = pytest.mark.xdist_group("serve")


class Author:
    def __init__(self, site: Site, password: str) -> None:
        self.here = f"http://localhost:{site.port}"
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        form = self.open("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
        fields = {"csrfmiddlewaretoken": token, "login": "admin", "password": password}
        self.send("/accounts/login/", urllib.parse.urlencode(fields).encode())
        self.token = json.loads(self.open("/admin/blog/post/token/"))["csrf"]

    def open(self, path: str) -> str:
        return self.browser.open(f"{self.here}{path}", timeout=20).read().decode()

    def send(self, path: str, data: bytes, **headers: str) -> bytes:
        request = urllib.request.Request(f"{self.here}{path}", data, {"Referer": self.here, **headers})
        return self.browser.open(request, timeout=20).read()

    def autosave(self, path: str, **said) -> dict:
        data = json.dumps({"tab": "tab-12345678", "version": 1, "sequence": 0, **said}).encode()
        return json.loads(self.send(path, data, **{"Content-Type": "application/json", "X-CSRFToken": self.token}))


def test_nothing_that_was_called_saved_is_lost_when_everything_is_killed(own_folder):
    site = Site(own_folder / "killed").start()
    password = re.search(r"Password:  (\S+)", site.said())[1]
    author = Author(site, password)
    begun = author.autosave("/admin/blog/post/autosave/", number=1, fields={"title": "T", "body": "text 1 "})
    answered = [1]

    def type_on() -> None:
        for number in range(2, 10_000):
            try:
                author.autosave(begun["autosave_url"], number=number, fields={"body": f"text {number} " * 500})
            except (OSError, ValueError, http.client.HTTPException):
                return
            answered.append(number)

    try:
        typing = threading.Thread(target=type_on)
        typing.start()
        site.wait_until(lambda: len(answered) > 20)
        threading.Event().wait(random.random())
        site.kill_everything()
        typing.join()
        page = Author(site.start(), password).open(begun["url"])
        # One more may have been kept whose answer was lost.
        assert int(re.search(r"text (\d+) ", page)[1]) in (answered[-1], answered[-1] + 1)
    finally:
        if site.process.poll() is None:
            site.stop()
