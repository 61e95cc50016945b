"""How new a public page is: the site version and the clock, as one entity tag, in one query."""

import datetime as dt
import functools
import hashlib
import json
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from blog.models import SiteSettings

# Two index probes, the sum of a table that is kept at a few hundred rows, and the settings, which every page needs.
_SQL = """
SELECT (SELECT coalesce(sum(weight), 0) FROM blog_sitechange),
       (SELECT max(publish_at) FROM blog_post WHERE status = 'published' AND publish_at <= now()),
       (SELECT max(expire_at) FROM blog_post
         WHERE status = 'published' AND expire_at IS NOT NULL AND expire_at <= now()),
       (SELECT to_jsonb(blog_sitesettings) FROM blog_sitesettings),
       (SELECT jsonb_object_agg(name, file) FROM blog_sitefile)
"""


class SiteState(NamedTuple):
    """Everything that decides what a public page says, apart from its address and our code.

    `site` comes along for the page; a change of it moves the version.
    """

    version: int
    newest_appearance: dt.datetime | None
    newest_expiry: dt.datetime | None
    site: SiteSettings

    def fingerprint(self, *parts: str) -> str:
        """32 hex digits that differ whenever the state or one of the parts does."""
        text = "\n".join([repr((self.version, self.newest_appearance, self.newest_expiry)), *parts])
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def site_state() -> SiteState:
    """Read it before the page's own queries: a page may then be newer than its tag, never older."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        version, appeared, expired, row, files = cursor.fetchone()
    site = _settings(json.loads(row or "{}"))
    site.files = json.loads(files or "{}")
    return SiteState(int(version), appeared, expired, site)


def _settings(row: dict[str, Any]) -> SiteSettings:
    """From the table's row, which during an upgrade may have columns that this process knows nothing of."""
    known = (field.attname for field in SiteSettings._meta.concrete_fields)
    return SiteSettings(**{name: row[name] for name in known if name in row})


@functools.cache
def code_fingerprint() -> str:
    """A hash of the code, templates, styles and pinned libraries this process runs: a deployment changes pages too."""
    digest = hashlib.sha256()
    sources = ("blog/**/*.py", "config/**/*.py", "templates/**/*.*", "static/**/*.*", "locale/**/*.mo")
    for pattern in (*sources, "requirements.txt"):
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
