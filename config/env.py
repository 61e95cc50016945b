"""Typed readers of the environment and of `.env`; nonsense is refused with the variable's name and the remedy.

An empty variable counts as absent, since docker-compose passes `${NAME:-}` that way. Values that may hold a password
never appear in a message.
"""

import ipaddress
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environs

from config.database import DATABASE, embedded_postgres

VARIABLES = environs.Env()
WEAKEST_KEY = 50


class BadSetting(Exception):  # noqa: N818  (says what happened)
    """A variable cannot be used; the message names it, its value unless secret, and the remedy."""


def read_file(path: Path) -> None:
    """Reads `ENV_FILE`, or `path` if that is not set; variables already set win over the file."""
    chosen = os.environ.get("ENV_FILE")
    if chosen is None:
        VARIABLES.read_env(path, recurse=False)
    elif chosen and not Path(chosen).is_file():
        raise BadSetting(f"ENV_FILE is {chosen!r}, which is not a file. Correct the path, or unset it to use .env.")
    elif chosen:
        VARIABLES.read_env(chosen, recurse=False)


def text(name: str, default: str) -> str:
    return VARIABLES.str(name, "").strip() or default


def switch(name: str, *, default: bool) -> bool:
    return _parsed(name, VARIABLES.bool, default, f"Write {name}=true or {name}=false.")


def number(name: str, *, default: int, lowest: int, highest: int) -> int:
    remedy = f"Write a whole number from {lowest} to {highest}, for example {name}={default}."
    value = _parsed(name, VARIABLES.int, default, remedy)
    if not lowest <= value <= highest:
        raise BadSetting(f"{name} is {value}. {remedy}")
    return value


def names(name: str, *, default: list[str]) -> list[str]:
    """A list separated by commas."""
    return [entry.strip() for entry in text(name, "").split(",") if entry.strip()] or default


def folder(name: str, *, default: Path) -> Path:
    """An absolute path; a relative one starts at the current folder."""
    return Path(text(name, str(default))).expanduser().resolve()


def address(name: str, *, default: str) -> str:
    """A site's address: scheme, host and perhaps port; a trailing slash is dropped."""
    value = text(name, default).rstrip("/")
    if not _is_web_address(value) or urlsplit(value).path:
        remedy = f"Write the site's address without a path, for example {name}=https://blog.example.com."
        raise BadSetting(f"{name} is {value!r}. {remedy}")
    return value


def base_address(name: str) -> str:
    """What other addresses begin with: scheme, host, perhaps a path, no slash at its end. Empty where it is not set."""
    value = text(name, "").rstrip("/")
    if value and not _is_web_address(value):
        raise BadSetting(f"{name} is not a full address. Write it as in {name}=https://pictures.example.com.")
    return value


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return False
    is_whole = value == f"{parts.scheme}://{parts.netloc}{parts.path}"
    return bool(usable and is_whole and not re.search(r"[@,;'\"\s]", value))


def database(name: str) -> dict[str, Any] | None:
    """Django's database settings from a `postgres://` URL, or None."""
    remedy = f"Write {name}=postgres://USER:PASSWORD@HOST:5432/DATABASE; escape special characters as %XX."
    value = _parsed(name, VARIABLES.dj_db_url, None, remedy, is_secret=True)
    if value and (value["ENGINE"] != "django.db.backends.postgresql" or not value["NAME"]):
        raise BadSetting(f"{name} does not name a Postgres database. {remedy}")
    return value


def embedded_database(directory: Path) -> dict[str, Any]:
    """Django's database settings for the Postgres that lives in `directory`; nothing starts yet."""
    return {
        "ENGINE": "config.embedded",
        "EMBEDDED_IN": directory,
        "HOST": str(embedded_postgres(directory).socket_directory),
        "NAME": DATABASE,
        "USER": DATABASE,
    }


def email(name: str, *, default: str) -> dict[str, Any]:
    """Django's e-mail settings from a URL such as `submission://user:password@host:587`."""
    remedy = f"Write {name}=submission://USER:PASSWORD@HOST:587, or {name}=console:// to print messages."
    parse = VARIABLES.dj_email_url
    found = _parsed(name, parse, parse("", default), remedy, is_secret=True)
    if "EMAIL_BACKEND" not in found:
        raise BadSetting(f"{name} does not say how mail leaves. {remedy}")
    return {setting: value for setting, value in found.items() if value is not None}


def is_local(host: str) -> bool:
    """Whether the host is this machine, by its name or its loopback address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def secret_key(name: str, *, public: bool, kept_in: Path) -> str:
    """The site's key: from the environment, else, on a site that is not public, one made once and kept in a file."""
    remedy = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    key = text(name, "")
    if not key and not public:
        return _kept_secret(kept_in)
    if not key:
        raise BadSetting(f"{name} is not set, and a public site needs it. {remedy}")
    if public and (len(key) < WEAKEST_KEY or len(set(key)) < 10 or key.startswith("django-insecure-")):
        raise BadSetting(f"{name} is too weak for a public site (at least {WEAKEST_KEY} random characters). {remedy}")
    return key


def _kept_secret(path: Path) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        if not path.exists():
            # Linked into place when whole: of two processes at first start, both read the same key.
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(WEAKEST_KEY))
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise BadSetting(f"The site's key cannot be kept in {path}: {error}. Set VAR_DIR or SECRET_KEY.") from error


def _parsed(name: str, parser: Callable[..., Any], default: Any, remedy: str, *, is_secret: bool = False) -> Any:
    if not text(name, ""):
        return default
    try:
        return parser(name)
    except (environs.EnvError, ValueError) as error:
        value = "set but not understood" if is_secret else repr(text(name, ""))
        raise BadSetting(f"{name} is {value}. {remedy}") from (None if is_secret else error)
