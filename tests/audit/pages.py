"""Every type of page there is: the one table that all checkers go through. A new type is a new row."""

from typing import NamedTuple

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


class PageType(NamedTuple):
    name: str
    path: str
    status: int = 200
    # What Lighthouse must find at 99 or more; where nothing is named, it does not look.
    lighthouse: tuple[str, ...] = ()
    # Whether the limits of bytes and requests of a post are this page's too.
    is_post: bool = False

    def __str__(self) -> str:
        return self.name


PUBLIC = [
    PageType("home", "/", lighthouse=CATEGORIES),
    PageType("older page of home", "/?before=1600000000000000.1"),
    PageType("post with everything", "/2024/11/everything-a-post-can-hold/", lighthouse=CATEGORIES),
    PageType("post with a cover", "/2015/09/who-holds-the-torch/", lighthouse=CATEGORIES, is_post=True),
    PageType("post without a cover", "/2025/03/closed-for-lambing/", is_post=True),
    PageType("post of a series", "/2018/02/five-kinds-of-grit/", is_post=True),
    PageType("post from elsewhere", "/2014/11/the-night-log/", is_post=True),
    PageType("post from right to left", "/2024/11/marsad/", is_post=True),
    PageType("post in Japanese", "/2024/11/tsuki/", is_post=True),
    PageType("post in German", "/2022/01/raunaechte/", is_post=True),
    PageType("post in Arabic", "/2022/10/suhayl/", is_post=True),
    PageType("page", "/about/"),
    PageType("changes of a page", "/about/changes/2/"),
    PageType("tag", "/tags/night-log/", lighthouse=CATEGORIES),
    PageType("tags", "/tags/"),
    PageType("year", "/2018/"),
    PageType("month", "/2018/02/"),
    PageType("archive", "/archive/"),
    PageType("author", "/authors/ines-calder/"),
    PageType("source", "/sources/brightwell-blog/"),
    PageType("sources", "/sources/"),
    PageType("series", "/series/grinding-a-mirror/"),
    PageType("not found", "/2018/02/five-kinds-of-gritt/", 404),
    PageType("taken away", "/taken-away/", 410),
    PageType("broken", "/broken-on-purpose/", 500),
    # Results are not for search engines (noindex), which Lighthouse's fourth category would hold against them.
    PageType("search", "/search/", lighthouse=CATEGORIES[:3]),
    PageType("search with results", "/search/?q=mirror", lighthouse=CATEGORIES[:3]),
    PageType("search without results", "/search/?q=mirrror+zzzz"),
    PageType("sign in", "/accounts/login/"),
    PageType("forgotten password", "/accounts/password/reset/"),
]

ADMIN = [
    PageType("admin: front page", "/admin/"),
    PageType("admin: posts", "/admin/blog/post/"),
    PageType("admin: new post", "/admin/blog/post/add/"),
    PageType("admin: published page", "/admin/blog/post/1/change/"),
    PageType("admin: post from elsewhere", "/admin/blog/post/3/change/"),
    PageType("admin: history", "/admin/blog/post/1/history/"),
    PageType("admin: comparison", "/admin/blog/post/1/compare/"),
    PageType("admin: library", "/admin/blog/image/"),
    PageType("admin: picture", "/admin/blog/image/1/change/"),
    PageType("admin: tags", "/admin/blog/tag/"),
    PageType("admin: site settings", "/admin/blog/sitesettings/1/change/"),
    PageType("admin: profile", "/admin/profile/"),
    PageType("admin: feeds", "/admin/blog/feed/"),
    PageType("admin: feed", "/admin/blog/feed/1/change/"),
    PageType("admin: a post brought from elsewhere", "/admin/blog/feed/bring/"),
    PageType("admin: mentions", "/admin/blog/mention/"),
    PageType("admin: targets", "/admin/blog/target/"),
    PageType("admin: kinds of targets", "/admin/blog/target/add/"),
    PageType("admin: new target", "/admin/blog/target/add/?kind=mastodon"),
    PageType("admin: paused target", "/admin/blog/target/1/change/"),
    PageType("admin: outbox", "/admin/blog/delivery/"),
    PageType("admin: what changed at the original", "/admin/blog/feeditem/1/change/"),
]

LANGUAGES = ["en", "de"]
