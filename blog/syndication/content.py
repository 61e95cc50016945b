"""What a target is told of a post: its words, filled into the target's template."""

import re
from urllib.parse import urljoin

from django.conf import settings

from blog.models import Announcement, Post, Target

from .kinds import Content, Kind

PLACES = re.compile(r"\{(title|excerpt|url|tags|author)\}")


def content_of(post: Post, target: Target, kind: Kind) -> Content:
    """As the post is now. One question for the words that somebody wrote for this target."""
    written = Announcement.objects.filter(post=post, target=target).values_list("text", flat=True).first()
    tags = tuple(tag.name for tag in post.tags.all())
    url = urljoin(settings.SITE_URL, post.get_absolute_url())
    values = {
        "title": post.title,
        "excerpt": post.summary,
        "url": url,
        "tags": " ".join(hashtags(tags)),
        "author": post.author.public_name,
    }
    return Content(
        text=filled(written or target.template or kind.default_template, values),
        title=post.title,
        url=url,
        excerpt=values["excerpt"],
        tags=tags,
        language=post.rendered_language,
        canonical_url=post.canonical_url(),
        picture_url=urljoin(settings.SITE_URL, post.cover.url) if post.cover else "",
        picture_alt=post.cover.alt if post.cover else "",
        markdown=post.body,
        html=post.body_html,
        author=values["author"],
        published_at=post.publish_at.isoformat() if post.publish_at else "",
        updated_at=post.updated_at.isoformat(),
    )


def filled(template: str, values: dict[str, str]) -> str:
    """Only the known places are replaced: a text may have braces of its own."""
    words = PLACES.sub(lambda place: values[place[1]], template)
    return re.sub(r"\n{3,}", "\n\n", words).strip()


def hashtags(names: tuple[str, ...]) -> list[str]:
    """Without spaces, as networks want them; each word with a capital, so that screen readers tell them apart."""
    tags = ["".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", name)) for name in names]
    return [f"#{tag}" for tag in tags if tag and not tag.isdecimal()]
