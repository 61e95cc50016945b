"""What a target is told of a post: its words, filled into the target's template."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone

from blog.models import Announcement, Post, Target
from blog.models.absolute import absolute_markdown
from blog.models.shared_picture import of_post
from blog.text.feed_html import for_feeds

from .kinds import Content, Kind

LONGEST_TEXT = 20_000
PLACES = re.compile(r"\{(title|excerpt|url|tags|author)\}")


def content_of(post: Post, target: Target, kind: Kind) -> Content:
    """As the post is now, which `PostQuerySet.whole` has loaded."""
    return worded(about_post(post), post, target, kind, written=_written(post, target))


def about_post(post: Post) -> Content:
    """What is the same for every target: all but the words."""
    values = values_of(post)
    picture = of_post(post)
    return Content(
        text="",
        title=post.title,
        url=values["url"],
        excerpt=values["excerpt"],
        tags=tuple(tag.name for tag in post.tags.all()),
        language=post.language,
        canonical_url=post.canonical_url(),
        picture_url=picture.url if picture else "",
        picture_alt=picture.alt if picture else "",
        picture_file=picture.name if picture else "",
        picture_mime=picture.mime if picture else "",
        markdown=absolute_markdown(post),
        html=for_feeds(post.body_html, values["url"]),
        body_hash=hashlib.sha256(post.body.encode()).hexdigest(),
        cover=str(post.cover_id or ""),
        author=values["author"],
        published_at=post.publish_at.isoformat() if post.publish_at else "",
        updated_at=post.updated_at.isoformat(),
        asked_at=timezone.now().isoformat(),
    )


def worded(about: Content, post: Post, target: Target, kind: Kind, *, written: str) -> Content:
    """With the words for one target, its author's or those of its template."""
    return replace(about, text=text_for(values_of(post), written=written, target=target, kind=kind))


def values_of(post: Post) -> dict[str, str]:
    """What the places of a template stand for."""
    return {
        "title": post.title,
        "excerpt": post.summary,
        "url": urljoin(settings.SITE_URL, post.get_absolute_url()),
        "tags": " ".join(hashtags(tag.name for tag in post.tags.all())),
        "author": post.author.public_name,
    }


def text_for(values: dict[str, str], *, written: str, target: Target, kind: Kind) -> str:
    """Words that an author wrote are sent as they are. Of a template, the excerpt gives way, then the title."""
    template = written or target.template or kind.default_template
    limit = kind.limit(target.settings)
    text = filled(template, values)
    if written or limit is None:
        return text
    for place in ("excerpt", "title"):
        if kind.length(text) > limit and values[place] and f"{{{place}}}" in template:
            values = {**values, place: _shortened(values[place], place, template, values, kind, limit)}
            text = filled(template, values)
    return text


def _shortened(words: str, place: str, template: str, values: dict[str, str], kind: Kind, limit: int) -> str:
    """As many of the words as fit, found by halving; none where not even one does."""
    parts = words.split()
    least, most = 0, len(parts) - 1
    while least < most:
        middle = (least + most + 1) // 2
        text = filled(template, {**values, place: _first(parts, middle)})
        least, most = (middle, most) if kind.length(text) <= limit else (least, middle - 1)
    return _first(parts, least)


def _first(parts: list[str], number: int) -> str:
    return " ".join(parts[:number]).rstrip(" ,;:–-") + "…" if number else ""


def filled(template: str, values: dict[str, str]) -> str:
    """Only the known places are replaced: a text may have braces of its own."""
    words = PLACES.sub(lambda place: values[place[1]], template)
    return re.sub(r"\n{3,}", "\n\n", words).strip()


def hashtags(names: Iterable[str]) -> list[str]:
    """Without spaces, as networks want them; each word with a capital, so that screen readers tell them apart."""
    tags = ["".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", name)) for name in names]
    return [f"#{tag}" for tag in tags if tag and not tag.isdecimal()]


def _written(post: Post, target: Target) -> str:
    found = Announcement.objects.filter(post=post, target=target).values_list("text", flat=True).first()
    return found or ""
