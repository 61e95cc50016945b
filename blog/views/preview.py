"""What a post will look like, for those who write it: the page of the public site, before it is public."""

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from blog import access
from blog.models import CrossPost, Image, Post, SiteSettings, Tag
from blog.text import languages
from blog.text.slugs import slugify

from .pages import Head, render_page

# Ten times the longest text that anybody should have to wait for.
MAX_CHARACTERS = 2_000_000


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
    """A stored post, whatever its state."""
    return _page(_stored(request, pk))


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
    tags = [Tag(name=name, slug=slugify(name)) for name in typed.getlist("tags")[:100]]
    crossed = list(post.cross_posts.all()) if post.pk else []
    post._prefetched_objects_cache = {"tags": tags, "cross_posts": crossed}
    post.render()


def _page(post: Post, *, is_pane: bool = False) -> HttpResponse:
    template = "admin/blog/post/preview_pane.html" if is_pane else "admin/blog/post/preview.html"
    return render_page(
        template, site=SiteSettings.load(), head=Head(path="", title=str(post), is_hidden=True), post=post
    )


def _key(text: str | None) -> int | None:
    """A primary key, if that is what was sent."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else None
