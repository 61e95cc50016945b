import os
import stat
import struct
import unicodedata
import zipfile

import pytest

from blog.transfer.archives import open_archive, zip_file
from blog.transfer.records import Problem, Unusable
from tests.transfer.trees import entry, folder, zip_of_entries, zipped


def names(path) -> list[str]:
    with open_archive(path) as archive:
        return list(archive)


def refused(path) -> dict[str, str]:
    with open_archive(path) as archive:
        return archive.refused


def test_folder_and_its_zip_have_the_same_names(tmp_path):
    files = {"2014/a/index.md": "a", "2014/a/one.png": b"1", "2016/b.md": "b"}
    unpacked = folder(tmp_path / "posts", files)
    packed = zipped(tmp_path / "posts.zip", {f"posts/{name}": content for name, content in files.items()})
    flat = zipped(tmp_path / "flat.zip", files)
    assert names(unpacked) == names(packed) == names(flat) == sorted(files)


@pytest.mark.parametrize("top", ["content", "_posts", "2014"])
def test_single_folder_stays_in_the_names_when_it_means_something(tmp_path, top):
    assert names(zipped(tmp_path / "a.zip", {f"{top}/a.md": ""})) == [f"{top}/a.md"]


def test_what_tools_leave_behind_is_passed_over(tmp_path):
    files = dict.fromkeys(("a.md", ".git/b.md", "__MACOSX/._a.md", "node_modules/x/readme.md", ".hidden.md"), "")
    assert names(folder(tmp_path / "f", files)) == ["a.md"]
    assert names(zipped(tmp_path / "f.zip", files)) == ["a.md"]


@pytest.mark.parametrize(
    "name", ["../evil.md", "a/../../evil.md", "/etc/evil.md", "C:/evil.md", "C:\\evil.md", "..\\evil.md", "//host/e.md"]
)
def test_entry_is_refused_when_its_path_leads_out_of_the_zip(tmp_path, name):
    path = zip_of_entries(tmp_path / "a.zip", [(entry("good.md"), b"good"), (entry("x"), b"evil")])
    path.write_bytes(rename_entry(path.read_bytes(), name))
    assert names(path) == ["good.md"]
    assert list(refused(path).values()) == [
        "has a path that leads out of the ZIP; make the ZIP again with plain relative paths"
    ]


def rename_entry(data: bytes, name: str, old: bytes = b"x") -> bytes:
    """Rewrite the last entry's name in the local header and in the directory, of whatever length."""
    new = name.encode()
    local = data.rindex(b"PK\x03\x04")
    data = _renamed(data, local, 26, 30, old, new)
    central = data.rindex(b"PK\x01\x02")
    data = _renamed(data, central, 28, 46, old, new)
    end = data.rindex(b"PK\x05\x06")
    growth = len(new) - len(old)
    size, offset = struct.unpack_from("<II", data, end + 12)
    return data[: end + 12] + struct.pack("<II", size + growth, offset + growth) + data[end + 20 :]


def _renamed(data: bytes, header: int, length_at: int, name_at: int, old: bytes, new: bytes) -> bytes:
    start = header + name_at
    assert data[start : start + len(old)] == old
    sized = data[: header + length_at] + struct.pack("<H", len(new)) + data[header + length_at + 2 : start]
    return sized + new + data[start + len(old) :]


def test_entry_is_refused_when_its_name_holds_a_nul(tmp_path):
    path = zip_of_entries(tmp_path / "a.zip", [(entry("good.md"), b"good"), (entry("x"), b"evil")])
    path.write_bytes(rename_entry(path.read_bytes(), "evil.md\0.png"))
    assert names(path) == ["good.md"]
    assert list(refused(path)) == ["evil.md�.png"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_entry_is_refused_when_it_is_a_link_or_device(tmp_path, kind):
    path = zip_of_entries(tmp_path / "a.zip", [(entry("link.md", mode=kind | 0o777), b"/etc/passwd")])
    assert names(path) == []
    assert refused(path) == {"link.md": "is a link or no ordinary file; put the file itself into the ZIP"}


def test_entry_is_refused_when_it_is_encrypted(tmp_path):
    path = zipped(tmp_path / "a.zip", {"secret.md": "text", "b.md": "b"})
    data = bytearray(path.read_bytes())
    for marker, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(marker) + at] |= 1
    path.write_bytes(data)
    assert names(path) == ["b.md"]
    assert "is encrypted" in refused(path)["secret.md"]


def test_both_entries_are_refused_when_a_name_is_there_twice(tmp_path):
    path = zip_of_entries(tmp_path / "a.zip", [(entry("a.md"), b"one"), (entry("x"), b"two")])
    path.write_bytes(rename_entry(path.read_bytes(), "a.md"))
    assert names(path) == []
    assert refused(path) == {"a.md": "is in the ZIP twice; keep one of the two"}


def test_entry_is_refused_when_it_unpacks_like_a_bomb(tmp_path):
    path = zipped(tmp_path / "a.zip", {"bomb.md": b"0" * 5_000_000, "a.md": "a"})
    assert names(path) == ["a.md"]
    assert "ZIP bomb" in refused(path)["bomb.md"]


def test_reading_stops_at_the_limit(tmp_path):
    content = os.urandom(3 * 1024**2)
    for path in (folder(tmp_path / "f", {"a.md": content}), zipped(tmp_path / "a.zip", {"a.md": content})):
        with open_archive(path) as archive, pytest.raises(Problem, match=r"a\.md: is larger than 2 MB"):
            archive.read("a.md", limit=2 * 1024**2)


