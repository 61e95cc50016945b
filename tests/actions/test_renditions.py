"""Renditions are stored whole, shown at once, made again when something changes, and never forgotten."""

import datetime as dt
from io import BytesIO
from threading import Barrier, Event, Thread

import pytest
from django.core.files.storage import default_storage
from django.db import connection, connections, transaction
from django.utils import timezone
from PIL import Image as PillowImage
from procrastinate.contrib.django.models import ProcrastinateJob

from blog import jobs
from blog.actions import file_removal, renditions
from blog.actions.images import delete_image, store_image
from blog.actions.posts import begin_rendering, wait_for_renderings
from blog.actions.renditions import Outcome, ask_for_missing_renditions, make_renditions, picture_changed
from blog.freshness import site_state
from blog.imaging.refusal import ImageRefused
from blog.imaging.renditions import Made, kind_of
from blog.imaging.specs import SPECS_VERSION
from blog.models import Image, Post, Rendition, Revision
from tests.factories import ImageFactory, PostFactory, png

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def jpeg(colour="teal", size=(60, 40)):
    buffer = BytesIO()
    PillowImage.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def quick(request, monkeypatch):
    """Small pictures of every kind, told from one another by picture and focal point, instead of encoded ones."""
    if "encoded" in request.keywords:
        return

    def made(original, focal):
        base = png(3 + round(focal[0] * 100), 3 + len(original) % 50)
        return [Made(f"{name}-png", kind_of(base), 3, 3, base + name.encode()) for name in ("w400", "card400", "w800")]

    monkeypatch.setattr(renditions.renditions, "make_renditions", made)


@pytest.fixture
def image():
    return store_image(data=jpeg(), name="a.jpg", by=None)


def waiting(task):
    found = ProcrastinateJob.objects.filter(task_name=f"blog.jobs.{task}", status="todo").order_by("id")
    return [job.args for job in found]


def file_names():
    return set(Rendition.objects.values_list("file", flat=True))


def stored_files(folder):
    return {str(path.relative_to(folder)) for path in (folder / "renditions").rglob("*.*")}


@pytest.mark.encoded
def test_upload_asks_for_renditions_and_the_worker_makes_them(image, files):
    assert waiting("make_renditions") == [{"image_id": image.pk}]
    assert jobs.make_renditions(image.pk) == "made"
    image.refresh_from_db()
    made = list(image.renditions.all())
    assert {one.spec for one in made} >= {"w400-webp", "square320-webp", "social1200-jpg"}
    assert image.renditions_version == SPECS_VERSION
    assert image.renditions_size == sum(one.size for one in made)
    for one in made:
        with one.file.open() as file:
            assert PillowImage.open(file).size == (one.width, one.height)
        assert one.file.size == one.size
    assert stored_files(files) == file_names()


def test_second_time_changes_nothing(image, files):
    make_renditions(image=image)
    before = list(Rendition.objects.order_by("id").values())
    ProcrastinateJob.objects.all().delete()
    assert make_renditions(image=image) == Outcome.MADE
    assert list(Rendition.objects.order_by("id").values()) == before
    assert not ProcrastinateJob.objects.exists(), "nothing to delete, nothing to render"


def test_picture_stored_twice_is_asked_for_once(image):
    assert store_image(data=jpeg(), name="b.jpg", by=None) == image
    renditions.ask_for_renditions([image.pk])
    assert waiting("make_renditions") == [{"image_id": image.pk}]


def test_picture_that_cannot_be_worked_with_is_logged_counted_and_not_tried_again(image, monkeypatch, caplog):
    def refuse(original, focal):
        raise ImageRefused("It takes too long.")

    ProcrastinateJob.objects.all().delete()
    monkeypatch.setattr(renditions.renditions, "make_renditions", refuse)
    assert jobs.make_renditions(image.pk) == "failed"
    assert f"No renditions of image {image.pk}" in caplog.text
    assert "It takes too long." in caplog.text
    assert ask_for_missing_renditions(limit=10) == 0
    assert not Rendition.objects.exists()


def test_file_that_is_lost_is_no_reason_to_try_for_ever(image):
    default_storage.delete(image.file.name)
    ProcrastinateJob.objects.all().delete()
    assert make_renditions(image=image) == Outcome.FAILED
    assert ask_for_missing_renditions(limit=10) == 0


def test_failure_leaves_the_renditions_that_are_there(image, monkeypatch):
    make_renditions(image=image)
    before = file_names()
    default_storage.delete(image.file.name)
    assert make_renditions(image=image) == Outcome.FAILED
    assert file_names() == before


