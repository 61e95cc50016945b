"""Every page of the admin in a browser that reports what the content security policy had to stop."""

import pytest

from tests.factories import ImageFactory, PostFactory, RedirectFactory, SeriesFactory, SourceFactory, TagFactory

pytestmark = pytest.mark.browser

PAGES = [
    "/admin/",
    "/admin/blog/post/",
    "/admin/blog/post/add/",
    "/admin/blog/tag/",
    "/admin/blog/tag/add/",
    "/admin/blog/series/",
    "/admin/blog/source/add/",
    "/admin/blog/image/add/",
    "/admin/blog/redirect/",
    "/admin/blog/redirect/add/",
    "/admin/blog/sitesettings/",
    "/admin/blog/importrun/",
    "/admin/accounts/user/",
    "/admin/accounts/user/add/",
    "/admin/auth/group/add/",
    "/admin/password_change/",
    "/admin/profile/",
]


def test_pages_break_nothing_and_fit_a_phone(page, enter, root):
    for make in (PostFactory, TagFactory, SeriesFactory, SourceFactory, RedirectFactory):
        make()
    enter(root)
    for url in PAGES:
        response = page.goto(url)
        assert response.status == 200, url
    page.set_viewport_size({"width": 390, "height": 844})
    for url in ("/admin/", "/admin/blog/post/", "/admin/blog/post/add/", "/admin/blog/tag/", "/admin/profile/"):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url


def test_filter_by_tag_finds_the_tag_by_typing(page, enter, eve):
    PostFactory(title="Hit", tags=[TagFactory(name="Postgres")])
    PostFactory(title="Miss")
    ImageFactory()
    enter(eve)
    page.goto("/admin/blog/post/")
    page.locator("#changelist-filter .select2-selection").first.click()
    page.locator(".select2-search__field").press_sequentially("gres")
    page.locator(".select2-results__option", has_text="Postgres").click()
    page.locator("form:has(select[name=tag]) button").click()
    page.wait_for_url("**/?tag=Postgres*")
    assert page.get_by_role("link", name="Hit").is_visible()
    assert page.get_by_role("link", name="Miss").count() == 0
