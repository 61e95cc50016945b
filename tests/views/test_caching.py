"""Validators, codings and cache headers of public pages."""

import gzip
import time

import brotli
import pytest
import zstandard
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from blog.views.caching import public_page
from blog.views.compression import preferred_coding
from tests.factories import PostFactory, TagFactory

TEXT = "<p>" + "The same words again. " * 100
DECODERS = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
    "": lambda body: body,
}
pages_made = []


@public_page
def long_page(request):
    pages_made.append(request.path)
    return HttpResponse(TEXT)


@public_page
def picture(request):
    return HttpResponse(b"\x89PNG" + bytes(2000), content_type="image/png")


@public_page
def moved(request):
    return HttpResponseRedirect("/elsewhere/")


def get(view=long_page, path="/", **headers):
    return view(RequestFactory().get(path, headers=headers))


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("zstd, gzip", "zstd"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("identity;q=1, gzip;q=0.1", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("GZIP", "gzip"),
        ("gzip;q=nonsense", "identity"),
        (", ;;,=,;q=", "identity"),
    ],
)
def test_coding_is_the_one_the_client_likes_best(accept, coding):
    assert preferred_coding(accept) == coding


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["br", "gzip", "zstd", ""])
def test_body_decodes_to_the_page_in_every_coding(accept):
    response = get(accept_encoding=accept)
    assert response.headers.get("Content-Encoding", "") == accept
    assert DECODERS[accept](response.content).decode() == TEXT
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.django_db
def test_each_coding_has_its_own_strong_tag():
    tags = {get(accept_encoding=accept).headers["ETag"] for accept in ("br", "gzip", "zstd", "")}
    assert len(tags) == 4
    assert not any(tag.startswith("W/") for tag in tags)


@pytest.mark.django_db
def test_equal_pages_are_equal_bytes():
    assert get(accept_encoding="gzip").content == get(accept_encoding="gzip").content


@pytest.mark.django_db
def test_picture_is_not_compressed_again():
    assert "Content-Encoding" not in get(picture, accept_encoding="br").headers


@pytest.mark.django_db
@pytest.mark.parametrize("weaken", ["", "W/"])
@pytest.mark.parametrize("accept", ["br", ""])
def test_request_that_still_holds_gets_304_in_one_query(django_assert_num_queries, accept, weaken):
    tag = get(accept_encoding=accept).headers["ETag"]
    pages_made.clear()
    with django_assert_num_queries(1):
        response = get(accept_encoding=accept, if_none_match=f'"other", {weaken}{tag}')
    assert (response.status_code, response.content, pages_made) == (304, b"", [])
    assert response.headers["ETag"] == tag
    assert "s-maxage=1" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_request_gets_the_page_again_when_something_changed():
    tag = get().headers["ETag"]
    TagFactory()
    response = get(if_none_match=tag)
    assert (response.status_code, response.content.decode()) == (200, TEXT)
    assert response.headers["ETag"] != tag


@pytest.mark.django_db
def test_tag_of_another_coding_does_not_hold():
    tag = get(accept_encoding="br").headers["ETag"]
    assert get(accept_encoding="gzip", if_none_match=tag).status_code == 200


@pytest.mark.django_db
def test_tag_changes_when_the_code_or_the_address_does(monkeypatch, settings):
    tags = {get().headers["ETag"], get(path="/?before=1").headers["ETag"]}
    monkeypatch.setattr("blog.views.caching.code_fingerprint", lambda: "another release")
    tags.add(get().headers["ETag"])
    settings.SITE_URL = "https://other.example"
    tags.add(get().headers["ETag"])
    settings.MEDIA_URL = "https://cdn.example.com/"
    tags.add(get().headers["ETag"])
    assert len(tags) == 5


@pytest.mark.django_db
def test_redirect_is_shared_but_has_no_validator():
    response = get(moved)
    assert response.status_code == 302
    assert "ETag" not in response.headers
    assert "s-maxage=1" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_proxy_lets_go_of_a_page_when_the_second_in_which_it_was_read_ends(monkeypatch):
    clock = iter([1_700_000_000.93, 1_700_000_007.0])
    monkeypatch.setattr("blog.views.caching.time.time", lambda: next(clock))
    page = get()
    monkeypatch.undo()
    assert page.headers["X-Accel-Expires"] == "@1700000000"
    for answer in (get(if_none_match=page.headers["ETag"]), get(moved), get(picture)):
        assert int(answer.headers["X-Accel-Expires"].removeprefix("@")) <= time.time()


@pytest.mark.django_db
def test_writing_is_refused():
    response = long_page(RequestFactory().post("/"))
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
def test_draft_changes_no_tag():
    tag = get().headers["ETag"]
    PostFactory()
    # The factory makes the draft's author too, whom readers could see.
    tag_with_author = get().headers["ETag"]
    PostFactory.create(author=PostFactory._meta.model.objects.first().author)
    assert tag != tag_with_author == get().headers["ETag"]
