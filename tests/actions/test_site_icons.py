"""One uploaded picture becomes every icon that browsers, phones and feed readers ask for."""

import io
import struct
from contextlib import closing

import pytest
from django.core.files.storage import default_storage
from PIL import Image as PillowImage
from procrastinate.contrib.django.models import ProcrastinateJob

from blog import jobs
from blog.actions import site_icons
from blog.actions.images import ImageInUse, delete_image, save_image, store_image
from blog.actions.site import save_site
from blog.actions.site_icons import Outcome
from blog.freshness import site_state
from blog.imaging.icon_sizes import PAPER, SAFE
from blog.imaging.icons import NAMES, make_icons
from blog.imaging.refusal import ImageRefused
from blog.models import Image, SiteFile, SiteSettings
from tests.factories import ImageFactory, photo, png

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def quick(monkeypatch):
    """Files that tell pictures and focal points apart, instead of made ones."""

    def made(original, focal):
        return {name: png() + f"{name} {len(original)} {focal}".encode() for name in NAMES}

    monkeypatch.setattr(site_icons, "make_icons", made)


@pytest.fixture
def logo():
    return store_image(data=png(64, 64), name="logo.png", by=None)


def opened(data):
    return PillowImage.open(io.BytesIO(data))


def shown(client, path):
    with closing(client.get(path)) as answer:
        return answer.status_code, answer.headers["Content-Type"]


def waiting(task):
    return [job.args for job in ProcrastinateJob.objects.filter(task_name=f"blog.jobs.{task}", status="todo")]


def logo_png(size=(200, 100)):
    """A disc on nothing."""
    image = PillowImage.new("RGBA", size)
    image.paste("#c8452f", (20, 20, size[0] - 20, size[1] - 20))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def test_icons_have_the_sizes_they_are_named_after():
    made = make_icons(photo(640, 480), (0.5, 0.5))
    assert set(made) == set(NAMES)
    sizes = {name: opened(data).size for name, data in made.items()}
    assert sizes == {
        "ico": (48, 48),
        "icon32": (32, 32),
        "icon180": (180, 180),
        "icon192": (192, 192),
        "icon512": (512, 512),
        "maskable": (512, 512),
    }
    assert opened(made["ico"]).ico.sizes() == {(16, 16), (32, 32), (48, 48)}
    assert all(opened(data).format == "PNG" for name, data in made.items() if name != "ico")


def test_file_of_three_icons_says_where_each_of_them_is():
    data = make_icons(png(64, 64), (0.5, 0.5))["ico"]
    assert struct.unpack("<HHH", data[:6]) == (0, 1, 3)
    for number, size in enumerate((16, 32, 48)):
        entry = struct.unpack("<BBBBHHII", data[6 + 16 * number : 22 + 16 * number])
        assert (entry[0], entry[1]) == (size, size)
        assert opened(data[entry[7] : entry[7] + entry[6]]).size == (size, size)


def test_logo_that_is_seen_through_keeps_its_shape_and_gets_paper_where_phones_would_put_black():
    made = make_icons(logo_png(), (0.5, 0.5))
    large, touch, mask = (opened(made[name]) for name in ("icon512", "icon180", "maskable"))
    assert large.mode == "RGBA"
    assert large.getpixel((256, 20))[3] == 0
    assert large.getpixel((256, 256))[3] == 255
    assert touch.mode == mask.mode == "RGB"
    assert touch.getpixel((90, 4)) == mask.getpixel((4, 4)) == PAPER[:3]
    drawn = PillowImage.eval(mask.split()[1], lambda value: 255 if value < 0xB0 else 0).getbbox()
    assert drawn[2] - drawn[0] <= SAFE


def test_photo_is_cut_around_its_focal_point():
    wide = PillowImage.new("RGB", (900, 300), "white")
    wide.paste("red", (600, 0, 900, 300))
    buffer = io.BytesIO()
    wide.save(buffer, "PNG")
    made = make_icons(buffer.getvalue(), (1, 0.5))
    assert opened(made["icon192"]).convert("RGB").getpixel((5, 96)) == (255, 0, 0)


def test_broken_picture_is_refused():
    with pytest.raises(ImageRefused):
        make_icons(b"\x89PNG\r\n\x1a\n" + bytes(100), (0.5, 0.5))


def test_saved_icon_is_made_by_the_worker_and_shown(quick, logo, client):
    save_site(site=SiteSettings(title="Notes", icon=logo))
    assert waiting("make_site_icons") == [{}]
    assert "favicon.svg" in client.get("/").content.decode()
    before = site_state().version
    assert jobs.make_site_icons() == Outcome.MADE.value
    assert site_state().version > before
    assert {row.name for row in SiteFile.objects.all()} == set(NAMES)
    html = client.get("/").content.decode()
    files = SiteSettings.load().files
    assert f'<link rel="icon" href="/media/{files["ico"]}" sizes="32x32">' in html
    assert f'<link rel="icon" href="/media/{files["icon192"]}" type="image/png" sizes="192x192">' in html
    assert f'<link rel="apple-touch-icon" href="/media/{files["icon180"]}">' in html
    assert '<link rel="manifest" href="/site.webmanifest">' in html
    assert "favicon.svg" not in html
    assert f'"logo":{{"@type":"ImageObject","url":"http://localhost:8000/media/{files["icon512"]}"' in html


