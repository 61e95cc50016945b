"""Runs what decodes pictures in a process of its own, which may crash, hang or eat memory without harm to this one.

    from blog.imaging import sandbox

    answer = sandbox.call("ingest", data=file_bytes)
    answer = sandbox.call("render_all", limits=sandbox.Limits(cpu_seconds=30, wall_seconds=120), data=…, width=800)

The first argument is a name in `FUNCTIONS` of `sandbox_child.py`: pure functions at module level, whose arguments and
answers are what JSON can say, and `bytes` anywhere in it (tuples come back as lists). What such a function raises as
ImageRefused is raised here. So is, with a sentence that says so, whatever ends the child: a crash, too much memory, too
much time. The next call starts another child. Docs: docs/decisions/picture-sandbox.md.

One child per process is started by the first call (some 0.2 s), works on one picture at a time, and ends after a minute
without work, or with its parent. Any thread may call. A forked process gets a child of its own.
"""

import atexit
import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blog.imaging import messages
from blog.imaging.messages import BrokenMessage
from blog.imaging.refusal import ImageRefused, gettext_noop

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent.parent
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from blog.imaging.sandbox_child import main; main()"
# Large blocks of memory go back to the system as soon as they are free, and one heap serves all threads.
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "131072"}
START_SECONDS = 60
# The child waits a little longer than we rely on it.
IDLE_SECONDS, CHILD_IDLE_SECONDS = 60, 75
LONGEST_SENTENCE, MOST_SENTENCES = 1_000, 3

SAVE_AGAIN = gettext_noop("Open it in a picture program, save it again as JPEG or PNG and upload that.")


class SandboxFailed(RuntimeError):  # noqa: N818  (as ImageRefused)
    """The child cannot even be started; no picture is to blame."""


@dataclass(frozen=True)
class Limits:
    """For one call: time that the processor works on it, and time that passes."""

    cpu_seconds: float = 10
    wall_seconds: float = 60


def call(function: str, *, limits: Limits = Limits(), **arguments: Any) -> Any:
    """What the function named so answers. Raises ImageRefused; SandboxFailed where there is no child to be had."""
    return _sandbox.call(function, limits, arguments)


class Sandbox:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.child: Child | None = None

    def call(self, function: str, limits: Limits, arguments: dict[str, Any]) -> Any:
        with self.lock:
            if self.child is None or not self.child.is_fit:
                self.end()
                self.child = Child()
            try:
                answer = self.child.ask(function, limits, arguments)
            except (BrokenMessage, OSError) as error:
                reason = self.child.end()
                self.child = None
                logger.warning("The picture sandbox ended over %s: %s (%s)", function, reason, error)
                raise ImageRefused(reason, SAVE_AGAIN) from None
            except BaseException:
                # Something like Ctrl-C between question and answer: that answer must not meet the next question.
                self.end()
                raise
        return unwrap(answer, function)

    def end(self) -> None:
        if self.child:
            self.child.end()
            self.child = None

    def forget(self) -> None:
        """In a process that was forked: the child belongs to the parent, and its lock to a thread that is not here."""
        self.lock = threading.Lock()
        if self.child:
            self.child.abandon()
            self.child = None


class Child:
    def __init__(self) -> None:
        command = [sys.executable, "-I", "-B", "-c", BOOT, str(ROOT)]
        self.process = subprocess.Popen(
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ENVIRONMENT,
            cwd="/",
            # Ctrl-C at the terminal is for us; the child ends when we do.
            start_new_session=True,
        )
        # However it ends, no zombie stays.
        self.reaper = threading.Thread(target=self.process.wait, name="picture-sandbox", daemon=True)
        self.reaper.start()
        self.is_late = False
        self.used_at = time.monotonic()
        try:
            is_ready = self.exchange({"idle_seconds": CHILD_IDLE_SECONDS}, START_SECONDS) == "ready"
        except (BrokenMessage, OSError):
            is_ready = False
        if not is_ready:
            self.end()
            raise SandboxFailed(f"the process that decodes pictures does not start: status {self.process.returncode}")

    @property
    def is_fit(self) -> bool:
        # Between two questions a child has nothing to say: what can be read is its end, which shows before its status.
        pipe = select.poll()
        pipe.register(self.process.stdout, select.POLLIN)
        return not pipe.poll(0) and time.monotonic() - self.used_at < IDLE_SECONDS

    def ask(self, function: str, limits: Limits, arguments: dict[str, Any]) -> Any:
        times = {"cpu_seconds": limits.cpu_seconds, "wall_seconds": limits.wall_seconds}
        question = {"function": function, "arguments": arguments, **times}
        try:
            return self.exchange(question, limits.wall_seconds)
        finally:
            self.used_at = time.monotonic()

    def exchange(self, question: Any, seconds: float) -> Any:
        # Its own alarms end the child sooner; this is for one that has been taken over.
        deadline = threading.Timer(seconds + 1, self.kill_late)
        deadline.daemon = True
        deadline.start()
        try:
            messages.send(self.process.stdin, question)
            answer = messages.receive(self.process.stdout)
        finally:
            deadline.cancel()
        if answer is None:
            raise BrokenMessage("no answer")
        return answer

    def kill_late(self) -> None:
        self.is_late = True
        self.process.kill()

    def end(self) -> str:
        """Make an end of it; returns a sentence about how it died, if it did so by itself."""
        self.process.stdin.close()
        self.reaper.join(timeout=1)
        self.process.kill()
        self.reaper.join()
        self.process.stdout.close()
        return why(self.process.returncode, is_late=self.is_late)

    def abandon(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        # It is not ours to wait for.
        self.process.returncode = 0


def unwrap(answer: Any, function: str) -> Any:
    match answer:
        case {"value": value}:
            return value
        case {"refused": [*sentences], "filled": {**filled}}:
            raise ImageRefused(
                *(str(sentence)[:LONGEST_SENTENCE] for sentence in sentences[:MOST_SENTENCES]),
                **{name: value if isinstance(value, int) else str(value)[:50] for name, value in filled.items()},
            )
        case {"failed": str(traceback)}:
            logger.error("%s failed in the picture sandbox: %r", function, traceback[-4_000:])
    raise ImageRefused(gettext_noop("This picture cannot be worked with."), SAVE_AGAIN)


def why(status: int, *, is_late: bool) -> str:
    if is_late or status in (-signal.SIGALRM, -signal.SIGPROF):
        return gettext_noop("This picture takes too long to decode.")
    return gettext_noop("This picture makes its decoder break down, so it is damaged or made to do harm.")


_sandbox = Sandbox()
os.register_at_fork(after_in_child=_sandbox.forget)
atexit.register(_sandbox.end)
