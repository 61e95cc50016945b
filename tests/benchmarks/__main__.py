"""`make bench`: how fast the blog is, with 10,000 posts, on this machine. Prints a table; leaves nothing behind.

`python -m tests.benchmarks --only search --posts 1000000` measures one part, with as many posts.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.benchmarks.table import Row, print_table

POSTS = 10_000


def main() -> None:
    options = read_options()
    if options.only in (None, "kept"):
        require("wrk", "nginx")
    with throwaway_site():
        # These need Django, which must be told of its folder first.
        from django.core.management import call_command

        from tests.benchmarks import (
            editor,
            feeds,
            importing,
            ingesting,
            library,
            merging,
            outbox,
            pages,
            pictures,
            proxy,
            search,
        )

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if options.only != "search":  # which makes its own, with words as in natural language
            tell(f"Filling a database with {options.posts:,} posts …")
            call_command("make_posts", posts=options.posts, verbosity=0, stdout=sys.stderr)
        rows: list[Row] = []
        parts = {
            "uncached": ("Uncached pages …", pages.measure),
            "kept": ("Kept pages, against the same pages as files …", proxy.measure),
            "import": ("An import …", importing.measure),
            "ingest": ("Pictures taken in …", ingesting.measure),
            "renditions": ("Their renditions …", pictures.measure),
            "library": ("The picture library …", library.measure),
            "merging": ("Long texts merged and compared …", merging.measure),
            "editor": ("The writing screen …", editor.measure),
            "feeds": ("A thousand feeds …", feeds.measure),
            "outbox": ("The outbox, with workers that are killed …", outbox.measure),
            "search": ("Search …", partial(search.measure, options.posts)),
        }
        try:
            for name, (title, measure) in parts.items():
                if options.only in (None, name):
                    tell(title)
                    rows += measure()
        finally:
            print_table(rows)

        from tests.benchmarks import (
            editor,
            importing,
            ingesting,
            library,
            merging,
            outbox,
            pages,
            pictures,
            proxy,
            search,
        )


PARTS = (
    "uncached",
    "kept",
    "import",
    "ingest",
    "renditions",
    "library",
    "merging",
    "editor",
    "feeds",
    "outbox",
    "search",
)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--posts", type=int, default=POSTS, metavar="N", help=f"how many posts there are ({POSTS})")
    parser.add_argument("--only", choices=PARTS, help="measure only this part")
    return parser.parse_args()


def require(*programs: str) -> None:
    os.environ["PATH"] += ":/usr/sbin"
    missing = [name for name in programs if not shutil.which(name)]
    if missing:
        sys.exit(f"{' and '.join(missing)} missing; on Debian and Ubuntu: apt install wrk nginx-light")


@contextmanager
def throwaway_site() -> Iterator[None]:
    folder = Path(tempfile.mkdtemp(prefix="byline-bench-"))
    for name in ("DATABASE_URL", "SITE_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "WEB_WORKERS", "WEB_THREADS"):
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ENV_FILE": "",
        "VAR_DIR": str(folder / "var"),
        "MEDIA_ROOT": str(folder / "media"),
    }
    # Workers of nginx, which run under an account of their own, read pages in here.
    folder.chmod(0o755)
    import django

    from config.database import embedded_postgres

    django.setup()
    try:
        yield
    finally:
        embedded_postgres(folder / "var" / "postgres").release()
        shutil.rmtree(folder)


def tell(text: str) -> None:
    sys.stderr.write(text + "\n")


main()
