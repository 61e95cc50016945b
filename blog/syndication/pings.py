"""Telling others that something is new or has changed, whenever readers see a change: WebSub, IndexNow, Webmention.

They carry no text, so telling twice does no harm.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from blog.models import SiteSettings
from blog.models.target import WEBSUB
from blog.outgoing.client import Answer, send
from blog.outgoing.errors import NotSent, OutgoingError, Unanswered

from .kinds import Account, Content, Copy, Refused, Setting, TryLater
from .speech import call

FEEDS = ("/feed/", "/feed.atom", "/feed.json")
MOST_LINKS = 100
LARGEST_PAGE = 2_000_000


class Ping:
    """What all of them share: nothing to count, nothing to update, no copy."""

    spacing = 0.0
    can_update = can_delete = False
    default_template = ""
    shows = ()
    settings: ClassVar[tuple[Setting, ...]] = ()

    def limit(self, settings: Mapping[str, str]) -> None:
        return None

    def length(self, text: str) -> int:
        return 0

    def card(self, content: Content) -> None:
        return

    def find(self, account: Account, content: Content, key: str) -> Copy | None:
        return None

    def update(self, account: Account, copy_id: str, content: Content, key: str) -> Copy:
        raise Refused(str(_("There is no copy to update.")))

    def delete(self, account: Account, copy_id: str, key: str) -> None:
        raise Refused(str(_("There is no copy to delete.")))

    def addresses(self, post_url: str, html: str, told: Iterable[str]) -> list[str]:
        """Whom to tell, one delivery each; `told` are those who were told of this post before."""
        return [""]


class WebSub(Ping):
    """W3C Recommendation of 2018; what a publisher says to its hub is the convention of section 7.

    The hub is that of the site settings, which feeds name: who subscribes at one and is told by another waits for ever.
    """

    slug = WEBSUB
    label = _("WebSub hub (tells feed readers at once)")

    def addresses(self, post_url: str, html: str, told: Iterable[str]) -> list[str]:
        hub = SiteSettings.load().websub_hub
        return [hub] if hub else []

    def check(self, account: Account) -> str:
        hub = SiteSettings.load().websub_hub
        if not hub:
            raise Refused(str(_("The site settings name no WebSub hub.")))
        self._tell(hub)
        return hub

    def create(self, account: Account, content: Content, key: str) -> Copy:
        self._tell(content.address)
        return Copy()

    def _tell(self, hub: str) -> None:
        for path in FEEDS:
            call("POST", hub, data={"hub.mode": "publish", "hub.url": urljoin(settings.SITE_URL, path)})


class IndexNow(Ping):
    """indexnow.org/documentation; search engines that take part pass addresses on to one another."""

    slug = "indexnow"
    label = _("IndexNow (tells search engines at once)")
    settings = (Setting(name="server", label=_("server"), default="https://api.indexnow.org", is_address=True),)

    def check(self, account: Account) -> str:
        self._tell(account, settings.SITE_URL + "/")
        return account.settings["server"]

    def create(self, account: Account, content: Content, key: str) -> Copy:
        self._tell(account, content.url)
        return Copy()

    def _tell(self, account: Account, url: str) -> None:
        key = indexnow_key()
        sent = {
            "host": settings.SITE_HOST,
            "key": key,
            "keyLocation": f"{settings.SITE_URL}/{key}.txt",
            "urlList": [url],
        }
        call("POST", account.settings["server"].rstrip("/") + "/indexnow", json=sent)


def indexnow_key() -> str:
    """Shown to everybody under its own name, which proves that the site is ours; the same on every machine."""
    return hmac.new(settings.SECRET_KEY.encode(), b"indexnow", hashlib.sha256).hexdigest()[:32]


class Webmention(Ping):
    """W3C Recommendation of 2017: whoever is linked to in a post is told, if their page says where."""

    slug = "webmention"
    label = _("Webmentions (tells the pages that a post links to)")

    def check(self, account: Account) -> str:
        return str(_("nobody is told before there is something to tell"))

    def addresses(self, post_url: str, html: str, told: Iterable[str]) -> list[str]:
        """Who was told because the text linked there is told again when the link is gone."""
        return list(dict.fromkeys([*links_in(html, post_url), *told]))

    def create(self, account: Account, content: Content, key: str) -> Copy:
        endpoint = endpoint_of(content.address)
        if endpoint:
            call("POST", endpoint, data={"source": content.url, "target": content.address})
        return Copy(id="" if endpoint else "no endpoint")


def links_in(html: str, base: str) -> list[str]:
    """The pages of other sites that a text links to, each once, without their fragments."""
    if not html:
        return []
    own = urlsplit(base).netloc
    found: dict[str, None] = {}
    for href in lxml.html.fromstring(f"<div>{html}</div>").xpath("//a/@href"):
        try:
            parts = urlsplit(urljoin(base, str(href).strip()))
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.netloc and parts.netloc != own:
            found[parts._replace(fragment="").geturl()] = None
    return list(found)[:MOST_LINKS]


def endpoint_of(url: str) -> str:
    """Where a page wants to be told, "" where it does not. Raises TryLater, or Refused for what is no web page."""
    try:
        answer = send("GET", url, headers={"accept": "text/html, */*;q=0.1"}, most_bytes=LARGEST_PAGE)
    except NotSent as error:
        raise Refused(str(error)) from error
    except Unanswered as error:
        raise TryLater(str(error)) from error
    except OutgoingError as error:
        raise Refused(str(error)) from error
    if answer.status >= 500:
        raise TryLater(_("The page answers %(status)d.") % {"status": answer.status}, status=answer.status)
    found = _in_headers(answer)
    if found is None and answer.is_success and "html" in answer.headers.get("content-type", ""):
        found = _in_page(answer)
    return urljoin(answer.url, found) if found is not None else ""


def _in_headers(answer: Answer) -> str | None:
    for header in answer.headers.get_list("link"):
        for url, parameters in re.findall(r"<([^>]*)>((?:[^,\"]|\"[^\"]*\")*)", header):
            rel = re.search(r";\s*rel=(?:\"([^\"]*)\"|([^\s;,]+))", parameters, re.IGNORECASE)
            if rel and "webmention" in (rel[1] or rel[2]).lower().split():
                return url
    return None


def _in_page(answer: Answer) -> str | None:
    """The first link or anchor in the order of the page; an empty href is the page itself."""
    try:
        page = lxml.html.document_fromstring(answer.body)
    except (ValueError, lxml.etree.LxmlError):
        return None
    for element in page.iter("link", "a"):
        if "webmention" in (element.get("rel") or "").lower().split() and element.get("href") is not None:
            return element.get("href")
    return None
