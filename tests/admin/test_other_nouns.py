"""Series, sources, site settings and imports."""

import pytest

from blog.models import ImportItem, ImportRun, Redirect, Series, SiteSettings, Source
from tests.admin.forms import send
from tests.factories import CrossPostFactory, ImageFactory, SeriesFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("factory", "noun", "path"), [(SeriesFactory, "series", "series"), (SourceFactory, "source", "sources")]
)
def test_renamed_and_deleted_addresses_live_on(client, eve, factory, noun, path):
    item = factory(name="Old")
    client.force_login(eve)
    send(client, f"/admin/blog/{noun}/{item.pk}/change/", slug="new")
    assert Redirect.objects.get(old_path=f"/{path}/old/").target == f"/{path}/new/"
    client.post(f"/admin/blog/{noun}/{item.pk}/delete/", {"post": "yes"})
    assert {r.old_path: r.is_gone for r in Redirect.objects.all()} == {f"/{path}/old/": True, f"/{path}/new/": True}


def test_source_in_use_is_kept_and_the_reason_said(client, eve):
    source = CrossPostFactory(source=SourceFactory(name="Example Blog")).source
    client.force_login(eve)
    url = f"/admin/blog/source/{source.pk}/delete/"
    assert "copied to, Example Blog" in client.get(url).content.decode()
    client.post(url, {"post": "yes"})
    client.post("/admin/blog/source/", {"action": "delete_selected", "_selected_action": [source.pk], "post": "yes"})
    assert Source.objects.exists()


def test_address_typed_without_a_scheme_is_an_https_one(client, eve):
    client.force_login(eve)
    send(client, "/admin/blog/source/add/", name="Example", home_url="example.com/blog")
    assert Source.objects.get().home_url == "https://example.com/blog"


@pytest.mark.parametrize("person", ["carol", "alice"])
def test_writers_look_at_series_and_sources_but_change_none(client, request, person):
    series = SeriesFactory(name="Keep me")
    client.force_login(request.getfixturevalue(person))
    assert "Keep me" in client.get("/admin/blog/series/").content.decode()
    assert client.post("/admin/blog/series/add/", {"name": "Mine"}).status_code == 403
    assert client.post(f"/admin/blog/series/{series.pk}/delete/", {"post": "yes"}).status_code == 403
    assert list(Series.objects.all()) == [series]


def test_settings_are_one_form(client, root):
    client.force_login(root)
    response = client.get("/admin/blog/sitesettings/")
    assert response.url == "/admin/blog/sitesettings/1/change/"
    response = send(client, response.url, title="Ours", time_zone="Europe/Berlin")
    assert response.url == "/admin/blog/sitesettings/1/change/"
    assert SiteSettings.load().title == "Ours"
    page = send(client, response.url, time_zone="Mars/Olympus").content.decode()
    assert "There is no time zone Mars/Olympus" in page
    assert client.get("/admin/blog/sitesettings/add/").status_code == 403
    assert client.post("/admin/blog/sitesettings/1/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("person", ["charlie", "carol", "alice", "eve"])
def test_settings_are_the_administrators_business(client, request, person):
    client.force_login(request.getfixturevalue(person))
    response = client.post("/admin/blog/sitesettings/1/change/", {"title": "Taken"})
    assert response.status_code in (302, 403)
    assert SiteSettings.load().title != "Taken"


def test_import_shows_its_failures_and_changes_nothing(client, eve):
    run = ImportRun.objects.create(origin="old.zip", by=eve, failed=1)
    ImportItem.objects.create(run=run, key="a.md", outcome="failed", message="line 3: <no> such day")
    client.force_login(eve)
    url = f"/admin/blog/importrun/{run.pk}/change/"
    assert "line 3: &lt;no&gt; such day" in client.get(url).content.decode()
    assert client.post(url, {"origin": "x"}).status_code == 403
    assert client.post(f"/admin/blog/importrun/{run.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/blog/importrun/add/").status_code == 403


def test_author_reads_own_imports_only(client, alice, bob):
    run = ImportRun.objects.create(origin="secret.zip", by=bob, failed=1)
    url = f"/admin/blog/importrun/{run.pk}/change/"
    client.force_login(bob)
    assert "secret.zip" in client.get(url).content.decode()
    client.force_login(alice)
    assert "secret.zip" not in client.get(url, follow=True).content.decode()
    assert "secret.zip" not in client.get("/admin/blog/importrun/", follow=True).content.decode()


def test_logo_of_a_source_is_chosen_in_the_library_and_said_to_be_in_use(client, eve):
    logo = ImageFactory(original_name="leaf.png")
    client.force_login(eve)
    page = client.get("/admin/blog/source/add/").content.decode()
    assert 'data-cover="/admin/blog/image/0/thumbnail/"' in page
    assert '/admin/blog/image/?_to_field=id"' in page
    for name in ("Letters & more", "100% {odd}"):
        send(client, "/admin/blog/source/add/", name=name, logo=logo.pk)
    assert set(Source.objects.values_list("logo", flat=True)) == {logo.pk}
    page = client.get(f"/admin/blog/image/{logo.pk}/change/").content.decode()
    assert "The logo of Letters &amp; more and 100% {odd}" in page
    source = Source.objects.first()
    page = client.get(f"/admin/blog/source/{source.pk}/change/").content.decode()
    assert f'src="/admin/blog/image/{logo.pk}/thumbnail/"' in page
    refused = send(client, f"/admin/blog/source/{source.pk}/change/", logo="9" * 30)
    assert "logo" in refused.context["adminform"].form.errors
    send(client, f"/admin/blog/source/{source.pk}/change/", logo="")
    source.refresh_from_db()
    assert source.logo is None


@pytest.mark.parametrize("person", ["charlie", "carol", "alice"])
def test_writers_choose_no_logo(client, request, person):
    logo, source = ImageFactory(), SourceFactory(logo=(shown := ImageFactory(original_name="leaf.png")))
    client.force_login(request.getfixturevalue(person))
    page = client.get(f"/admin/blog/source/{source.pk}/change/").content.decode()
    assert ("leaf.png" in page, "data-cover" in page) == (person != "charlie", False)
    answer = client.post(f"/admin/blog/source/{source.pk}/change/", {"name": source.name, "logo": logo.pk})
    assert answer.status_code in (302, 403)
    source.refresh_from_db()
    assert source.logo == shown
