"""A strict reader of schema.org's words: each type with the properties that pages of ours may give it."""

import datetime as dt
import re
from urllib.parse import urlsplit


def is_text(value) -> bool:
    return isinstance(value, str) and value.strip() == value != ""


def is_url(value) -> bool:
    return isinstance(value, str) and bool(urlsplit(value).netloc) and urlsplit(value).scheme in ("http", "https")


def is_moment(value) -> bool:
    return dt.datetime.fromisoformat(value).tzinfo is not None


def is_count(value) -> bool:
    return type(value) is int and value > 0


def is_language(value) -> bool:
    return bool(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", value))


def many(check):
    return lambda value: isinstance(value, list) and len(value) > 0 and all(check(one) for one in value)


def a(*kinds: str):
    return lambda value: isinstance(value, dict) and value.get("@type") in kinds and not problems(value)


def one_or_many(check):
    return lambda value: many(check)(value) if isinstance(value, list) else check(value)


NAMED = {"@id": is_url, "name": is_text, "url": is_url, "description": is_text, "sameAs": one_or_many(is_url)}
PAGE = {**NAMED, "inLanguage": is_language, "isPartOf": a("Blog")}
KNOWN = {
    "BlogPosting": NAMED
    | {
        **dict.fromkeys(["headline", "articleSection"], is_text),
        **dict.fromkeys(["datePublished", "dateModified"], is_moment),
        "mainEntityOfPage": is_url,
        "image": a("ImageObject"),
        "author": a("Person"),
        "publisher": a("Organization"),
        "inLanguage": is_language,
        "isPartOf": many(a("Blog", "CreativeWorkSeries")),
        "wordCount": is_count,
        "keywords": many(is_text),
        "isBasedOn": many(is_url),
    },
    "ImageObject": {"url": is_url, "width": is_count, "height": is_count, "caption": is_text},
    "Person": NAMED,
    "Organization": NAMED | {"logo": a("ImageObject")},
    "Blog": NAMED,
    "CreativeWorkSeries": NAMED,
    "WebSite": NAMED
    | {
        "alternateName": is_text,
        "inLanguage": is_language,
        "publisher": a("Organization"),
        "potentialAction": a("SearchAction"),
    },
    "SearchAction": {
        "target": a("EntryPoint"),
        "query-input": lambda value: value == "required name=search_term_string",
    },
    "EntryPoint": {"urlTemplate": lambda value: is_url(value) and value.count("{search_term_string}") == 1},
    "WebPage": PAGE,
    "CollectionPage": PAGE | {"mainEntity": a("ItemList"), "about": a("Organization")},
    "ProfilePage": PAGE | {"mainEntity": a("Person")},
    "ItemList": {"itemListElement": many(a("ListItem"))},
    "BreadcrumbList": {"itemListElement": many(a("ListItem"))},
    "ListItem": {"position": is_count, "name": is_text, "item": is_url, "url": is_url},
}
NEEDED = {
    # Google requires nothing of an article and recommends these; the picture is asked for where there is one.
    "BlogPosting": {"headline", "author", "datePublished", "dateModified", "mainEntityOfPage", "url", "publisher"},
    "ImageObject": {"url", "width", "height"},
    "Person": {"name", "url"},
    "Organization": {"name"},
    "WebSite": {"name", "url"},
    "SearchAction": {"target", "query-input"},
    "EntryPoint": {"urlTemplate"},
    "ProfilePage": {"mainEntity"},
    "ItemList": {"itemListElement"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position"},
}


def problems(thing) -> list[str]:
    """What is wrong with a thing: unknown or missing properties, and values that are not what they should be."""
    kind = thing.get("@type")
    if kind not in KNOWN:
        return [f"unknown type {kind}"]
    found = [f"{kind} without {name}" for name in sorted(NEEDED.get(kind, set()) - thing.keys())]
    for name, value in thing.items():
        if name == "@type":
            continue
        check = KNOWN[kind].get(name)
        if check is None or not check(value):
            found.append(f"{kind}.{name}: {value!r}")
    if kind in ("ItemList", "BreadcrumbList"):
        steps = thing.get("itemListElement", [])
        if [step["position"] for step in steps] != list(range(1, len(steps) + 1)):
            found.append(f"{kind} out of order")
        needed = {"name", "item"} if kind == "BreadcrumbList" else {"url"}
        found += [f"{kind} with a step without {needed}" for step in steps if not needed <= step.keys()]
        if kind == "BreadcrumbList" and len(steps) < 2:
            found.append("BreadcrumbList of fewer than two steps")
    return found
