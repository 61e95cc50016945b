"""What a post will look like, for those who write it: the page of the public site, before it is public."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from blog import access
from blog.actions.folding import NotMerged, merged_with_post
from blog.actions.typed import Fields, check, moment_of, normalised
from blog.models import CrossPost, Image, Post, SiteSettings, Tag, WorkingCopy
from blog.text import languages
from blog.text.slugs import slugify

from .pages import Head, render_page

# Ten times the longest text that anybody should have to wait for.
MAX_CHARACTERS = 2_000_000
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
    """The form as it stands, of the post `?post=` or of a new one; `?pane=` leaves the site around it away.

    Stores nothing.
    """
    if not request.user.has_perm("blog.change_post"):
        raise PermissionDenied
    if len(request.POST.get("body", "")) > MAX_CHARACTERS:
        return HttpResponse(_("This text is too long to be previewed; it can still be saved."), status=413)
    pk = _key(request.GET.get("post"))
    post = _stored(request, pk) if pk else Post(pk=0, author=request.user)
    _type_over(post, request)
    return _page(post, is_pane="pane" in request.GET)


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
    if fields and not _type_fields(post, fields, copy.staged_version if of == "staged" else copy.base_version):
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


def _type_fields(post: Post, fields: Fields, base_version: int) -> bool:
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
    crossed = Prefetch("cross_posts", CrossPost.objects.select_related("source"))
    posts = access.readable_posts(request.user).select_related("author", "cover")
    return get_object_or_404(posts.prefetch_related("tags", crossed), pk=pk)


def _type_over(post: Post, request: HttpRequest) -> None:
    """Set what the page shows of the form; tags and cross-posts as a query would have brought them."""
    typed = request.POST
    post.title, post.body, post.excerpt = (typed.get(name, "") for name in ("title", "body", "excerpt"))
    post.slug = slugify(typed.get("slug") or post.title)
    post.language = languages.normalised(typed.get("language", post.language))
    post.language = post.language if languages.is_known(post.language) else ""
    post.cover = Image.objects.filter(pk=_key(typed.get("cover"))).first()
    _set_tags(post, typed.getlist("tags")[:100])
    post.render()


def _set_tags(post: Post, names: Iterable[str]) -> None:
    crossed = list(post.cross_posts.all()) if post.pk else []
    tags = [Tag(name=name, slug=slugify(name)) for name in names]
    post._prefetched_objects_cache = {"tags": tags, "cross_posts": crossed}


def _page(post: Post, *, is_pane: bool = False) -> HttpResponse:
    template = "admin/blog/post/preview_pane.html" if is_pane else "admin/blog/post/preview.html"
    return render_page(
        template, site=SiteSettings.load(), head=Head(path="", title=str(post), is_hidden=True), post=post
    )


def _key(text: str | None) -> int | None:
    """A primary key, if that is what was sent."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else None
