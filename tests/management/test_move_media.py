"""All pictures from one storage to another."""

import hashlib
import threading
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from blog.actions import media_move
from blog.actions.images import store_image
from blog.actions.made_files import put_file
from blog.models import Image, SiteFile, SocialCard
from tests.factories import PostFactory, RenditionFactory, png

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("bucket")]
both_ways = pytest.mark.parametrize(("source", "target"), [("local", "s3"), ("s3", "local")])


@pytest.fixture
def run(bucket, capsys):
    def run(source: str, target: str, *more: str) -> tuple[int, str, str]:
        """Status, last line, complaints."""
        capsys.readouterr()
        try:
            call_command("move_media", "--from", source, "--to", target, *more)
            status = 0
        except SystemExit as end:
            status = end.code
        said = capsys.readouterr()
        return status, said.out.splitlines()[-1], said.err

    return run


@pytest.fixture
def library(bucket):
    """Makes three pictures and a rendition in the storage that is named."""

    def fill(kept_in: str) -> dict[str, bytes]:
        bucket.use(kept_in=kept_in)
        for width in (1, 2, 3):
            store_image(data=png(width, 1), name=f"{width}.png", by=None)
        small = b"a rendition"
        rendition = RenditionFactory(image=Image.objects.first(), sha256=hashlib.sha256(small).hexdigest())
        storages["default"].save(rendition.file.name, ContentFile(small))
        names = [*Image.objects.values_list("file", flat=True), rendition.file.name]
        return {name: content(kept_in, name) for name in names}

    return fill


def content(storage: str, name: str) -> bytes:
    with storages[storage].open(name) as file:
        return file.read()


@both_ways
def test_pictures_and_renditions_are_copied_whole_and_stay_where_they_were(run, library, source, target):
    files = library(source)
    status, last, complaints = run(source, target)
    assert (status, last, complaints) == (0, "copied 4, already there 0, failed 0", "")
    for place in (source, target):
        assert {name: content(place, name) for name in files} == files


def test_nothing_but_the_pictures_is_left_in_the_target(run, library, bucket, settings):
    files = library("local")
    run("local", "s3")
    assert sorted(bucket.names()) == sorted(files)
    bucket.use(kept_in="local")
    stored = [path.relative_to(settings.MEDIA_ROOT) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert sorted(map(str, stored)) == sorted(files)


@both_ways
def test_second_run_copies_only_what_is_lost_or_damaged(run, library, source, target):
    lost, damaged, *kept = files = library(source)
    run(source, target)
    storages[target].delete(lost)
    same_size = bytes(len(files[damaged]))
    storages[target].save(damaged, ContentFile(same_size))
    assert run(source, target)[:2] == (0, "copied 2, already there 2, failed 0")
    assert {name: content(target, name) for name in files} == files
    assert run(source, target)[:2] == (0, "copied 0, already there 4, failed 0")
    assert len(kept) == 2


@both_ways
def test_dry_run_compares_and_writes_nothing(run, library, bucket, source, target):
    first, *rest = library(source)
    storages[target].save(first, ContentFile(content(source, first)))
    bucket.calls.clear()
    assert run(source, target, "--dry-run")[:2] == (0, "would be copied 3, already there 1, failed 0")
    assert not any(storages[target].exists(name) for name in rest)
    assert {call.method for call in bucket.calls} <= {"GET", "HEAD"}


@both_ways
def test_missing_and_damaged_originals_are_named_and_all_others_copied(run, library, source, target):
    lost, damaged, *kept = files = library(source)
    storages[source].delete(lost)
    storages[source].save(damaged, ContentFile(bytes(len(files[damaged]))))
    status, last, complaints = run(source, target)
    assert (status, last) == (1, "copied 2, already there 0, failed 2")
    assert lost in complaints
    assert f"{damaged}: The original is damaged" in complaints
    assert not storages[target].exists(damaged)
    assert all(content(target, name) == files[name] for name in kept)


def test_copy_that_reads_back_otherwise_counts_as_failed(run, library, monkeypatch):
    library("local")
    save = type(storages["s3"])._save

    def halve(self, name, file):
        return save(self, name, file if name.startswith("check/") else ContentFile(file.read()[:-1]))

    monkeypatch.setattr("config.media.s3.S3MediaStorage._save", halve)
    status, last, complaints = run("local", "s3")
    assert (status, last) == (1, "copied 0, already there 0, failed 4")
    assert complaints.count("The copy is not what was written") == 4


def test_interrupted_run_finishes_the_files_under_way_and_the_next_goes_on(run, library, monkeypatch):
    files = library("local")
    moves = threading.Semaphore(2)
    original = media_move._move

    def interrupted(*arguments):
        if not moves.acquire(blocking=False):
            raise KeyboardInterrupt
        return original(*arguments)

    monkeypatch.setattr("blog.actions.media_move._move", interrupted)
    status, last, complaints = run("local", "s3")
    assert status == 130
    assert last.endswith("failed 0")
    assert "run it again" in complaints
    monkeypatch.setattr("blog.actions.media_move._move", original)
    assert run("local", "s3")[:2] == (0, "copied 2, already there 2, failed 0")
    assert {name: content("s3", name) for name in files} == files


def test_no_more_than_a_few_files_are_under_way(library, monkeypatch):
    library("local")
    monkeypatch.setattr(media_move, "THREADS", 1)
    asked = []
    original = media_move._files

    def noted():
        for file in original():
            asked.append(file)
            yield file

    monkeypatch.setattr(media_move, "_files", noted)
    moves = media_move.move_media(source=storages["local"], target=storages["s3"])
    next(moves)
    assert len(asked) == 2
    moves.close()
    assert len(asked) == 2


def test_bucket_that_refuses_ends_the_run_before_it_begins(run, library, bucket):
    library("local")
    bucket.use(kept_in="local", secret_access_key="wrong-secret")
    bucket.may_be_denied = True
    with pytest.raises(CommandError, match=r"^s3 is not ready: .*Correct S3_SECRET_ACCESS_KEY") as refusal:
        run("local", "s3")
    assert "wrong-secret" not in str(refusal.value)
    assert bucket.names() == []


@pytest.mark.parametrize("source", ["local", "s3"])
def test_move_to_where_pictures_are_is_refused(run, source):
    with pytest.raises(CommandError, match="the same"):
        run(source, source)


def test_move_without_a_bucket_says_which_variables_to_set(run, settings):
    settings.STORAGES = {name: options for name, options in settings.STORAGES.items() if name != "s3"}
    with pytest.raises(CommandError, match="Set S3_BUCKET and its keys"):
        run("local", "s3")


def test_files_that_were_made_for_posts_and_for_the_site_come_along(run, bucket):
    bucket.use(kept_in="local")
    rows = [SiteFile(name="card"), SocialCard(post=PostFactory())]
    names = [
        put_file(row=row, folder="cards", extension="png", data=png(width, 1)).file.name
        for width, row in enumerate(rows, start=1)
    ]
    assert run("local", "s3")[:2] == (0, "copied 2, already there 0, failed 0")
    assert [content("s3", name) for name in names] == [png(1, 1), png(2, 1)]
