"""axe-core finds nothing on any type of page, in either theme, on a desk and in a hand."""

import pytest
import tools
from pages import ADMIN, PUBLIC

pytestmark = pytest.mark.axe

WIDTHS = {"desktop": 1280, "phone": 390}
# `target-size` belongs to WCAG 2.2 AA and is off by default.
RUN = "axe.run(document, {resultTypes: ['violations'], preload: false, rules: {'target-size': {enabled: true}}})"
# Colours that fade into others are looked at when they have arrived.
SETTLED = "Promise.all(document.getAnimations().map((animation) => animation.finished))"
# What Django's own pages bring along: the rule, the element, and why it stays.
DJANGOS = {}


def violations(page, kind) -> dict[tuple[str, str], str]:
    """What is wrong in either theme at either width: by rule and element, in words."""
    page.evaluate(tools.AXE.read_text())
    found: dict[tuple[str, str], tuple[list[str], str]] = {}
    for device, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 844})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.evaluate(SETTLED)
            for violation in page.evaluate(RUN)["violations"]:
                for node in violation["nodes"]:
                    about = violation["id"], " ".join(str(part) for part in node["target"])
                    looks, _ = found.setdefault(about, ([], f"{node['html'][:200]}\n{node['failureSummary']}"))
                    looks.append(f"{theme} {device}")
    return {
        (rule, element): f"{kind} ({kind.path}): {rule} at {element} ({', '.join(looks)})\n{why}"
        for (rule, element), (looks, why) in found.items()
    }


@pytest.mark.parametrize("kind", PUBLIC, ids=str)
def test_public_page_is_accessible(kind, language, visit):
    found = violations(visit(kind), kind)
    assert not found, "\n".join(found.values())


@pytest.mark.parametrize("kind", ADMIN, ids=str)
def test_admin_page_is_accessible_but_for_what_django_brings(kind, language, visit):
    found = [said for about, said in violations(visit(kind), kind).items() if about not in DJANGOS]
    assert not found, "\n".join(found)
