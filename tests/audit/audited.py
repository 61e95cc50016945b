"""A started blog that has one of everything, and a page of it that broke."""

import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

from tools import HERE

from tests.config.site import Site, manage

RENAMED = (
    "from django.db import connection; connection.cursor().execute('ALTER TABLE blog_sitesettings{0} RENAME TO "
    "blog_sitesettings{1}')"
)


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class AuditedSite(Site):
    BROKEN = "/broken-on-purpose/"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.url = f"http://localhost:{self.port}"

    def fill(self) -> None:
        self.session = self.python((HERE / "content.py").read_text())
        self._break()

    def speak(self, language: str) -> None:
        self.python(f"from blog.models import SiteSettings; SiteSettings.objects.update(language={language!r})")
        assert f'<html lang="{language}"' in self.ask("/").body.decode()

    def ask(self, path: str) -> Answer:
        """What a browser that takes no compression is sent."""
        if path == self.BROKEN:
            return self.broken_page
        try:
            with urllib.request.urlopen(self.url + path, timeout=60) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read())

    def python(self, code: str) -> str:
        done = manage(self.folder, "shell", "--no-imports", "--command", code, PORT=str(self.port))
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().rpartition("\n")[2]

    def _break(self) -> None:
        """Keep what a reader sees when the database is not as it should be, which no address shows by itself."""
        self.python(RENAMED.format("", "_away"))
        self.broken_page = self.ask("/")
        self.python(RENAMED.format("_away", ""))
        assert self.broken_page.status == 500
