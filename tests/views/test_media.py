"""Pictures as the site itself hands them out."""

import re

import pytest
from django.conf import settings

from config.media import TYPES
from tests.factories import png


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = settings.MEDIA_ROOT / "originals" / "ab"
    folder.mkdir(parents=True)
    (folder / "abc.png").write_bytes(png())
    (folder / "abc.html").write_text("<script>alert(1)</script>")
    (tmp_path / "secret.png").write_bytes(png())
    (folder / "out.png").symlink_to(tmp_path / "secret.png")
    (folder / "page.png").symlink_to(folder / "abc.html")
    (folder / ".abc.png").write_bytes(png())
    (folder.parent / ".hidden").mkdir()
    (folder.parent / ".hidden" / "abc.png").write_bytes(png())
    return folder


def test_picture_is_kept_for_ever_and_taken_for_nothing_else(client, media):
    response = client.get("/media/originals/ab/abc.png")
    assert response.getvalue() == png()
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in response.headers


def test_picture_is_not_sent_again_when_the_browser_has_it(client, media):
    first = client.get("/media/originals/ab/abc.png")
    first.getvalue()
    when = first.headers["Last-Modified"]
    response = client.get("/media/originals/ab/abc.png", headers={"if-modified-since": when})
    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.django_db
def test_size_of_a_picture_can_be_asked_for_alone(client, media):
    response = client.head("/media/originals/ab/abc.png")
    response.close()
    assert response.headers["Content-Length"] == str(len(png()))
    assert client.post("/media/originals/ab/abc.png").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "originals/ab/abc.html",
        "originals/ab/other.png",
        "originals/ab/",
        "../secret.png",
        "%2e%2e/secret.png",
        "originals/ab/abc%00.png",
        "originals//ab/%ff.png",
        "originals/ab/.abc.png",
        "originals/.hidden/abc.png",
        "originals/ab/out.png",
        "originals/ab/page.png",
        "originals/ab/abc.PNG",
        "originals/ab/abc.png/",
        "originals/ab/abc.png%0a",
        "a" * 5000 + ".png",
    ],
)
def test_nothing_else_is_found(client, media, path):
    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.xdist_group("bucket")
def test_old_address_leads_to_the_bucket_and_asks_it_nothing(client, bucket):
    bucket.use(url="https://cdn.example.com")
    response = client.get("/media/originals/ab/abc.png")
    assert (response.status_code, response.headers["Location"]) == (302, "https://cdn.example.com/originals/ab/abc.png")
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert bucket.asked() == []


@pytest.mark.django_db
@pytest.mark.xdist_group("bucket")
@pytest.mark.parametrize("path", ["originals/ab/abc.html", "../evil.png", "//evil.example/a.png", "originals/ab/"])
def test_nothing_but_pictures_leads_to_the_bucket(client, bucket, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_proxy_and_site_say_the_same_of_a_picture(client, media):
    proxy = (settings.BASE_DIR / "deploy/nginx.conf").read_text()
    response = client.get("/media/originals/ab/abc.png")
    response.getvalue()
    for name in ("Cache-Control", "X-Content-Type-Options", "Content-Security-Policy"):
        assert re.search(rf'add_header {name} "?{re.escape(response.headers[name])}"?;', proxy)
    assert dict(re.findall(r"image/(\S+) ([a-z ]+);", proxy)) == {
        kind.removeprefix("image/"): " ".join(sorted(e[1:] for e in TYPES if TYPES[e] == kind))
        for kind in TYPES.values()
    }


@pytest.mark.django_db
def test_little_picture_of_the_site_is_found_where_browsers_look_for_it(client):
    response = client.get("/favicon.ico")
    assert (response.status_code, response.headers["Location"]) == (302, "/static/favicon.png")