def test_reading_never_gives_more_than_the_zip_declares(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.md": "x" * 1000})
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<I", 10)
    path.write_bytes(data)
    with open_archive(path) as archive, pytest.raises(Problem, match="cannot be read from the ZIP"):
        archive.read("a.md", limit=100)


def test_zip_is_refused_as_a_whole_when_it_is_too_much(tmp_path, monkeypatch):
    path = zipped(tmp_path / "a.zip", {"a.md": "a" * 60, "b.md": "b" * 60})
    monkeypatch.setattr(zip_file, "MAX_TOTAL", 100)
    with pytest.raises(Unusable, match="would unpack to more than"):
        open_archive(path)
    monkeypatch.setattr(zip_file, "MAX_ENTRIES", 1)
    with pytest.raises(Unusable, match="has more than 1 entries"):
        open_archive(path)


def test_damaged_entry_is_a_problem_of_that_entry_only(tmp_path):
    path = zip_of_entries(tmp_path / "a.zip", [(entry("a.md"), os.urandom(500)), (entry("b.md"), b"fine")])
    data = bytearray(path.read_bytes())
    data[100] ^= 0xFF
    path.write_bytes(data)
    with open_archive(path) as archive:
        with pytest.raises(Problem, match=r"a\.md: cannot be read from the ZIP .*; make the ZIP again"):
            archive.read("a.md", limit=1000)
        assert archive.read("b.md", limit=1000) == b"fine"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"%PDF-1.7", b"PK\x05\x06" + b"\xff" * 18])
def test_file_that_is_no_zip_is_unusable(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(Unusable, match=r"a\.zip: is not a ZIP, or a damaged one .*; make it again"):
        open_archive(path)


def test_path_is_unusable_when_nothing_is_there(tmp_path):
    with pytest.raises(Unusable, match="there is no such file or folder; check the path"):
        open_archive(tmp_path / "nothing")


def test_path_is_unusable_when_it_is_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unusable, match="is neither a folder nor a file"):
        open_archive(tmp_path / "pipe")


def test_names_are_read_as_utf8_when_the_zip_forgets_to_say_so(tmp_path):
    path = zip_of_entries(tmp_path / "a.zip", [(entry("x"), b"text")])
    path.write_bytes(rename_entry(path.read_bytes(), "köln.md"))
    assert names(path) == ["köln.md"]


def test_links_are_refused_when_they_lead_out_of_the_folder(tmp_path):
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "e.md").write_text("secret")
    root = folder(tmp_path / "f", {"a.md": "a"})
    (root / "out.md").symlink_to("../secret.md")
    (root / "inside.md").symlink_to("a.md")
    (root / "circle.md").symlink_to("circle.md")
    (root / "out").symlink_to("../elsewhere")
    with open_archive(root) as archive:
        assert list(archive) == ["a.md", "inside.md"]
        assert set(archive.refused) == {"out.md", "circle.md"}
        assert archive.warnings == ["out: is a link out of the folder, not followed; copy what it leads to."]
        with pytest.raises(Problem, match=r"out\.md: is a link that leads out of the folder"):
            archive.read("out.md", limit=100)


def test_pipe_in_a_folder_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    assert refused(tmp_path) == {"pipe.md": "is no ordinary file; take it out"}


def test_file_that_cannot_be_read_is_a_problem(tmp_path, monkeypatch):
    root = folder(tmp_path, {"a.md": "a"})

    def denied(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    with open_archive(root) as archive:
        monkeypatch.setattr("pathlib.Path.open", denied)
        with pytest.raises(Problem, match=r"a\.md: cannot be read \(Permission denied\); check its permissions"):
            archive.read("a.md", limit=10)


def test_folder_that_cannot_be_listed_is_refused(tmp_path, monkeypatch):
    root = folder(tmp_path, {"a.md": "a", "closed/b.md": "b"})
    real = os.scandir

    def scandir(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert refused(root) == {"closed/": "cannot be read (Permission denied); check its permissions"}


def test_name_is_refused_when_it_is_not_utf8(tmp_path):
    (tmp_path / "a.md").write_text("a")
    with open(os.fsencode(tmp_path) + b"/k\xf6ln.md", "wb"):
        pass
    assert refused(tmp_path) == {"k?ln.md": "has a name that is not UTF-8; rename it"}


def test_find_ignores_case_and_unicode_form_unless_two_files_match(tmp_path):
    decomposed = unicodedata.normalize("NFD", "Köln.PNG")
    root = folder(tmp_path, {decomposed: b"1", "Both.png": b"2", "both.png": b"3"})
    with open_archive(root) as archive:
        assert archive.find("köln.png") == unicodedata.normalize("NFC", "Köln.PNG")
        assert archive.read(archive.find("Köln.PNG"), limit=9) == b"1"
        assert archive.find("both.png") == "both.png"
        assert archive.find("BOTH.png") is None


def test_zip_within_a_zip_is_never_opened(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"b.md": "b"}).read_bytes()
    assert names(zipped(tmp_path / "a.zip", {"a.md": "a", "inner.zip": inner})) == ["a.md", "inner.zip"]


def test_closing_an_archive_closes_its_file(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.md": "a"})
    with open_archive(path) as archive:
        archive.read("a.md", limit=10)
    with pytest.raises(Problem):
        archive.read("a.md", limit=10)
    assert zipfile.is_zipfile(path)
