"""What readers meet: themes, notes, code, contents, narrow and enormous screens, with scripts and without."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from blog.actions.images import store_image
from blog.models import Post, SiteSettings
from tests.corner import Corner
from tests.factories import PostFactory, TagFactory, photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SENTENCE = "The light of the third star left before there was anybody on this hill who could have looked up to it. "
# As people write: short words and long ones, in sentences of all lengths.
PROSE = """\
Nobody had opened the observatory since October, and the hinges said so. We pushed, two of us on either side, until \
something gave way with a noise like a very old bird. Inside it was colder than outside. Somebody had left a \
thermometer on the sill, which is what one does, and it showed four degrees below freezing; the mirror, under its \
cloth, showed nothing at all. Imagine a room in which every object has been waiting. We lit the red lamp, swept the \
floor, found eleven dead butterflies and the missing spanner, and wrote both discoveries into the book. By nine the \
clouds had gone. Then the youngest of us, who had been promised Saturn for her birthday, asked whether it would mind \
being looked at after such a long time, and we told her that we would ask. """
BODY = f"""{PROSE * 2}

A claim.[^1] And another.[^2]

```python
{"print('a line that is much too long for any column of text')  # " * 4}
```

| {" | ".join(f"A column of {n}" for n in range(12))} |
|{"---|" * 12}
| {" | ".join(f"something{n}" for n in range(12))} |

