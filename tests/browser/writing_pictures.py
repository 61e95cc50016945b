"""What tests of writing in a browser share."""

from tests.browser.test_editor import DROP

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
