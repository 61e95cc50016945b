"""`manage.py serve`: the whole blog in one command, from an empty folder too."""

import hashlib
import http.client
import secrets
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from gunicorn.app.wsgiapp import WSGIApplication

from config.database import embedded_postgres
from config.health import missing_migrations
from config.supervisor import Program, ProgramEnded, Supervisor

ADMINISTRATOR = "admin"


class Command(BaseCommand):
    help = "Runs database, web server and job worker until Ctrl-C; the first time, sets everything up."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        refuse_taken_port(settings.PORT)
        self.migrate()
        self.collect_static()
        self.administrator, self.password = self.first_start()
        # The programs connect for themselves, and a fork would not take the pool's threads along.
        connection.close()
        connection.close_pool()
        programs = [Program("web server", serve_web), Program("job worker", work_on_jobs)]
        try:
            Supervisor(programs).run(is_ready=web_answers, on_ready=self.welcome, on_look=keep_database)
        except ProgramEnded as error:
            raise CommandError(str(error)) from error

    def migrate(self) -> None:
        if missing_migrations():
            self.say("Preparing the database …")
            call_command("migrate", verbosity=0)

    def collect_static(self) -> None:
        if settings.DEBUG:
            return
        stamp = settings.VAR_DIR / "static.stamp"
        state = static_state()
        if not (settings.STATIC_ROOT.is_dir() and stamp.is_file() and stamp.read_text() == state):
            self.say("Collecting static files …")
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            stamp.write_text(state)

    def first_start(self) -> tuple[str, str]:
        """The administrator's name and new password, both empty if there is an administrator already."""
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return "", ""
        if "load_demo" in get_commands() and not settings.PUBLIC:
            self.say("Writing the demo posts …")
            call_command("load_demo")
        password = secrets.token_urlsafe(12)
        users.create_superuser(username=ADMINISTRATOR, email="", password=password)
        return ADMINISTRATOR, password

    def welcome(self) -> None:
        self.say(f"\nByline runs at {settings.SITE_URL}/ (Ctrl-C stops it); write at {settings.SITE_URL}/admin/")
        if self.password:
            self.say(f"User name: {self.administrator}\nPassword:  {self.password}   (shown this once)")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise CommandError(f"Port {port} needs root. Choose one above 1023, for example PORT=8000.") from error
        except OSError as error:
            raise CommandError(
                f"Port {port} is in use, perhaps by another Byline. Stop that, or choose another: PORT={port + 1}."
            ) from error


def static_state() -> str:
    """Changes when a static file is added, removed or edited."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def serve_web() -> None:
    sys.argv = ["gunicorn", "--config", "python:config.gunicorn"]
    try:
        WSGIApplication().run()
    finally:
        release_database()


def work_on_jobs() -> None:
    try:
        call_command("procrastinate", "worker")
    finally:
        release_database()


def release_database() -> None:
    # A forked process ends without Python's exit handlers.
    if settings.EMBEDDED_DATABASE:
        embedded_postgres(settings.VAR_DIR / "postgres").release()


def web_answers() -> bool:
    web = http.client.HTTPConnection("127.0.0.1", settings.PORT, timeout=5)
    try:
        web.request("GET", "/healthz")
        return web.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        web.close()


def keep_database() -> None:
    if settings.EMBEDDED_DATABASE:
        server = embedded_postgres(settings.VAR_DIR / "postgres")
        if not server.is_running():
            server.ensure_running()
