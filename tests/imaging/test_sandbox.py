import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from blog.imaging import sandbox
from blog.imaging.ingest import ingest
from blog.imaging.intake import take_in
from blog.imaging.refusal import ImageRefused
from blog.imaging.sandbox import Limits, Sandbox, SandboxFailed
from tests.imaging import faults

from .samples import encoded, lookup_profile, moving, photo, quadrants

NO_HURRY = Limits()
FAULTS = {name: f"tests.imaging.faults:{name}" for name in dir(faults) if callable(getattr(faults, name))}
BOOT_WITH_FAULTS = (
    "import sys; sys.path.insert(0, sys.argv[1]); from blog.imaging import sandbox_child as child; "
    f"child.FUNCTIONS.update({FAULTS!r}); child.main()"
)


@pytest.fixture
def box(monkeypatch):
    """A sandbox of its own, that knows how to misbehave."""
    monkeypatch.setattr(sandbox, "BOOT", BOOT_WITH_FAULTS)
    box = Sandbox()
    yield lambda function, limits=NO_HURRY, **arguments: box.call(function, limits, arguments)
    box.end()


def child_of(process):
    return [child for child in psutil.Process(process).children() if "sandbox_child" in " ".join(child.cmdline())]


def test_arguments_and_answers_pass_as_they_are(box):
    given = {"data": b"\0\xff" * 100_000, "deep": {"list": [1, 2.5, None, True, "ä", b""]}}

    assert box("answer", **given)["got"] == given


def test_refusal_arrives_with_its_sentence(box):
    with pytest.raises(ImageRefused, match=r"^This picture is not nice\.$"):
        box("refuse")


def test_one_child_serves_many_calls(box):
    assert len({box("answer")["process"] for _ in range(20)}) == 1


@pytest.mark.parametrize("fault", ["read_address_zero", "be_killed", "abort"])
def test_crash_of_the_decoder_is_a_refusal_and_the_next_picture_is_taken(box, fault):
    before = box("answer")["process"]

    with pytest.raises(ImageRefused, match=r"makes its decoder break down.*upload that\.$"):
        box(fault)

    assert box("answer")["process"] != before


@pytest.mark.parametrize(
    ("fault", "limits"),
    [
        ("loop", Limits(cpu_seconds=0.2)),
        ("sleep", Limits(wall_seconds=0.2)),
        ("sleep_without_alarm", Limits(wall_seconds=0.2)),
        ("answer_nonsense", Limits(wall_seconds=0.2)),
    ],
)
def test_decoder_that_hangs_is_ended_and_the_next_picture_is_taken(box, fault, limits):
    with pytest.raises(ImageRefused, match=r"upload that\.$"):
        box(fault, limits)

    assert box("answer")["got"] == {}


def test_time_is_counted_for_each_call_anew(box):
    process = box("answer")["process"]
    for _ in range(4):
        box("hold", Limits(cpu_seconds=0.3), megabytes=100)

    assert box("answer", Limits(cpu_seconds=0.3))["process"] == process


def test_memory_beyond_the_limit_is_a_refusal_and_the_child_lives_on(box):
    process = box("answer")["process"]

    assert box("hold", megabytes=150) == 150 * 2**20
    with pytest.raises(ImageRefused, match="more memory"):
        box("hold", megabytes=300)

    assert box("answer")["process"] == process


def test_fault_of_ours_is_logged_and_the_author_gets_a_sentence(box, caplog):
    with pytest.raises(ImageRefused, match="cannot be worked with"):
        box("raise_error")

    assert "a fault of ours" in caplog.text


def test_child_has_no_files_sockets_secrets_or_rights(box, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "do not tell")

    found = box("doors")

    assert found["opened"] == []
    assert set(found["environment"]) <= {*sandbox.ENVIRONMENT, "LC_CTYPE"}
    assert found["user"] != 0


def test_threads_take_turns_at_one_child(box):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: box("answer", number=number), range(64)))

    assert [answer["got"]["number"] for answer in answers] == list(range(64))
    assert len({answer["process"] for answer in answers}) == 1


def test_child_without_work_is_replaced_and_leaves_no_zombie(box, monkeypatch):
    first = box("answer")["process"]
    monkeypatch.setattr(sandbox, "IDLE_SECONDS", 0)

    second = box("answer")["process"]

    assert second != first
    assert not psutil.pid_exists(first)


