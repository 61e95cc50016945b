"""Pictures as the site itself hands them out."""

import pytest

from tests.factories import png


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = settings.MEDIA_ROOT / "originals" / "ab"
    folder.mkdir(parents=True)
    (folder / "abc.png").write_bytes(png())
    (folder / "abc.html").write_text("<script>alert(1)</script>")
    (tmp_path / "secret.png").write_bytes(png())
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
        "a" * 5000 + ".png",
    ],
)
def test_nothing_else_is_found(client, media, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_little_picture_of_the_site_is_found_where_browsers_look_for_it(client):
    response = client.get("/favicon.ico")
    assert (response.status_code, response.headers["Location"]) == (302, "/static/favicon.png")
