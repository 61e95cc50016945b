"""Makes a post of a document, all of it or nothing."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from blog.actions.images import store_image
from blog.actions.posts import save_post
from blog.actions.redirects import leave_redirects
from blog.actions.search_index import index_changed_posts
from blog.imaging.intake import take_in
from blog.imaging.refusal import MAX_BYTES, ImageRefused
from blog.models import Image, ImportItem, Post, Redirect, Revision
from blog.text.destinations import rewrite_destinations
from blog.text.markdown import image_alts
from blog.transfer.archives import Archive
from blog.transfer.authors import Authors
from blog.transfer.cross_posts import store_cross_posts
from blog.transfer.destinations import Destinations
from blog.transfer.names import Names
from blog.transfer.plan import Plan
from blog.transfer.records import PostRecord, Problem

LONGEST_PATH = Redirect._meta.get_field("old_path").max_length or 0
MOST_REMEMBERED_PICTURES = 10_000
_CHECKED_FIELDS = {"kind", "title", "slug", "excerpt", "language", "meta_description", "series_position"}


class Place(NamedTuple):
    """Where a document belongs: the post it was before, or none; whether that stays; what there is to say about it."""

    post: Post | None
    is_unchanged: bool = False
    note: str = ""
    last_hash: str = ""


class PostWriter:
    def __init__(self, archive: Archive, plan: Plan, authors: Authors, by: User | None) -> None:
        self.archive = archive
        self.plan = plan
        self.authors = authors
        self.by = by
        self._taken_slugs: set[str] = set()
        self.forget()

    def forget(self) -> None:
        """Look everything up anew from now on."""
        self.names = Names()
        self._stored: dict[str, Image] = {}  # by file; only what is committed

    def look_up_slugs(self, slugs: Iterable[str]) -> None:
        """For the documents that come next, all at once."""
        self._taken_slugs = set(Post.objects.filter(slug__in=list(slugs)).values_list("slug", flat=True))

    def place_for(self, record: PostRecord, last: ImportItem | None, content_hash: str) -> Place:
        """Find the post that this document became before. Raises Problem when another post has its slug."""
        if last and last.post and _is_same(last.post, record):
            if last.content_hash == content_hash:
                return Place(last.post, is_unchanged=True)
            if last.post.trashed_at:
                return Place(last.post, is_unchanged=True, note=f"{record.key}: has changed, but is in the trash here")
            if holder := _holder(record.slug, but=last.post):
                raise _slug_taken(record, holder)
            return Place(last.post, note=_note_of_edits(record, last.post), last_hash=last.content_hash)
        holder = _holder(record.slug) if record.slug in self._taken_slugs else None
        if holder is None:
            return Place(None)
        if holder.import_items.filter(content_hash=content_hash).exclude(outcome=ImportItem.Outcome.FAILED).exists():
            return Place(holder, is_unchanged=True)  # the same document, moved
        raise _slug_taken(record, holder)

    def check(self, record: PostRecord, found: Destinations, place: Place) -> None:
        """Raise the Problem that `write` would raise, without writing."""
        for destination, name in {**found.pictures, **found.linked_pictures}.items():
            with _refusal_explained(record, destination, name):
                take_in(self.archive.read(name, limit=MAX_BYTES))
        self._fill(place.post or Post(), record)

    def write(self, record: PostRecord, found: Destinations, place: Place, item: ImportItem) -> None:
        """Store the document, and `item` with it. Raises Problem."""
        self.names.begin()
        with transaction.atomic():
            pictures = self._store_pictures(record, {**found.pictures, **found.linked_pictures})
            post = Post.objects.select_for_update(no_key=True).get(pk=place.post.pk) if place.post else Post()
            warnings = self._fill(post, record) + self._likeness_noted(record, pictures)
            post.body = self._with_new_destinations(record, found, pictures)
            if record.cover in found.pictures:
                post.cover = pictures[found.pictures[record.cover]]
            if record.series:
                post.series = self.names.series(record.series)
            tags = self.names.tags(record.tags) if record.tags else None
            save_post(post=post, by=self.by, reason=Revision.Reason.IMPORTED, tags=tags)
            _keep_dates(post, record, is_new=place.post is None)
            store_cross_posts(post, record, self.names, content_hash=item.content_hash, last_hash=place.last_hash)
            index_changed_posts(keys=[post.pk])
            warnings += self._leave_redirects(post, record)
            item.post, item.message = post, "\n".join(filter(None, [item.message, *warnings]))
            item.outcome = ImportItem.Outcome.UPDATED if place.post else ImportItem.Outcome.CREATED
            item.save()
        self.names.keep()
        if len(self._stored) < MOST_REMEMBERED_PICTURES:
            self._stored |= pictures

    def _store_pictures(self, record: PostRecord, files: dict[str, str]) -> dict[str, Image]:
        """The images of these files (by destination), by file name; what the document says they show comes along."""
        stored: dict[str, Image] = {}
        alts = image_alts(record.body) if files else {}
        if record.cover_alt:
            alts[record.cover] = record.cover_alt
        for destination, name in files.items():
            if name not in stored:
                with _refusal_explained(record, destination, name):
                    stored[name] = self._stored.get(name) or store_image(
                        data=self.archive.read(name, limit=MAX_BYTES),
                        name=name,
                        by=self.by,
                        alt=alts.get(destination, ""),
                    )
        return stored

    def _likeness_noted(self, record: PostRecord, pictures: dict[str, Image]) -> list[str]:
        """An import asks nothing: both pictures are kept, and whoever looks at the import is told."""
        new = {name: image for name, image in pictures.items() if image.is_new and name not in self._stored}
        alike = {name: Image.objects.like(image).first() for name, image in new.items()}
        text = "{}: the picture {} looks like {} ({}), which the library has too; both are kept"
        return [text.format(record.key, name, other, other.reference) for name, other in alike.items() if other]

    def _with_new_destinations(self, record: PostRecord, found: Destinations, pictures: dict[str, Image]) -> str:
        if not pictures and not found.documents:
            return record.body
        images = {destination: pictures[name].reference for destination, name in found.pictures.items()}
        links = {destination: pictures[name].reference for destination, name in found.linked_pictures.items()}
        for destination, (outline, anchor) in found.documents.items():
            links[destination] = self.plan.address(outline) + anchor
        new = {"image": images, "link": links}
        return rewrite_destinations(record.body, lambda destination: new[destination.kind].get(destination.url))

    def _fill(self, post: Post, record: PostRecord) -> list[str]:
        """Set the post's own columns, but for the body. What the document is silent about stays as it is here."""
        warnings = []
        post.kind, post.title, post.slug = record.kind, record.title, record.slug
        for name in ("excerpt", "meta_description", "language", "series_position", "expire_at"):
            setattr(post, name, getattr(record, name) or getattr(post, name))
        if record.has_own_date or post.publish_at is None:
            post.publish_at = record.publish_at
        post.is_featured = record.is_featured or post.is_featured
        author = self.authors.first_known(record.authors)
        if record.authors and not author:
            warnings.append(f"{record.key}: nobody here is called {record.authors[0]}; the default author is taken")
        if author or post.author_id is None:
            post.author = author or self.authors.default
        if not record.is_draft:
            post.status = Post.Status.PUBLISHED
        elif post.status == Post.Status.PUBLISHED:
            warnings.append(f"{record.key}: is a draft in the file but published here, and stays published")
        _validate(post, record)
        return warnings

    def _leave_redirects(self, post: Post, record: PostRecord) -> list[str]:
        """Lead the aliases here; the warnings about those that cannot be."""
        aliases = {_old_path(alias): alias for alias in record.aliases}
        aliases.pop(post.get_absolute_url(), None)
        if not aliases:
            return []
        standing = Redirect.objects.filter(old_path__in=aliases).select_related("post", "tag")
        redirects = {redirect.old_path: redirect for redirect in standing}
        slugs = {path.rstrip("/").rpartition("/")[2] for path in aliases}
        posts = Post.objects.filter(slug__in=slugs).only("kind", "slug", "title", "published_on").exclude(pk=post.pk)
        posts_by_address = {other.get_absolute_url(): other for other in posts}
        warnings, new = [], {}
        for path, alias in aliases.items():
            redirect = redirects.get(path)
            if redirect and redirect.post_id == post.pk:
                continue
            if reason := self._reason_against(path, redirect, posts_by_address.get(path)):
                warnings.append(f"{record.key}: the alias {alias} {reason}; no redirect was left")
            else:
                new[path] = redirect
        leave_redirects(old_paths=new, to=post)
        return warnings

    def _reason_against(self, path: str, redirect: Redirect | None, post: Post | None) -> str:
        if path == "/" or len(path) > LONGEST_PATH or re.search(r"[\0\s]", path):
            return "is no path that can be redirected"
        if other := self.plan.holder_of(path):
            return f"is the address of {other}"
        if post:
            return f"is the address of the post “{post}”"
        return f"leads to {redirect.target} already" if redirect and not redirect.is_gone else ""


