from pathlib import Path

import pytest

from blog.imaging.intake import checked, take_in
from blog.imaging.refusal import ImageRefused
from blog.imaging.sandbox import Limits, Sandbox

from .bombs import BOMBS

MEGABYTE = 2**20
MOST_MEMORY = 300 * MEGABYTE


@pytest.fixture
def box():
    box = Sandbox()
    yield box
    box.end()


def peak_memory(process):
    """The most physical memory a process has held, in bytes."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of another process")
@pytest.mark.parametrize("name", BOMBS)
def test_bomb_takes_bounded_memory_and_leaves_the_sandbox_alive(name, box):
    bomb = BOMBS[name]()
    assert len(bomb) < MEGABYTE * 3
    with pytest.raises(ImageRefused, match="empty"):
        box.call("ingest", Limits(), {"data": b""})
    process = box.child.process

    try:
        taken = checked(box.call("ingest", Limits(), {"data": bomb}))
    except ImageRefused as refusal:
        sentence = str(refusal)
    else:
        sentence = ""
        # What is taken may not be a bomb for the next program.
        assert taken.width * taken.height <= 100_000_000
        assert len(taken.data) <= len(bomb) + 100_000

    assert "break down" not in sentence
    assert box.child.process is process
    assert process.poll() is None
    assert peak_memory(process) < MOST_MEMORY


REFUSED = [name for name in BOMBS if "absurd" in name or "10,000" in name or "of nothing" in name or "of 4 GB" in name]
REFUSED += ["GIF, huge canvas", "WebP, largest canvas", "AVIF, boxes in boxes", "HEIC, boxes in boxes"]


@pytest.mark.parametrize("name", REFUSED)
def test_picture_that_claims_what_it_does_not_have_is_refused(name):
    with pytest.raises(ImageRefused, match=r"^This .*\.$"):
        take_in(BOMBS[name]())
