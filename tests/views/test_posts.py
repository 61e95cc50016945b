"""A post at its address, and everything that must not be found at one."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from blog.models import CrossPost, Post, RelatedPost, SiteSettings
from tests.corner import NOT_LISTED
from tests.factories import CrossPostFactory, PostFactory, SeriesFactory, SourceFactory, TagFactory, UserFactory

pytestmark = pytest.mark.django_db

HIDDEN = {name: fields for name, fields in NOT_LISTED.items() if name != "unlisted"}


def test_post_shows_its_text_author_date_and_tags(client):
    post = PostFactory(published=True, title="On <rain>", body="It *rained*.", tags=[TagFactory(name="Weather")])
    html = client.get(post.get_absolute_url()).content.decode()
    assert '<h1 class="post-title p-name">On &lt;rain&gt;</h1>' in html
    assert "<p>It <em>rained</em>.</p>" in html
    assert f'rel="author" href="{post.author.get_absolute_url()}"' in html
    assert f'<time class="dt-published" datetime="{post.publish_at:%Y-%m-%dT%H:%M}' in html
    assert 'href="/tags/weather/">Weather</a>' in html


def test_post_tells_machines_when_by_whom_and_about_what(client):
    post = PostFactory(published=True, title="A title", tags=[TagFactory(name="Postgres")])
    head = client.get(post.get_absolute_url()).content.decode().partition("</head>")[0]
    assert f'<meta property="article:published_time" content="{post.publish_at:%Y-%m-%dT%H:%M:%S}+00:00">' in head
    assert '<meta property="article:tag" content="Postgres">' in head
    assert f'<meta name="author" content="{post.author}">' in head
    assert "article:" not in client.get("/").content.decode()


@pytest.mark.parametrize("kind", ["post", "page"])
@pytest.mark.parametrize("fields", HIDDEN.values(), ids=HIDDEN.keys())
def test_hidden_post_is_not_found_by_anybody(client, root, fields, kind):
    post = PostFactory(kind=kind, title="Secret plan", **fields)
    for person in (None, root):
        if person:
            client.force_login(person)
        response = client.get(post.get_absolute_url())
        assert response.status_code == 404
        assert b"Secret plan" not in response.content


def test_unlisted_post_is_read_at_its_address_and_kept_from_search_engines(client):
    post = PostFactory(published=True, visibility="unlisted", body="For those who know.")
    html = client.get(post.get_absolute_url()).content.decode()
    assert "For those who know." in html
    assert '<meta name="robots" content="noindex">' in html
    public = PostFactory(published=True)
    assert "noindex" not in client.get(public.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "asked",
    ["/2013/11/on-rain/", "/2014/12/on-rain/", "/2014/11/On-Rain/", "/1999/1/ON-RAIN/"],
)
def test_post_moves_to_its_right_address_when_date_or_case_is_wrong(client, asked):
    PostFactory(published=True, slug="on-rain")
    response = client.get(f"{asked}?utm=x")
    assert (response.status_code, response.headers["Location"]) == (301, "/2014/11/on-rain/?utm=x")


def test_post_with_a_slug_beyond_ascii_is_found(client):
    post = PostFactory(published=True, slug="über-地図", body="Maps.")
    response = client.get(post.get_absolute_url())
    assert response.status_code == 200
    assert b"<p>Maps.</p>" in response.content


def test_page_has_its_address_at_the_root_and_is_no_post(client):
    page = PostFactory(published=True, page=True, slug="about", body="Who we are.")
    assert b"Who we are." in client.get("/about/").content
    assert client.get(f"/2014/11/{page.slug}/").status_code == 404
    post = PostFactory(published=True)
    assert client.get(f"/{post.slug}/").status_code == 404


def crossed(post, name, **fields):
    return CrossPostFactory(post=post, source=SourceFactory(name=name, sentence_name=f"the {name}"), **fields)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["A"], 'Cross-posted from <a href="/sources/a/">the A</a>.'),
        (["A", "B"], 'Cross-posted from <a href="/sources/a/">the A</a> and <a href="/sources/b/">the B</a>.'),
        (
            ["A", "B", "C"],
            'Cross-posted from <a href="/sources/a/">the A</a>, <a href="/sources/b/">the B</a> and '
            '<a href="/sources/c/">the C</a>.',
        ),
    ],
)
@pytest.mark.parametrize("place", ["top", "bottom"])
def test_attribution_names_every_source_above_or_below_the_text(client, names, sentence, place):
    post = PostFactory(published=True, body="Told elsewhere first.")
    for name in names:
        crossed(post, name, place=place)
    html = client.get(post.get_absolute_url()).content.decode()
    assert html.count(sentence) == 1
    assert (html.index(sentence) < html.index("Told elsewhere first.</p>")) == (place == "top")


def test_attribution_leads_to_the_post_at_the_source_and_canonical_to_the_chosen_copy(client):
    post = PostFactory(published=True)
    crossed(post, "A", url="https://a.example/1", is_canonical=True)
    html = client.get(post.get_absolute_url()).content.decode()
    assert 'Cross-posted from <a href="https://a.example/1">the A</a>.' in html
    assert '<link rel="canonical" href="https://a.example/1">' in html


def test_canonical_is_our_own_address_when_no_copy_is_chosen(client):
    post = PostFactory(published=True)
    crossed(post, "A", url="https://a.example/1")
    html = client.get(post.get_absolute_url()).content.decode()
    assert f'<link rel="canonical" href="http://localhost:8000{post.get_absolute_url()}">' in html


def test_copies_elsewhere_are_listed_and_are_no_attribution(client):
    post = PostFactory(published=True)
    crossed(post, "B", url="https://b.example/2", direction=CrossPost.Direction.TO)
    html = client.get(post.get_absolute_url()).content.decode()
    assert 'Also on <a class="u-syndication" href="https://b.example/2">the B</a>.' in html
    assert "Cross-posted" not in html


def test_neighbours_are_the_listed_posts_next_to_it(client):
    first, middle, last = (PostFactory(published=True, title=title) for title in ("First", "Middle", "Last"))
    for fields in HIDDEN.values():
        PostFactory(**{"title": "Hidden", **fields})
    Post.objects.filter(title="Hidden").exclude(publish_at__gt=timezone.now()).update(publish_at=middle.publish_at)
    html = client.get(middle.get_absolute_url()).content.decode()
    assert f'<a rel="prev" href="{first.get_absolute_url()}"><span>Previous post</span> First</a>' in html
    assert f'<a rel="next" href="{last.get_absolute_url()}"><span>Next post</span> Last</a>' in html
    assert "Hidden" not in html


def test_series_leads_to_the_posts_before_and_after_in_reading_order(client):
    series = SeriesFactory(name="Clouds")
    third = PostFactory(published=True, title="Without a position", series=series)
    second = PostFactory(published=True, title="Two", series=series, series_position=2)
    first = PostFactory(published=True, title="One", series=series, series_position=1)
    PostFactory(title="Unpublished one", series=series, series_position=3)
    html = client.get(second.get_absolute_url()).content.decode()
    assert f'Before this: <a href="{first.get_absolute_url()}">One</a>' in html
    assert f'Read on: <a href="{third.get_absolute_url()}">Without a position</a>' in html
    assert "Unpublished one" not in html


@pytest.mark.parametrize("others", [1, 3])
def test_post_takes_as_many_queries_however_much_is_around_it(client, django_assert_num_queries, others):
    series = SeriesFactory()
    post = PostFactory(published=True, tags=TagFactory.create_batch(others), series=series)
    for _ in range(others):
        other = PostFactory(published=True, series=series)
        CrossPostFactory(post=post)
        RelatedPost.objects.create(post=post, other=other, score=1)
    with django_assert_num_queries(7):
        assert client.get(post.get_absolute_url()).status_code == 200


def test_nearest_four_posts_are_named_below_it_and_none_where_there_are_none(client):
    post, *others = PostFactory.create_batch(6, published=True)
    for number, other in enumerate(others):
        RelatedPost.objects.create(post=post, other=other, score=number)
    Post.objects.filter(pk=others[4].pk).update(language="ar", title="<b>")
    html = client.get(post.get_absolute_url()).content.decode()
    assert f'<li><a href="{others[4].get_absolute_url()}" lang="ar" dir="rtl">&lt;b&gt;</a>' in html
    places = [html.index(f'href="{other.get_absolute_url()}"', html.index("Related posts")) for other in others[:0:-1]]
    assert places == sorted(places)
    assert others[0].get_absolute_url() not in html[html.index("Related posts") : html.index("More posts")]
    assert "Related posts" not in client.get(others[0].get_absolute_url()).content.decode()


def test_post_of_a_series_is_named_in_it_and_not_again_by_date_or_as_related(client):
    series = SeriesFactory()
    first, middle, last, alone = (PostFactory(published=True, series=one) for one in (series, series, series, None))
    for number, other in enumerate([first, last, alone]):
        RelatedPost.objects.create(post=middle, other=other, score=number)
    html = client.get(middle.get_absolute_url()).content.decode()
    assert [html.count(f'href="{other.get_absolute_url()}"') for other in (first, last, alone)] == [1, 1, 1]
    assert "Previous post" not in html
    assert alone.get_absolute_url() in html[html.index("Related posts") :]
    by_date = client.get(last.get_absolute_url()).content.decode()
    assert f'<a rel="next" href="{alone.get_absolute_url()}">' in by_date
    assert 'rel="prev"' not in by_date


def test_updated_is_said_only_of_a_post_that_changed_on_a_later_day(client):
    later = dt.datetime(2015, 3, 1, tzinfo=dt.UTC)
    imported = PostFactory(published=True, version=1, updated_at=later)
    edited = PostFactory(published=True, version=2, updated_at=later)
    assert "Updated" not in client.get(imported.get_absolute_url()).content.decode()
    assert 'Updated <time class="dt-updated" datetime="2015-03-01T' in (
        client.get(edited.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (1, 3, "Part 2 of 5"),
        (0, 1, "Part 1 of 2"),
        (14, 14, "Part 15 of 29"),
        (14, 15, "Part 15"),
        (15, 1, None),
    ],
)
def test_post_says_which_part_of_its_series_it_is_unless_that_takes_counting_a_long_one(client, before, after, said):
    series = SeriesFactory(name="Clouds")
    posts = [
        PostFactory(published=True, series=series, series_position=number, title=f"Cloud {number}")
        for number in range(1, before + after + 2)
    ]
    PostFactory(series=series, series_position=1, title="A draft that does not count")
    post = posts[before]
    html = client.get(post.get_absolute_url()).content.decode()
    found = re.search(r"Part \d+(?: of \d+)?", html)
    assert (found and found[0]) == said
    if before:
        assert f">{posts[before - 1].title}</a>" in html
    assert f">{posts[before + 1].title}</a>" in html


LONG = "\n\n".join(
    f"## Heading {number}\n\n### Inner {number}\n\n#### Innermost\n\n{'word ' * 260}" for number in range(4)
)


def contents(client, body):
    html = client.get(PostFactory(published=True, body=body).get_absolute_url()).content.decode()
    found = re.search(r'<details class="contents">.*?</details>', html, re.DOTALL)
    return found and re.findall(r'<a href="#([^"]*)">', found[0])


def test_long_post_shows_its_two_upper_levels_of_headings(client):
    expected = [anchor for number in range(4) for anchor in (f"heading-{number}", f"inner-{number}")]
    assert contents(client, LONG) == expected


@pytest.mark.parametrize(
    "body",
    [f"[[toc]]\n\n{LONG}", LONG.replace("word ", "", 200), "word " * 1200 + "\n\n## One\n\n## Two\n\n## Three"],
    ids=["shows them itself", "short", "three headings"],
)
def test_post_shows_no_contents_when_it_needs_none(client, body):
    assert contents(client, body) is None


def test_author_is_introduced_below_a_post_but_not_below_a_page(client):
    author = UserFactory(name="Ada L.", bio="Counts <rain>.", website="https://www.ada.example/")
    html = client.get(PostFactory(published=True, author=author).get_absolute_url()).content.decode()
    assert "Counts &lt;rain&gt;." in html
    assert '<a class="u-url" rel="me" href="https://www.ada.example/">ada.example</a>' in html
    page = PostFactory(published=True, page=True, author=author)
    assert "Counts" not in client.get(page.get_absolute_url()).content.decode()
    silent = PostFactory(published=True)
    assert 'class="author' not in client.get(silent.get_absolute_url()).content.decode()


def test_navigation_says_where_one_is(client):
    SiteSettings(navigation="About /about/\nTags /tags/").save()
    PostFactory(published=True, page=True, slug="about")
    html = client.get("/about/").content.decode()
    assert '<a href="/about/" aria-current="page">About</a>' in html
    assert html.count("aria-current") == 1
    assert "aria-current" not in client.get("/").content.decode()


def test_source_and_cross_post_have_words_of_their_own(client):
    post = PostFactory(published=True)
    worded = SourceFactory(name="The Blog", wording="First published at {source} & more.")
    usual = SourceFactory(name="Usual")
    CrossPostFactory(post=post, source=worded, url="https://a.example/1")
    CrossPostFactory(post=post, source=usual, url="https://b.example/1")
    third = SourceFactory(name="Third")
    CrossPostFactory(post=post, source=third, url="https://c.example/1", wording="<b>See</b> {source}.")
    page = client.get(post.get_absolute_url()).content.decode()
    assert 'First published at <a href="https://a.example/1">The Blog</a> &amp; more.' in page
    assert 'Cross-posted from <a href="https://b.example/1">Usual</a>.' in page
    assert '&lt;b&gt;See&lt;/b&gt; <a href="https://c.example/1">Third</a>.' in page
    twin = client.get(f"{post.get_absolute_url()}index.md").content.decode()
    assert "First published at [The Blog](<https://a.example/1>) & more." in twin
