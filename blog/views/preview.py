"""What a post will look like, for those who write it: the page of the public site, before it is public."""

import datetime as dt
from collections.abc import Iterable
from copy import copy

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.db.models.functions import Lower
from django.forms import SplitDateTimeField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from blog import access
from blog.actions.folding import NotMerged, merged_with_post
from blog.actions.typed import LONGEST_KEY, MAX_CHARACTERS, MAX_TAGS, Fields, check, moment_of, normalised
from blog.models import CrossPost, Image, Post, Series, SiteSettings, Tag, WorkingCopy
from blog.text import languages
from blog.text.slugs import slugify

from .caching import compress
from .compression import preferred_coding
from .neighbours import Neighbours, in_series
from .pages import Head, render_page

HIGHEST_POSITION = 2**31 - 1
NOTHING_TO_SEE = {
    "draft": gettext_lazy("Then readers see nothing here: it is a draft."),
    "scheduled": gettext_lazy("Then readers see nothing here yet: it appears later."),
    "expired": gettext_lazy("Then readers see nothing here any more: it has expired."),
    "trashed": gettext_lazy("Then readers see nothing here: it is in the trash."),
}


@require_POST
@never_cache
@xframe_options_sameorigin
def preview_typed(request: HttpRequest) -> HttpResponse:
    """The form as it stands, of the post `?post=` or of a new one.

    What the form of this role does not have stays as it is stored. `?pane=` is for beside the text: without the site
    around it, each block with the lines that it comes from (`blog.text.lines`). Stores nothing.
    """
    if not request.user.has_perm("blog.change_post"):
        raise PermissionDenied
    if len(request.POST.get("body", "")) > MAX_CHARACTERS:
        return HttpResponse(_("This text is too long to be previewed; it can still be saved."), status=413)
    pk, is_pane = _key(request.GET.get("post")), "pane" in request.GET
    post = _stored(request, pk) if pk else Post(pk=0, author=request.user)
    _type_over(post, request.POST, by=request.user)
    post.render(with_lines=is_pane)
    return _smaller(_page(post, is_pane=is_pane), request)


@require_GET
@never_cache
@xframe_options_sameorigin
def preview_saved(request: HttpRequest, pk: int) -> HttpResponse:
    """A stored post, whatever its state; `?of=working` with what is being written, `?of=staged` with what waits.

    `?at=`, ISO 8601 or in the site's time as `2026-07-01T09:00`: as readers will see it at that moment, with the staged
    changes that are live by then; where they will see nothing, a page that says so.
    """
    post, copy = _stored(request, pk), WorkingCopy.objects.filter(post=pk).first()
    of, at = request.GET.get("of", ""), request.GET.get("at", "")
    moment = _moment(at)
    if at and moment is None:
        return _said(_("This is no date and time that there is."), status=400)
    if copy and moment and copy.go_live_at and copy.go_live_at <= moment:
        of = "staged"
    fields = {"working": copy.fields, "staged": copy.staged}.get(of) if copy else None
    if fields and not type_fields(post, fields, copy.staged_version if of == "staged" else copy.base_version):
        return _said(_("The post was changed meanwhile in the same places, so that this has to be merged by hand."))
    if moment and (state := post.state_at(moment)) != "published":
        return _said(NOTHING_TO_SEE[state])
    if moment and post.visibility == Post.Visibility.PRIVATE:
        return _said(_("Then only those who may edit it see it: it is private."))
    return _page(post, is_pane="pane" in request.GET)


def _moment(text: str) -> dt.datetime | None:
    fields, _errors = normalised({"publish_at": text})
    when = moment_of(fields["publish_at"])
    return when if isinstance(when, dt.datetime) else None


def _said(words: str, status: int = 200) -> HttpResponse:
    site, head = SiteSettings.load(), Head(path="", title=str(words), is_hidden=True)
    return render_page("admin/blog/post/preview_nothing.html", site=site, head=head, words=words, status=status)


