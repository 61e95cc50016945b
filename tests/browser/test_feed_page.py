"""What somebody sees who opens a feed in a browser."""

import pytest

from tests.factories import PostFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("path", ["/feed/", "/feed.atom"])
def test_feed_is_a_page_of_titles_and_summaries(page, path):
    PostFactory(published=True, title="On rain", body="All of the text.", excerpt="Wet.")
    page.goto(path)
    page.get_by_text("On rain").wait_for()
    assert page.get_by_text("Wet.").is_visible()
    assert not page.get_by_text("All of the text.").is_visible()
    assert "paste its address" in page.evaluate("getComputedStyle(document.documentElement, '::before').content")
