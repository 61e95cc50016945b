"""What new pictures show, asked while writing, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from blog.models import Image
from tests.browser.test_editor import drop, open_editor
from tests.browser.writing_pictures import key_of, pictures, question, row, rows, text

pytestmark = pytest.mark.browser


def test_descriptions_are_asked_for_and_written_where_the_pictures_have_gone(page, enter, alice):
    enter(alice)
    open_editor(page)
    drop(page, *pictures(5, 6, 7))
    expect(page.get_by_label(re.compile("^What does"))).to_have_count(3)
    five, six, seven = (key_of(f"{width}.png") for width in (5, 6, 7))
    text(page).fill(f'Moved.\n\n![](image:{seven} "A caption")\n\nWords ![](image:{five}) and ![mine](image:{six})')
    question(page, "5.png").fill("A hill [west]")
    # Enter answers, and goes on with the next question: everything by keyboard, and no form is sent.
    with page.expect_response("**/describe/"):
        question(page, "5.png").press("Enter")
    expect(question(page, "6.png")).to_be_focused()
    page.keyboard.type("not mine")
    with page.expect_response("**/describe/"):
        page.keyboard.press("Enter")
    expect(question(page, "7.png")).to_be_focused()
    page.get_by_label("also in the library").uncheck()
    question(page, "7.png").fill("The sea")
    row(page, "What does 7.png show?").get_by_role("button", name="Write it into the text").click()
    expect(text(page)).to_be_focused()
    assert text(page).input_value() == (
        f'Moved.\n\n![The sea](image:{seven} "A caption")\n\nWords ![A hill \\[west\\]](image:{five}) '
        f"and ![mine](image:{six})"
    )
    expect(rows(page)).to_have_count(0)
    known = dict(Image.objects.values_list("pk", "alt"))
    assert known == {five: "A hill [west]", six: "not mine", seven: ""}


def test_question_can_wait_or_be_answered_by_decoration(page, enter, alice):
    enter(alice)
    open_editor(page)
    drop(page, *pictures(5, 6))
    expect(page.get_by_label(re.compile("^What does"))).to_have_count(2)
    question(page, "5.png").press("Escape")
    expect(question(page, "6.png")).to_be_focused()
    row(page, "6.png").get_by_role("button", name="Only decoration").click()
    expect(rows(page)).to_have_count(0)
    assert text(page).input_value().count("![](image:") == 2
    page.get_by_role("button", name="Describe the picture that waits for it").click()
    expect(question(page, "5.png")).to_be_focused()
    expect(question(page, "6.png")).to_have_count(0)


def test_contributor_is_not_offered_to_tell_the_library(page, enter, carol):
    enter(carol)
    open_editor(page)
    drop(page, *pictures(5))
    question(page, "5.png").fill("A hill")
    expect(page.get_by_label("also in the library")).to_be_hidden()
    question(page, "5.png").press("Enter")
    assert text(page).input_value() == f"![A hill](image:{key_of('5.png')})\n"
    assert not Image.objects.get().alt


def test_description_is_one_step_of_undo(page, enter, alice):
    enter(alice)
    open_editor(page)
    drop(page, *pictures(5))
    question(page, "5.png").fill("A hill")
    question(page, "5.png").press("Enter")
    text(page).press("Control+z")
    assert text(page).input_value() == f"![](image:{key_of('5.png')})\n"
