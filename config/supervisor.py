"""Keeps a few programs running together: one that dies is started again, and all end when we do, however we do.

They are forked from us after Django is loaded, which makes a start fast and lets them share its memory.
"""

import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.1
# A program that ends sooner than this will end again: give up and say so.
SETTLED_SECONDS = 10
PATIENCE_SECONDS = 15
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
FORK = multiprocessing.get_context("fork")


class ProgramEnded(Exception):  # noqa: N818  (says what happened)
    """A program ended right after its start; the message names it."""


class Program:
    def __init__(self, name: str, main: Callable[[], None]) -> None:
        self.name = name
        self.main = main

    def start(self) -> None:
        self.started = time.monotonic()
        sys.stdout.flush()
        sys.stderr.flush()
        self.process = FORK.Process(target=self._run, name=self.name)
        self.process.start()

    def _run(self) -> None:
        # Its own process group, so that Ctrl-C reaches only the supervisor, which ends the programs in order.
        os.setpgid(0, 0)
        for number in ENDING_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        _end_with_parent()
        self.main()

    def restart_if_ended(self) -> None:
        if self.process.is_alive():
            return
        status = self.process.exitcode
        self._end_group()
        if time.monotonic() - self.started < SETTLED_SECONDS:
            raise ProgramEnded(f"The {self.name} ended right after its start (status {status}); its message is above.")
        logger.error("the %s ended (status %s); starting it again", self.name, status)
        self.start()

    def end(self, deadline: float) -> None:
        self.process.join(max(0.0, deadline - time.monotonic()))
        if self.process.is_alive():
            logger.error("the %s did not end in time and is killed", self.name)
        self._end_group()
        self.process.join()

    def _end_group(self) -> None:
        # What a killed program started itself would still hold the port.
        with suppress(ProcessLookupError):
            while True:
                os.killpg(self.process.ident, signal.SIGKILL)
                self.process.join(0.01)


class Supervisor:
    def __init__(self, programs: list[Program]) -> None:
        self.programs = programs
        self.is_ending = False

    def run(self, *, is_ready: Callable[[], bool], on_ready: Callable[[], None], on_look: Callable[[], None]) -> None:
        """Runs the programs until SIGINT, SIGTERM or SIGHUP; calls `on_ready` once and `on_look` again and again.

        Raises `ProgramEnded` when a program cannot stay up.
        """
        for number in ENDING_SIGNALS:
            signal.signal(number, self._ask_to_end)
        was_ready = False
        started: list[Program] = []
        try:
            for program in self.programs:
                program.start()
                started.append(program)
            while not self.is_ending:
                on_look()
                self._restart_ended(started)
                if not was_ready and is_ready():
                    was_ready = True
                    on_ready()
                time.sleep(LOOK_SECONDS)
        finally:
            end_all(started)

    def _restart_ended(self, programs: list[Program]) -> None:
        for program in programs:
            # Whoever asks us to end may have ended the programs before us.
            if not self.is_ending:
                program.restart_if_ended()

    def _ask_to_end(self, _number: int, _frame: FrameType | None) -> None:
        self.is_ending = True


def end_all(programs: list[Program]) -> None:
    for program in programs:
        program.process.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for program in programs:
        program.end(deadline)


def _end_with_parent() -> None:
    # The kernel's promise for the case that the supervisor is killed; only Linux makes it.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
