"""Rules for feeds, as W3C's validation service applies them: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1, OPML 2.0.

Each function takes what a server sent and the address it was asked for, and returns what is wrong, in words.
"""

import datetime as dt
import json
import re
from collections import Counter
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import html5lib
from lxml import etree

ATOM, RSS_CONTENT, DC = (
    "{http://www.w3.org/2005/Atom}",
    "{http://purl.org/rss/1.0/modules/content/}",
    "{http://purl.org/dc/elements/1.1/}",
)
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:[A-Z][a-z]{2}) \d{4} \d\d:\d\d:\d\d ([+-]\d{4}|GMT)")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
IRI = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)
ENTITY = re.compile(r"&(?:amp|lt|gt|quot|#\d+|#x[0-9a-f]+);|</?(?:p|a|div|em|img|figure|h[1-6])\b[^>]*>", re.IGNORECASE)

# What readers keep of a text, by the list that many of them took from Universal Feed Parser, and HTML5's sections.
ELEMENTS = set(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn "
    "div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark nav ol p pre q rp rt ruby "
    "s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var "
    "wbr".split()
)
ATTRIBUTES = set(
    "alt class cite colspan datetime dir height href hreflang id lang rel reversed rowspan scope src srcset start "
    "title value width".split()
)
RELATIONS = set("alternate canonical enclosure hub next prev previous related self via".split())
RSS_ONCE = set("title link description language pubDate lastBuildDate generator docs ttl image".split())
RSS_CHANNEL = RSS_ONCE | {
    "item",
    "category",
    "copyright",
    "managingEditor",
    "webMaster",
    "cloud",
    "skipHours",
    "skipDays",
}
RSS_ITEM_ONCE = set("title link description author comments enclosure guid pubDate source".split())
ATOM_ONCE = set("id title updated published summary subtitle content generator icon logo rights".split())
ATOM_ELEMENTS = ATOM_ONCE | {"author", "contributor", "category", "link", "entry", "source"}


def rss(content, url):
    root, wrong = _xml(content)
    if root is None:
        return wrong
    if root.tag != "rss" or root.get("version") != "2.0" or len(root) != 1 or root[0].tag != "channel":
        return ["not rss 2.0 with one channel"]
    channel = root[0]
    wrong += _repeated(channel, RSS_ONCE) + _unknown(channel, RSS_CHANNEL)
    wrong += [f"channel without {name}" for name in ("title", "link", "description") if not channel.findtext(name)]
    wrong += _absolute("channel link", channel.findtext("link"))
    wrong += _language(channel.findtext("language")) + _rfc_822(channel.findtext("lastBuildDate"))
    wrong += _self_link(channel.findall(f"{ATOM}link"), url) + _links(channel.findall(f"{ATOM}link"))
    if (image := channel.find("image")) is not None:
        wrong += [
            f"image has another {name}" for name in ("title", "link") if image.findtext(name) != channel.findtext(name)
        ]
        wrong += _absolute("image", image.findtext("url"))
    items = channel.findall("item")
    wrong += _same("guid", [item.findtext("guid") for item in items])
    return wrong + [f"item {number}: {each}" for number, item in enumerate(items) for each in _rss_item(item)]


def _rss_item(item):
    wrong = _repeated(item, RSS_ITEM_ONCE) + _unknown(item, RSS_ITEM_ONCE | {"category"})
    if not item.findtext("title") and not item.findtext("description"):
        wrong.append("neither title nor description")
    wrong += _absolute("link", item.findtext("link")) + _rfc_822(item.findtext("pubDate"))
    guid = item.find("guid")
    if guid is None or not guid.text:
        wrong.append("no guid")
    elif guid.get("isPermaLink", "true") == "true":
        wrong += _absolute("guid", guid.text)
    if (author := item.findtext("author")) is not None and "@" not in author:
        wrong.append("author is not a mail address")
    for name in (f"{DC}creator", "category"):
        wrong += [f"empty {name}" for each in item.findall(name) if not (each.text or "").strip()]
    for each in item.findall("enclosure"):
        wrong += _absolute("enclosure", each.get("url")) + _enclosure(each)
    for each in item.findall("source"):
        wrong += _absolute("source", each.get("url")) + ([] if each.text else ["source has no name"])
    wrong += _language(item.findtext(f"{DC}language"))
    for name in ("description", f"{RSS_CONTENT}encoded"):
        wrong += [f"{name}: {each}" for each in html(item.findtext(name) or "")]
    return wrong


