"""What search engines and social networks will show of a post that is being written."""

import lxml.html
import pytest
from django.test import Client

from blog.actions.images import store_image
from blog.actions.posts import publish_post, save_post
from blog.actions.social_cards import draw_card, with_cards
from blog.models import CrossPost, Post, SiteSettings, WorkingCopy
from tests.factories import LONG_AGO, ImageFactory, SourceFactory, photo

pytestmark = pytest.mark.django_db
DOOR = "/admin/blog/post/outlook/"
TYPED = {"title": "Out", "body": "Some *words* of it.", "excerpt": "", "slug": "", "meta_title": "", "cover": ""}


def ask(person, post: Post | None = None, /, *, check: bool = False, client: Client | None = None, **typed):
    client = client or Client()
    client.force_login(person)
    return client.post(f"{DOOR}?post={post.pk if post else ''}{'&check=1' if check else ''}", typed)


def live(author, **fields) -> Post:
    post = Post(author=author, **({"title": "Out", "body": "Some *words* of it."} | fields))
    save_post(post=post, by=author)
    publish_post(post=post, by=author, at=LONG_AGO)
    return post


def typed_of(post: Post) -> dict[str, str]:
    names = ("title", "body", "excerpt", "slug", "meta_title", "meta_description", "visibility", "kind", "language")
    day, time = post.publish_at.astimezone(SiteSettings.load().zone).strftime("%Y-%m-%d %H:%M:%S").split()
    cover = str(post.cover_id or "")
    return {name: getattr(post, name) for name in names} | {"publish_at_0": day, "publish_at_1": time, "cover": cover}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"excerpt": "In short"},
        {"excerpt": "In short", "meta_title": "For machines", "meta_description": "Said to machines"},
        {"excerpt": "x" * 400},
        {"body": ""},
    ],
    ids=["from the text", "from the excerpt", "own words", "too long", "of the site"],
)
def test_words_are_those_that_the_head_of_its_page_has(client, alice, fields):
    SiteSettings(title="The site", description="What it is about").save()
    post = live(alice, **fields)
    said = ask(alice, post, **typed_of(post)).json()
    head = lxml.html.fromstring(client.get(post.get_absolute_url()).content)
    meta = {e.get("name") or e.get("property"): e.get("content") for e in head.iter("meta")}
    assert said["search"]["title"] == head.findtext(".//title")
    assert said["search"]["description"] == meta["description"] == said["card"]["description"]
    assert said["card"]["title"] == meta["og:title"]
    assert said["search"]["address"].split(" › ")[1:] == post.get_absolute_url().strip("/").split("/")
    assert said["search"]["notes"] == []


def test_what_is_typed_counts_and_nothing_is_stored(alice):
    post = live(alice)
    typed = typed_of(post) | {"title": "Otherwise", "excerpt": "Typed", "slug": "there", "publish_at_0": "2031-02-03"}
    said = ask(alice, post, **typed).json()["search"]
    assert said["title"].startswith("Otherwise – ")
    assert said["description"] == "Typed"
    assert said["address"].endswith("2031 › 02 › there")
    assert Post.objects.get().title == "Out"
    assert not WorkingCopy.objects.exists()


def test_new_post_has_the_address_that_it_would_get(alice):
    live(alice)
    assert ask(alice, **TYPED).json()["search"]["address"].endswith(" › out-2")


def test_copy_elsewhere_and_privacy_are_told(alice):
    post = live(alice)
    CrossPost.objects.create(post=post, source=SourceFactory(), url="https://first.example/a/", is_canonical=True)
    said = ask(alice, post, **typed_of(post) | {"visibility": "private"}).json()
    assert [note for note in said["search"]["notes"] if "https://first.example/a/" in note]
    assert [note for note in said["search"]["notes"] if "not to list it" in note]
    assert said["card"]["note"] == "No card is drawn of a private post."


def test_card_is_the_picture_that_is_stored_and_says_when_another_will_be_drawn(client, alice):
    post = live(alice)
    assert "drawn once it is published" in ask(alice, post, **typed_of(post)).json()["card"]["note"]
    draw_card(post=with_cards().get(), site=SiteSettings.load())
    said = ask(alice, post, **typed_of(post)).json()["card"]
    head = lxml.html.fromstring(client.get(post.get_absolute_url()).content)
    assert head.xpath("//meta[@property='og:image']/@content")[0].endswith(said["picture"])
    assert said["note"] == ""
    assert "drawn anew" in ask(alice, post, **typed_of(post) | {"title": "Other"}).json()["card"]["note"]


def test_cover_is_the_picture_before_any_card(alice):
    cover = store_image(data=photo(64), name="sea.jpg", by=alice)
    said = ask(alice, **TYPED | {"cover": cover.pk}).json()["card"]
    assert said["picture"] == cover.url
    assert "crop" in said["note"]


def test_check_says_what_stands_against_publishing(alice):
    silent = ImageFactory(original_name="silent.png")
    typed = TYPED | {"title": "", "body": f"![]({silent.reference})", "publish_at_0": "2030-02-31", "slug": "a b"}
    said = ask(alice, check=True, **typed).json()
    assert {each["field"] for each in said["missing"]} == {"title", "publish_at", "slug"}
    assert said["undescribed"] == ["silent.png"]
    said = ask(alice, check=True, **TYPED).json()
    assert (said["missing"], said["undescribed"]) == ([], [])


def test_only_who_may_read_a_post_is_told_of_it(alice, bob, eve, charlie):
    post = live(alice, meta_description="Secret")
    assert ask(eve, post, **TYPED).status_code == 200
    for person, status in ((bob, 404), (charlie, 401)):
        refused = ask(person, post, **TYPED)
        assert refused.status_code == status
        assert "Secret" not in refused.content.decode()
    assert Client().post(f"{DOOR}?post={post.pk}", TYPED).status_code == 401


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "-1", "1%00"])
def test_key_of_no_post_is_not_found(alice, key):
    client = Client()
    client.force_login(alice)
    assert client.post(f"{DOOR}?post={key}", TYPED).status_code == 404


@pytest.mark.parametrize("title", ["x" * 10_000, "a\0b", "\ud800"])
def test_odd_words_are_answered_calmly(alice, title):
    said = ask(alice, check=True, **TYPED | {"title": title.encode("utf-8", "replace").decode()})
    assert said.status_code == 200


def test_question_takes_the_same_queries_with_one_cross_post_and_three(alice, django_assert_num_queries):
    post = live(alice)
    client = Client()
    ask(alice, post, client=client, **typed_of(post))
    for count in (1, 2):
        for _ in range(count):
            CrossPost.objects.create(post=post, source=SourceFactory())
        with django_assert_num_queries(13):
            client.post(f"{DOOR}?post={post.pk}", typed_of(post))
