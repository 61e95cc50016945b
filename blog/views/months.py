"""Which months have posts, found without looking at every post."""

import datetime as dt

from django.db import connection
from django.db.models import DateField
from django.db.models.expressions import RawSQL

from blog.models import Post

# From each month the index leads straight to the newest post of an earlier one: one probe a month, however many posts.
_SQL = """
WITH RECURSIVE found (month) AS (
    SELECT date_trunc('month', newest.published_on)::date FROM ({newest}) newest
    UNION ALL
    SELECT date_trunc('month', earlier.published_on)::date FROM found CROSS JOIN LATERAL ({earlier}) earlier
)
SELECT month FROM found
"""


def months_with_posts() -> list[dt.date]:
    """The first day of each month in which a listed post appeared, newest first, in one query."""
    listed = Post.objects.listed().newest_first().values("published_on")
    month = RawSQL("found.month", [], output_field=DateField())
    # The day at the site is at most one off the day in UTC, which only bounds where the index is entered.
    entry = RawSQL("(found.month + 2)", [], output_field=DateField())
    newest, newest_params = listed[:1].query.sql_with_params()
    earlier, earlier_params = listed.filter(published_on__lt=month, publish_at__lt=entry)[:1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(newest=newest, earlier=earlier), [*newest_params, *earlier_params])
        return [month for (month,) in cursor]
