"""The import order of the code: a module imports only from its own level or below."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAP = {
    # pure: text, pictures, processes, requests to others; no models
    0: "accounts blog blog.text blog.imaging blog.search blog.outgoing config",
    # nouns
    1: "blog.models accounts.fields accounts.models accounts.roles",
    # verbs
    2: "blog.actions blog.transfer blog.syndication blog.access blog.freshness blog.finding "
    "blog.receivers accounts.actions",
    # doors: what people, browsers, the queue and the command line reach
    3: "blog.views blog.admin blog.feeds blog.sitemaps blog.templatetags blog.management blog.forms blog.checks "
    "blog.jobs blog.middleware accounts.adapter accounts.admin accounts.forms accounts.labels accounts.middleware "
    "accounts.views config.health",
    # what holds it together
    4: "accounts.apps accounts.urls blog.apps blog.admin.apps blog.urls config.gunicorn config.settings config.urls "
    "config.wsgi manage",
}
LEVELS = {name: level for level, names in MAP.items() for name in names.split()}
FILES = [file for app in ("accounts", "blog", "config") for file in (ROOT / app).rglob("*.py")]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for path in [*FILES, ROOT / "manage.py"] if "migrations" not in path.parts}


def level(module: str) -> int | None:
    """The level of the longest prefix that the map names; None for what the map does not know."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        prefix = ".".join(parts[:length])
        if prefix in LEVELS and (length > 1 or prefix == module or prefix == "config"):
            return LEVELS[prefix]
    return None


def imports(tree: ast.AST, module: str, *, is_package: bool) -> set[str]:
    """The project's own modules that are imported, wherever in the file that stands."""
    found = set()
    package = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *filter(None, [node.module])])
            # `from blog import access` names a module, `from blog.access import may_edit` something in one.
            found |= {name if (name := f"{base}.{alias.name}") in MODULES else base for alias in node.names}
    return {name for name in found if name in MODULES}


def uphill(module: str, tree: ast.AST, *, is_package: bool) -> list[str]:
    own = level(module)
    return sorted(name for name in imports(tree, module, is_package=is_package) if level(name) > own)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_module_has_a_level_and_imports_downhill(module):
    path = MODULES[module]
    assert level(module) is not None, f"give {module} a level in MAP"
    tree = ast.parse(path.read_text())
    assert uphill(module, tree, is_package=path.name == "__init__.py") == []


def test_accounts_know_nothing_of_the_blog_but_its_pure_parts():
    known = {
        name
        for module, path in MODULES.items()
        if module.startswith("accounts")
        for name in imports(ast.parse(path.read_text()), module, is_package=path.name == "__init__.py")
        if name.startswith("blog.") and level(name) > 0
    }
    assert known == set()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_import_inside_a_function_gives_its_reason(module):
    source = MODULES[module].read_text()
    lines = source.splitlines()
    unexplained = [
        f"{module}:{node.lineno}"
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and not re.search(r"# (app ready|slow import)\b", lines[node.end_lineno - 1])
    ]
    assert unexplained == []


@pytest.mark.parametrize("module", sorted(name for name in MODULES if not name.startswith("config")))
def test_module_outside_config_reads_no_environment(module):
    tree = ast.parse(MODULES[module].read_text())
    reads = {
        f"{module}:{node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb")
    }
    # manage.py says which settings module there is; it reads nothing.
    assert len(reads) == (1 if module == "manage" else 0), reads


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("blog.text.slugs", "from blog.models import Post", ["blog.models"]),
        ("blog.models.post", "from blog import access", ["blog.access"]),
        ("blog.models.post", "from ..actions import posts", ["blog.actions.posts"]),
        ("blog.actions.posts", "def verb():\n    import blog.views.posts", ["blog.views.posts"]),
        ("blog.views.posts", "from blog.actions import posts\nimport json", []),
    ],
)
def test_uphill_import_is_found_in_every_spelling(module, source, found):
    assert uphill(module, ast.parse(source), is_package=False) == found
