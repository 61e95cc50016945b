"""A real `manage.py serve` in a folder of its own, as a person at a terminal would run it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90


def environment(folder: Path, **more: str) -> dict[str, str]:
    names = {"PATH", "HOME", "LANG"}
    kept = {name: value for name, value in os.environ.items() if name in names}
    own = {"VAR_DIR": str(folder), "MEDIA_ROOT": str(folder / "media"), "ENV_FILE": ""}
    return kept | own | more


def manage(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(folder, **more), capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def processes(folder: Path) -> list[psutil.Process]:
    """All that runs in or for the folder: web server, worker, and Postgres, which is started without our variables."""
    found = []
    for process in psutil.process_iter():
        try:
            marks = [*process.cmdline(), process.environ().get("VAR_DIR", "")]
        except psutil.Error:
            continue
        if process.pid != os.getpid() and any(str(folder) in mark for mark in marks):
            found.append(process)
    return found


class Site:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.output = folder.with_name(f"{folder.name}.output")

    def begin(self) -> None:
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=environment(self.folder, PORT=str(self.port)),
                stdout=output,
                stderr=output,
            )

    def start(self) -> "Site":
        self.begin()
        self.wait_until(lambda: "Byline runs at" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()
        return self

    def said(self) -> str:
        return self.output.read_text()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)

    def kill_everything(self) -> None:
        for process in processes(self.folder):
            with suppress(psutil.NoSuchProcess):  # one may take another along
                process.kill()
        self.process.wait(PATIENCE_SECONDS)
        self.wait_until(lambda: not self.running())

    def postmaster(self) -> psutil.Process | None:
        try:
            return psutil.Process(int((self.folder / "postgres/data/postmaster.pid").read_text().split()[0]))
        except (OSError, IndexError, psutil.NoSuchProcess):
            return None

    def running(self) -> list[psutil.Process]:
        return processes(self.folder)

    def get(self, path: str) -> tuple[int, bytes]:
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            web.request("GET", path)
            answer = web.getresponse()
            return answer.status, answer.read()
        except OSError:
            return 0, b""
        finally:
            web.close()

    def wait_until(self, holds) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)
