"""What this author is working on: one list across kinds, newest first."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple, Self

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from blog import access
from blog.models import ImportRun, Post, WorkingCopy
from blog.text.wording import grouped

from .moments import moment
from .states import STATES

LENGTH = 30
OUT = {
    "public": _("out since %(moment)s"),
    "unlisted": _("out since %(moment)s, unlisted"),
    "private": _("out since %(moment)s, private"),
}


class Cursor(NamedTuple):
    """The last row of the page before; rows of one moment stand in the order of their kinds, then newest key first."""

    when: dt.datetime
    kind: int
    pk: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None for what no page of ours wrote."""
        try:
            when, kind, pk = text.split("~")
            cursor = cls(dt.datetime.fromisoformat(when), int(kind), int(pk))
            # A moment at the edge of the calendar may be none in other time zones, the database's among them.
            cursor.when.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            return None
        return cursor if timezone.is_aware(cursor.when) and 0 <= cursor.pk < 2**63 else None

    def __str__(self) -> str:
        return f"{self.when.isoformat()}~{self.kind}~{self.pk}"

    def older(self, rows: QuerySet, column: str, kind: int) -> QuerySet:
        is_next = Q(**{column: self.when})
        if kind == self.kind:
            is_next &= Q(pk__lt=self.pk)
        at_that_moment = is_next if kind >= self.kind else Q(pk__in=[])
        # The second condition says nothing new, but lets the index begin at the right place.
        return rows.filter(Q(**{f"{column}__lt": self.when}) | at_that_moment, **{f"{column}__lte": self.when})


class Row(NamedTuple):
    """`state` is one word, for the stylesheet, `label` the same for the eye; `words` say it to a stranger.

    `kind` is post, page or import.
    """

    place: Cursor
    kind: str
    title: str
    state: str
    label: str | Promise
    words: str
    url: str
    public_url: str = ""
    author: str = ""


class Desk(NamedTuple):
    rows: list[Row]
    older: str


def desk(user: User, *, before: Cursor | None = None, only_own: bool = False) -> Desk:
    """One page of the list; in two queries, each by an index that is in this order."""
    found = sorted([*post_rows(user, before, only_own), *run_rows(user, before, only_own)], key=newest_first)
    page = found[:LENGTH]
    return Desk(page, str(page[-1].place) if len(found) > LENGTH else "")


def newest_first(row: Row) -> tuple[float, int, int]:
    return (-row.place.when.timestamp(), row.place.kind, -row.place.pk)


def post_rows(user: User, before: Cursor | None, only_own: bool) -> Iterable[Row]:
    posts = access.readable_posts(user).select_related("author", "working_copy").order_by("-updated_at", "-id")
    posts = posts.defer("body", "body_html", "plain_text", "toc", "excerpt", "generated_excerpt")
    posts = posts.defer("working_copy__fields", "working_copy__staged", "working_copy__numbers")
    if only_own:
        posts = posts.filter(author_id=user.pk)
    if before:
        posts = before.older(posts, "updated_at", kind=1)
    return (row_of_post(post, user) for post in posts[: LENGTH + 1])


def row_of_post(post: Post, user: User) -> Row:
    state = post.state
    copy: WorkingCopy | None = getattr(post, "working_copy", None)
    return Row(
        place=Cursor(post.updated_at, 1, post.pk),
        kind=post.get_kind_display(),
        title=post.title_in_lists,
        state=state,
        label=STATES[state],
        words=words_for(post, state) + (words_about(copy) if copy else ""),
        url=reverse("admin:blog_post_change", args=[post.pk]),
        public_url=post.get_absolute_url() if state == "published" else "",
        author="" if post.author_id == user.pk else str(post.author),
    )


def words_for(post: Post, state: str) -> str:
    match state:
        case "scheduled":
            return _("appears on %(moment)s") % {"moment": moment(post.publish_at)}
        case "published":
            return OUT[post.visibility] % {"moment": moment(post.publish_at)}
        case "expired":
            return _("readers saw it until %(moment)s") % {"moment": moment(post.expire_at)}
        case "trashed":
            return _("in the trash since %(moment)s") % {"moment": moment(post.trashed_at)}
        case _:
            if not post.word_count:
                return _("not public yet; still empty")
            words = ngettext("not public yet; %(count)s word", "not public yet; %(count)s words", post.word_count)
            return words % {"count": grouped(post.word_count)}


def words_about(copy: WorkingCopy) -> str:
    """What is not in the post yet."""
    if copy.failure:
        return "; " + _("its changes could not go live")
    if copy.go_live_at:
        return "; " + _("changes go live on %s") % moment(copy.go_live_at)
    return "; " + _("changes not published yet") if copy.kept_at else ""


def run_rows(user: User, before: Cursor | None, only_own: bool) -> Iterable[Row]:
    runs = access.readable_runs(user).filter(failed__gt=0).select_related("by").order_by("-started_at", "-id")
    if only_own:
        runs = runs.filter(by=user.pk)
    if before:
        runs = before.older(runs, "started_at", kind=0)
    return (row_of_run(run, user) for run in runs[: LENGTH + 1])


def row_of_run(run: ImportRun, user: User) -> Row:
    total = run.created + run.updated + run.unchanged + run.failed
    words = ngettext(
        "%(failed)s of %(total)s document could not be read",
        "%(failed)s of %(total)s documents could not be read",
        total,
    )
    return Row(
        place=Cursor(run.started_at, 0, run.pk),
        kind=_("import"),
        title=run.origin,
        state="failed",
        label=_("failed"),
        words=words % {"failed": grouped(run.failed), "total": grouped(total)},
        url=reverse("admin:blog_importrun_change", args=[run.pk]),
        author="" if run.by_id == user.pk else str(run.by or ""),
    )
