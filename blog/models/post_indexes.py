"""What the database keeps ready about posts, so that no list, search or job reads through all of them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from .post_queryset import BACKWARDS_SLUG, SLUG_WORDS, SORTED_SLUG
from .sitemap_file import SITEMAP_FILE, TOUCHED

# The largest integer of its column stands for a missing place in a series: last.
UNPLACED = 2**31 - 1
FINDABLE = Q(status="published", visibility="public", trashed_at__isnull=True)
LISTED = Q(kind="post") & FINDABLE
INDEXABLE = FINDABLE & Q(canonical_elsewhere=False)

INDEXES = [
    models.Index(F("publish_at").desc(), F("id").desc(), name="post_listed_newest", condition=LISTED),
    models.Index(F("publish_at").desc(), F("id").desc(), name="post_featured", condition=LISTED & Q(is_featured=True)),
    models.Index("author", F("publish_at").desc(), F("id").desc(), name="post_listed_by_author", condition=LISTED),
    # In reading order: by position, those without one last. The list of a series asks for just this.
    models.Index(
        F("series"),
        Coalesce("series_position", Value(UNPLACED)),
        F("publish_at"),
        F("id"),
        name="post_in_series",
        condition=LISTED & Q(series__isnull=False),
    ),
    models.Index(
        F("series"),
        F("publish_at").desc(),
        F("id").desc(),
        name="post_newest_in_series",
        condition=LISTED & Q(series__isnull=False),
    ),
    models.Index(SITEMAP_FILE, TOUCHED.desc(), name="post_in_sitemap_file", condition=INDEXABLE),
    models.Index("publish_at", name="post_appears", condition=Q(status="published")),
    models.Index("expire_at", name="post_expires", condition=Q(status="published", expire_at__isnull=False)),
    models.Index(F("updated_at").desc(), F("id").desc(), name="post_recently_edited"),
    models.Index("author", F("updated_at").desc(), F("id").desc(), name="post_recent_by_author"),
    models.Index(F("updated_at").desc(), F("id").desc(), name="post_drafts_newest", condition=Q(status="draft")),
    models.Index(
        F("updated_at").desc(),
        F("id").desc(),
        name="post_trash_newest",
        condition=Q(trashed_at__isnull=False),
    ),
    # For those who ask for an address that is not there: see blog/views/suggestions.py.
    models.Index(SORTED_SLUG, name="post_listed_slug", condition=LISTED),
    models.Index(BACKWARDS_SLUG, name="post_listed_slug_backwards", condition=LISTED),
    GinIndex(SLUG_WORDS, name="post_listed_slug_words", condition=LISTED, fastupdate=False),
    models.Index("renderer_version", "id", name="post_renderer_version"),
    models.Index("rendered_language", "id", name="post_in_site_language", condition=Q(language="")),
    models.Index("media_url", "id", name="post_media_url", condition=~Q(media_url="")),
    GinIndex(SearchVector("title", config="simple"), name="post_title_words", fastupdate=False),
]
