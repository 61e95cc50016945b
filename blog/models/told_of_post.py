"""What the people who write, and readers, are told of a post beside its text."""

import datetime as dt
from typing import Any

from django.utils import timezone


class ToldOfPost:
    """The part of `Post` that puts its state, its changes and its title into words."""

    @property
    def title_in_lists(self) -> str:
        """For the people who write: as it is being written, where it is."""
        copy = getattr(self, "working_copy", None)
        return (copy.title if copy and copy.kept_at else "") or str(self)

    @property
    def state(self) -> str:
        """In a word, for the people who write: draft, scheduled, published, expired or trashed."""
        return self.state_at(timezone.now())

    def state_at(self, now: dt.datetime) -> str:
        if self.trashed_at:
            return "trashed"
        if self.status == "draft" or self.publish_at is None:
            return "draft"
        if self.publish_at > now:
            return "scheduled"
        return "expired" if self.expire_at and self.expire_at <= now else "published"

    @property
    def notes(self) -> list[dict[str, Any]]:
        """What `with_notes()` brought along of its changes, each with `version`, `note`, `at` and `url`."""
        here = self.get_absolute_url()
        return [
            {**row, "at": dt.datetime.fromisoformat(row["created_at"]), "url": f"{here}changes/{row['version']}/"}
            for row in getattr(self, "note_rows", ())
        ]
