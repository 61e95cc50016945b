"""What is told of a post beside its text: its title in lists, its state, what changed, what readers may have seen."""

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone


class PostState(models.Model):
    """The part of `Post` that only reads what is there."""

    class Meta:
        abstract = True

    @property
    def title_in_lists(self) -> str:
        """For the people who write: as it is being written, where it is."""
        copy = getattr(self, "working_copy", None)
        return (copy.title if copy and copy.kept_at else "") or str(self)

    @property
    def head_title(self) -> str:
        """For search engines and social networks."""
        return self.meta_title or self.title

    @property
    def head_description(self) -> str:
        return self.meta_description or self.summary

    @property
    def state(self) -> str:
        """In a word, for the people who write: draft, scheduled, published, expired or trashed."""
        return self.state_at(timezone.now())

    def state_at(self, now: dt.datetime) -> str:
        if self.trashed_at:
            return "trashed"
        if self.status == self.Status.DRAFT or self.publish_at is None:
            return "draft"
        if self.publish_at > now:
            return "scheduled"
        return "expired" if self.expire_at and self.expire_at <= now else "published"

    @property
    def may_have_been_read(self) -> bool:
        """Whether readers may know its address: a draft that was out before still has its date."""
        return self.status == self.Status.PUBLISHED or (
            self.publish_at is not None and self.publish_at <= timezone.now()
        )

    @property
    def revised_at(self) -> dt.datetime | None:
        """When a post last changed, if on a later day than it appeared; of a first import nothing is known."""
        if self.version < 2 or not self.published_on or self.updated_at.date() <= self.published_on:
            return None
        return self.updated_at

    @property
    def last_changed(self) -> dt.datetime | None:
        """For machines: when readers last got something new."""
        return self.revised_at or self.publish_at

    @property
    def is_published(self) -> bool:
        """Whether this post is out now, by the definition of `PostQuerySet.published`."""
        return self.pk is not None and type(self).objects.published().filter(pk=self.pk).exists()

    @property
    def notes(self) -> list[dict[str, Any]]:
        """What `with_notes()` brought along of its changes, each with `version`, `note`, `at` and `url`."""
        here = self.get_absolute_url()
        return [
            {**row, "at": dt.datetime.fromisoformat(row["created_at"]), "url": f"{here}changes/{row['version']}/"}
            for row in getattr(self, "note_rows", ())
        ]

    @property
    def approved_mentions(self) -> list[dict[str, Any]]:
        """What `with_mentions()` brought along, each with `name` and `at`."""
        return [
            {**row, "name": row["author_name"] or row["host"], "at": dt.datetime.fromisoformat(row["created_at"])}
            for row in getattr(self, "mention_rows", ())
        ]
