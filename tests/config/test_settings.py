import json
import logging
import subprocess
import sys

import pytest

from config.logs import OneLineFormatter
from tests.config.site import ROOT, environment, manage

PUBLIC = {"SITE_URL": "https://blog.example.com", "SECRET_KEY": "k3y-" + "abcdefghij0123456789" * 3}
SHOW = """
import json, sys
from config import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}, default=str))
"""


def read(folder, *names: str, **variables: str) -> dict:
    """The settings as a fresh process with these variables sees them."""
    command = [sys.executable, "-c", SHOW, *names]
    done = subprocess.run(command, cwd=ROOT, env=environment(folder, **variables), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_defaults_suit_ones_own_machine(tmp_path):
    assert read(tmp_path, "SITE_URL", "PUBLIC", "DEBUG", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT") == {
        "SITE_URL": "http://localhost:8000",
        "PUBLIC": False,
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": False,
        "SECURE_SSL_REDIRECT": None,
    }


def test_address_follows_the_port_and_hosts_follow_the_address(tmp_path):
    seen = read(tmp_path, "SITE_URL", "ALLOWED_HOSTS", PORT="8123")
    assert seen["SITE_URL"] == "http://localhost:8123"
    seen = read(tmp_path, "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", **PUBLIC)
    assert seen["ALLOWED_HOSTS"] == ["blog.example.com", "localhost", ".localhost", "127.0.0.1", "[::1]"]
    assert seen["CSRF_TRUSTED_ORIGINS"] == ["https://blog.example.com"]


def test_public_site_over_https_passes_djangos_deployment_check(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PUBLIC)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


@pytest.mark.parametrize(
    ("variables", "refusal"),
    [
        ({**PUBLIC, "SECRET_KEY": ""}, "SECRET_KEY is not set, and a public site needs it."),
        ({**PUBLIC, "SECRET_KEY": "weak"}, "SECRET_KEY is too weak for a public site"),
        ({**PUBLIC, "DEBUG": "true"}, "DEBUG is on and https://blog.example.com is a public site"),
        ({"SITE_URL": "http://blog.example.com"}, "SECRET_KEY is not set, and a public site needs it."),
        ({"PORT": "http"}, "PORT is 'http'. Write a whole number from 1 to 65535"),
    ],
)
@pytest.mark.parametrize("door", [["manage.py", "check"], ["-m", "gunicorn", "--config", "python:config.gunicorn"]])
def test_site_refuses_to_start_in_one_sentence(tmp_path, door, variables, refusal):
    done = subprocess.run(
        [sys.executable, *door], cwd=ROOT, env=environment(tmp_path, **variables), capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith(refusal)
    assert done.stderr.count("\n") == 1


def test_database_url_replaces_the_embedded_server(tmp_path):
    seen = read(tmp_path, "DATABASES", "EMBEDDED_DATABASE", DATABASE_URL="postgres://u:p@db.example:5433/blog")
    database = seen["DATABASES"]["default"]
    assert (database["ENGINE"], database["HOST"], database["PORT"], database["NAME"]) == (
        "django.db.backends.postgresql",
        "db.example",
        5433,
        "blog",
    )
    assert seen["EMBEDDED_DATABASE"] is False


def test_pool_has_a_connection_for_each_thread(tmp_path):
    seen = read(tmp_path, "DATABASES", DATABASE_URL="postgres://u:p@h/d", WEB_THREADS="7")
    assert seen["DATABASES"]["default"]["OPTIONS"]["pool"]["max_size"] == 8


def test_sign_in_page_allows_nothing_inline_and_may_not_be_framed_elsewhere(client, db):
    headers = client.get("/accounts/login/").headers
    policy = dict(directive.split(" ", 1) for directive in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == policy["frame-ancestors"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_log_record_stays_on_one_line():
    record = logging.LogRecord("a.b", logging.ERROR, "file", 1, "said %s", ("one\r\n2026 ERROR forged",), None)
    assert OneLineFormatter().format(record).endswith("ERROR a.b: said one\\r\\n2026 ERROR forged")
    assert "\n" not in OneLineFormatter().format(record)
