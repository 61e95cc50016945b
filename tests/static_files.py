"""Static files as in production: in one piece, named by content, compressed; collected once for all who ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings


@pytest.fixture(scope="session")
def as_in_production(tmp_path_factory: pytest.TempPathFactory) -> dict:
    from django.conf import settings

    backend = {"BACKEND": "config.static_files.AssembledStaticFilesStorage"}
    changed = {
        "STATIC_ROOT": tmp_path_factory.mktemp("static"),
        "STORAGES": {**settings.STORAGES, "staticfiles": backend},
    }
    with override_settings(**changed):
        call_command("collectstatic", interactive=False, verbosity=0)
    return changed


@pytest.fixture
def collected(as_in_production: dict) -> Iterator[Path]:
    """Their folder. Tests that ask for it belong to the group `static`."""
    with override_settings(**as_in_production):
        yield as_in_production["STATIC_ROOT"]