def _is_same(post: Post, record: PostRecord) -> bool:
    """Whether this post can have come from the document: another blog's file of the same path shares none of these."""
    has_same_date = record.has_own_date and record.publish_at == post.publish_at
    return post.slug == record.slug or post.title == record.title or has_same_date


def _holder(slug: str, *, but: Post | None = None) -> Post | None:
    return Post.objects.filter(slug=slug).exclude(pk=but and but.pk).only("title", "trashed_at").first()


def _slug_taken(record: PostRecord, holder: Post) -> Problem:
    where = " in the trash" if holder.trashed_at else ""
    return Problem(
        record.key,
        f"the post “{holder}”{where} has the slug “{record.slug}” already and is not from this file; "
        "give the file another “slug:”, or rename or delete that post",
    )


def _note_of_edits(record: PostRecord, post: Post) -> str:
    newest = post.revisions.values_list("reason", "version").first()
    if newest is None or newest[0] == Revision.Reason.IMPORTED:
        return ""
    return f"{record.key}: was edited here since; the file replaces that, revision {newest[1]} keeps it"


@contextmanager
def _refusal_explained(record: PostRecord, destination: str, name: str) -> Iterator[None]:
    try:
        yield
    except ImageRefused as refusal:
        raise Problem(record.key, f"the picture {name}: {refusal}", line=record.line_of(destination)) from refusal


def _validate(post: Post, record: PostRecord) -> None:
    try:
        post.clean_fields(exclude={field.name for field in Post._meta.fields} - _CHECKED_FIELDS)
        post.clean()
    except ValidationError as error:
        reasons = "; ".join(f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
        raise Problem(record.key, reasons) from error
    if post.expire_at and post.publish_at and post.expire_at <= post.publish_at:
        raise Problem(record.key, "would expire before its publication; correct one of the two dates")


def _keep_dates(post: Post, record: PostRecord, *, is_new: bool) -> None:
    """Old posts are not this minute's news: lists of recent work and feeds go by these columns."""
    now = timezone.now()
    written = min(record.publish_at or now, now)
    dates = {"created_at": written} if is_new else {}
    if is_new or record.updated_at:
        dates["updated_at"] = min(record.updated_at or written, now)
    if dates:
        Post.objects.filter(pk=post.pk).update(**dates)


def _old_path(alias: str) -> str:
    """As Django gives the path of a request, decoded; WordPress addresses such as `/?p=12` with their query."""
    parts = urlsplit(alias)
    path = "/" + unquote(parts.path).lstrip("/")
    return f"{path}?{parts.query}" if parts.query else path
