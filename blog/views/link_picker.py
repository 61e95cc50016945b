"""Posts to link to, found while somebody types words of a title."""

from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from blog import access
from blog.models import Post
from blog.text.pictures import POST_SCHEME

from .json_doors import json_door

MOST = 20
LONGEST = 200
SHOWN = ("title", "kind", "slug", "status", "publish_at", "published_on", "expire_at", "trashed_at", "updated_at")


@require_GET
@json_door
def posts_to_link(request: HttpRequest) -> JsonResponse:
    """GET `?q=` words of a title or their beginnings; without, the posts last worked on.

    Answers `{"posts": [{id, title, state, kind, link, url}]}`, at most 20, the newest first: those this person may
    see in the admin, and what readers can find. `link` is what belongs into the text, as `[words](post:45)`: it goes on
    leading there when the address changes, and is words alone while readers cannot see the post. `url` is the public
    address, for those that are out.
    """
    words = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST]
    mine = access.readable_posts(request.user)
    if words:
        # Not in an order that an index has: the planner would walk through all posts to find the few.
        newest = (F("pk") + 0).desc()
        found = [*_some(mine.with_title_words(words).order_by(newest))]
        found += _some(Post.objects.findable().with_title_words(words).order_by(newest))
    else:
        found = [*_some(mine.order_by("-updated_at", "-id"))]
    unique = {post.pk: post for post in found}
    newest_first = sorted(unique.values(), key=lambda post: post.updated_at, reverse=True)[:MOST]
    return JsonResponse({"posts": [_described(post) for post in newest_first]})


def _some(posts: object) -> list[Post]:
    return list(posts.not_in_trash().only(*SHOWN)[:MOST])


def _described(post: Post) -> dict[str, object]:
    state = post.state
    return {
        "id": post.pk,
        "title": str(post),
        "state": state,
        "kind": post.kind,
        "link": f"{POST_SCHEME}{post.pk}",
        "url": post.get_absolute_url() if state == "published" else "",
    }
