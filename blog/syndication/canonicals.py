"""Whether the addresses that posts name as canonical are still what search engines should count."""

import datetime as dt
from urllib.parse import unquote, urljoin, urlsplit

import lxml.etree
import lxml.html
from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import CrossPost, Post
from blog.outgoing.client import Answer, send
from blog.outgoing.errors import OutgoingError

AGAIN_AFTER = dt.timedelta(days=7)
WITHIN, LARGEST = 15, 2_000_000


def due(*, limit: int) -> list[CrossPost]:
    """Canonical ones that were not looked at for a week, those never looked at first."""
    old = Q(last_checked=None) | Q(last_checked__lt=timezone.now() - AGAIN_AFTER)
    crossed = CrossPost.objects.filter(old, is_canonical=True).select_related("post")
    return list(crossed.order_by(F("last_checked").asc(nulls_first=True), "id")[:limit])


def check(*, cross: CrossPost) -> str:
    """What is wrong with it, in a sentence for its author, stored with the row; "" if nothing is."""
    problem = _own_problem(cross.url, cross.post) or _problem_there(cross)
    CrossPost.objects.filter(pk=cross.pk).update(problem=problem[:300], last_checked=timezone.now())
    return problem


def _own_problem(url: str, post: Post) -> str:
    """Of an address on this site."""
    parts = urlsplit(url)
    if parts.netloc != urlsplit(settings.SITE_URL).netloc:
        return ""
    if _same(url, urljoin(settings.SITE_URL, post.get_absolute_url())):
        return _("It is this post itself; leave the canonical address empty instead.")
    slug = unquote(parts.path).rstrip("/").rpartition("/")[2]
    there = Post.objects.filter(slug=slug).first()
    if there is None:
        return _("There is no such page on this site.")
    if there.state != "published":
        return _("It leads to a post of ours that readers cannot see: %(post)s.") % {"post": there}
    elsewhere = there.cross_posts.filter(is_canonical=True).values_list("url", flat=True).first()
    if elsewhere:
        return _("That post itself names another as canonical: %(url)s.") % {"url": elsewhere[:200]}
    return ""


def _problem_there(cross: CrossPost) -> str:
    if urlsplit(cross.url).netloc == urlsplit(settings.SITE_URL).netloc:
        return ""
    try:
        answer = send("GET", cross.url, headers={"accept": "text/html"}, within=WITHIN, most_bytes=LARGEST, follow=True)
    except OutgoingError as error:
        return str(error)
    if not answer.is_success:
        return _("The address answers %(status)d.") % {"status": answer.status}
    if not _same(answer.url, cross.url):
        return _("The address leads on to %(url)s; name that one.") % {"url": answer.url[:200]}
    named = _named_canonical(answer)
    if named and _same(named, urljoin(settings.SITE_URL, cross.post.get_absolute_url())):
        return _("The page there names our post as canonical, and ours names it: a loop.")
    if named and not _same(named, cross.url):
        return _("The page there names another as canonical: %(url)s.") % {"url": named[:200]}
    return ""


def _named_canonical(answer: Answer) -> str:
    try:
        page = lxml.html.document_fromstring(answer.body)
    except (ValueError, lxml.etree.LxmlError):
        return ""
    for link in page.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            return urljoin(answer.url, link.get("href").strip())
    return ""


def _same(one: str, other: str) -> bool:
    """But for the fragment and the slash at the end."""
    return one.partition("#")[0].rstrip("/") == other.partition("#")[0].rstrip("/")
