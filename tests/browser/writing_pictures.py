"""What tests of writing in a browser share."""

from blog.models import Image
from tests.browser.test_editor import DROP
from tests.factories import png

COMMAND = """(form, name) => form.dispatchEvent(new CustomEvent('editor:command', {detail: {name}}))"""
# What a paste of files gives the page.
PASTE = DROP.replace("DragEvent('drop', {dataTransfer", "ClipboardEvent('paste', {clipboardData")


def command(page, name: str) -> None:
    """As a button of the toolbar, or a shortcut, asks for it."""
    page.locator("#post_form").evaluate(COMMAND, name)


def text(page):
    return page.locator("#id_body")


def question(page, name: str):
    return page.get_by_label(f"What does {name} show?")


def pictures(*widths: int) -> list[tuple[str, str, bytes]]:
    return [(f"{width}.png", "image/png", png(width, 4)) for width in widths]


def rows(page):
    return page.locator(".arrival:visible")


def row(page, words: str):
    return rows(page).filter(has_text=words)


def key_of(name: str) -> int:
    return Image.objects.get(original_name=name).pk
