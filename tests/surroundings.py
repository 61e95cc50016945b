"""What the suite runs in: no settings of the developer's, a throw-away Postgres, folders that vanish afterwards.

Importing this module arranges it, so conftest.py does that first, before Django reads its settings.
"""

import os
import re
import shutil
import tempfile
from pathlib import Path

import django
import pytest
from django.conf import settings

from config import database

ROOT = Path(__file__).resolve().parent.parent
KEPT = {"DATABASE_URL", "VAR_DIR", "MEDIA_ROOT"}
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ


def arrange() -> None:
    if settings.configured and not IS_WORKER:
        # pytest-django read them first, about a database that is not ours to fill, and to delete at the end.
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests bring settings and a database of their own.")
    for name in re.findall(r"^# ?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE):
        if name not in KEPT:
            os.environ.pop(name, None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["ENV_FILE"] = ""
    # Static files without collecting them; pytest-django switches Django's own DEBUG off.
    os.environ["DEBUG"] = "true"
    if not IS_WORKER:
        # Workers inherit the environment, with it the folder, and so share the one server in it.
        folder = tempfile.mkdtemp(prefix="byline-tests-")
        os.environ |= {"VAR_DIR": folder, "MEDIA_ROOT": f"{folder}/media"}
    database.SERVER_SETTINGS |= database.THROWAWAY_SETTINGS
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # The test database is dropped at the end, which a pool's idle connections would prevent.
    settings.DATABASES["default"]["OPTIONS"].pop("pool")
    django.setup()


def clear_away() -> None:
    if not IS_WORKER:
        database.embedded_postgres(settings.VAR_DIR / "postgres").release()
        shutil.rmtree(settings.VAR_DIR)


arrange()
