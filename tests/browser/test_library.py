"""The picture library, in a real browser."""

import re

import pytest

from blog.actions.images import store_image
from blog.models import Image
from tests.browser.test_editor import DROP
from tests.factories import photo, png

pytestmark = pytest.mark.browser

LIST = "/admin/blog/image/"


def drop(page, *files: tuple[str, bytes]) -> None:
    page.locator("body").evaluate(DROP, [[name, "image/png", list(data)] for name, data in files])


def test_dropped_pictures_are_stored_with_progress_for_each_and_all(page, enter, alice):
    enter(alice)
    page.goto(LIST)
    # What each bar and the one of all showed, as it went.
    page.evaluate(
        """() => {
            window.seen = new Set();
            const note = () => document.querySelectorAll('.upload-state, [data-said]').forEach(
                part => window.seen.add(part.textContent));
            new MutationObserver(note).observe(document.querySelector('[data-uploader]'),
                {subtree: true, childList: true, characterData: true});
        }"""
    )
    drop(page, *((f"{width}.png", png(width, 4)) for width in range(4, 12)))
    page.get_by_text("8 of 8 stored").wait_for()
    assert Image.objects.filter(uploaded_by=alice).count() == 8
    assert page.locator(".upload.is-stored").count() == 8
    seen = page.evaluate("() => [...window.seen]")
    assert {"waits", "is sent", "stored", "0 of 8 stored", "8 of 8 stored"} <= set(seen)
    overall = page.locator("[data-overall]")
    assert overall.evaluate("bar => bar.value / bar.max") == 1
    page.get_by_role("link", name="Show them in the library").click()
    page.locator("#result_list .thumbnail").nth(7).wait_for()


def test_no_more_than_three_are_sent_at_once(context, enter, alice):
    enter(alice)
    page = context.new_page()
    page.goto(LIST)
    held = []
    page.route("**/upload/", lambda route: held.append(route))
    drop(page, *((f"{width}.png", png(width, 4)) for width in range(4, 12)))
    page.wait_for_timeout(500)
    assert len(held) == 3
    held[0].continue_()
    page.locator(".upload.is-stored").wait_for()
    page.wait_for_timeout(300)
    assert len(held) == 4
    page.close(run_before_unload=False)


def test_known_and_similar_pictures_are_offered_and_one_is_taken_back(page, enter, alice):
    old = store_image(data=photo(64), name="harbour.jpg", by=None)
    enter(alice)
    page.goto(LIST)
    drop(page, ("copy.jpg", photo(64)), ("small.jpg", photo(48)))
    known = page.locator(".upload.is-known")
    known.wait_for()
    assert "was in the library already" in known.text_content()
    assert known.get_by_role("link").get_attribute("href") == f"{LIST}{old.pk}/change/"
    offer = page.locator(".upload-offer")
    offer.wait_for()
    assert "Looks like harbour.jpg" in offer.text_content()
    assert Image.objects.count() == 2
    offer.get_by_role("button", name="Use that one instead").click()
    page.get_by_text("taken back").wait_for()
    assert list(Image.objects.all()) == [old]


def test_failed_picture_says_why_beside_its_name_and_is_tried_again(context, enter, alice):
    # A page without the fixture's watch: the browser logs failed requests as errors.
    page = context.new_page()
    enter(alice)
    page.goto(LIST)
    page.route("**/upload/", lambda route: route.abort(), times=1)
    drop(page, ("good.png", png()))
    row = page.locator(".upload.is-failed")
    row.get_by_text("Is there a connection?").wait_for()
    assert page.get_by_text("0 of 1 stored, 1 failed").is_visible()
    row.get_by_role("button", name="Try again").click()
    page.get_by_text("1 of 1 stored").wait_for()
    drop(page, ("evil.png", b"<script>alert(1)</script>"))
    page.locator(".upload.is-failed", has_text="evil.png").wait_for()
    assert len(page.locator(".is-failed .upload-state").text_content()) > 20
    assert Image.objects.count() == 1
    page.close()


def test_pasted_picture_is_stored(page, enter, alice):
    enter(alice)
    page.goto(LIST)
    paste = DROP.replace("DragEvent('drop', {dataTransfer", "ClipboardEvent('paste', {clipboardData")
    page.locator("body").evaluate(paste, [["image.png", "image/png", list(png())]])
    page.get_by_text("1 of 1 stored").wait_for()
    assert Image.objects.get().uploaded_by == alice


def crop_places(page) -> list[str]:
    return page.locator(".crop img").evaluate_all("all => all.map(img => img.style.objectPosition)")


def test_focal_point_is_set_by_click_and_arrow_keys_and_crops_follow(page, enter, alice):
    image = store_image(data=png(400, 200), name="wide.png", by=alice)
    enter(alice)
    page.goto(f"{LIST}{image.pk}/change/")
    point = page.get_by_role("button", name="Focal point")
    assert crop_places(page)[2] == "50% 50%"
    page.locator("[data-stage]").click(position={"x": 100, "y": 150})
    assert (page.input_value("#id_focal_x"), page.input_value("#id_focal_y")) == ("0.25", "0.75")
    # A square of 200 around the point at 100: all the way to the left.
    assert crop_places(page)[2] == "0% 50%"
    assert point.evaluate("button => button === document.activeElement")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    assert (page.input_value("#id_focal_x"), page.input_value("#id_focal_y")) == ("0.37", "0.66")
    assert crop_places(page)[2] == "24% 50%"
    assert re.search(r"37% from the left, 66% from the top", page.locator("#focal-said").text_content())
    for _ in range(10):
        page.keyboard.press("Shift+ArrowLeft")
    assert page.input_value("#id_focal_x") == "0"
    page.fill("#id_focal_x", "0.9")
    assert crop_places(page)[2] == "100% 50%"
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**{LIST}")
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == (0.9, 0.66)


def test_library_fits_a_phone_and_its_filters_take_effect_when_chosen(page, enter, alice):
    store_image(data=png(), name="hill.png", by=alice)
    image = store_image(data=photo(), name="harbour.jpg", by=alice, alt="A harbour")
    enter(alice)
    page.set_viewport_size({"width": 390, "height": 844})
    for url in (LIST, f"{LIST}{image.pk}/change/", f"{LIST}add/"):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
    page.goto(LIST)
    page.select_option("select[name=alt]", "missing")
    page.wait_for_url("**alt=missing**")
    assert page.locator(".picture-name").all_text_contents() == ["hill.png"]
