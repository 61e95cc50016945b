"""The words of the Makefile that no other test goes through."""

import re
import shutil
import subprocess
import sys

import pytest

from tests.test_repository import ROOT


def test_secrets_of_the_containers_are_made_once_and_for_their_owner_only(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    make_secrets(tmp_path)
    made = read(tmp_path)
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    assert len(made["SECRET_KEY"]) >= 50
    # It becomes part of a URL, where other characters would have to be escaped.
    assert re.fullmatch(r"[\w-]{32,}", made["POSTGRES_PASSWORD"])
    make_secrets(tmp_path)
    assert read(tmp_path) == made


def make_secrets(folder):
    subprocess.run(["make", ".env"], cwd=folder, check=True, capture_output=True)


def read(folder):
    return dict(line.split("=", 1) for line in (folder / ".env").read_text().splitlines())


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 4)])
def test_audit_names_checks_it_leaves_out_and_fails_for_it_in_ci(tmp_path, ci, status):
    command = [sys.executable, "-m", "pytest", "--config-file", "tests/audit/pytest.ini", "tests/audit"]
    done = subprocess.run(command, cwd=ROOT, env={"PATH": str(tmp_path), "CI": ci}, capture_output=True, text=True)
    said = done.stdout + done.stderr
    assert done.returncode == status, said
    line = next(line for line in said.splitlines() if "Left out: " in line)
    for name in ("axe-core", "Lighthouse", "the Nu HTML checker", "chromium", "nodejs", "default-jre-headless"):
        assert name in line