def test_child_ends_by_itself_when_nobody_asks(monkeypatch):
    monkeypatch.setattr(sandbox, "CHILD_IDLE_SECONDS", 0.2)
    box = Sandbox()
    box.child = sandbox.Child()
    process = box.child.process

    box.child.reaper.join(timeout=20)

    assert process.returncode == -signal.SIGALRM
    assert not psutil.pid_exists(process.pid)
    box.end()


def test_child_that_was_killed_between_two_pictures_is_replaced(box, monkeypatch):
    first = box("answer")["process"]
    # As it says while another thread is taking note of the end.
    monkeypatch.setattr(subprocess.Popen, "poll", lambda process: None)
    os.kill(first, signal.SIGKILL)
    while psutil.pid_exists(first):
        time.sleep(0.01)

    assert box("answer")["process"] != first


def ask_in_a_fork(pipe):
    pipe.send(take_in(encoded(quadrants(), "PNG")).width)
    pipe.send([child.pid for child in child_of(os.getpid())])


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_forked_process_gets_a_child_of_its_own():
    take_in(encoded(quadrants(), "PNG"))
    ours = {child.pid for child in child_of(os.getpid())}
    here, there = multiprocessing.get_context("fork").Pipe()
    fork = multiprocessing.get_context("fork").Process(target=ask_in_a_fork, args=[there])
    fork.start()

    assert here.recv() == 64
    assert not set(here.recv()) & ours
    fork.join()
    assert take_in(encoded(quadrants(), "PNG")).width == 64
    assert {child.pid for child in child_of(os.getpid())} == ours
    here.close()
    there.close()


@pytest.mark.parametrize("end", ["", "; os.kill(os.getpid(), signal.SIGKILL)"])
def test_child_ends_with_its_parent(end):
    code = (
        "import os, signal; from blog.imaging import sandbox; from blog.imaging.intake import take_in;"
        "from tests.imaging.samples import encoded, quadrants; take_in(encoded(quadrants(), 'PNG'));"
        f"print(sandbox._sandbox.child.process.pid, flush=True){end}"
    )
    root = Path(sandbox.__file__).parents[2]
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=root, capture_output=True, text=True)
    assert done.stderr == ""

    deadline = time.monotonic() + 20
    while psutil.pid_exists(int(done.stdout)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not psutil.pid_exists(int(done.stdout))


def test_child_that_cannot_start_is_not_the_pictures_fault(monkeypatch):
    monkeypatch.setattr(sandbox, "BOOT", "raise SystemExit(3)")

    with pytest.raises(SandboxFailed, match="status 3"):
        Sandbox().call("ingest", Limits(), {"data": b""})


def test_function_that_is_not_on_the_list_is_not_called(box):
    with pytest.raises(ImageRefused, match="cannot be worked with"):
        box("os:system", command="true")


def test_no_thread_is_left_by_a_sandbox_that_ended(box):
    box("answer")
    threads = threading.active_count()
    for _ in range(3):
        with pytest.raises(ImageRefused):
            box("be_killed")

    assert threading.active_count() <= threads


FORMATS = ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "TIFF", "BMP"]


@pytest.mark.parametrize("file_format", FORMATS)
def test_picture_of_each_format_is_the_same_from_the_sandbox(file_format):
    """Behind its doors nothing can be imported that was not imported before."""
    turned = photo(file_format, orientation=6) if file_format != "BMP" else encoded(quadrants(), "BMP")

    assert take_in(turned) == ingest(turned)


@pytest.mark.parametrize("file_format", ["GIF", "PNG", "WEBP", "AVIF"])
def test_moving_picture_is_the_same_from_the_sandbox(file_format):
    assert take_in(moving(file_format)) == ingest(moving(file_format))


def test_photo_with_a_table_profile_is_the_same_from_the_sandbox():
    screen = lookup_profile(b"RGB ", [(0, 128, 128)] + [(128, 128, 128)] * 6 + [(255, 128, 128)])
    data = encoded(quadrants(), "JPEG", icc_profile=screen)

    assert take_in(data) == ingest(data)
