"""Which posts: every condition that the site asks posts for, each spelled once."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection, models
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Collate, Concat, Reverse
from django.utils import timezone

from blog.imaging.specs import CARD, SOCIAL, TEXT
from blog.text.markdown import RENDERER_VERSION
from blog.text.pictures import POST_SCHEME

from .rendition import SHOWN, Rendition
from .rows import rows_of
from .site_settings import SiteSettings

# Of the advisory locks; any number that no other lock of ours has.
SLUG_LOCK = 0x51_06
MOST_MENTIONS = 200
MOST_NOTES = 50
# By code points, so that what stands side by side begins alike.
SORTED_SLUG = Collate("slug", "C")
BACKWARDS_SLUG = Collate(Reverse("slug"), "C")
SLUG_WORDS = models.Func(
    "slug", models.Value("-"), function="string_to_array", output_field=ArrayField(models.TextField())
)


class HasWords(models.Func):
    """Whether a post is one of the few that a function of the database finds by all of these words.

    Not a plain condition: with a limit, the planner hopes to come across a few by reading the table from its beginning.
    """

    template = "%(expressions)s)))"
    arg_joiner = " = ANY(ARRAY(SELECT byline_posts_with_words("
    output_field = models.BooleanField()

    def __init__(self, words: Any) -> None:
        super().__init__("pk", words)


# What a list is ordered by: the columns of the post itself, or their copies beside its links to the list's subject.
OWN, LINKED = ("publish_at", "id"), ("linked_at", "linked_pk")


class PostQuerySet(models.QuerySet):
    def published(self, *, at: dt.datetime | None = None) -> Self:
        """Posts and pages that are out at the moment `at` (now), whoever may see them.

        The only definition of "published": a scheduled post appears and an expired one goes by the clock alone.
        """
        at = at or timezone.now()
        return self.filter(
            Q(expire_at__isnull=True) | Q(expire_at__gt=at),
            status=self.model.Status.PUBLISHED,
            publish_at__lte=at,
            trashed_at__isnull=True,
        )

    def reachable(self, *, at: dt.datetime | None = None) -> Self:
        """What anybody may read who has the address."""
        return self.published(at=at).exclude(visibility=self.model.Visibility.PRIVATE)

    def findable(self, *, at: dt.datetime | None = None) -> Self:
        """The posts and pages that search engines may be told of."""
        return self.published(at=at).filter(visibility=self.model.Visibility.PUBLIC)

    def indexable(self, *, at: dt.datetime | None = None) -> Self:
        """Those that they should count here: the canonical copy is ours."""
        return self.findable(at=at).filter(canonical_elsewhere=False)

    def listed(self, *, at: dt.datetime | None = None) -> Self:
        """The posts that lists, feeds and archives show."""
        return self.findable(at=at).filter(kind=self.model.Kind.POST)

    def ever_listed(self) -> Self:
        """Those that lists show now, or did or will at another time."""
        model = self.model
        shown = {"kind": model.Kind.POST, "status": model.Status.PUBLISHED, "visibility": model.Visibility.PUBLIC}
        return self.filter(trashed_at__isnull=True, **shown)

    def with_slug_parts(self) -> Self:
        """To be searched by how slugs begin and end: each has an index of listed posts."""
        return self.alias(sorted_slug=SORTED_SLUG, backwards_slug=BACKWARDS_SLUG)

    def choose_slugs_alone(self) -> None:
        """Until the transaction ends, others who look for a free slug wait: two clicks on Save are two slugs."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [SLUG_LOCK])

    def featured(self) -> Self:
        return self.filter(is_featured=True)

    def with_tag(self, tag: models.Model, *, at: dt.datetime | None = None) -> Self:
        """Those with this tag, to be read in the order LINKED: by an index, however old or many they are."""
        return self.filter(tag_links__tag=tag)._linked_by("tag_links", at)

    def at_source(self, source: models.Model, *, at: dt.datetime | None = None) -> Self:
        """Those that came from there or have a copy there, to be read in the order LINKED."""
        return self.filter(cross_posts__source=source)._linked_by("cross_posts", at)

    def _linked_by(self, way: str, at: dt.datetime | None) -> Self:
        links = self.annotate(linked_at=F(f"{way}__publish_at"), linked_pk=F(f"{way}__post_id"))
        # Says nothing new of what is out, but lets the index begin behind the drafts and what is scheduled.
        return links.filter(linked_at__lte=at or timezone.now())

    def related_to(self, pk: int) -> Self:
        """Those named below this post, the nearest first."""
        return self.filter(relating__post=pk).order_by("-relating__score", "-publish_at", "-id")

    def newest_first(self, by: tuple[str, str] = OWN) -> Self:
        ordered = self.order_by(*(f"-{column}" for column in by))
        # A post has as many links as copies.
        return ordered if by == OWN else ordered.distinct(*by)

    def before(self, publish_at: dt.datetime, pk: int, by: tuple[str, str] = OWN) -> Self:
        """Those that come after this one in a newest-first list."""
        moment, key = by
        older = Q(**{f"{moment}__lt": publish_at}) | Q(**{moment: publish_at, f"{key}__lt": pk})
        # The second condition says nothing new, but lets the index begin at the right place.
        return self.filter(older, **{f"{moment}__lte": publish_at})

    def after(self, publish_at: dt.datetime, pk: int) -> Self:
        """Those that come before this one in a newest-first list."""
        newer = Q(publish_at__gt=publish_at) | Q(publish_at=publish_at, pk__gt=pk)
        return self.filter(newer, publish_at__gte=publish_at)

    def of_days(self, first: dt.date, end: dt.date) -> Self:
        """Those whose address says a day from `first` up to, but without, `end`."""
        # The day at the site is at most one off the day in UTC; the moment is what the index knows.
        margin = dt.timedelta(days=1)
        moments = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in (first - margin, end + margin))
        return self.filter(publish_at__range=tuple(moments), published_on__gte=first, published_on__lt=end)

    def cards(self) -> Self:
        """With what a list shows of each post, and no more: whole rows would cost half as much again.

        Tags and renditions come along as rows in the same statement, which costs less than prefetching them; see
        `Post.card_tags` and `Post.card_picture`.
        """
        shown = ("kind", "title", "slug", "excerpt", "generated_excerpt", "language", "publish_at", "published_on")
        place = ("series", "series_position")
        author = ("author__username", "author__name", "author__slug")
        cover = "file alt width height has_transparency dominant_colour caption credit".split()
        columns = (*shown, *place, *author, "cover", *(f"cover__{field}" for field in cover))
        tags = self.model.tags.rel.model.objects.filter(posts=OuterRef("pk")).order_by("name")
        made = Rendition.objects.of(CARD).filter(image=OuterRef("cover"))
        return (
            self.select_related("author", "cover")
            .only(*columns)
            .annotate(
                tag_rows=rows_of(tags, "name slug"),
                rendition_rows=rows_of(made.order_by("width"), SHOWN),
            )
        )

    def whole(self) -> Self:
        """With everything around the text that a post's own page shows; of other rows, only what it shows of them."""
        crossed = self.model.cross_posts.rel.related_model.objects.with_sources()
        author = "email password last_login date_joined is_superuser is_staff is_active".split()
        cover = "sha256 size original_name focal_x focal_y uploaded_by created_at".split()
        renditions = models.Prefetch("cover__renditions", Rendition.objects.of(TEXT, SOCIAL))
        unseen = [*(f"author__{field}" for field in author), *(f"cover__{field}" for field in cover)]
        return (
            self.select_related("author", "cover", "series")
            .defer(
                "plain_text",
                "renderer_version",
                "rendered_language",
                "media_url",
                "trashed_at",
                "series__description",
                *unseen,
            )
            .prefetch_related(self._tag_links(), models.Prefetch("cross_posts", crossed), renditions)
            .annotate(card_file=F("social_card__file"))
        )

    def _tag_links(self) -> models.Prefetch:
        return models.Prefetch("tags", self.model.tags.rel.model.objects.only("name", "slug"))

    def addresses(self, destinations: Iterable[str]) -> dict[str, str]:
        """Of Markdown destinations such as `post:45`, the addresses of those that readers can see."""
        keys = [int(destination.removeprefix(POST_SCHEME)) for destination in destinations]
        posts = self.reachable().filter(pk__in=keys).only("kind", "slug", "published_on")
        return {f"{POST_SCHEME}{post.pk}": post.get_absolute_url() for post in posts}

    def with_notes(self) -> Self:
        """With what readers are told of its changes, the newest first; see `Post.notes`."""
        told = self.model.revisions.rel.related_model.objects.filter(post=OuterRef("pk"), is_notable=True)
        return self.annotate(note_rows=rows_of(told.order_by("-version")[:MOST_NOTES], "version note created_at"))

    def with_mentions(self) -> Self:
        """With what other pages said of it and somebody approved, the oldest first; see `Post.approved_mentions`."""
        shown = self.model.mentions.rel.related_model.objects.filter(post=OuterRef("pk"), state="approved")
        fields = "kind source_url host author_name author_url title words created_at"
        return self.annotate(mention_rows=rows_of(shown.order_by("id")[:MOST_MENTIONS], fields))

    def stale(self) -> Self:
        """Whose HTML an older renderer made, shows pictures where they were before, or speaks another language."""
        here = settings.MEDIA_URL
        # Ranges, which an index finds; "neither empty nor here" it does not.
        elsewhere = Q(media_url__gt="", media_url__lt=here) | Q(media_url__gt=here)
        # Asked first: only of a value that it knows can the planner tell that next to no posts have another.
        site = SiteSettings.load().language
        foreign = Q(language="", rendered_language__lt=site) | Q(language="", rendered_language__gt=site)
        return self.filter(Q(renderer_version__lt=RENDERER_VERSION) | elsewhere | foreign)

    def in_trash(self) -> Self:
        return self.filter(trashed_at__isnull=False)

    def not_in_trash(self) -> Self:
        return self.filter(trashed_at__isnull=True)

    def in_state(self, state: str | None) -> Self:
        """Those whose `Post.state` is this; everything outside the trash for None."""
        if state == "trashed":
            return self.in_trash()
        there, now = self.not_in_trash(), timezone.now()
        out = there.filter(status=self.model.Status.PUBLISHED)
        match state:
            case "draft":
                return there.filter(status=self.model.Status.DRAFT)
            case "scheduled":
                return out.filter(publish_at__gt=now)
            case "published":
                return there.published(at=now)
            case "expired":
                return out.filter(publish_at__lte=now, expire_at__lte=now)
            case _:
                return there

    def with_title_words(self, text: str, *, by_index: bool = True) -> Self:
        """Titles that have, for each word of `text`, a word that begins with it; by the index on title words.

        Not `by_index`: for a few known rows, of which the planner would otherwise look up all that have the words.
        """
        words = re.findall(r"\w+", text.lower().replace("_", " "))[:20]
        if not words:
            return self.none()
        query = SearchQuery(" & ".join(f"'{word}':*" for word in words), search_type="raw", config="simple")
        title = "title" if by_index else Concat("title", Value(""))
        return self.annotate(title_words=SearchVector(title, config="simple")).filter(title_words=query)