def atom(content, url):
    root, wrong = _xml(content)
    if root is None:
        return wrong
    if root.tag != f"{ATOM}feed":
        return ["not an atom feed"]
    wrong += _atom_common(root) + _self_link(root.findall(f"{ATOM}link"), url)
    entries = root.findall(f"{ATOM}entry")
    wrong += _same("id", [entry.findtext(f"{ATOM}id") for entry in entries])
    moments = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    if not wrong and moments and _moment(root.findtext(f"{ATOM}updated")) < max(map(_moment, moments)):
        wrong.append("the feed is older than an entry")
    for number, entry in enumerate(entries):
        wrong += [f"entry {number}: {each}" for each in _atom_common(entry) + _atom_entry(entry, root)]
    return wrong


def _atom_common(element):
    wrong = _repeated(element, ATOM_ONCE, ATOM) + _unknown(element, ATOM_ELEMENTS, ATOM)
    wrong += [f"no {name}" for name in ("id", "title", "updated") if not element.findtext(f"{ATOM}{name}")]
    if not IRI.fullmatch(element.findtext(f"{ATOM}id") or ""):
        wrong.append("id is not an IRI")
    for name in ("updated", "published"):
        if (text := element.findtext(f"{ATOM}{name}")) is not None and not RFC_3339.fullmatch(text):
            wrong.append(f"{name} is not RFC 3339")
    for name in ("icon", "logo"):
        if (text := element.findtext(f"{ATOM}{name}")) is not None:
            wrong += _absolute(name, text)
    links = element.findall(f"{ATOM}link")
    wrong += _links(links) + _language(element.get(LANG))
    alternates = [
        (each.get("type"), each.get("hreflang")) for each in links if each.get("rel", "alternate") == "alternate"
    ]
    wrong += _same("alternate link", alternates)
    wrong += ["category without term" for each in element.findall(f"{ATOM}category") if not each.get("term")]
    for author in element.findall(f"{ATOM}author"):
        wrong += [] if author.findtext(f"{ATOM}name") else ["author without name"]
        wrong += _absolute("author", author.findtext(f"{ATOM}uri") or "https://none.example")
    return wrong


def _atom_entry(entry, feed):
    wrong = []
    if entry.find(f"{ATOM}author") is None and feed.find(f"{ATOM}author") is None:
        wrong.append("no author")
    links = [each for each in entry.findall(f"{ATOM}link") if each.get("rel") == "alternate"]
    if entry.find(f"{ATOM}content") is None and not links:
        wrong.append("neither content nor an alternate link")
    for name in ("title", "summary", "content"):
        for each in entry.findall(f"{ATOM}{name}"):
            if each.get("type", "text") not in ("text", "html"):
                wrong.append(f"{name} of type {each.get('type')}")
            elif each.get("type") == "html":
                wrong += [f"{name}: {problem}" for problem in html(each.text or "")]
    published, updated = (entry.findtext(f"{ATOM}{name}") for name in ("published", "updated"))
    if published and updated and RFC_3339.fullmatch(updated) and _moment(published) > _moment(updated):
        wrong.append("changed before it was published")
    return wrong


def json_feed(content, url):
    feed = json.loads(content)
    known = set("version title home_page_url feed_url description user_comment next_url icon favicon authors language "
                "expired hubs items".split())  # fmt: skip
    wrong = [f"unknown {key}" for key in feed.keys() - known]
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        wrong.append("not version 1.1")
    wrong += [] if isinstance(feed.get("title"), str) and feed["title"] else ["no title"]
    for name in ("home_page_url", "feed_url", "next_url", "icon", "favicon"):
        wrong += _absolute(name, feed[name]) if name in feed else []
    if feed.get("feed_url") != url:
        wrong.append("feed_url is another one")
    if feed.get("next_url") == url:
        wrong.append("next_url leads nowhere")
    wrong += _language(feed.get("language")) + _json_authors(feed)
    for hub in feed.get("hubs", []):
        wrong += _absolute("hub", hub.get("url")) + ([] if hub.get("type") else ["hub without type"])
    items = feed.get("items")
    if not isinstance(items, list):
        return [*wrong, "no items"]
    wrong += _same("id", [item.get("id") for item in items])
    return wrong + [f"item {number}: {each}" for number, item in enumerate(items) for each in _json_item(item)]


def _json_item(item):
    known = set("id url external_url title content_html content_text summary image banner_image date_published "
                "date_modified authors tags language attachments".split())  # fmt: skip
    wrong = [f"unknown {key}" for key in item.keys() - known]
    wrong += [] if isinstance(item.get("id"), str) and item["id"] else ["no id"]
    wrong += [] if item.get("content_html") or item.get("content_text") else ["no content"]
    for name in ("url", "external_url", "image", "banner_image"):
        wrong += _absolute(name, item[name]) if name in item else []
    for name in ("date_published", "date_modified"):
        wrong += [] if RFC_3339.fullmatch(item.get(name, "2000-01-01T00:00:00Z")) else [f"{name} is not RFC 3339"]
    wrong += [f"{name} is empty" for name, value in item.items() if value in ("", [], None)]
    wrong += ["tag is empty" for tag in item.get("tags", []) if not isinstance(tag, str) or not tag]
    return wrong + _language(item.get("language")) + _json_authors(item) + html(item.get("content_html", ""))


