"""The page of search results, and how browsers find it."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F, QuerySet
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from blog.finding.engine import Found, TooSlow, find
from blog.finding.snippets import add_snippets
from blog.finding.spelling import better_query
from blog.models import Post
from blog.search.passages import LONGEST_TEXT
from blog.search.query import Query, parse

from .caching import public_page
from .pages import Head, render_page
from .search_facets import Choice, FacetGroup, active_filters, facet_groups

SIZE = 10
LAST_PAGE = 100
RECENT = 5


@dataclass(kw_only=True)
class Results:
    """What the page shows of one query; addresses are for links."""

    query: Query
    typed: str
    found: Found | None = None
    posts: list[Post] = field(default_factory=list)
    page: int = 1
    groups: list[FacetGroup] = field(default_factory=list)
    filters: list[Choice] = field(default_factory=list)
    better: Query | None = None
    recent: list[Post] = field(default_factory=list)
    is_too_slow: bool = False

    @property
    def count(self) -> int:
        return self.found.count if self.found else 0

    @property
    def better_url(self) -> str:
        return search_url(str(self.better))

    @property
    def first_place(self) -> int:
        return (self.page - 1) * SIZE + 1

    @cached_property
    def newer(self) -> str:
        return search_url(self.typed, self.page - 1) if self.page > 1 else ""

    @cached_property
    def older(self) -> str:
        return search_url(self.typed, self.page + 1) if self.count > self.page * SIZE else ""


def search_url(typed: str, page: int = 1) -> str:
    return f"{reverse('search')}?{urlencode({'q': typed} | ({'page': page} if page > 1 else {}))}"


@public_page
def search(request: HttpRequest) -> HttpResponse:
    results = results_of(request.GET.get("q", ""), request.GET.get("page", ""))
    head = Head(
        path=search_url(str(results.query), results.page) if results.query.pieces else reverse("search"),
        title=_("Search"),
        is_hidden=True,
        newer=results.newer,
        older=results.older,
    )
    status = 503 if results.is_too_slow else 200
    return render_page("blog/search.html", site=request.site, head=head, results=results, status=status)


def results_of(typed: str, page: str) -> Results:
    query = parse(typed)
    number = min(int(page), LAST_PAGE) if page.isascii() and page.isdecimal() and len(page) < 4 and int(page) else 1
    results = Results(query=query, typed=str(query), page=number, filters=active_filters(query))
    if query.is_empty:
        results.recent = _recent()
        return results
    try:
        _find(results)
    except TooSlow:
        results.is_too_slow = True
    return results


def _find(results: Results) -> None:
    listed = Post.objects.listed()
    query = results.query
    results.found = found = find(query, allowed=listed, offset=(results.page - 1) * SIZE, size=SIZE)
    results.posts = _shown(found.keys)
    if results.posts:
        add_snippets(results.posts, query, found.lookups)
        results.groups = facet_groups(found)
    else:
        results.recent = _recent()
    results.better = better_query(found, allowed=listed)


def _shown(keys: list[int]) -> list[Post]:
    if not keys:
        return []
    shown = Post.objects.listed().filter(pk__in=keys).annotate(
        text=Left("plain_text", LONGEST_TEXT), stemmer=F("search__stemmer")
    )  # fmt: skip
    rows = {post.pk: post for post in _with_heading(shown)}
    return [rows[key] for key in keys if key in rows]


def _recent() -> list[Post]:
    return list(_with_heading(Post.objects.listed().newest_first())[:RECENT])


def _with_heading(posts: QuerySet) -> QuerySet:
    shown = ("kind", "title", "slug", "excerpt", "generated_excerpt", "language", "publish_at", "published_on")
    return posts.select_related("author").only(*shown, "author__username", "author__name", "author__slug")


@public_page
def opensearch(request: HttpRequest) -> HttpResponse:
    xml = render_to_string("blog/opensearch.xml", {"site": request.site, "search_path": reverse("search")})
    return HttpResponse(xml, content_type="application/opensearchdescription+xml")
