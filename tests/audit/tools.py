"""The programs that the checkers are, and which of them are not here."""

import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODULES = HERE / "node_modules"
AXE = MODULES / "axe-core/axe.min.js"
LIGHTHOUSE = MODULES / "lighthouse/cli/index.js"
NU = MODULES / "vnu-jar/build/dist/vnu.jar"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NODE, JAVA = shutil.which("node"), shutil.which("java")
OLDEST_NODE = (18, 16)
# As in tests/browser; and no host but this machine, so that nothing we measure can wait for another.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def is_new_enough(node: str) -> bool:
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    major, minor = version.removeprefix("v").split(".")[:2]
    return (int(major), int(minor)) >= OLDEST_NODE


def lacking() -> dict[str, set[str]]:
    """The marks of tests that cannot run here, each with the Debian packages that they lack."""
    has_modules = all(path.exists() for path in (AXE, LIGHTHOUSE, NU))
    needs = {
        "chromium": bool(CHROMIUM),
        "npm": has_modules,
        "nodejs": bool(NODE) and is_new_enough(NODE),
        "default-jre-headless": bool(JAVA),
    }
    uses = {
        "axe": ("chromium", "npm"),
        "lighthouse": ("chromium", "npm", "nodejs"),
        "nu": ("npm", "default-jre-headless"),
        "browser": ("chromium",),
    }
    missing = {mark: {package for package in packages if not needs[package]} for mark, packages in uses.items()}
    return {mark: packages for mark, packages in missing.items() if packages}


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("true", "1")


def left_out(lacking: dict[str, set[str]], count: int) -> str:
    names = {"axe": "axe-core", "lighthouse": "Lighthouse", "nu": "the Nu HTML checker", "browser": "measuring"}
    packages = sorted(set().union(*lacking.values()))
    checks = ", ".join(names[mark] for mark in lacking)
    return (
        f"Left out: {count} checks ({checks}). Install what they need, on Debian: apt-get install {' '.join(packages)}"
    )