def _json_authors(of):
    wrong = ["author is nobody" for each in of.get("authors", []) if not each.keys() & {"name", "url", "avatar"}]
    return wrong + [problem for each in of.get("authors", []) for problem in _absolute("author", each.get("url"))]


def opml(content, url):
    root, wrong = _xml(content)
    if root is None:
        return wrong
    if root.tag != "opml" or root.get("version") != "2.0" or [each.tag for each in root] != ["head", "body"]:
        return ["not opml 2.0 with head and body"]
    outlines = root.findall("body//outline")
    wrong += [] if outlines else ["nothing in the body"]
    for each in outlines:
        wrong += [] if each.get("text") else ["outline without text"]
        needed = {"rss": "xmlUrl", "link": "url"}.get(each.get("type"), "text")
        wrong += _absolute(needed, each.get(needed))
        wrong += _absolute("htmlUrl", each.get("htmlUrl")) if "htmlUrl" in each.attrib else []
    return wrong


def html(text):
    """What is wrong with the HTML in a feed."""
    wrong = []
    for element in html5lib.parseFragment(text, namespaceHTMLElements=False, treebuilder="etree").iter():
        if element.tag == "DOCUMENT_FRAGMENT" or not isinstance(element.tag, str):
            continue
        if element.tag not in ELEMENTS:
            wrong.append(f"<{element.tag}>")
        wrong += [f"{name} of <{element.tag}>" for name in element.attrib if name not in ATTRIBUTES]
        for name in ("href", "src", "cite"):
            value = element.get(name)
            if value is not None and not re.match(r"https?://[^/]|mailto:|tel:", value):
                wrong.append(f"{name} is not absolute: {value}")
        for candidate in filter(None, element.get("srcset", "").split(", ")):
            wrong += _absolute("srcset", candidate.split()[0])
        if element.tag == "img" and not element.get("src"):
            wrong.append("<img> shows nothing")
        if element.tag not in ("code", "kbd", "samp", "span", "pre") and ENTITY.search(element.text or ""):
            wrong.append(f"escaped twice: {element.text}")
    return wrong


def _xml(content):
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        return None, [f"not XML: {error}"]
    return root, ["has a DOCTYPE"] if root.getroottree().docinfo.doctype else []


def _repeated(element, once, namespace=""):
    counts = Counter(each.tag for each in element)
    return [f"{name} more than once" for name in sorted(once) if counts[f"{namespace}{name}"] > 1]


def _unknown(element, known, namespace=""):
    own = [each.tag for each in element if isinstance(each.tag, str) and each.tag.startswith("{") == bool(namespace)]
    return [f"unknown {tag}" for tag in own if tag.removeprefix(namespace) not in known]


def _same(what, values):
    return [f"{what} twice: {value}" for value, count in Counter(values).items() if count > 1]


def _absolute(what, url):
    parts = urlsplit(url or "")
    is_whole = parts.scheme in ("http", "https") and parts.netloc and not re.search(r'[\s<>"]', url) and url.isascii()
    return [] if is_whole else [f"{what} is not an absolute address: {url}"]


def _language(code):
    return [] if code is None or LANGUAGE.fullmatch(code) else [f"no language: {code}"]


def _rfc_822(text):
    if text is None:
        return []
    if not RFC_822.fullmatch(text):
        return [f"not RFC 822: {text}"]
    return [] if parsedate_to_datetime(text).strftime("%a") == text[:3] else [f"another day of the week: {text}"]


def _moment(text):
    return dt.datetime.fromisoformat(text)


def _self_link(links, url):
    own = [each.get("href") for each in links if each.get("rel") == "self"]
    return [] if own == [url] else [f"self link is {own}, not {url}"]


def _links(links):
    wrong = []
    for each in links:
        rel = each.get("rel", "alternate")
        wrong += _absolute(f"link {rel}", each.get("href"))
        wrong += [] if rel in RELATIONS else [f"unknown relation {rel}"]
        wrong += _enclosure(each) if rel == "enclosure" else []
    return wrong


def _enclosure(element):
    wrong = [] if re.fullmatch(r"[1-9]\d*", element.get("length", "")) else ["enclosure without length"]
    return wrong if MIME.fullmatch(element.get("type", "")) else [*wrong, "enclosure without type"]
