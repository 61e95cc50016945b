"""Which pictures: found by words, by likeness, by what uses them."""

from collections.abc import Collection, Iterable
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection, models, transaction
from django.db.models import F, Func, Value
from django.db.models.functions import Concat

from blog.imaging.likeness import NEAR, probes
from blog.imaging.specs import SPECS_VERSION

REFERENCE = "image:"
LONGEST_SEARCH = 200


def keys_in(destinations: Iterable[str]) -> set[int]:
    """The primary keys in Markdown destinations such as `image:45`; other destinations are passed over."""
    keys = {d.removeprefix(REFERENCE) for d in destinations if d.startswith(REFERENCE)}
    # Eighteen digits always fit a bigint; a longer number names nothing.
    return {int(k) for k in keys if k.isascii() and k.isdigit() and len(k) <= 18}


def words() -> SearchVector:
    """What a picture is found by, folded by the database as the index `image_words` has it."""
    space = Value(" ")
    text = Concat("original_name", space, "alt", space, "caption", space, "credit", output_field=models.TextField())
    return SearchVector(Func(text, function="byline_fold", output_field=models.TextField()), config="simple")


def bands() -> Func:
    """The fingerprint in parts, as the index `image_fingerprint_bands` has it."""
    return Func(F("fingerprint"), function="byline_bands", output_field=ArrayField(models.IntegerField()))


class _Beginnings(Func):
    """All words of a text, each by its beginning, as a raw query; null, which finds nothing, when there is no word."""

    template = "replace(nullif(byline_fold(%(expressions)s), ''), ' ', ':* & ') || ':*'"
    output_field = models.TextField()


class _Distance(Func):
    """In how many of 64 bits two fingerprints differ."""

    template = "bit_count((%(expressions)s)::bit(64))"
    arg_joiner = " # "
    output_field = models.IntegerField()


class ImageQuerySet(models.QuerySet):
    def with_stale_renditions(self) -> Self:
        """Those that have none yet, or those of older specs."""
        return self.filter(renditions_version__lt=SPECS_VERSION)

    def referred_to(self, destinations: Iterable[str]) -> Self:
        """The images that Markdown destinations such as `image:45` name; other destinations are passed over."""
        return self.filter(pk__in=keys_in(destinations))

    def found_by(self, text: str) -> Self:
        """Those that have, for each word of `text`, one that begins with it in name, alt, caption or credit.

        The newest first. Case and accents do not matter; `image:45` finds that picture. By an index.
        """
        text = text.strip()[:LONGEST_SEARCH]
        if text.startswith(REFERENCE):
            return self.referred_to([text])
        query = SearchQuery(_Beginnings(Value(text, models.TextField())), search_type="raw", config="simple")
        if not text:
            return self
        # In an order that no index has: with one the planner, to which every beginning is common, would look through
        # all pictures from the newest on instead of asking the index of words.
        return self.alias(words=words()).filter(words=query).order_by((F("pk") + 0).desc())

    def like(self, image: Any) -> Self:
        """Others that look nearly the same as `image`, the most alike first; by an index, exact up to `NEAR` bits."""
        if image.fingerprint is None:
            return self.none()
        distance = _Distance(F("fingerprint"), Value(image.fingerprint, models.BigIntegerField()))
        near = self.alias(bands=bands()).filter(bands__overlap=probes(image.fingerprint)).exclude(pk=image.pk)
        return near.alias(distance=distance).filter(distance__lte=NEAR).order_by("distance", "-pk")

    def unused(self) -> Self:
        return self.filter(unused_since__isnull=False)

    def in_quarantine(self) -> Self:
        return self.filter(quarantined_at__isnull=False)

    def take_in_use(self, keys: Collection[int]) -> set[int]:
        """The keys that there are; until the transaction ends nobody deletes these pictures.

        Whatever comes to use pictures calls this first: they are out of quarantine at once. Two that use the same
        picture do not wait for one another.
        """
        if not keys:
            return set()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, unused_since FROM blog_image WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [list(keys)]
            )
            rows = cursor.fetchall()
        if waiting := [key for key, unused_since in rows if unused_since]:
            self._end_waiting(waiting)
        return {key for key, _ in rows}

    @transaction.atomic(savepoint=False)
    def _end_waiting(self, keys: list[int]) -> None:
        rows = self.filter(pk__in=keys)
        # In one order, so that two savers cannot lock one another out.
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        rows.update(unused_since=None, quarantined_at=None)
