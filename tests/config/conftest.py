import tempfile
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def own_folder():
    """Not one of pytest's, which it closes to every other account whenever another suite starts.

    As root, Postgres runs as another account.
    """
    with tempfile.TemporaryDirectory(prefix="byline-config-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def tmp_path(own_folder):
    return Path(tempfile.mkdtemp(dir=own_folder))
