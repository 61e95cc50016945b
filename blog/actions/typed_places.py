"""What is typed into the rows about other places: kept beside the fields of a post until somebody saves them.

Only rows that differ from what is saved: `{key: row}`. The key is that of the `CrossPost`, or a name that the page gave
a row which is none yet.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

# The field of `WorkingCopy.fields`, and of the door.
PLACES = "cross_posts"
MOST_PLACES = 1_000
MOST_KEY = 10**18
KEY = re.compile(r"(\d{1,18}|new-[a-z0-9]{8,40})\Z", re.ASCII)
ROW = {
    "source": int | str | None,
    "direction": str,
    "url": str,
    "is_canonical": bool,
    "place": str,
    "gone": bool,
}

Row = dict[str, Any]
Rows = dict[str, Row]


def wrong_places(rows: Any) -> str:
    """Why this cannot be what a page has; empty if it can. Addresses that are none, and rows half filled in, can."""
    if not isinstance(rows, dict) or not all(_is_row(key, row) for key, row in rows.items()):
        return _("The page sent something that cannot be read. Reload it.")
    if len(rows) > MOST_PLACES:
        return _("A post can stand in at most %(most)d other places.") % {"most": MOST_PLACES}
    return ""


def _is_row(key: str, row: Any) -> bool:
    if not KEY.match(key) or not isinstance(row, dict) or row.keys() != ROW.keys():
        return False
    return all(isinstance(row[name], kind) for name, kind in ROW.items()) and _may_be_key(row["source"])


def _may_be_key(source: int | str | None) -> bool:
    # True is an int, too.
    return not isinstance(source, bool) and (not isinstance(source, int) or 0 < source < MOST_KEY)


def is_new(key: str) -> bool:
    return not key.isdigit()


def sources_in(fields: Mapping[str, Any]) -> set[int]:
    return {row["source"] for row in fields.get(PLACES, {}).values() if isinstance(row["source"], int)}


def without_places(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != PLACES}
