"""Two questions an operator's tools ask: `/healthz`, is the process alive; `/readyz`, can it serve the blog.

A middleware before all others answers them, so that neither the redirect to https nor the list of allowed hosts,
neither sessions nor templates stand between a probe and its answer.
"""

from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse

from config.database import DatabaseUnavailable


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _answer("alive")
        if request.path == "/readyz":
            obstacle = _obstacle()
            return _answer(obstacle, status=503) if obstacle else _answer("ready")
        return self.get_response(request)


def missing_migrations() -> set[tuple[str, str]]:
    """App and name of each migration that is not applied; compares names only, since loading all takes long."""
    files = {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in Path(app.path, "migrations").glob("[0-9]*.py")
    }
    return files - MigrationRecorder(connection).applied_migrations().keys()


def _obstacle() -> str:
    try:
        missing = missing_migrations()
    except (DatabaseError, DatabaseUnavailable):
        return "the database does not answer"
    finally:
        connection.close()
    return f"{len(missing)} migrations are not applied" if missing else ""


def _answer(text: str, *, status: int = 200) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text + "\n", content_type="text/plain; charset=utf-8", status=status, headers=headers)