def test_storage_that_fails_is_tried_again(image, monkeypatch):
    def broken(storage, name, data):
        raise OSError("no room")

    monkeypatch.setattr(renditions, "keep_file", broken)
    with pytest.raises(OSError, match="no room"):
        jobs.make_renditions(image.pk)
    image.refresh_from_db()
    assert image.renditions_version == 0
    assert jobs.make_renditions.retry_strategy is jobs.AGAIN


def test_killed_half_way_leaves_no_row_without_a_file_and_is_done_again(image, files, monkeypatch):
    kept, whole = [], renditions.keep_file

    def die(storage, name, data):
        if len(kept) == 2:
            raise KeyboardInterrupt
        kept.append(whole(storage, name, data))
        return kept[-1]

    monkeypatch.setattr(renditions, "keep_file", die)
    with pytest.raises(KeyboardInterrupt):
        make_renditions(image=image)
    assert not Rendition.objects.exists()
    assert stored_files(files) == set(kept)
    monkeypatch.setattr(renditions, "keep_file", whole)
    make_renditions(image=image)
    assert set(kept) < file_names()
    assert stored_files(files) == file_names()


def test_whatever_was_forgotten_is_found_by_the_sweep(image):
    outdated, done = ImageFactory(), ImageFactory(renditions_version=SPECS_VERSION)
    assert jobs.make_missing_renditions(timestamp=0) == 0, "one is waiting already"
    ProcrastinateJob.objects.all().delete()
    assert jobs.make_missing_renditions(timestamp=0) == 2
    assert {args["image_id"] for args in waiting("make_renditions")} == {image.pk, outdated.pk}
    assert done.pk not in {args["image_id"] for args in waiting("make_renditions")}


def test_upload_goes_before_what_the_sweep_found_and_after_what_takes_a_moment(image):
    picture_changed(image=image, changed=["alt"])
    ProcrastinateJob.objects.filter(task_name="blog.jobs.make_renditions").delete()
    jobs.make_missing_renditions(timestamp=0)
    fresh = store_image(data=jpeg("red"), name="b.jpg", by=None)
    order = [job.args["image_id"] for job in ProcrastinateJob.objects.order_by("-priority", "id")]
    assert order == [image.pk, fresh.pk, image.pk]


def test_jobs_of_a_worker_that_was_killed_are_worked_on_again(image):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    assert waiting("make_renditions") == []
    assert jobs.retry_stalled_jobs(timestamp=0) == 1
    assert waiting("make_renditions") == [{"image_id": image.pk}]


def test_posts_show_renditions_as_soon_as_they_are_there_and_are_otherwise_untouched(image):
    long_ago = timezone.now() - dt.timedelta(days=400)
    post = PostFactory(published=True, body=f"![]({image.reference})", updated_at=long_ago, version=3)
    other = PostFactory(body="No picture.")
    Post.objects.filter(pk=other.pk).update(body_html="left alone")
    assert image.url in post.body_html
    make_renditions(image=image)
    assert waiting("rerender_posts_with") == [{"image_id": image.pk}]
    assert jobs.rerender_posts_with(image.pk) == 1
    post.refresh_from_db()
    other.refresh_from_db()
    assert "/media/renditions/" in post.body_html
    assert "srcset" in post.body_html
    assert (post.version, post.updated_at, other.body_html) == (3, long_ago, "left alone")
    assert not Revision.objects.exists()


def test_readers_are_told_but_not_once_for_each_file(image):
    PostFactory(published=True, body=f"![]({image.reference})")
    before = site_state().version
    make_renditions(image=image)
    between = site_state().version
    jobs.rerender_posts_with(image.pk)
    assert 1 <= between - before <= 4
    assert 1 <= site_state().version - between <= 2


@pytest.mark.parametrize("field", ["alt", "caption", "credit"])
def test_new_words_of_a_picture_reach_the_posts_that_show_it(image, field):
    post = PostFactory(published=True, body=f"![]({image.reference})")
    setattr(image, field, "A <new> word")
    image.save()
    picture_changed(image=image, changed=[field])
    assert waiting("rerender_posts_with") == [{"image_id": image.pk}]
    jobs.rerender_posts_with(image.pk)
    post.refresh_from_db()
    assert "A &lt;new&gt; word" in post.body_html


