"""Searching the list of posts: what readers search by, over everything that this person may see."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog import access
from blog.finding.engine import TooSlow, find
from blog.search.marks import AUTHOR, mark
from blog.search.query import Query, parse

from .paging import CAP

HELP = _('Words, "a phrase", -without; tag: author: source: before: after:')


def found_by(queryset: QuerySet, text: str, request: HttpRequest) -> QuerySet:
    """Those of the newest CAP finds that the list shows; the words of a title may also be just begun, all of them."""
    query = parse(text)
    try:
        keys = _keys(query, request)
    except TooSlow:
        messages.warning(request, gettext("That search took too long. Please try again with fewer or rarer words."))
        return queryset.none()
    if _is_plain(query):
        keys += access.readable_posts(request.user).with_title_words(text).order_by().values_list("pk", flat=True)[:CAP]
    return queryset.filter(pk__in=keys)


def _keys(query: Query, request: HttpRequest) -> list[int]:
    # Whoever sees only their own posts has them looked for alone: those of others would take their places.
    own = () if request.user.has_perm("blog.change_any_post") else (mark(AUTHOR, request.user.pk),)
    allowed = access.readable_posts(request.user)
    return find(query, allowed=allowed, size=CAP, is_public=False, marks=own, with_facets=False).keys


def _is_plain(query: Query) -> bool:
    """Only words: nothing left out, narrowed down by or to be found word by word."""
    return not query.filters and not any(piece.is_excluded or piece.text.startswith('"') for piece in query.terms)
