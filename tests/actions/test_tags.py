import pytest

from blog.actions.tags import delete_tag, merge_tags, save_tag, tags_named
from blog.models import Redirect, Tag
from tests.factories import PostFactory, TagFactory

pytestmark = pytest.mark.django_db


def test_renamed_tag_leaves_a_redirect():
    tag = TagFactory(name="AWS", slug="aws")
    tag.slug = "amazon"
    save_tag(tag=tag)
    assert Redirect.objects.get(old_path="/tags/aws/").target == "/tags/amazon/"


def test_merged_tags_hand_over_posts_and_addresses():
    kept, gone = TagFactory(name="Postgres"), TagFactory(name="PostgreSQL")
    older = Redirect.objects.create(old_path="/tags/pg/", tag=gone)
    both, only = PostFactory(tags=[kept, gone]), PostFactory(tags=[gone])
    assert merge_tags(into=kept, others=[gone]) == 1
    assert set(kept.posts.all()) == {both, only}
    assert not Tag.objects.filter(pk=gone.pk).exists()
    older.refresh_from_db()
    assert older.target == Redirect.objects.get(old_path="/tags/postgresql/").target == "/tags/postgres/"


def test_merging_a_tag_into_itself_changes_nothing():
    tag = TagFactory()
    post = PostFactory(tags=[tag])
    assert merge_tags(into=tag, others=[tag]) == 0
    assert list(post.tags.all()) == [tag]


def test_deleted_tag_is_gone_at_all_its_addresses():
    tag = TagFactory(name="AWS")
    Redirect.objects.create(old_path="/tags/amazon/", tag=tag)
    delete_tag(tag=tag)
    assert {r.old_path: r.is_gone for r in Redirect.objects.all()} == {"/tags/aws/": True, "/tags/amazon/": True}


def test_tag_made_again_takes_its_address_back():
    delete_tag(tag=TagFactory(name="AWS"))
    save_tag(tag=Tag(name="AWS"))
    assert not Redirect.objects.exists()


def test_tags_are_found_ignoring_case_and_made_when_missing():
    known = TagFactory(name="Postgres")
    tags = tags_named(["postgres", "New  one", "", "new one"])
    assert [tag.name for tag in tags] == ["Postgres", "New one"]
    assert tags[0] == known


def test_tag_is_found_when_its_letters_are_equal_only_in_small():
    (tag,) = tags_named(["straße"])
    assert tags_named(["STRAẞE"]) == [tag]


def test_tag_with_a_long_name_in_another_script_can_be_renamed(client):
    tag = TagFactory(name="雨" * 100)
    PostFactory(published=True, tags=[tag])
    old = tag.get_absolute_url()
    tag.slug = "rain"
    save_tag(tag=tag)
    assert client.get(old).headers["Location"] == "/tags/rain/"


def test_tag_is_taken_when_somebody_else_made_it_at_the_same_moment(monkeypatch):
    made = TagFactory(name="Rain")
    real, answers = Tag.objects.named, iter([True])
    monkeypatch.setattr(Tag.objects, "named", lambda name: Tag.objects.none() if next(answers, False) else real(name))
    assert tags_named(["rain"]) == [made]
