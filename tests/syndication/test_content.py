import pytest

from blog.models import Announcement, Post
from blog.syndication.content import content_of, filled, hashtags, text_for
from blog.syndication.mastodon import Mastodon
from blog.syndication.webhook import Webhook
from tests.factories import CrossPostFactory, PostFactory, SourceFactory, TagFactory, TargetFactory

VALUES = {
    "title": "A title",
    "excerpt": "Words " * 200,
    "url": "https://b.example/1",
    "tags": "#One",
    "author": "Alice",
}


def test_template_replaces_only_what_it_knows():
    assert filled("{title} {nothing} {title!r} { {url}", VALUES) == "A title {nothing} {title!r} { https://b.example/1"


def test_empty_places_leave_no_holes():
    assert filled("{title}\n\n{excerpt}\n\n{url}", {**VALUES, "excerpt": ""}) == "A title\n\nhttps://b.example/1"


@pytest.mark.parametrize("text", ["{url}", "{title} {title}", "Braces {excerpt of"])
def test_value_that_looks_like_a_place_stays_as_it_is(text):
    assert filled("{title}", {**VALUES, "title": text}) == text


def test_hashtags_are_words_with_capitals():
    assert hashtags(["blog software", "C++", "2026", "Über uns", "!"]) == ["#BlogSoftware", "#C", "#ÜberUns"]


@pytest.mark.django_db
def test_excerpt_gives_way_and_then_the_title():
    kind, target = Mastodon(), TargetFactory(kind="mastodon", settings={})
    text = text_for(VALUES, written="", target=target, kind=kind)
    assert 480 < kind.length(text) <= 500
    assert text.startswith("A title\n\nWords Words")
    assert text.endswith("Words…\n\nhttps://b.example/1\n\n#One")
    text = text_for({**VALUES, "title": "Long " * 200}, written="", target=target, kind=kind)
    assert kind.length(text) <= 500
    assert "Words" not in text
    assert text_for(VALUES, written="x" * 501, target=target, kind=kind) == "x" * 501


@pytest.mark.django_db
def test_content_says_what_readers_see_with_whole_addresses(settings):
    settings.SITE_URL = "https://blog.example"
    other, target = PostFactory(published=True), TargetFactory(template="{title} by {author}")
    post = PostFactory(published=True, title="Hello", body=f"[x](post:{other.pk}) [y](/z/)", excerpt="Short.")
    post.tags.add(TagFactory(name="One thing"))
    CrossPostFactory(post=post, source=SourceFactory(), url="https://first.example/1", is_canonical=True)
    content = content_of(Post.objects.whole().get(pk=post.pk), target, Webhook())
    assert content.text == f"Hello by {post.author.public_name}"
    assert content.url == f"https://blog.example{post.get_absolute_url()}"
    assert content.canonical_url == "https://first.example/1"
    assert content.tags == ("One thing",)
    assert "(https://blog.example/z/)" in content.markdown
    assert 'href="https://blog.example/z/"' in content.html
    Announcement.objects.create(post=post, target=target, text="My words {url}")
    assert content_of(Post.objects.whole().get(pk=post.pk), target, Webhook()).text == f"My words {content.url}"
