"""Facts about the stylesheets that no browser is needed for."""

import re

import pytest

from config.settings import BASE_DIR

FOLDER = BASE_DIR / "static" / "css"
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
TOKENS, _, MORE = (FOLDER / "tokens.css").read_text().partition("@media (prefers-contrast: more)")
COLOURS = {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS)}
# For readers who ask for more contrast, some are others.
STRONGER = COLOURS | {name: (light, dark) for name, light, dark in PAIR.findall(MORE)}
ON_PANELS = [name for name in COLOURS if name.startswith("code-") and name not in ("code-added", "code-removed")]
READ = [
    *((name, ground) for name in ("ink", "ink-soft", "accent") for ground in ("paper", "panel")),
    *((name, "panel") for name in (*ON_PANELS, "note", "tip", "warning", "danger")),
    *(("ink", ground) for ground in ("marked", "code-added", "code-removed")),
    *((name, "marked") for name in ("accent", "ink-soft")),
]
# What one has to see to use a page: rings around what has the focus, edges and marks of controls.
SEEN = [(name, ground) for name in ("accent", "control", "ink-soft") for ground in ("paper", "panel")]


def luminance(colour):
    """WCAG 2.2's relative luminance."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READ)
def test_text_can_be_read_on_what_it_stands_on(text, ground, theme):
    assert contrast(COLOURS[text][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), SEEN)
def test_control_can_be_seen_on_what_it_stands_on(mark, ground, theme):
    assert contrast(COLOURS[mark][theme], COLOURS[ground][theme]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), [pair for pair in READ if pair[0] in ("ink", "ink-soft")])
def test_who_asks_for_more_contrast_gets_it(text, ground, theme):
    asked, usual = (contrast(of[text][theme], of[ground][theme]) for of in (STRONGER, COLOURS))
    assert asked >= 7
    assert asked > usual


def test_bar_of_a_phones_browser_has_the_colour_of_the_paper():
    html = (BASE_DIR / "templates" / "base.html").read_text()
    metas = re.findall(
        r'<meta name="theme-color" content="(#[0-9a-f]{6})" media="\(prefers-color-scheme: (\w+)\)">', html
    )
    assert metas == [(COLOURS["paper"][0], "light"), (COLOURS["paper"][1], "dark")]


def test_colours_are_named_in_one_place():
    for sheet in FOLDER.glob("*.css"):
        if sheet.name not in ("tokens.css", "print.css", "tones.css"):
            assert not re.search(r"#[0-9a-f]{3,8}\b|\brgb|\bhsl", sheet.read_text()), sheet.name


def test_every_variable_in_use_is_defined():
    css = "\n".join(sheet.read_text() for sheet in FOLDER.glob("*.css"))
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= set(re.findall(r"(--[\w-]+):", css))


def test_directions_are_logical_so_that_pages_can_be_mirrored():
    physical = re.compile(r"(?:margin|padding|border|inset)-(?:left|right)|^\s*(?:left|right):|float:", re.MULTILINE)
    for sheet in FOLDER.glob("*.css"):
        assert not physical.search(sheet.read_text()), sheet.name
