"""Which file of the sitemap a post or page is in: an expression over its columns, by which an index finds the files.

A file is a month, or 0 for pages, and a run of so many consecutive keys; as one number, YYYYMM and then the run's. So
no file ever has more addresses than that, and nobody needs to count. See docs/decisions/sitemap-files.md.
"""

from django.db.models import BigIntegerField, Case, F, Value, When
from django.db.models.functions import Cast, ExtractMonth, ExtractYear, Greatest

SITEMAP_KEYS = 20_000
SITEMAP_RUNS = 1_000_000
_SITEMAP_MONTH = Case(
    When(kind="page", then=Value(0)), default=ExtractYear("published_on") * Value(100) + ExtractMonth("published_on")
)
SITEMAP_FILE = Cast(_SITEMAP_MONTH * Value(SITEMAP_RUNS) + F("id") / Value(SITEMAP_KEYS), BigIntegerField())
TOUCHED = Greatest("updated_at", "publish_at")