[^1]: The first note, with a [link](https://example.com/).
[^2]: The second note.
"""
LONG = "\n\n".join(f"## Heading {number}\n\n{SENTENCE * 15}" for number in range(5))


@pytest.fixture
def post():
    corner = Corner()
    for slug in ("before", "stars", "after"):
        corner.post(published=True, slug=slug, title=f"A post about {slug}", body=BODY, is_featured=slug == "after")
    return "/2014/11/stars/"


def widest(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


# --- Type -----------------------------------------------------------------------------------------------------------
LINES = """
paragraph => {
  const text = paragraph.firstChild, range = document.createRange(), lines = [];
  let top = null;
  for (let i = 0; i < text.length; i++) {
    range.setStart(text, i);
    range.setEnd(text, i + 1);
    const box = range.getClientRects()[0];
    if (!box) continue;
    if (top === null || box.top > top + 5) { lines.push(0); top = box.top; }
    lines[lines.length - 1]++;
  }
  return lines.slice(0, -1);
}
"""


@pytest.mark.parametrize("width", [1024, 1280, 1920, 3840])
def test_line_holds_65_to_75_characters(page, post, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(post)
    lines = page.locator(".prose > p").first.evaluate(LINES)
    assert len(lines) > 10
    assert 65 <= sum(lines) / len(lines) <= 75


def test_text_grows_with_an_enormous_screen(page, post):
    page.set_viewport_size({"width": 3840, "height": 2160})
    page.goto(post)
    assert page.locator(".prose").bounding_box()["width"] > 3840 / 4
    assert page.locator(".site-header").bounding_box()["width"] > 3840 / 2


PATHS = ["/", "/2014/11/stars/", "/tags/", "/tags/rain/", "/archive/", "/2014/", "/authors/ada/", "/series/weather/"]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_wider_than_the_narrowest_screen(page, post, path):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)
    assert widest(page) == 320


def test_no_word_of_navigation_or_tags_is_too_long_for_the_narrowest_screen(page, post):
    word = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente"
    SiteSettings.objects.update_or_create(defaults={"navigation": f"{word} /about/"})
    TagFactory(name=word).posts.add(*Post.objects.all())
    page.set_viewport_size({"width": 320, "height": 640})
    for path in (post, f"/search/?q=stars+tag:{word}"):
        page.goto(path)
        assert page.get_by_text(word).count() >= 2
        assert widest(page) == 320


@pytest.mark.parametrize("width", [320, 1280])
def test_page_in_a_language_from_right_to_left_is_mirrored_and_no_wider(page, width):
    rtl = PostFactory(published=True, body=BODY, language="ar").get_absolute_url()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(rtl)
    page.locator(".footnote-ref a").first.click()
    assert widest(page) == width
    assert page.locator(".prose > p").first.evaluate("p => getComputedStyle(p).direction") == "rtl"
    if width == 1280:
        assert page.locator(".note").bounding_box()["x"] < page.locator(".prose").bounding_box()["x"]


# --- Theme ----------------------------------------------------------------------------------------------------------
PAPER = "getComputedStyle(document.documentElement).backgroundColor"
LIGHT, DARK = "rgb(251, 250, 246)", "rgb(24, 23, 21)"
# Notes the theme when there is the first thing to paint.
FIRST_THEME = """
new MutationObserver(() => { if (document.body) window.first ??= document.documentElement.dataset.theme ?? "none"; })
  .observe(document, { childList: true, subtree: true });
"""


def test_theme_is_chosen_by_keyboard_and_remembered_before_anything_is_painted(page, post):
    page.add_init_script(FIRST_THEME)
    page.goto(post)
    assert page.evaluate(PAPER) == LIGHT
    automatic = page.get_by_role("radio", name="Automatic")
    expect(automatic).to_be_checked()
    automatic.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    assert page.evaluate(PAPER) == DARK
    page.goto("/")
    assert page.evaluate("first") == "dark"
    assert page.evaluate(PAPER) == DARK
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    colours = page.evaluate("[...document.querySelectorAll('meta[name=theme-color]')].map(m => [m.content, m.media])")
    assert colours == [["#fbfaf6", "not all"], ["#181715", "all"]]


def test_automatic_theme_follows_the_system(page, post):
    page.goto(post)
    page.get_by_role("radio", name="Dark").check(force=True)
    page.get_by_role("radio", name="Automatic").check(force=True)
    assert page.evaluate("localStorage.getItem('theme')") is None
    for scheme, paper in [("dark", DARK), ("light", LIGHT)]:
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(PAPER) == paper


def test_theme_can_be_chosen_where_nothing_can_be_stored(page, post):
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });")
    page.goto(post)
    page.get_by_role("radio", name="Dark").check(force=True)
    assert page.evaluate(PAPER) == DARK


# --- Footnotes ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("width", [320, 1280])
def test_footnote_is_read_in_place_and_left_again(page, post, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(post)
    first, second = (page.locator(".footnote-ref a").nth(number) for number in (0, 1))
    expect(first).to_have_attribute("aria-expanded", "false")
    first.focus()
    page.keyboard.press("Enter")
    note = page.get_by_role("note", name="Footnote 1")
    expect(note).to_contain_text("The first note")
    expect(note).to_be_focused()
    expect(first).to_have_attribute("aria-expanded", "true")
    assert widest(page) == width
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    expect(first).to_be_focused()
    first.click()
    second.click()
    expect(page.locator(".note")).to_have_count(1)
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".note")).to_have_count(0)
    expect(second).to_be_focused()


def test_footnote_in_place_leads_to_all_notes_and_they_lead_back(page, post):
    page.goto(post)
    page.get_by_label("Footnote 2", exact=True).click()
    page.get_by_role("link", name="All notes").click()
    assert page.url.endswith("#fn:2")
    page.get_by_label("Back to reference 2", exact=True).click()
    assert page.url.endswith("#fnref:2")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(set(ids)) == len(ids)


# --- Code and contents ----------------------------------------------------------------------------------------------
def test_code_is_wrapped_and_copied(page, post, context: BrowserContext):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(post)
    pre = page.locator(".code pre")
    is_wide = "pre => pre.scrollWidth > pre.clientWidth"
    assert pre.evaluate(is_wide)
    wrap = page.get_by_role("button", name="Wrap lines")
    wrap.click()
    expect(wrap).to_have_attribute("aria-pressed", "true")
    assert not pre.evaluate(is_wide)
    wrap.click()
    assert pre.evaluate(is_wide)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == pre.text_content()


def test_code_that_fits_needs_no_wrapping(page):
    page.goto(PostFactory(published=True, body="```\nshort\n```").get_absolute_url())
    expect(page.get_by_role("button", name="Copy")).to_be_visible()
    expect(page.get_by_role("button", name="Wrap lines")).to_be_hidden()


@pytest.mark.parametrize(("width", "is_open"), [(390, False), (1280, True)])
def test_contents_stand_open_beside_the_text_and_folded_up_above_it(page, width, is_open):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(PostFactory(published=True, body=LONG).get_absolute_url())
    link = page.get_by_role("navigation", name="Contents").get_by_text("Heading 3")
    expect(link).to_be_visible(visible=is_open)
    if is_open:
        assert link.bounding_box()["x"] < page.locator(".prose").bounding_box()["x"]
    else:
        page.get_by_text("Contents").click()
    link.click()
    assert page.url.endswith("#heading-3")
    expect(page.get_by_role("heading", name="Heading 3")).to_be_in_viewport()


@pytest.mark.parametrize(("text", "reaches"), [(BODY, (True, True)), (LONG, (False, True))], ids=["alone", "contents"])
def test_panorama_reaches_into_the_margins_that_are_free(page, settings, tmp_path, alice, text, reaches):
    settings.MEDIA_ROOT = tmp_path
    view = store_image(data=photo(1400, 600), name="view.jpg", by=alice, alt="A view")
    page.goto(PostFactory(published=True, body=f"![]({view.reference})\n\n{text}").get_absolute_url())
    figure, prose = (page.locator(name).first.bounding_box() for name in (".wide", ".prose"))
    assert (figure["x"] < prose["x"], figure["x"] + figure["width"] > prose["x"] + prose["width"]) == reaches


# --- Anybody, anyhow ------------------------------------------------------------------------------------------------
def test_everything_can_be_read_without_scripts(chromium, live_server, post):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(post)
    expect(page.locator(".theme")).to_be_hidden()
    expect(page.locator(".code pre")).to_have_attribute("tabindex", "0")
    page.get_by_label("Footnote 2", exact=True).click()
    assert page.url.endswith("#fn:2")
    expect(page.locator(".footnotes")).to_be_in_viewport()
    context.close()


def test_controls_are_large_enough_to_hit(page, post):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(post)
    page.get_by_label("Footnote 1", exact=True).click()
    controls = page.locator(
        ".site-header :is(a, button, label:not(.visually-hidden)), .site-footer a, .note-ways :is(a, button), "
        ".code-tools button:not([hidden]), .tags a, .neighbours a"
    )
    assert controls.count() > 12
    for control in controls.all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 24, control.text_content()


def test_skip_link_comes_first_and_leads_to_the_text(page, post):
    page.goto(post)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_every_stop_of_the_tab_key_can_be_seen(page, post):
    page.goto(post)
    seen = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        box = page.evaluate(
            """() => {
              // The ring of these stands around more than themselves.
              const at = document.activeElement, field = at.matches('.search-form input') ? at.form : at;
              const { outlineStyle, outlineWidth } = getComputedStyle(at.closest('.theme label') ?? field);
              return [outlineStyle, parseFloat(outlineWidth), at.outerHTML.slice(0, 120)];
            }"""
        )
        assert box[0] != "none", box[2]
        assert box[1] >= 2, box[2]
        seen += 1
    assert seen > 15


@pytest.mark.parametrize(("wish", "behaviour"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_page_moves_only_where_nobody_minds(page, post, wish, behaviour):
    page.emulate_media(reduced_motion=wish)
    page.goto(post)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour
    assert page.evaluate("document.getAnimations().length") == 0


def test_paper_shows_the_text_and_no_controls(page, post):
    page.goto(post)
    page.emulate_media(media="print", color_scheme="dark")
    for unwanted in (".site-navigation", ".site-tools", ".neighbours", ".code-tools", ".tags"):
        expect(page.locator(unwanted)).to_be_hidden()
    expect(page.locator(".prose")).to_be_visible()
    assert page.evaluate(PAPER) == "rgb(255, 255, 255)"
