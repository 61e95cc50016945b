"""One post of another site, brought here by its address, in the way in which feeds bring theirs."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from accounts.models import User
from blog.actions.named import save_named
from blog.models import CrossPost, Feed, Post, Source
from blog.outgoing.client import send

from .arriving import is_ours, new_post_of, prepared
from .reading.article import article_of
from .reading.items import NotReadable

WITHIN, LARGEST = 20, 8_000_000


def bring(*, url: str, by: User) -> tuple[Post, bool]:
    """The post, a draft of this person, and whether it is new: a page that was brought before is not brought again.

    Raises OutgoingError where the page does not answer, NotReadable where it has no article.
    """
    url = url.strip() if "://" in url else f"https://{url.strip()}"
    item = article_of(send("GET", url, headers={"accept": "text/html"}, within=WITHIN, most_bytes=LARGEST))
    if is_ours(item):
        raise NotReadable(_("This page is one of ours."))
    crossed = CrossPost.objects.filter(url__in={item.url, url}, direction=CrossPost.Direction.FROM)
    earlier = crossed.select_related("post").first()
    if earlier:
        return earlier.post, False
    feed = Feed(source=source_of(item.url), author=by)
    made = prepared(feed, item)
    return new_post_of(feed, item, made), True


def source_of(url: str) -> Source:
    """The source with that host, made where there is none."""
    parts = urlsplit(url)
    bare = parts.netloc.removeprefix("www.")
    homes = [
        f"{scheme}://{www}{bare}{end}" for scheme in ("https", "http") for www in ("", "www.") for end in ("", "/")
    ]
    found = Source.objects.filter(home_url__in=homes).first() or Source.objects.named(bare).first()
    if found is None:
        found = Source(name=bare, home_url=f"{parts.scheme}://{parts.netloc}/")
        save_named(item=found)
    return found
