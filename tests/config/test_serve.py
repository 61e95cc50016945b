import re
import signal
import socket
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest

from tests.config.site import Site, manage

pytestmark = pytest.mark.xdist_group("serve")


@pytest.fixture(scope="session")
def folder(own_folder):
    """Set up by a first start, which takes longest, and used by all tests here."""
    return own_folder / "site"


@pytest.fixture(scope="session")
def first_words(folder):
    site = Site(folder).start()
    assert site.stop() == 0
    return site.said()


@pytest.fixture
def site(folder, first_words):
    site = Site(folder).start()
    yield site
    if site.process.poll() is None:
        site.stop()
    assert site.running() == []


def sign_in(site: Site, password: str) -> str:
    """The page where somebody lands who signs in as the administrator."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    address = f"http://localhost:{site.port}/accounts/login/"
    form = browser.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    fields = {"csrfmiddlewaretoken": token, "login": "admin", "password": password}
    request = urllib.request.Request(address, urllib.parse.urlencode(fields).encode(), {"Referer": address})
    return urllib.parse.urlsplit(browser.open(request).url).path


def test_first_start_prints_password_that_signs_administrator_in(site, first_words):
    password = re.search(r"User name: admin\nPassword:  (\S+)", first_words)[1]
    assert len(password) >= 16
    assert sign_in(site, password) == "/admin/"


def test_second_start_sets_nothing_up_and_prints_no_password(site):
    said = site.said()
    assert f"Byline runs at http://localhost:{site.port}/" in said
    assert "Password" not in said
    assert "Preparing" not in said
    assert "Collecting" not in said
    assert site.get("/readyz") == (200, b"ready\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ending_signal_leaves_no_process(site, number):
    assert len(site.running()) > 3
    assert site.stop(number) == 0
    assert site.running() == []


def test_killed_supervisor_takes_web_server_worker_and_postgres_along(site):
    site.process.kill()
    site.process.wait()
    site.wait_until(lambda: not site.running())


def test_site_starts_again_after_everything_was_killed(site):
    site.kill_everything()
    assert (site.folder / "postgres/data/postmaster.pid").exists()
    site.start()
    assert site.get("/readyz") == (200, b"ready\n")


def test_killed_postgres_is_started_again(site):
    before = site.postmaster()
    before.kill()
    site.wait_until(lambda: site.postmaster() not in (None, before))
    assert site.get("/readyz") == (200, b"ready\n")


def test_command_beside_running_site_shares_its_postgres(site):
    before = site.postmaster()
    done = manage(site.folder, "shell", "-c", "from accounts.models import User; print(User.objects.count())")
    assert int(done.stdout.split()[-1]) >= 1
    assert site.postmaster() == before
    assert site.get("/readyz") == (200, b"ready\n")


def test_web_server_that_cannot_stay_up_brings_everything_down_with_a_message(site):
    web = site.process.pid
    children = [child for child in site.running() if child.ppid() == web and "postgres" not in child.name()]
    min(children, key=lambda child: child.pid).kill()
    assert site.process.wait(60) == 1
    assert "The web server ended right after its start" in site.said()
    assert site.running() == []


def test_first_start_that_is_interrupted_leaves_no_process_and_can_be_repeated(tmp_path):
    site = Site(tmp_path / "site")
    site.begin()
    site.wait_until(lambda: "Preparing the database" in site.said())
    assert site.stop(signal.SIGINT) == 130
    assert "Traceback" not in site.said()
    assert site.running() == []
    assert manage(site.folder, "migrate", "--verbosity=0").returncode == 0
    assert manage(site.folder, "migrate", "--check").returncode == 0


def test_serve_refuses_port_in_use_in_one_sentence(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = manage(folder, "serve", PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"CommandError: Port {port} is in use, perhaps by another Byline.")
    assert done.stderr.count("\n") == 1
