import os
import stat
import struct

import pytest

from config.passage import ATTRIBUTE, NoPassage, open_passage

STRANGER = 54321
ANOTHER = 54322


def admitted(folder) -> dict[int, int]:
    """User id to permissions, as the folder's access control list names them beside its owner."""
    try:
        stored = os.getxattr(folder, ATTRIBUTE)
    except OSError:
        return {}
    return {who: permissions for tag, permissions, who in struct.iter_unpack("<HHI", stored[4:]) if tag == 0x02}


@pytest.fixture
def closed(tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    (folder / "inside").mkdir(mode=0o755)
    return folder


def test_closed_folder_lets_exactly_the_account_pass_and_not_look(closed):
    open_passage(to=closed / "inside", account=STRANGER)
    assert admitted(closed) == {STRANGER: 1}
    assert stat.S_IMODE(closed.stat().st_mode) & 0o007 == 0


def test_open_folder_is_left_as_it_is(closed):
    open_passage(to=closed / "inside", account=STRANGER)
    assert admitted(closed / "inside") == {}


def test_own_folder_is_left_as_it_is(closed):
    open_passage(to=closed, account=os.geteuid())
    assert admitted(closed) == {}


def test_second_account_is_added_to_the_first(closed):
    open_passage(to=closed, account=STRANGER)
    open_passage(to=closed, account=ANOTHER)
    open_passage(to=closed, account=ANOTHER)
    assert admitted(closed) == {STRANGER: 1, ANOTHER: 1}


def test_list_that_cannot_be_written_is_explained_with_the_remedy(closed, monkeypatch):
    def refuse(*_arguments):
        raise PermissionError

    monkeypatch.setattr(os, "setxattr", refuse)
    with pytest.raises(NoPassage, match=rf"^{closed} is closed .* chmod o\+x {closed}$"):
        open_passage(to=closed, account=STRANGER)
