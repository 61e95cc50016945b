"""Pictures are added and described by whose page it is, if the account may."""

import re

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import expect

from blog.models import Image
from tests.browser.test_editor import DROP, drop, open_editor, write
from tests.browser.writing_pictures import PASTE, pictures, question, row, rows, text
from tests.factories import png

pytestmark = pytest.mark.browser


def test_picture_waits_while_another_person_is_signed_in(context, enter, alice, bob):
    page = context.new_page()
    enter(alice)
    open_editor(page)
    enter(bob)
    drop(page, *pictures(5))
    expect(row(page, "Bob is signed in here now; sign in again as yourself.")).to_have_count(1)
    assert not Image.objects.exists()
    link = row(page, "5.png").get_by_role("link", name="Sign in")
    expect(link).to_have_attribute("href", re.compile("^/admin/login/"))
    enter(alice)
    row(page, "5.png").get_by_role("button", name="Try again").click()
    expect(question(page, "5.png")).to_be_visible()
    assert Image.objects.get().uploaded_by == alice
    page.close()


def test_library_is_not_told_in_the_name_of_somebody_who_signed_in_meanwhile(context, enter, alice, eve):
    """She may describe all pictures."""
    page = context.new_page()
    enter(alice)
    open_editor(page)
    drop(page, *pictures(5))
    expect(question(page, "5.png")).to_be_visible()
    enter(eve)
    question(page, "5.png").fill("A hill")
    question(page, "5.png").press("Enter")
    said = page.locator("[data-arrivals] [data-said]")
    expect(said).to_contain_text("The library could not be told: Somebody else is signed in here now.")
    assert Image.objects.get().alt == ""
    assert "![A hill](image:" in text(page).input_value()
    page.close()


def test_page_takes_no_token_of_somebody_else(context, enter, alice, eve):
    page = context.new_page()
    enter(alice)
    open_editor(page)
    token = page.locator("#post_form [name=csrfmiddlewaretoken]")
    before = token.input_value()
    enter(eve)
    context.clear_cookies(name="csrftoken")
    drop(page, *pictures(5))
    expect(row(page, "Eve is signed in here now; sign in again as yourself.")).to_have_count(1)
    assert token.input_value() == before
    assert not Image.objects.exists()
    page.close()


@pytest.mark.parametrize("person", ["carol", "alice", "eve"])
def test_who_may_not_add_pictures_is_told_so_and_keeps_page_and_text(page, enter, request, person):
    writer = request.getfixturevalue(person)
    for group in writer.groups.all():
        group.permissions.remove(Permission.objects.get(codename="add_image"))
    enter(writer)
    open_editor(page, write(writer, body="Words."))
    said = page.locator("[data-tools-status]")
    expect(page.get_by_role("button", name="Picture from the library")).to_be_visible()
    expect(page.get_by_role("button", name="Upload pictures")).to_have_count(0)
    address = page.url
    for offer in (DROP, PASTE):
        text(page).evaluate(offer, [["5.png", "image/png", list(png())]])
        expect(said).to_have_text("Your account may not add pictures.")
        # Until the author types on.
        text(page).press("End")
        text(page).press_sequentially("!")
        expect(said).to_have_text("")
    page.locator("#id_title").evaluate(DROP, [["5.png", "image/png", list(png())]])
    expect(said).to_have_text("Your account may not add pictures.")
    assert (text(page).input_value(), page.url) == ("Words.!!", address)
    assert page.locator("[data-editor].is-over").count() == 0
    assert rows(page).count() == 0
