"""What a hostile picture could make of its decoder. Known to the sandbox only where a test puts it there."""

import ctypes
import os
import signal
import socket
import time

from blog.imaging.refusal import ImageRefused


def answer(**arguments):
    return {"got": arguments, "process": os.getpid()}


def refuse():
    raise ImageRefused("This picture is not nice.")


def raise_error():
    raise KeyError("a fault of ours")


def read_address_zero():
    ctypes.string_at(0)


def be_killed():
    os.kill(os.getpid(), signal.SIGKILL)


def abort():
    os.abort()


def loop():
    while True:
        pass


def sleep():
    time.sleep(60)


def sleep_without_alarm():
    signal.setitimer(signal.ITIMER_REAL, 0)
    time.sleep(60)


def hold(megabytes):
    return len(bytearray(megabytes * 2**20))


def answer_nonsense():
    # The second of the two pipes, as a decoder that was taken over would find it.
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b"\xff" * 64)
        except OSError:
            continue
    time.sleep(60)


def doors():
    """What could be opened, by name."""
    opened = []
    for name, attempt in {
        "a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
        "a file instead of another": lambda: (os.close(0), os.open("/etc/passwd", os.O_RDONLY)),
        "a socket": lambda: socket.socket(),
        "a pipe": lambda: os.pipe(),
    }.items():
        try:
            attempt()
        except OSError:
            continue
        opened.append(name)
    return {"opened": opened, "environment": sorted(os.environ), "user": os.getuid()}
