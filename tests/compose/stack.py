"""The blog as docker-compose.yml builds it, under a project name of its own, spoken to through its proxy."""

import gzip
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[2]
SITE_HOST = "blog.example.com"
START_SECONDS = 300
# What the environment or a .env of the person who runs the tests must not decide.
OURS = (
    "PORT SITE_URL DATABASE_URL SECRET_KEY DEBUG ALLOWED_HOSTS TRUSTED_PROXIES EMAIL_URL EMAIL_FROM "
    "MEDIA_STORAGE MEDIA_URL S3_BUCKET S3_REGION S3_ENDPOINT_URL S3_ACCESS_KEY_ID S3_SECRET_ACCESS_KEY S3_PREFIX "
    "S3_ADDRESSING"
).split()


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes
    asked_at: float

    @property
    def text(self) -> str:
        unpacked = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return unpacked.decode()


class Stack:
    def __init__(self, directory: Path) -> None:
        self.port = free_port()
        self.name = f"byline-test-{self.port}"
        self.settings = {
            "PORT": str(self.port),
            # As behind a server that speaks TLS: public, so every guard is up.
            "SITE_URL": f"https://{SITE_HOST}",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "POSTGRES_PASSWORD": secrets.token_urlsafe(24),
        }
        self.env_file = directory / "env"
        self.env_file.write_text("".join(f"{name}={value}\n" for name, value in self.settings.items()))
        self.environment = {name: value for name, value in os.environ.items() if name not in OURS}
        self.program = compose_program()

    def compose(self, *arguments: str, stdin: bytes = b"", check: bool = True) -> subprocess.CompletedProcess[bytes]:
        """Runs a docker-compose command to its end; with `check`, a failure shows what it printed."""
        command = [*self.program, "--project-name", self.name, "--env-file", str(self.env_file), *arguments]
        done = subprocess.run(command, cwd=PROJECT, env=self.environment, input=stdin, capture_output=True, check=False)
        if check and done.returncode:
            said = (done.stdout + done.stderr).decode(errors="replace")
            raise AssertionError(f"{' '.join(arguments[:6])} ended with {done.returncode}:\n{said[-6000:]}")
        return done

    def up(self) -> None:
        self.compose("up", "--detach", "--build")
        wait_for(lambda: self.get("/readyz").status == 200, "the proxy to answer /readyz with 200")

    def down(self) -> None:
        self.compose("down", "--remove-orphans")

    def remove(self) -> None:
        self.compose("down", "--volumes", "--rmi", "local", "--remove-orphans", "--timeout", "5", check=False)

    def logs(self) -> str:
        said = self.compose("ps", check=False).stdout + self.compose("logs", "--tail=30", check=False).stdout
        # A traceback is one line in our logs; its end says most.
        lines = said.decode(errors="replace").splitlines()
        return "\n".join(line if len(line) < 500 else f"{line[:150]} … {line[-300:]}" for line in lines)

    def manage(self, *arguments: str) -> str:
        """What a management command in the web container prints, but for its log."""
        return self.compose("exec", "-T", "web", "python", "manage.py", *arguments).stdout.decode()

    def python(self, code: str) -> str:
        """The last line that the code prints, run in the web container with Django and its models at hand."""
        return self.manage("shell", "--no-imports", "--command", PREAMBLE + code).strip().rpartition("\n")[2]

    def get(self, path: str, **headers: str) -> Answer:
        """Asks the proxy as a TLS server in front of it would; header names with _ for -."""
        sent = {"Host": SITE_HOST, "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        asked_at = time.time()
        try:
            connection.request("GET", path, headers=sent)
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, response.read(), asked_at)
        except (OSError, HTTPException):
            return Answer(0, {}, b"", asked_at)
        finally:
            connection.close()


PREAMBLE = """
import time
from django.utils import timezone
from accounts.models import User
from blog.actions.posts import publish_post, save_post, unpublish_post
from blog.models import *
"""


def wait_for(is_true: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def compose_program() -> list[str]:
    if shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0:
        return ["docker", "compose"]
    assert shutil.which("docker-compose"), "docker-compose is missing: apt-get install docker.io docker-compose"
    return ["docker-compose"]
