"""What collecting static files makes of the stylesheet."""

import re

import pytest
from django.core.management import call_command

from config.settings import BASE_DIR

FOLDER = BASE_DIR / "static" / "css"
# A feed opened in a browser has a stylesheet of its own.
PARTS = [path for path in FOLDER.glob("*.css") if path.name not in ("site.css", "feed.css")]

pytestmark = pytest.mark.xdist_group("static")


def test_stylesheet_is_one_file_named_by_its_content_and_compressed(collected):
    (name,) = (path.name for path in (collected / "css").glob("site.*.css"))
    css = (collected / "css" / name).read_text()
    assert "@import" not in css
    for part in PARTS:
        assert re.sub(r"/\*.*?\*/\n?", "", part.read_text(), flags=re.DOTALL).strip() in css
    assert "/*" not in css
    assert css.count("{") == css.count("}")
    assert (collected / "css" / f"{name}.br").exists()


def test_stylesheet_imports_every_component_into_a_layer_it_declares():
    css = (FOLDER / "site.css").read_text()
    declared = re.search(r"@layer ([^;]+);", css)[1].split(", ")
    imported = re.findall(r'@import "(\S+)" layer\((\S+)\);', css)
    assert sorted(name for name, _ in imported) == sorted(part.name for part in PARTS)
    assert {layer for _, layer in imported} <= set(declared)


def test_stylesheet_is_collected_again_when_nothing_changed(collected):
    before = sorted(path.name for path in (collected / "css").iterdir())
    call_command("collectstatic", interactive=False, verbosity=0)
    assert sorted(path.name for path in (collected / "css").iterdir()) == before


def test_modules_import_one_another_by_the_names_they_are_served_under(collected):
    main = next((collected / "admin-byline/editor").glob("main.????????????.js")).read_text()
    imported = re.findall(r"""from ["']\./([\w.]+)["']""", main)
    assert imported
    assert [name for name in imported if not (collected / "admin-byline/editor" / name).exists()] == []
    assert all(re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name) for name in imported)
