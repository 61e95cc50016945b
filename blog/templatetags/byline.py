"""What public templates need beyond Django's own tags."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.core.files.storage import storages
from django.template import Context
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from blog.models import CrossPost, Post, SiteSettings, Source
from blog.text.languages import is_right_to_left
from blog.text.pictures import Picture, picture_html
from blog.text.wording import in_words

register = template.Library()

RDFA = ("og:", "article:")

# Nothing that could end the element or the string it stands in; as Django's `json_script` does.
_JSON_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.filter
def absolute(path: str) -> str:
    """A path of this site as a full address; what is one already stays."""
    return urljoin(settings.SITE_URL, path)


@register.filter(expects_localtime=True)
def timestamp(moment: dt.datetime) -> str:
    """As HTML's `datetime` attribute has it: more than three digits of a second would not be valid."""
    return moment.isoformat(timespec="seconds")


@register.filter
def stored(name: str) -> str:
    """Where a file of the storage of pictures is read."""
    return storages["default"].url(name)


@register.simple_tag
def picture(shown: Picture, classes: str = "", *, is_first: bool = False, alt: str | None = None) -> SafeString:
    """The picture in all its formats; `is_first` loads it at once, others wait until they are scrolled to."""
    html = picture_html(shown, alt=shown.alt if alt is None else alt, is_first=is_first, classes=classes)
    # Everything in it was escaped where it was put together.
    return mark_safe(html)


@register.simple_tag
def source_logo(source: Source) -> SafeString:
    """At the head of its page, above its name; nothing where it has none."""
    shown = source.shown_logo
    return picture(shown, _logo_classes(source, "source-logo"), is_first=True, alt="") if shown else mark_safe("")


def _logo_classes(source: Source, name: str) -> str:
    return f"{name} is-clear" if source.logo.has_transparency else name


@register.filter
def attributions(post: Post, place: str) -> list[CrossPost]:
    return post.attributions(CrossPost.Place(place))


@register.filter
def copies(post: Post) -> list[CrossPost]:
    """Where else the post can be read, as prefetched."""
    return [cross for cross in post.cross_posts.all() if cross.direction == CrossPost.Direction.TO and cross.url]


@register.filter
def sources_in_words(crossed: list[CrossPost]) -> str:
    """Links to where a post came from, or to what else came from there, as a part of a sentence."""
    return in_words([_link_to(cross, "") for cross in crossed])


@register.filter
def usually_worded(crossed: list[CrossPost]) -> list[CrossPost]:
    """Those that are named together in the usual sentence."""
    return [cross for cross in crossed if not cross.words]


@register.filter
def own_sentences(crossed: list[CrossPost]) -> list[SafeString]:
    """Of those whose source, or author, has words of its own for it."""
    parts = ((*cross.words.partition("{source}"), cross) for cross in crossed if cross.words)
    return [format_html("{}{}{}", before, _link_to(cross, ""), after) for before, _place, after, cross in parts]


@register.filter
def own_sentences_in_markdown(crossed: list[CrossPost]) -> list[str]:
    return [cross.words.replace("{source}", sources_in_markdown([cross])) for cross in crossed if cross.words]


@register.filter
def copies_in_words(crossed: list[CrossPost]) -> str:
    return in_words([_link_to(cross, "u-syndication") for cross in crossed])


@register.filter
def sources_in_markdown(crossed: list[CrossPost]) -> str:
    return in_words([f"[{c.source.name_in_sentence}](<{absolute(_address(c))}>)" for c in crossed])


def _link_to(cross: CrossPost, classes: str) -> SafeString:
    attributes = format_html('class="{}" ', classes) if classes else ""
    return format_html('<a {}href="{}">{}</a>', attributes, _address(cross), _marked_name(cross))


def _marked_name(cross: CrossPost) -> str:
    """The name of the source, after its logo; no line ends between the two."""
    name = cross.source.name_in_sentence
    if not (shown := cross.mark):
        return name
    mark = picture(shown, _logo_classes(cross.source, "source-mark"), alt="")
    first, space, others = name.partition(" ")
    return format_html('<span class="source-name">{}{}</span>{}{}', mark, first, space, others)


def _address(cross: CrossPost) -> str:
    return cross.url or cross.source.get_absolute_url()


@register.filter
def shown_address(url: str) -> str:
    """An address as people write it: without what all of them begin and end with."""
    return re.sub(r"^https?://(www\.)?|/$", "", url)


@register.filter
def direction(language: str) -> str:
    return "rtl" if is_right_to_left(language) else "ltr"


@register.simple_tag(takes_context=True)
def lang_of(context: Context, written: Post | SiteSettings) -> SafeString:
    """` lang="…" dir="…"` for words of a post, or of the site itself, if what stands around them is in another."""
    return _attributes(written.language or context["language"], context["interface"])


@register.simple_tag(takes_context=True)
def lang_around(context: Context, written: Post) -> SafeString:
    """The same for words of the interface inside a post."""
    # Feeds have no interface around their entries.
    interface = context.get("interface")
    return _attributes(interface, written.language or context["language"]) if interface else mark_safe("")


def _attributes(code: str, around: str) -> SafeString:
    return mark_safe("") if code == around else format_html(' lang="{}" dir="{}"', code, direction(code))


@register.filter
def metas(pairs: Iterable[tuple[str, Any]]) -> SafeString:
    """A line for each pair of a name and a content; names with a prefix are of RDFa, as Open Graph is."""
    lines = (
        f'<meta {"property" if name.startswith(RDFA) else "name"}="{name}" content="{escape(content)}">\n'
        for name, content in pairs
    )
    return mark_safe("".join(lines))


@register.filter
def json_ld(things: Sequence[dict[str, Any]]) -> SafeString:
    """Things in schema.org's words as the content of a data block; lazy texts in the language of the page."""
    document = {"@context": "https://schema.org", "@graph": things}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str)
    return mark_safe(text.translate(_JSON_ESCAPES))
