"""Posts with their tags, cross-posts and revisions: as the save verb stores them, but by COPY."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from random import Random
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from blog.actions.posts import SNAPSHOT_FIELDS
from blog.models import CrossPost, Image, Post, Revision, SiteSettings
from blog.text.slugs import slugify

from . import cast, prose

YEARS = 20
POOL = 400
BATCH = 2_000
SHARE_OF_DRAFTS = 0.03
SHARE_OF_SCHEDULED = 0.01
SHARE_OF_EXPIRED = 0.01
SHARE_CROSS_POSTED = 0.15
SHARE_CANONICAL_ELSEWHERE = 0.3
SHARE_IN_SERIES = 0.05
SHARE_WITH_COVER = 0.3
ONE_PAGE_IN = 500
VISIBILITIES = [Post.Visibility.PUBLIC] * 48 + [Post.Visibility.UNLISTED, Post.Visibility.PRIVATE]

Row = dict[str, Any]
TagLink = Post.tags.through
PictureLink = Post.images.through


class Writer:
    """Makes up `total` posts, evenly over the last YEARS years; `words` are the shortest and the longest text."""

    def __init__(self, *, total: int, words: tuple[int, int], seed: int, tags: int, authors: int) -> None:
        self.total = total
        self.dice = Random(seed)  # noqa: S311  (nothing secret)
        self.now = timezone.now()
        self.zone = SiteSettings.load().zone
        self.authors = cast.authors(authors)
        self.tags = cast.tags(tags)
        self.tag_weights = list(accumulate(1 / rank for rank in range(1, tags + 1)))
        self.series = cast.series()
        self.sources = cast.sources()
        self.pictures = cast.pictures(self.authors[0])
        Image.objects.take_in_use([picture.pk for picture in self.pictures])
        self.pictures_in: dict[str, list[int]] = {}
        self.pool = list(self.rendered_texts(min(POOL, total), words))

    def rendered_texts(self, count: int, words: tuple[int, int]) -> Iterator[Row]:
        """Every column of a post, with body and what is rendered from it; each is used by many posts."""
        numbers = {picture.reference: picture.pk for picture in self.pictures}
        for _ in range(count):
            text = prose.body(self.dice, self.dice.randint(*words), list(numbers))
            # Of a text below a cover, no picture is the page's first.
            cover = self.dice.choice(self.pictures) if self.dice.random() < SHARE_WITH_COVER else None
            post = Post(body=text, cover=cover, version=1)
            post.render()
            self.pictures_in[post.body] = [numbers[reference] for reference in set(post.image_refs)]
            yield {
                field.attname: field.get_db_prep_save(getattr(post, field.attname), connection)
                for field in Post._meta.concrete_fields
            }

    def write(self) -> Iterator[int]:
        """Write batch after batch, each in its own transaction; yields how many posts each one had."""
        for start in range(0, self.total, BATCH):
            count = min(BATCH, self.total - start)
            with transaction.atomic():
                self.write_batch(range(start, start + count))
            yield count

    def write_batch(self, ordinals: range) -> None:
        posts, tags, pictures, cross_posts, revisions = [], [], [], [], []
        for ordinal, pk in zip(ordinals, reserve_keys(Post, len(ordinals)), strict=True):
            post = self.make_post(ordinal, pk)
            chosen = self.choose_tags()
            posts.append(post)
            tags += [{"post_id": pk, "tag_id": tag.pk} for tag in chosen]
            pictures += [{"post_id": pk, "image_id": image} for image in self.pictures_in[post["body"]]]
            cross_posts += self.make_cross_posts(post)
            revisions.append(make_revision(post, sorted(tag.name for tag in chosen), self.pictures_in[post["body"]]))
        copy_rows(Post, posts)
        copy_rows(TagLink, tags)
        copy_rows(PictureLink, pictures)
        copy_rows(CrossPost, cross_posts)
        copy_rows(Revision, revisions)

    def make_post(self, ordinal: int, pk: int) -> Row:
        dice = self.dice
        title = prose.title(dice)
        publish_at = self.day_of(ordinal)
        post = self.pool[dice.randrange(len(self.pool))] | {
            "id": pk,
            "title": title,
            "slug": f"{slugify(title, max_length=180)}-{pk}",
            "author_id": dice.choice(self.authors).pk,
            "status": Post.Status.PUBLISHED,
            "visibility": dice.choice(VISIBILITIES),
            "publish_at": publish_at,
            "created_at": publish_at - dt.timedelta(days=dice.randint(0, 20)),
            "updated_at": publish_at,
            "series_id": dice.choice(self.series).pk if dice.random() < SHARE_IN_SERIES else None,
        }
        if ordinal % ONE_PAGE_IN == ONE_PAGE_IN - 1:
            post["kind"] = Post.Kind.PAGE
        self.set_state(post)
        post["published_on"] = post["publish_at"] and timezone.localdate(post["publish_at"], self.zone)
        return post

    def set_state(self, post: Row) -> None:
        lot = self.dice.random()
        if lot < SHARE_OF_DRAFTS:
            post |= {"status": Post.Status.DRAFT, "publish_at": None}
        elif lot < SHARE_OF_DRAFTS + SHARE_OF_SCHEDULED:
            post["publish_at"] = self.now + dt.timedelta(days=self.dice.randint(1, 400))
        elif lot < SHARE_OF_DRAFTS + SHARE_OF_SCHEDULED + SHARE_OF_EXPIRED:
            post["expire_at"] = post["publish_at"] + dt.timedelta(hours=1)

    def day_of(self, ordinal: int) -> dt.datetime:
        """Later posts have later dates, as in a blog that grew; the last are of yesterday."""
        share = (self.total - ordinal - self.dice.random()) / self.total
        day = self.now - dt.timedelta(days=1 + share * (YEARS * 365.25 - 1))
        return day.replace(hour=self.dice.randint(6, 22), minute=self.dice.randrange(60), second=0, microsecond=0)

    def choose_tags(self) -> list[Any]:
        """None to five; the tag of rank n is used 1/n as often as the first, as George Zipf found of words."""
        if not self.tags:
            return []
        chosen = self.dice.choices(self.tags, cum_weights=self.tag_weights, k=self.dice.randint(0, 5))
        return list(dict.fromkeys(chosen))

    def make_cross_posts(self, post: Row) -> Iterator[Row]:
        if self.dice.random() >= SHARE_CROSS_POSTED:
            return
        chosen = self.dice.sample(self.sources, self.dice.choice([1, 1, 1, 2]))
        direction = self.dice.choice(CrossPost.Direction.values)
        canonical = direction == CrossPost.Direction.FROM and self.dice.random() < SHARE_CANONICAL_ELSEWHERE
        for number, source in enumerate(chosen):
            yield {
                "post_id": post["id"],
                "source_id": source.pk,
                "direction": direction,
                "url": f"{source.home_url}{post['slug']}",
                "is_canonical": canonical and number == 0,
                "place": self.dice.choice(CrossPost.Place.values),
                "external_id": "",
                "content_hash": "",
                "first_seen": post["created_at"],
            }


def make_revision(post: Row, tag_names: Sequence[str], pictures: Sequence[int]) -> Row:
    snapshot = {field: post[field] for field in SNAPSHOT_FIELDS} | {"tags": tag_names}
    return {
        "post_id": post["id"],
        "version": post["version"],
        "reason": Revision.Reason.SAVED,
        "by_id": post["author_id"],
        "created_at": post["updated_at"],
        "snapshot": json.dumps(snapshot, cls=DjangoJSONEncoder),
        "image_ids": sorted({*pictures, post["cover_id"]} - {None}),
    }


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [key for (key,) in cursor.fetchall()]


def copy_rows(model: type[models.Model], rows: Iterable[Row]) -> None:
    """COPY rows that all have the same columns; several times as fast as INSERT."""
    rows = list(rows)
    if not rows:
        return
    columns = [model._meta.get_field(name).column for name in rows[0]]
    quote = connection.ops.quote_name
    statement = f"COPY {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))


def analyze() -> None:
    """So that the planner knows at once what autovacuum would tell it in a minute."""
    tables = [model._meta.db_table for model in (Post, TagLink, PictureLink, CrossPost, Revision)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(map(connection.ops.quote_name, tables)))
