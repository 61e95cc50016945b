"""The language of the interface is the site's: for everybody, everywhere, from the next request on."""

import io
import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from blog.models import Post, SiteSettings
from blog.views.pages import remember_language
from tests.factories import PostFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    yield
    remember_language("en")


@pytest.fixture
def german():
    site = SiteSettings(language="de", time_zone="Europe/Berlin")
    site.save()
    return site


def lang(response) -> str:
    return re.search(r'<html lang="([^"]+)"', response.content.decode())[1]


@pytest.mark.parametrize("path", ["/", "/archive/", "/nothing/", "/accounts/login/"])
def test_what_the_browser_prefers_is_never_asked(client, german, path):
    pages = [client.get(path, headers={"accept-language": wanted}) for wanted in ("fr", "en", "de")]
    assert [lang(page) for page in pages] == ["de", "de", "de"]
    assert "Accept-Language" not in pages[0].get("Vary", "")


def test_desk_speaks_the_new_language_from_the_next_request_on(client, alice):
    client.force_login(alice)
    assert "Your desk" in client.get("/admin/").content.decode()
    SiteSettings(language="de").save()
    page = client.get("/admin/", headers={"accept-language": "en"})
    assert lang(page) == "de"
    assert "Ihr Schreibtisch" in page.content.decode()
    SiteSettings(language="en").save()
    assert "Your desk" in client.get("/admin/").content.decode()


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_desk_is_english_throughout_where_byline_does_not_speak_the_language(client, root, code):
    SiteSettings(language=code).save()
    client.force_login(root)
    page = client.get("/admin/blog/post/add/")
    assert lang(page) == "en"
    assert "Save draft" in page.content.decode()


def test_changing_the_language_is_answered_in_the_old_one_and_shown_in_the_new(client, root, german):
    client.force_login(root)
    form = client.get("/admin/blog/sitesettings/1/change/").context["adminform"].form
    fields = {name: value for name, value in form.initial.items() if value is not None}
    page = client.post("/admin/blog/sitesettings/1/change/", fields | {"language": "en"}, follow=True)
    assert SiteSettings.load().language == "en"
    assert lang(page) == "en"


def test_site_in_another_language_marks_the_english_around_its_posts(client):
    SiteSettings(language="ar").save()
    PostFactory(published=True, title="مرحبا")
    page = client.get("/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert '<body lang="en">' in page
    assert '<h3 class="card-title p-name" lang="ar" dir="rtl">' in page


def test_post_in_the_language_of_the_site_says_nothing_of_it(client, german):
    PostFactory(published=True, language="de")
    PostFactory(published=True)
    assert set(re.findall(r"<article[^>]*>", client.get("/").content.decode())) == {'<article class="card h-entry">'}


def test_dates_and_plurals_on_public_pages_are_german(client, german):
    post = PostFactory(published=True, body="wort " * 460)
    page = client.get(post.get_absolute_url()).content.decode()
    assert ">18. November 2014</time>" in page
    assert 'datetime="2014-11-18T15:00:00+01:00"' in page
    assert "2 Minuten" in page
    short = PostFactory(published=True, body="wort")
    assert "1 Minute " in client.get(short.get_absolute_url()).content.decode()


def test_errors_in_forms_are_german(client, alice, german):
    client.force_login(alice)
    typed = {"title": "", "body": "x", "slug": "a b", "_publish": "1", "version": ""}
    typed |= {"cross_posts-TOTAL_FORMS": "0", "cross_posts-INITIAL_FORMS": "0", "visibility": "public"}
    page = client.post("/admin/blog/post/add/", typed).content.decode()
    assert "Verwenden Sie Buchstaben und Ziffern" in page
    page = client.post("/admin/blog/post/add/", typed | {"slug": "", "title": "x", "language": "xx"}).content.decode()
    assert "Es gibt keine Sprache xx; schreiben Sie einen Code wie en, de, pt-BR oder zh-Hant." in page
    assert not Post.objects.exists()


def test_dates_are_typed_and_shown_as_germans_write_them(client, alice, german):
    client.force_login(alice)
    typed = {"title": "Regen", "body": "x", "publish_at_0": "24.12.2030", "publish_at_1": "18:30", "_publish": "1"}
    typed |= {"cross_posts-TOTAL_FORMS": "0", "cross_posts-INITIAL_FORMS": "0", "visibility": "public", "version": ""}
    page = client.post("/admin/blog/post/add/", typed, follow=True).content.decode()
    post = Post.objects.get()
    assert post.publish_at.isoformat() == "2030-12-24T17:30:00+00:00"
    assert "Geplant: Er erscheint am 24.12.2030, 18:30." in page
    # The browser writes the day of its own field as its owner does.
    assert 'value="2030-12-24"' in page
    assert "geplant" in page


def test_mail_is_german(client, german):
    UserFactory(username="frieda", email="frieda@example.com")
    client.post("/accounts/password/reset/", {"email": "frieda@example.com"})
    [message] = mail.outbox
    assert "Passwort" in message.body
    assert "password reset" not in message.body.lower()


def test_wrong_password_is_told_in_german(client, german):
    page = client.post("/accounts/login/", {"login": "frieda", "password": "wrong"}).content.decode()
    assert "Anmelden" in page
    assert "The username" not in page


def test_refused_picture_is_told_in_german(client, alice, german):
    client.force_login(alice)
    answer = client.post("/admin/blog/image/upload/", {"picture": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert answer.json() == {
        "error": "refused",
        "message": "Dies ist ein PDF-Dokument, kein Bild. Exportieren Sie die Seite, die Sie zeigen wollen, als PNG "
        "und laden Sie das hoch.",
    }


def test_broken_page_speaks_the_language_last_heard(german, monkeypatch):
    client = Client(raise_request_exception=False)
    client.get("/")
    monkeypatch.setattr("blog.views.lists.listings.whole_site", lambda: 1 / 0)
    page = client.get("/?x")
    assert page.status_code == 500
    assert lang(page) == "de"
    assert "Bei uns ging etwas schief" in page.content.decode()


def test_broken_page_of_a_process_that_heard_none_is_english(monkeypatch):
    monkeypatch.setattr("blog.middleware.SiteSettings.load", lambda: 1 / 0)
    page = Client(raise_request_exception=False).get("/admin/")
    assert lang(page) == settings.LANGUAGE_CODE


def test_commands_speak_english(german):
    said = io.StringIO()
    call_command("rebuild_html", "--all", stdout=said)
    assert said.getvalue() == "rebuilt 0\n"


@pytest.mark.parametrize("count", [1, 3])
def test_accounts_and_desk_ask_for_the_settings_once(client, alice, django_assert_num_queries, count):
    for _ in range(count):
        PostFactory(author=alice)
    with django_assert_num_queries(1):
        client.get("/accounts/login/")
    client.force_login(alice)
    client.get("/admin/")
    with django_assert_num_queries(7) as asked:
        client.get("/admin/")
    assert sum("blog_sitesettings" in query["sql"] for query in asked.captured_queries) == 1


def test_numbers_on_the_desk_are_grouped_as_the_language_does(client, alice, german):
    PostFactory(author=alice, body="wort " * 1234)
    client.force_login(alice)
    assert "noch nicht öffentlich; 1.234 Wörter" in client.get("/admin/").content.decode()
