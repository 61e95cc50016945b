"""The Markdown twin of a post: what `index.md` beside it says."""

from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.encoding import iri_to_uri

from blog.models import CrossPost, Post
from blog.models.absolute import absolute_markdown

from .caching import public_page
from .pages import find, right_address


@public_page
def post(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    return _twin(request, find(Post.objects.reachable().filter(kind=Post.Kind.POST).whole().defer("body_html"), slug))


@public_page
def page(request: HttpRequest, slug: str) -> HttpResponse:
    return _twin(request, find(Post.objects.reachable().filter(kind=Post.Kind.PAGE).whole().defer("body_html"), slug))


def _twin(request: HttpRequest, post: Post) -> HttpResponse:
    if moved := right_address(request, post.get_absolute_url() + "index.md"):
        return moved
    front = yaml.safe_dump(_front_matter(post), allow_unicode=True, sort_keys=False, width=1000)
    with translation.override(request.site.interface_language):
        text = render_to_string("blog/twin.md", {"front": front, "post": post, "body": absolute_markdown(post)})
    response = HttpResponse(text.strip() + "\n", content_type="text/markdown; charset=utf-8")
    # The page is what search engines should show, not its source.
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Link"] = f'<{iri_to_uri(post.canonical_url())}>; rel="canonical"'
    return response


def _front_matter(post: Post) -> dict[str, Any]:
    fields = {
        "title": post.title,
        "date": post.publish_at.isoformat(),
        "updated": post.revised_at and post.revised_at.isoformat(),
        "slug": post.slug,
        "author": post.author.public_name,
        "description": post.excerpt,
        "language": post.language,
        "tags": [tag.name for tag in post.tags.all()],
        "series": post.series and post.series.name,
        "canonical_url": post.canonical_url(),
        "cross_posted_from": [_origin(c) for c in post.cross_posts.all() if c.direction == CrossPost.Direction.FROM],
    }
    return {name: value for name, value in fields.items() if value}


def _origin(cross: CrossPost) -> dict[str, Any]:
    fields = {"source": cross.source.name, "url": cross.url, "canonical": cross.is_canonical}
    return {name: value for name, value in fields.items() if value}
