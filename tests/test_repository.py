"""Facts about the repository that no single module can vouch for."""

import io
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command

from config import database

ROOT = Path(__file__).resolve().parent.parent
PROJECT = (ROOT / "pyproject.toml").read_text()
REQUIREMENTS = {name: (ROOT / name).read_text() for name in ("requirements.txt", "requirements-dev.txt")}
LONGEST_FILE = 350


def tracked(*patterns: str) -> list[Path]:
    """The project's files: those git knows or would take in, or, where there is no git, all of the source folders."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        folders = [ROOT / name for name in ("accounts", "blog", "config", "deploy", "docs", "tests")]
        found = [path for folder in folders for pattern in patterns for path in folder.rglob(pattern)]
    else:
        found = [ROOT / line for line in done.stdout.splitlines()]
    return [path for path in found if path.is_file()]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_with_hashes(name):
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", REQUIREMENTS[name], flags=re.MULTILINE).strip())
    assert len(entries) > 20
    loose = [entry.split()[0] for entry in entries if not re.match(r"\S+==\S+ .*--hash=sha256:", entry, re.DOTALL)]
    assert loose == []


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_name_no_package_index(name):
    assert re.findall(r"https?:|--index|--extra-index|--find-links|--trusted-host", REQUIREMENTS[name]) == []


def test_development_requirements_hold_the_same_versions_as_the_others():
    pins = {name: dict(re.findall(r"^(\S+)==([^\s;]+)", text, re.MULTILINE)) for name, text in REQUIREMENTS.items()}
    development = pins["requirements-dev.txt"]
    assert {name: development.get(name) for name in pins["requirements.txt"]} == pins["requirements.txt"]


def test_checkers_are_pinned_with_hashes_and_without_addresses():
    folder = ROOT / "tests" / "audit"
    wanted = json.loads((folder / "package.json").read_text())["devDependencies"]
    text = (folder / "package-lock.json").read_text()
    locked = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert [name for name, entry in locked.items() if not entry.get("integrity", "").startswith("sha512-")] == []
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert '"resolved"' not in text


def test_every_dependency_is_in_the_lock_and_has_its_reason_above_it():
    project = tomllib.loads(PROJECT)["project"]
    wanted = sum(project["optional-dependencies"].values(), project["dependencies"])
    lines = [line.strip() for line in PROJECT.splitlines()]
    unexplained = [entry for entry in wanted if not lines[lines.index(f'"{entry}",') - 1].startswith("# ")]
    assert unexplained == []
    locked = set(re.findall(r"^([a-z0-9-]+)(?:\[[^\]]+\])?==", REQUIREMENTS["requirements-dev.txt"], re.MULTILINE))
    names = {re.match(r"[A-Za-z0-9-]+", entry)[0].lower() for entry in wanted}
    assert names - locked == set()


def test_environment_example_explains_exactly_the_variables_that_are_read():
    example = (ROOT / ".env.example").read_text()
    documented = re.findall(r"^# ([A-Z0-9_]+)=", example, re.MULTILINE)
    readers = "text|switch|number|names|folder|address|base_address|database|email|secret_key"
    reader = rf"\benv\.(?:{readers})\(\s*\"([A-Z0-9_]+)\""
    read = set(re.findall(reader, (ROOT / "config/settings.py").read_text())) | {"ENV_FILE"}
    assert sorted(documented) == sorted(read | {"POSTGRES_PASSWORD"})
    assert re.findall(r"^[^#\n]", example, re.MULTILINE) == [], "nothing in the example takes effect by being copied"
    # The containers get every variable, but for those that say where things lie in one.
    passed_on = set(re.findall(r"\$\{([A-Z0-9_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert passed_on == set(documented) - {"DATABASE_URL", "VAR_DIR", "MEDIA_ROOT", "ENV_FILE"}


def test_postgres_version_is_the_same_everywhere():
    places = [*tracked("*.yml", "*.yaml", "*.md", "Dockerfile*", ".ci/*", "deploy/*"), ROOT / ".env.example"]
    named = {
        (str(path.relative_to(ROOT)), version)
        for path in places
        if path.name != "CHANGELOG.md"
        for version in re.findall(r"postgres(?:ql)?[: -](\d+)\b", path.read_text(errors="replace"), re.I)
    }
    assert named
    assert {place for place, version in named if int(version) != database.VERSION} == set()


def test_models_have_no_missing_migrations(db):
    said = io.StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=said)
    assert said.getvalue() == "No changes detected\n"


def test_source_files_stay_short_enough_to_read():
    files = [path for path in tracked("*.py", "*.css", "*.js", "*.html") if "migrations" not in path.parts]
    assert len(files) > 50
    long = {str(path.relative_to(ROOT)): n for path in files if (n := path.read_text().count("\n")) > LONGEST_FILE}
    assert long == {}


def test_templates_hold_no_inline_script_style_or_handler():
    inline = r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/ld\+json\")[^>]*>|<style|\sstyle=\"|\son[a-z]+=\""
    found = {
        f"{path.relative_to(ROOT)}: {match}"
        for path in tracked("templates/*.html")
        for match in re.findall(inline, path.read_text())
    }
    assert found == set()


def test_moments_in_html_have_no_fraction_of_a_second():
    """Django's `date:"c"` writes microseconds, more than HTML takes; `timestamp` writes none."""
    fractions = [str(path.relative_to(ROOT)) for path in tracked("templates/*.html") if 'date:"c"' in path.read_text()]
    assert fractions == []


def test_source_holds_no_leftover_notes():
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
    files = tracked("*.py", "*.html", "*.css", "*.js")
    found = [str(path.relative_to(ROOT)) for path in files if marks.search(path.read_text())]
    assert found == []


def test_make_lists_every_word():
    words = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert {line.split()[1] for line in listed.splitlines()} == words
    assert {"run", "test", "lint", "e2e", "bench", "messages", "lock", "up", "env", "compose-test"} <= words
