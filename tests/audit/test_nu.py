"""The Nu HTML checker has nothing to say about any type of public page."""

import json
import subprocess

import pytest
import tools
from pages import PUBLIC

pytestmark = pytest.mark.nu


@pytest.fixture(scope="session")
def messages(site, language, tmp_path_factory) -> dict[str, list[str]]:
    """What the checker says, by the page's name. One run for all pages, since it takes seconds to start."""
    folder = tmp_path_factory.mktemp("pages")
    for number, kind in enumerate(PUBLIC):
        (folder / f"{number}.html").write_bytes(site.ask(kind.path).body)
    files = sorted(folder.iterdir())
    command = [tools.JAVA, "-jar", tools.NU, "--format", "json", "--exit-zero-always", "--stdout", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said: dict[str, list[str]] = {kind.name: [] for kind in PUBLIC}
    for message in json.loads(done.stdout)["messages"]:
        kind = PUBLIC[int(message["url"].rpartition("/")[2].removesuffix(".html"))]
        said[kind.name].append(in_words(message, kind))
    return said


def in_words(message, kind) -> str:
    level = message.get("subType", message["type"])
    place = f"line {message.get('lastLine')}, column {message.get('lastColumn')}"
    return f"{kind} ({kind.path}), {level}, {place}: {message['message']}\n  {message.get('extract', '').strip()}"


@pytest.mark.parametrize("kind", PUBLIC, ids=str)
def test_checker_has_nothing_to_say(kind, messages, site):
    assert site.ask(kind.path).status == kind.status
    assert not messages[kind.name], "\n".join(messages[kind.name])
