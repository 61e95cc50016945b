"""The inside of the sandbox: gives up what it does not need, then answers one question after the other.

Started by `sandbox.py` in a fresh interpreter without environment variables and without any file but its two pipes.
"""

import importlib
import os
import resource
import signal
import traceback
from collections.abc import Callable
from io import FileIO
from typing import Any

from blog.imaging import messages
from blog.imaging.refusal import MAX_MEMORY, ImageRefused, too_much_memory

# What may be called: name → module and function. All are imported before the doors close.
FUNCTIONS = {
    "ingest": "blog.imaging.ingest:ingest_for_parent",
    "scale": "blog.imaging.scaling:scale",
    "icons": "blog.imaging.icon_sizes:cut_icons",
}
NOBODY = 65_534


def main() -> None:
    questions, answers = FileIO(os.dup(0)), FileIO(os.dup(1), "w")
    functions = {name: load(place) for name, place in FUNCTIONS.items()}
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    idle_seconds = messages.receive(questions)["idle_seconds"]
    close_doors()
    messages.send(answers, "ready")
    serve(functions, questions, answers, idle_seconds)
    # Without the interpreter's tidying up, which has nothing to save.
    os._exit(0)


def load(place: str) -> Callable[..., Any]:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


def close_doors() -> None:
    """From here on: no file or socket is opened, no memory taken beyond the limit, no right of root used."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.close(nothing)
    if os.geteuid() == 0:
        stop_being_root()
    limit(resource.RLIMIT_DATA, MAX_MEMORY)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, 0)
    # Descriptors that are open stay usable; no number is allowed to a new one, not even when another is closed.
    limit(resource.RLIMIT_NOFILE, 0)


def stop_being_root() -> None:
    try:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    except OSError:
        # A container may have taken even this from root; then root has little else left.
        return


def limit(what: int, most: int) -> None:
    """`most`, or what is allowed already where that is less."""
    hard = resource.getrlimit(what)[1]
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (least, least))


def serve(functions: dict[str, Callable[..., Any]], questions: FileIO, answers: FileIO, idle_seconds: float) -> None:
    """Until the parent closes the pipe. The alarms are left to end this process, even in the middle of a decoder."""
    while True:
        signal.setitimer(signal.ITIMER_REAL, idle_seconds)
        question = messages.receive(questions)
        if question is None:
            return
        signal.setitimer(signal.ITIMER_REAL, question["wall_seconds"])
        signal.setitimer(signal.ITIMER_PROF, question["cpu_seconds"])
        answer = answer_to(question, functions)
        signal.setitimer(signal.ITIMER_PROF, 0)
        del question
        messages.send(answers, answer)
        del answer


def answer_to(question: dict[str, Any], functions: dict[str, Callable[..., Any]]) -> dict[str, Any]:
    try:
        return {"value": functions[question["function"]](**question["arguments"])}
    except ImageRefused as refusal:
        return {"refused": list(refusal.sentences), "filled": refusal.filled}
    except MemoryError:
        return {"refused": list(too_much_memory().sentences), "filled": {}}
    except Exception:  # noqa: BLE001  (the edge: the parent logs it and tells the author)
        return {"failed": traceback.format_exc()}
