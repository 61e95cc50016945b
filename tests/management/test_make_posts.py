import itertools
import json

import pytest
from django.core.management import CommandError, call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count

from accounts.models import User
from blog.actions.posts import snapshot
from blog.management.make_posts.cast import tag_name
from blog.models import CrossPost, Image, Post, Tag
from blog.text.slugs import slugify

RENDERED = "body_html toc plain_text generated_excerpt word_count renderer_version".split()


@pytest.fixture(autouse=True)
def pictures_in_a_folder_of_their_own(settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def pictures_are_small(monkeypatch):
    """Their renditions would take longer than all the rest."""
    monkeypatch.setattr("blog.management.make_posts.drawings.SIZE", (480, 320))


def make(**options):
    options = {"posts": 60, "words": "100-200", **options}
    call_command("make_posts", "-v0", *(f"--{name}={value}" for name, value in options.items()))


def test_posts_are_made_as_the_save_verb_would_store_them():
    make()

    assert Post.objects.count() == 60
    assert Post.objects.filter(images__isnull=False).exists()
    for post in Post.objects.prefetch_related("tags"):
        stored = {field: getattr(post, field) for field in RENDERED}
        post.render()
        assert {field: getattr(post, field) for field in RENDERED} == stored
        assert {image.reference for image in post.images.all()} == set(post.image_refs)
        post.full_clean()
        assert post.published_on == post._day_of_publication()
        revision = post.revisions.get()
        assert revision.version == post.version == 1
        assert revision.snapshot == json.loads(json.dumps(snapshot(post), cls=DjangoJSONEncoder))


def test_second_run_adds_as_many_again_and_reuses_the_cast():
    make(tags=7, authors=2)
    cast = Tag.objects.count(), Image.objects.count(), User.objects.count()
    make(tags=7, authors=2)

    assert Post.objects.count() == 120
    assert (Tag.objects.count(), Image.objects.count(), User.objects.count()) == cast
    assert cast[0] == 7
    assert cast[2] == 2


def test_same_seed_gives_the_same_posts_and_another_seed_others():
    make(seed=5)
    make(seed=5)
    make(seed=6)

    titles = list(Post.objects.order_by("id").values_list("title", "body"))
    assert titles[:60] == titles[60:120]
    assert titles[:60] != titles[120:]


def test_thousand_posts_have_every_state_and_kind():
    make(posts=1_000, words="20")

    posts = Post.objects.all()
    assert posts.filter(kind="page").count() == 2
    assert 10 < posts.filter(status="draft").count() < 60
    states = {post.state for post in posts}
    assert states == {"draft", "scheduled", "published", "expired"}
    assert set(posts.values_list("visibility", flat=True)) == {"public", "unlisted", "private"}
    years = posts.listed().dates("publish_at", "year")
    assert len(years) >= 20
    assert 100 < CrossPost.objects.values("post").distinct().count() < 200
    assert CrossPost.objects.filter(is_canonical=True).exists()
    assert posts.filter(series__isnull=False).exists()
    assert posts.filter(cover__isnull=False).exists()


def test_first_tag_is_used_far_more_than_the_tenth():
    make(posts=1_000, words="20", tags=40)

    uses = sorted(Tag.objects.annotate(uses=Count("posts")).values_list("uses", flat=True), reverse=True)
    assert uses[0] > 4 * uses[9] > 0


def test_length_of_texts_is_as_asked():
    make(words="150")

    counts = list(Post.objects.values_list("word_count", flat=True))
    assert all(100 <= count <= 200 for count in counts)


def test_longer_texts_have_headings_lists_code_links_and_pictures():
    make(posts=40, words="600-900")

    for tag in ["<h2", "<ul>", "<pre", "<a href=", "<table>", "<blockquote>", "<figure", "/media/renditions/"]:
        assert Post.objects.filter(body_html__contains=tag).exists(), tag


def test_ten_thousand_tags_have_names_of_their_own():
    names = [tag_name(number) for number in range(10_000)]
    assert len({name.lower() for name in names}) == 10_000
    assert len(set(map(slugify, names))) == 10_000


@pytest.mark.parametrize("words", ["0", "ten", "300-100", "-5", "5-x"])
def test_length_that_makes_no_sense_is_refused(words):
    with pytest.raises(CommandError, match="--words"):
        call_command("make_posts", "--posts=3", f"--words={words}")
    assert not Post.objects.exists()


def test_summary_says_how_many(capsys):
    make(posts=3)

    assert "made 3 posts in" in capsys.readouterr().out


def test_batches_are_written_one_after_the_other(monkeypatch):
    monkeypatch.setattr("blog.management.make_posts.writer.BATCH", 25)
    make()

    dates = list(Post.objects.order_by("id").values_list("created_at", flat=True))
    assert len(dates) == 60
    assert sum(later < earlier for earlier, later in itertools.pairwise(dates)) < 20
