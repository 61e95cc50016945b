import pytest

from tests import surroundings

pytest_plugins = ["tests.personas", "tests.bucket", "tests.other_server", "tests.static_files"]
# These build containers, `make compose-test`, or run checkers that are not Python, `make audit`.
collect_ignore = ["compose", "audit"]


@pytest.fixture(autouse=True)
def _rows_numbered_from_the_start() -> None:
    """A row's number, so its name and date, must not depend on the tests that happened to come before."""
    from tests import factories  # app ready

    factories.number_from(0)


@pytest.fixture(autouse=True)
def _counts_are_stored_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by a thread, which knows nothing of the test's transaction; and nothing of one test reaches the next."""
    from blog.actions import hits  # app ready

    for tally in hits.TALLIES:
        monkeypatch.setattr(tally, "_is_waiting", True)
        tally.forget()


def pytest_unconfigure() -> None:
    surroundings.clear_away()