@pytest.mark.parametrize(
    ("path", "name", "mime"),
    [("/favicon.ico", "ico", "image/x-icon"), ("/apple-touch-icon.png", "icon180", "image/png")],
)
def test_address_that_programs_guess_leads_to_the_icon(quick, logo, client, path, name, mime):
    save_site(site=SiteSettings(icon=logo))
    jobs.make_site_icons()
    answer = client.get(path)
    assert answer.headers["Location"] == default_storage.url(SiteFile.objects.get(name=name).file.name)
    assert shown(client, answer.headers["Location"]) == (200, mime)


def test_touch_icon_is_not_there_without_an_icon(client):
    assert client.get("/apple-touch-icon.png").status_code == 404
    assert client.get("/favicon.ico").headers["Location"] == "/static/favicon.png"


def test_manifest_describes_the_site(quick, logo, client):
    save_site(site=SiteSettings(title="Notes & more", tagline="Wet", language="de", icon=logo))
    jobs.make_site_icons()
    answer = client.get("/site.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert answer.headers["ETag"]
    manifest = answer.json()
    assert (manifest["name"], manifest["start_url"], manifest["lang"]) == ("Notes & more", "/", "de")
    assert [(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    assert [shown(client, icon["src"]) for icon in manifest["icons"]] == [(200, "image/png")] * 3


def test_manifest_has_the_sites_own_icon_until_one_is_chosen(client):
    icons = client.get("/site.webmanifest").json()["icons"]
    assert icons == [{"src": "/static/favicon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}]


def test_icons_are_made_anew_only_when_the_picture_is_another(quick, logo):
    save_site(site=SiteSettings(icon=logo))
    jobs.make_site_icons()
    assert jobs.make_site_icons() == Outcome.PRESENT.value
    before = set(SiteFile.objects.values_list("file", flat=True))
    logo.focal_x = 0.1
    save_image(image=logo, changed=["focal_x"])
    assert jobs.make_site_icons() == Outcome.MADE.value
    assert SiteFile.objects.count() == len(NAMES)
    assert not before & set(SiteFile.objects.values_list("file", flat=True))
    assert sorted(name for job in waiting("delete_files") for name in job["names"]) == sorted(before)


def test_icons_go_when_no_picture_is_chosen_any_more(quick, logo, client):
    save_site(site=SiteSettings(icon=logo))
    jobs.make_site_icons()
    save_site(site=SiteSettings(icon=None))
    assert jobs.make_site_icons() == Outcome.DROPPED.value
    assert not SiteFile.objects.exists()
    assert "favicon.svg" in client.get("/").content.decode()


def test_picture_chosen_meanwhile_keeps_older_icons_from_being_stored(quick, logo, monkeypatch):
    site = save_site(site=SiteSettings(icon=logo))
    assert site.icon == logo
    SiteSettings.objects.update(icon=ImageFactory())
    assert site_icons.make_site_icons(site=site) is Outcome.PRESENT
    assert not SiteFile.objects.exists()


def test_lost_file_is_said_and_breaks_nothing(caplog):
    save_site(site=SiteSettings(icon=ImageFactory()))
    assert jobs.make_site_icons() == Outcome.FAILED.value
    assert "No icons of image" in caplog.text


def test_icon_is_in_use(logo):
    Image.objects.filter(pk=logo.pk).update(quarantined_at="2020-01-01T00:00Z")
    save_site(site=SiteSettings(icon=logo))
    logo.refresh_from_db()
    assert (logo.unused_since, logo.quarantined_at) == (None, None)
    with pytest.raises(ImageInUse):
        delete_image(image=logo)


def test_picture_deleted_meanwhile_is_no_icon(logo):
    site = SiteSettings(icon=logo)
    Image.objects.filter(pk=logo.pk).delete()
    assert save_site(site=site).icon is None


def test_administrator_chooses_the_icon_and_others_do_not(client, root, eve, logo):
    client.force_login(root)
    page = client.get("/admin/blog/sitesettings/1/change/")
    assert 'name="icon"' in page.content.decode()
    fields = {"title": "Notes", "posts_per_page": 10, "language": "en", "time_zone": "UTC", "icon": logo.pk}
    answer = client.post("/admin/blog/sitesettings/1/change/", fields)
    assert answer.status_code == 302
    assert SiteSettings.load().icon == logo
    assert "The icon of the site" in client.get(f"/admin/blog/image/{logo.pk}/change/").content.decode()
    answer = client.post("/admin/blog/sitesettings/1/change/", {**fields, "icon": "no key"})
    assert answer.status_code == 200
    client.force_login(eve)
    client.post("/admin/blog/sitesettings/1/change/", {**fields, "icon": ""})
    may_change = eve.has_perm("blog.change_sitesettings")
    assert (SiteSettings.load().icon is None) == may_change
