"""The Markdown beside every post."""

import pytest

from blog.text import front_matter
from tests.corner import NOT_LISTED
from tests.factories import CrossPostFactory, ImageFactory, PostFactory, SourceFactory, TagFactory

pytestmark = pytest.mark.django_db

SITE = "http://localhost:8000"


def twin(client, post):
    response = client.get(f"{post.get_absolute_url()}index.md")
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    return front_matter.split(response.content.decode())


def test_twin_says_what_the_post_is_in_its_front_matter(client):
    post = PostFactory(published=True, title='On "rain": a #1', tags=[TagFactory(name="Wet & cold")], language="de")
    CrossPostFactory(post=post, source=SourceFactory(name="A"), url="https://a.example/1", is_canonical=True)
    data = twin(client, post).data
    assert data["title"] == 'On "rain": a #1'
    assert data["tags"] == ["Wet & cold"]
    assert data["language"] == "de"
    assert data["date"] == post.publish_at.isoformat()
    assert data["canonical_url"] == "https://a.example/1"
    assert data["cross_posted_from"] == [{"source": "A", "url": "https://a.example/1", "canonical": True}]


def test_twin_has_full_addresses_and_every_other_character_as_written(client):
    image = ImageFactory()
    body = (
        f'![A hill]({image.reference} "So green")\n\n[Here](../more) & [there](/about/), <b>"raw"</b>\n\n    [code](x)'
    )
    post = PostFactory(published=True, body=body)
    assert twin(client, post).body.strip() == (
        f'![A hill]({SITE}{image.url} "So green")\n\n'
        f'[Here]({SITE}/2014/11/more) & [there]({SITE}/about/), <b>"raw"</b>\n\n    [code](x)'
    )


@pytest.mark.parametrize("place", ["top", "bottom"])
def test_twin_says_where_the_post_came_from(client, place):
    post = PostFactory(published=True, body="Text.")
    CrossPostFactory(post=post, source=SourceFactory(name="A"), url="https://a.example/(1)", place=place)
    CrossPostFactory(post=post, source=SourceFactory(name="B"), place=place)
    sentence = f"Cross-posted from [A](<https://a.example/(1)>) and [B](<{SITE}/sources/b/>)."
    expected = [sentence, "", "Text."] if place == "top" else ["Text.", "", sentence]
    assert twin(client, post).body.strip().split("\n") == expected


@pytest.mark.parametrize("kind", ["post", "page"])
@pytest.mark.parametrize("fields", [f for name, f in NOT_LISTED.items() if name != "unlisted"])
def test_twin_of_a_hidden_post_is_not_found(client, kind, fields):
    post = PostFactory(kind=kind, body="Secret.", **fields)
    response = client.get(f"{post.get_absolute_url()}index.md")
    assert response.status_code == 404
    assert b"Secret." not in response.content


def test_twin_of_a_page_stands_beside_it(client):
    page = PostFactory(published=True, page=True, slug="about", body="Who we are.")
    assert twin(client, page).body.strip() == "Who we are."


def test_twin_is_kept_from_search_engines_and_named_by_its_page(client):
    post = PostFactory(published=True)
    response = client.get(f"{post.get_absolute_url()}index.md")
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Link"] == f'<{SITE}{post.get_absolute_url()}>; rel="canonical"'
    html = client.get(post.get_absolute_url()).content.decode()
    assert f'<link rel="alternate" type="text/markdown" href="{post.get_absolute_url()}index.md">' in html


def test_twin_moves_to_its_right_address(client):
    PostFactory(published=True, slug="rain")
    response = client.get("/2013/1/Rain/index.md")
    assert (response.status_code, response.headers["Location"]) == (301, "/2014/11/rain/index.md")


@pytest.mark.parametrize("count", [1, 3])
def test_twin_takes_as_many_queries_however_many_pictures_it_has(client, django_assert_num_queries, count):
    body = "\n\n".join(f"![]({ImageFactory().reference})" for _ in range(count))
    post = PostFactory(published=True, body=body, tags=TagFactory.create_batch(count))
    for _ in range(count):
        CrossPostFactory(post=post)
    with django_assert_num_queries(6):
        client.get(f"{post.get_absolute_url()}index.md")


def test_twin_that_did_not_change_is_not_sent_again(client, django_assert_num_queries):
    post = PostFactory(published=True, body="Once.")
    path = f"{post.get_absolute_url()}index.md"
    tag = client.get(path).headers["ETag"]
    with django_assert_num_queries(1):
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    post.body = "Twice."
    post.render()
    post.save()
    assert client.get(path, headers={"if-none-match": tag}).content.endswith(b"Twice.\n")


def test_page_stays_html_for_who_would_rather_have_markdown(client):
    post = PostFactory(published=True)
    response = client.get(post.get_absolute_url(), headers={"accept": "text/markdown"})
    assert response.headers["Content-Type"].startswith("text/html")
    assert "Accept," not in f"{response.headers['Vary']},"


def test_canonical_address_cannot_add_to_the_header_it_stands_in(client):
    post = PostFactory(published=True)
    CrossPostFactory(post=post, url="https://a.example/>;rel=preload,<https://b.example/雨", is_canonical=True)
    link = client.get(f"{post.get_absolute_url()}index.md").headers["Link"]
    assert link == ('<https://a.example/%3E;rel=preload,%3Chttps://b.example/%E9%9B%A8>; rel="canonical"')
