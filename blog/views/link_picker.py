"""Posts to link to, found while somebody types words of a title."""

from heapq import nlargest
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from blog import access
from blog.models import Post, PostQuerySet
from blog.text.pictures import POST_SCHEME

from .json_doors import json_door

MOST = 20
CANDIDATES = 1_000
# Of the posts last worked on so many are looked through first: what a page full of them has, many others have too.
RECENT = 2_000
LONGEST = 200
SHOWN = ("title", "kind", "slug", "status", "publish_at", "published_on", "expire_at", "trashed_at", "updated_at")


@require_GET
@json_door
def posts_to_link(request: HttpRequest) -> JsonResponse:
    """GET `?q=` words of a title or their beginnings, or an address of this site; without, the posts last worked on.

    Answers `{"posts": [{id, title, state, kind, link, url}]}`, at most 20, the newest first (of words that many titles
    have, the newest of the 2,000 posts last worked on): those this person may see in the admin, and what readers can
    find. `link` is what belongs into the text, as `[words](post:45)`: it goes on leading there when the address
    changes, and is words alone while readers cannot see the post. `url` is the public address, for those that are out.
    """
    words = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST]
    mine = access.readable_posts(request.user)
    found = mine.not_in_trash().order_by("-updated_at", "-id")
    if words.startswith(("/", f"{settings.SITE_URL}/")):
        here = [_described(post, fragment) for post, fragment in _at(words, mine)]
        return JsonResponse({"posts": here})
    if words:
        keys = {*_matching(mine, mine, words), *_matching(Post.objects.findable(), Post.objects.all(), words)}
        found = Post.objects.filter(pk__in=nlargest(MOST, keys)).order_by("-pk")
    return JsonResponse({"posts": [_described(post) for post in found.only(*SHOWN)[:MOST]]})


def _at(address: str, mine: PostQuerySet) -> list[tuple[Post, str]]:
    """The post that has this address, if it may be found, and what follows the `#`: addresses change, keys do not."""
    path, _, fragment = address.removeprefix(settings.SITE_URL).partition("#")
    path = unquote(path.partition("?")[0]).replace("\0", "").rstrip("/")
    slug = path.rpartition("/")[2]
    found = [post for posts in (mine, Post.objects.findable()) for post in _with_slug(posts, slug)]
    return [(post, fragment) for post in found[:1] if unquote(post.get_absolute_url()).rstrip("/") == path]


def _with_slug(posts: PostQuerySet, slug: str) -> PostQuerySet:
    return posts.not_in_trash().filter(slug=slug).only(*SHOWN)


def _matching(posts: PostQuerySet, worked_on: PostQuerySet, words: str) -> list[int]:
    """Keys of `posts`, unsorted: to sort all that have a common word would cost.

    `worked_on` has them all, and an index gives those last worked on.
    """
    posts = posts.not_in_trash().order_by().values_list("pk", flat=True)
    last = worked_on.order_by("-updated_at", "-id").values("pk")[:RECENT]
    recent = list(posts.filter(pk__in=last).with_title_words(words, by_index=False))
    return recent if len(recent) >= MOST else [*recent, *posts.with_title_words(words)[:CANDIDATES]]


def _described(post: Post, fragment: str = "") -> dict[str, object]:
    state = post.state
    return {
        "id": post.pk,
        "title": str(post),
        "state": state,
        "kind": post.kind,
        "link": f"{POST_SCHEME}{post.pk}" + (f"#{fragment}" if fragment else ""),
        "url": post.get_absolute_url() if state == "published" else "",
    }
