from collections.abc import Iterator

import pytest
from stack import Stack

LOGS = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Stack]:
    """A started blog; taken away with all its data afterwards, whatever happens."""
    stack = Stack(tmp_path_factory.mktemp("compose"))
    is_up = False
    try:
        stack.up()
        is_up = True
        yield stack
    finally:
        if request.session.testsfailed or not is_up:
            request.config.stash[LOGS] = stack.logs()
        stack.remove()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if logs := config.stash.get(LOGS, ""):
        terminalreporter.section("what the containers said")
        terminalreporter.write_line(logs)
