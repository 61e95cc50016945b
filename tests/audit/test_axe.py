"""axe-core finds nothing on any type of page, in either theme, on a desk and in a hand."""

import re
from typing import NamedTuple

import pytest
import tools
from pages import ADMIN, LANGUAGES, PUBLIC

pytestmark = pytest.mark.axe

WIDTHS = {"desktop": 1280, "phone": 390}
# `target-size` belongs to WCAG 2.2 AA and is off by default.
RUN = "axe.run(document, {resultTypes: ['violations'], preload: false, rules: {'target-size': {enabled: true}}})"
# Colours that fade into others are looked at when they have arrived; what is not shown never does.
SETTLED = """Promise.race([
    Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
    new Promise((done) => setTimeout(done, 3000)),
])"""
# What Django's own pages bring along, which is not ours to change: a rule, and the element it is about.
DJANGOS = {
    # Its autocomplete is select2, whose box has no name of its own while nothing is chosen in it.
    ("aria-input-field-name", r'class="select2-selection'),
    ("aria-input-field-name", r'class="select2-selection__rendered"'),
}
met: set[tuple[str, str]] = set()


class Violation(NamedTuple):
    rule: str
    html: str
    said: str


def violations(page, kind) -> list[Violation]:
    """What is wrong in either theme at either width."""
    page.evaluate(tools.AXE.read_text())
    found: dict[tuple[str, str], tuple[list[str], str, str]] = {}
    for device, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 844})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.evaluate(f"{SETTLED}.then(() => true)")
            for violation in page.evaluate(RUN)["violations"]:
                for node in violation["nodes"]:
                    element, html = " ".join(str(part) for part in node["target"]), node["html"][:200]
                    looks, *_ = found.setdefault(
                        (violation["id"], element), ([], html, node["failureSummary"].replace("\n", "\n  "))
                    )
                    looks.append(f"{theme} {device}")
    return [
        Violation(rule, html, f"{kind} ({kind.path}): {rule} at {element} ({', '.join(looks)})\n  {html}\n  {why}")
        for (rule, element), (looks, html, why) in found.items()
    ]


@pytest.mark.parametrize("kind", PUBLIC, ids=str)
def test_public_page_is_accessible(kind, language, visit):
    found = violations(visit(kind), kind)
    assert not found, "\n".join(violation.said for violation in found)


@pytest.mark.parametrize("kind", ADMIN, ids=str)
def test_admin_page_is_accessible_but_for_what_django_brings(kind, language, visit):
    ours = [violation for violation in violations(visit(kind), kind) if not is_djangos(violation)]
    assert not ours, "\n".join(violation.said for violation in ours)


def is_djangos(violation) -> bool:
    known = {(rule, html) for rule, html in DJANGOS if rule == violation.rule and re.search(html, violation.html)}
    met.update(known)
    return bool(known)


def test_every_exception_is_still_met(request):
    """What Django has put right is no exception any more."""
    selected = {item.name for item in request.session.items}
    if all(f"[{language}-{kind}]" in " ".join(selected) for language in LANGUAGES for kind in ADMIN):
        assert met == DJANGOS