def test_other_focal_point_makes_other_crops_and_keeps_the_old_ones_until_then(image, files):
    make_renditions(image=image)
    ProcrastinateJob.objects.all().delete()
    before = file_names()
    image.focal_x = 1
    image.save()
    picture_changed(image=image, changed=["focal_x"])
    assert waiting("make_renditions") == [{"image_id": image.pk}]
    assert file_names() == before
    image.refresh_from_db()
    make_renditions(image=image)
    assert not file_names() & before
    assert file_names() | before <= stored_files(files), "pages may show the old ones for another day"
    [deletion] = waiting("delete_files")
    assert set(deletion["names"]) == before
    due = ProcrastinateJob.objects.get(task_name="blog.jobs.delete_files").scheduled_at
    assert due > timezone.now() + dt.timedelta(hours=24)
    jobs.delete_files(**deletion)
    assert stored_files(files) == file_names()


def test_file_that_another_row_came_to_name_is_kept(image, files):
    make_renditions(image=image)
    [name, *_] = file_names()
    assert file_removal.delete_unnamed_files(names=[name, image.file.name]) == []
    assert (files / name).exists()


def test_picture_that_changed_while_its_renditions_were_made_gets_those_of_the_change(image, files):
    stale = Image.objects.get(pk=image.pk)
    image.focal_x = 0
    image.save()
    assert make_renditions(image=stale) == Outcome.OVERTAKEN
    assert not Rendition.objects.exists()
    assert set(waiting("delete_files")[0]["names"]) == stored_files(files)
    assert make_renditions(image=image) == Outcome.MADE


def test_picture_that_was_deleted_meanwhile_leaves_nothing(image, files, django_capture_on_commit_callbacks):
    make_renditions(image=image)
    gone = Image.objects.get(pk=image.pk)
    with django_capture_on_commit_callbacks(execute=True):
        delete_image(image=image)
    assert stored_files(files) == set()
    assert make_renditions(image=gone) in (Outcome.FAILED, Outcome.OVERTAKEN)
    assert jobs.make_renditions(gone.pk) == "deleted"
    assert not Rendition.objects.exists()


def test_replaced_picture_loses_its_renditions_at_once(image):
    post = PostFactory(published=True, body=f"![]({image.reference})")
    make_renditions(image=image)
    jobs.rerender_posts_with(image.pk)
    old = file_names()
    ProcrastinateJob.objects.all().delete()
    other = jpeg("red")
    image.file.name = default_storage.save("originals/zz/other.jpg", BytesIO(other))
    image.save()
    picture_changed(image=image, changed=["file", "sha256"])
    assert not image.renditions.exists()
    assert set(waiting("delete_files")[0]["names"]) == old
    jobs.rerender_posts_with(image.pk)
    post.refresh_from_db()
    assert "originals/zz/other.jpg" in post.body_html


def test_post_of_many_turns_goes_on_where_it_stopped(image, monkeypatch):
    posts = [PostFactory(body=f"![]({image.reference})") for _ in range(5)]
    monkeypatch.setattr(jobs, "BATCH", 2)
    monkeypatch.setattr(jobs, "TURN", -1)
    assert jobs.rerender_posts_with(image.pk) == 2
    [rest] = [args for args in waiting("rerender_posts_with") if "after" in args]
    assert rest == {"image_id": image.pk, "after": posts[1].pk}
    monkeypatch.setattr(jobs, "TURN", 60)
    assert jobs.rerender_posts_with(**rest) == 3


@pytest.mark.django_db(transaction=True)
def test_two_at_once_store_one_set(image, files):
    start, outcomes = Barrier(2), []

    def run():
        try:
            start.wait(10)
            outcomes.append(make_renditions(image=Image.objects.get(pk=image.pk)))
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert outcomes == [Outcome.MADE, Outcome.MADE]
    assert Rendition.objects.filter(image=image).count() == 3
    assert stored_files(files) == file_names()


@pytest.mark.django_db(transaction=True)
def test_posts_that_are_being_saved_are_waited_for(image):
    """Else one that was rendered before the renditions were there, and stored after, would be overlooked for ever."""
    rendered, waited, was_early = Event(), Event(), []

    def save():
        try:
            with transaction.atomic():
                begin_rendering()
                rendered.set()
                was_early.append(waited.wait(0.5))
        finally:
            connections.close_all()

    saver = Thread(target=save)
    saver.start()
    rendered.wait(10)
    wait_for_renderings()
    waited.set()
    saver.join(10)
    assert was_early == [False]
