"""Lists of posts: the front page, and what there is of a tag, an author, a series, a source, a year, a month."""

from django.http import Http404, HttpRequest, HttpResponse

from blog.models import SiteSettings

from . import listings, structured_data
from .caching import public_page
from .listings import Listing
from .pages import Head, render_page, right_address
from .paging import Page
from .structured_data import Thing

# A post, a page, an attachment: /?p=12
WORDPRESS_NUMBERS = ("p", "page_id", "attachment_id")


@public_page
def home(request: HttpRequest) -> HttpResponse:
    if any(request.GET.get(name, "").isdecimal() for name in WORDPRESS_NUMBERS):
        raise Http404("A post by its number in another blog; perhaps there is a redirect from it.")
    listing = listings.whole_site()
    page = listing.cards(request.GET, request.site.posts_per_page)
    featured = listings.featured() if page.is_first else None
    shown = [post for post in page.posts if post != featured]
    head = _head(listing, page, request)
    return render_page(
        "blog/home.html",
        site=request.site,
        head=head,
        listing=listing,
        page=page._replace(posts=shown),
        featured=featured,
    )


@public_page
def about(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """A list about something with a name; `kind` is the name of its address."""
    listing = listings.LISTINGS[kind](slug)
    return right_address(request, listing.path) or _show(request, listing)


@public_page
def year(request: HttpRequest, year: int) -> HttpResponse:
    return _show(request, listings.of_year(year))


@public_page
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    listing = listings.of_month(year, month)
    return right_address(request, listing.path) or _show(request, listing)


def _show(request: HttpRequest, listing: Listing) -> HttpResponse:
    page = listing.cards(request.GET, request.site.posts_per_page)
    if not page.posts:
        raise Http404("Nothing is listed here.")
    head = _head(listing, page, request)
    return render_page("blog/listing.html", site=request.site, head=head, listing=listing, page=page)


def _head(listing: Listing, page: Page, request: HttpRequest) -> Head:
    cursor = "" if page.is_first else f"?{listing.order.parameter}={request.GET[listing.order.parameter]}"
    return Head(
        path=listing.path + cursor,
        title=listing.title,
        description=listing.description,
        feeds=listing.path if listing.has_feeds else "",
        newer="" if page.is_first else listing.path,
        older=listing.path + page.following if page.following else "",
        # The places where a page can begin are as many as there are posts, and each new post moves all of them.
        is_hidden=not page.is_first,
        things=_things(listing, page, request.site) if page.is_first else (),
        me=_elsewhere(listing, request.site) if page.is_first else (),
    )


def _things(listing: Listing, page: Page, site: SiteSettings) -> list[Thing]:
    match listing.kind:
        case "home":
            return structured_data.of_home(site)
        case "author":
            return structured_data.of_author(listing.subject, site=site)
        case kind:
            about = {"kind": kind, "path": listing.path, "title": listing.title, "source": listing.source}
            return structured_data.of_list(site=site, posts=page.posts, **about)


def _elsewhere(listing: Listing, site: SiteSettings) -> list[str]:
    """Profiles of the person or the site that the page is about."""
    if listing.kind == "home":
        return structured_data.profiles(site)
    return [listing.website] if listing.kind == "author" and listing.website else []
