"""The schemas of sitemaps 0.9, of their index and of Google's image extension 1.1, and the protocol's bounds."""

import re
from collections import Counter
from urllib.parse import urlsplit

from lxml import etree

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
W3C_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")


def sitemap(content, url):
    """What is wrong with a file or the index, in words."""
    root = etree.fromstring(content)
    if len(content) > 50 * 1024 * 1024:
        return ["more than 50 MB"]
    if root.tag not in (f"{SITEMAP}urlset", f"{SITEMAP}sitemapindex"):
        return [f"is a {root.tag}"]
    inner = f"{SITEMAP}{'url' if root.tag.endswith('urlset') else 'sitemap'}"
    wrong = [] if 0 < len(root) <= 50_000 else [f"{len(root)} entries"]
    locations = Counter(each.findtext(f"{SITEMAP}loc") for each in root)
    wrong += [f"twice: {loc}" for loc, count in locations.items() if count > 1]
    for each in root:
        wrong += [f"{each.tag} among the entries"] if each.tag != inner else _entry(each, url)
    return wrong


def _entry(entry, url):
    tags = [each.tag for each in entry]
    images = [each for each in entry if each.tag == f"{IMAGE}image"]
    own = tags[: len(tags) - len(images)]
    # The schema is a sequence.
    wrong = [] if own in ([f"{SITEMAP}loc"], [f"{SITEMAP}loc", f"{SITEMAP}lastmod"]) else [f"has {tags}"]
    location = entry.findtext(f"{SITEMAP}loc") or ""
    wrong += _address(location)
    if urlsplit(location)[:2] != urlsplit(url)[:2]:
        wrong.append(f"of another site: {location}")
    lastmod = entry.findtext(f"{SITEMAP}lastmod")
    if lastmod is not None and not W3C_DATE.fullmatch(lastmod):
        wrong.append(f"not a date: {lastmod}")
    if len(images) > 1_000:
        wrong.append("more than 1,000 pictures")
    for image in images:
        wrong += _address(image.findtext(f"{IMAGE}loc") or "")
        wrong += ["picture with more than an address"] if len(image) != 1 else []
    return wrong


def _address(url):
    parts = urlsplit(url)
    is_whole = parts.scheme in ("http", "https") and parts.netloc and url.isascii() and not re.search(r"\s", url)
    return [] if is_whole and 12 <= len(url) < 2_048 else [f"not an address: {url}"]
