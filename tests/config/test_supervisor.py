import signal
import subprocess
import sys

import psutil

from tests.config.site import ROOT

# Prints a word for each start of a program that ends a moment after `SETTLED_SECONDS`; the third goes on, and all ends.
RESTARTING = """
import os, signal, sys, time
from config import supervisor
supervisor.SETTLED_SECONDS = 0.05

def flighty():
    os.write(1, b"started;")
    time.sleep(0.1 if len(set(starts)) < 2 else 600)
    sys.exit(7)

def look():
    starts.append(programs[0].started)
    if len(set(starts)) == 3:
        os.kill(os.getpid(), signal.SIGTERM)

starts = []
programs = [supervisor.Program("flighty", flighty)]
supervisor.Supervisor(programs).run(is_ready=lambda: True, on_ready=lambda: os.write(1, b"ready;"), on_look=look)
"""

# A program that ends in the moment in which the supervisor is asked to.
ENDING = """
import os, signal, time
from config import supervisor
supervisor.SETTLED_SECONDS = 0

def brief():
    os.write(1, b"started;")

def look():
    programs[0].process.join()
    os.kill(os.getpid(), signal.SIGTERM)

programs = [supervisor.Program("brief", brief)]
supervisor.Supervisor(programs).run(is_ready=lambda: False, on_ready=print, on_look=look)
"""

# A program that ignores the request to end, and has a child that would outlive it.
STUBBORN = """
import os, signal, subprocess, sys, time
from config import supervisor
supervisor.PATIENCE_SECONDS = 0.2

def stubborn():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print(os.getpid(), subprocess.Popen(["sleep", "600"]).pid, flush=True)
    time.sleep(600)

programs = [supervisor.Program("stubborn", stubborn)]
supervisor.Supervisor(programs).run(is_ready=lambda: False, on_ready=print, on_look=lambda: None)
"""


def start(script: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_program_that_ends_after_a_while_is_started_again_and_reported():
    supervisor = start(RESTARTING)
    said, complaints = supervisor.communicate(timeout=60)
    assert supervisor.returncode == 0
    # The third may be ended before it says a word.
    assert said.count(b"started;") in (2, 3)
    assert said.count(b"ready;") == 1
    assert complaints.decode().count("the flighty ended (status 7); starting it again") == 2


def test_program_that_ends_as_the_supervisor_does_is_not_started_again():
    supervisor = start(ENDING)
    said, complaints = supervisor.communicate(timeout=60)
    assert (supervisor.returncode, said, complaints) == (0, b"started;", b"")


def test_program_that_will_not_end_is_killed_with_its_children():
    supervisor = start(STUBBORN)
    pids = [int(pid) for pid in supervisor.stdout.readline().split()]
    supervisor.send_signal(signal.SIGTERM)
    _, complaints = supervisor.communicate(timeout=60)
    assert supervisor.returncode == 0
    assert b"the stubborn did not end in time and is killed" in complaints
    assert not any(alive(pid) for pid in pids)


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