def type_fields(post: Post, fields: Fields, base_version: int) -> bool:
    """Set what is written over the post, as saving will; False where that needs somebody to choose."""
    try:
        merged = merged_with_post(post=post, fields=fields, base_version=base_version)
    except NotMerged:
        return False
    values, _errors = check(merged, post=post, by=None)
    names = values.pop("tags", [tag.name for tag in post.tags.all()])
    for name, value in values.items():
        setattr(post, name, value)
    post.slug = post.slug or slugify(post.title)
    post.set_day()
    _set_tags(post, names)
    post.render()
    return True


def _stored(request: HttpRequest, pk: int) -> Post:
    crossed = Prefetch("cross_posts", CrossPost.objects.with_sources())
    posts = access.readable_posts(request.user).select_related("author", "cover", "series")
    return get_object_or_404(posts.prefetch_related("tags", crossed), pk=pk)


def _type_over(post: Post, typed: QueryDict, *, by: User) -> None:
    """Set what the page shows of the form; tags and cross-posts as a query would have brought them."""
    post.title, post.body, post.excerpt = (typed.get(name, "") for name in ("title", "body", "excerpt"))
    post.slug = slugify(typed.get("slug") or post.title)
    post.language = languages.normalised(typed.get("language", post.language))
    post.language = post.language if languages.is_known(post.language) else ""
    post.cover = Image.objects.filter(pk=_key(typed.get("cover"))).first()
    if "series" in typed and _key(typed["series"]) != post.series_id:
        post.series = Series.objects.filter(pk=_key(typed["series"])).first()
    if "series_position" in typed:
        position = _key(typed["series_position"])
        post.series_position = position if position is None or position <= HIGHEST_POSITION else None
    if by.has_perm("blog.change_any_post"):
        post.kind = typed["kind"] if typed.get("kind") in Post.Kind else post.kind
        writers = User.objects.filter(is_active=True, is_staff=True)
        post.author = writers.filter(pk=_key(typed.get("author"))).first() or post.author
    _set_moment(post, typed)
    _set_tags(post, [*typed.getlist("tags"), *typed.get("tags_typed", "").split(",")])


def _set_moment(post: Post, typed: QueryDict) -> None:
    """The time of publication, in the two fields of the form; one that is wrong is not shown."""
    parts = [typed.get(f"publish_at_{part}") for part in (0, 1)]
    if None not in parts:
        with timezone.override(SiteSettings.load().zone):
            try:
                post.publish_at = SplitDateTimeField(required=False).clean(parts)
            except (ValidationError, OverflowError):
                return
    post.set_day()


def _set_tags(post: Post, names: Iterable[str]) -> None:
    """The tags of these names in the order of the page, those that are to be made behind them."""
    fields, _errors = normalised({"tags": list(names)})
    wanted = {name.lower(): name for name in fields["tags"][:MAX_TAGS]}
    known = list(Tag.objects.annotate(lower=Lower("name")).filter(lower__in=wanted)) if wanted else []
    new = [wanted[lower] for lower in wanted.keys() - {tag.name.lower() for tag in known}]
    tags = [*known, *(Tag(name=name, slug=slugify(name, fallback="tag")) for name in sorted(new))]
    crossed = list(post.cross_posts.all()) if post.pk else []
    post._prefetched_objects_cache = {"tags": tags, "cross_posts": crossed}


def _page(post: Post, *, is_pane: bool = False) -> HttpResponse:
    template = "admin/blog/post/preview_pane.html" if is_pane else "admin/blog/post/preview.html"
    head = Head(path="", title=str(post), is_hidden=True)
    return render_page(template, site=SiteSettings.load(), head=head, post=post, series=_series_of(post))


def _series_of(post: Post) -> Neighbours | None:
    """Its place in its series, as it will be once it is published."""
    if post.kind == Post.Kind.PAGE:
        return None
    placed = copy(post)
    placed.publish_at = post.publish_at or timezone.now()
    return in_series(placed)


def _smaller(page: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Compressed: nobody else can have a page of words of their choice made with another's secrets in it."""
    compress(page, preferred_coding(request.headers.get("Accept-Encoding", "")))
    patch_vary_headers(page, ["Accept-Encoding"])
    return page


def _key(text: str | None) -> int | None:
    """A primary key, if that is what was sent."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else None
