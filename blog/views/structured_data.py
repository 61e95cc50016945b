"""What pages say of themselves in schema.org's words, as plain data; the filter `json_ld` writes it into the head.

Made of what a page has loaded anyway, never of a query. Titles may be lazy: they are put into words with the page.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models import CrossPost, Post, SiteSettings, Source
from blog.models.shared_picture import SharedPicture, icon_of, logo_of
from config.addresses import address

Thing = dict[str, Any]
LONGEST_DESCRIPTION = 300
# The lists that stand above others.
_ABOVE = {"tag": [(_("Tags"), "tags")], "source": [(_("Sources"), "sources")], "year": [(_("Archive"), "archive")]}
_ABOVE["month"] = _ABOVE["year"]


def of_post(post: Post, *, site: SiteSettings, canonical: str, picture: SharedPicture | None) -> list[Thing]:
    """A post, or a page, with what `PostQuerySet.whole` loads."""
    path = post.get_absolute_url()
    if post.kind == Post.Kind.PAGE:
        return [_page("WebPage", post.title, path, site), _trail(site, (post.title, path))]
    year = f"{post.published_on:%Y}"
    article = _article(post, site) | {"mainEntityOfPage": canonical} | _given(image=picture and _image(picture))
    return [article, _trail(site, (year, address("year", post.published_on.year)), (post.title, path))]


def of_home(site: SiteSettings) -> list[Thing]:
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": _url("/search/?q={search_term_string}")},
        "query-input": "required name=search_term_string",
    }
    website = {"@type": "WebSite", "@id": _url("/#website"), "name": site.title, "url": _url("/")}
    described = _given(alternateName=site.tagline, description=_short(site.description), inLanguage=site.language)
    return [website | described | {"publisher": _publisher(site), "potentialAction": search}, _blog(site)]


def of_author(author: User, *, site: SiteSettings) -> list[Thing]:
    path = author.get_absolute_url()
    profile = _page("ProfilePage", author.public_name, path, site)
    profile["mainEntity"] = _person(author) | _given(description=_short(author.bio))
    return [profile, _trail(site, (author.public_name, path))]


def of_list(
    *, site: SiteSettings, kind: str, path: str, title: Any, posts: Iterable[Post] = (), source: Source | None = None
) -> list[Thing]:
    """Of posts, or of the names of lists. `kind` is that of `Listing`, `title` in the site's language.

    `source` is what the list is about, with its logo.
    """
    listed = [
        {"@type": "ListItem", "position": number, "url": _url(post.get_absolute_url())}
        for number, post in enumerate(posts, start=1)
    ]
    page = _page("CollectionPage", title, path, site)
    above = [(name, address(view)) for name, view in _ABOVE.get(kind, ())]
    page |= _given(about=source and _source(source), mainEntity=_items("ItemList", listed))
    return [page, _trail(site, *above, (title, path))]


def section_of(post: Post) -> str:
    """Under which heading a magazine would print it: its series, or its first tag."""
    return post.series.name if post.series else next((tag.name for tag in post.tags.all()), "")


def profiles(site: SiteSettings) -> list[str]:
    """Of the site, elsewhere."""
    return [link.url for link in site.social if not link.url.startswith("/")]


def _article(post: Post, site: SiteSettings) -> Thing:
    crossed = [cross for cross in post.cross_posts.all() if cross.url]
    article = {
        "@type": "BlogPosting",
        "headline": post.title,
        "url": _url(post.get_absolute_url()),
        "author": _person(post.author),
        "publisher": _publisher(site),
        "isPartOf": [_blog(site), *_series(post)],
    }
    return article | _given(
        description=_short(post.meta_description or post.summary),
        datePublished=_moment(post.publish_at, site),
        dateModified=_moment(post.last_changed, site),
        inLanguage=post.language or site.language,
        wordCount=post.word_count,
        keywords=[tag.name for tag in post.tags.all()],
        articleSection=section_of(post),
        isBasedOn=[cross.url for cross in crossed if cross.direction == CrossPost.Direction.FROM],
        sameAs=[cross.url for cross in crossed if cross.direction == CrossPost.Direction.TO],
    )


def _series(post: Post) -> list[Thing]:
    if not post.series:
        return []
    return [{"@type": "CreativeWorkSeries", "name": post.series.name, "url": _url(post.series.get_absolute_url())}]


def _person(author: User) -> Thing:
    person = {"@type": "Person", "name": author.public_name, "url": _url(author.get_absolute_url())}
    return person | _given(sameAs=author.website)


def _publisher(site: SiteSettings) -> Thing:
    publisher = {"@type": "Organization", "@id": _url("/#publisher"), "name": site.title, "url": _url("/")}
    icon = icon_of(site)
    return publisher | _given(sameAs=profiles(site), logo=icon and _image(icon))


def _source(source: Source) -> Thing:
    """Nothing where there is no more to say than the page's own title."""
    logo = logo_of(source)
    facts = _given(url=source.home_url, logo=logo and _image(logo))
    return {"@type": "Organization", "name": source.name} | facts if facts else {}


def _blog(site: SiteSettings) -> Thing:
    return {"@type": "Blog", "@id": _url("/#blog"), "name": site.title, "url": _url("/")}


def _page(kind: str, name: Any, path: str, site: SiteSettings) -> Thing:
    return {"@type": kind, "name": name, "url": _url(path), "inLanguage": site.language, "isPartOf": _blog(site)}


def _image(picture: SharedPicture) -> Thing:
    image = {"@type": "ImageObject", "url": picture.url, "width": picture.width, "height": picture.height}
    return image | _given(caption=picture.alt)


def _trail(site: SiteSettings, *steps: tuple[Any, str]) -> Thing:
    """From the front page down; each step is a name and a path."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": _url(path)}
        for number, (name, path) in enumerate([(site.title, "/"), *steps], start=1)
    ]
    return _items("BreadcrumbList", items)


def _items(kind: str, items: list[Thing]) -> Thing:
    return {"@type": kind, "itemListElement": items} if items else {}


def _given(**properties: Any) -> Thing:
    """Those that say something."""
    return {name: value for name, value in properties.items() if value}


def _url(path: str) -> str:
    return settings.SITE_URL + path


def _moment(moment: dt.datetime | None, site: SiteSettings) -> str:
    return localtime(moment, site.zone).isoformat(timespec="seconds") if moment else ""


def _short(text: str) -> str:
    return Truncator(text).chars(LONGEST_DESCRIPTION) if len(text) > LONGEST_DESCRIPTION else text
