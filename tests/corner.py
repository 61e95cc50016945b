"""A corner of a blog where everything hangs together, and every kind of post that no list may show."""

import datetime as dt

from django.utils import timezone

from blog.models import Post
from tests.factories import CrossPostFactory, PostFactory, SeriesFactory, SourceFactory, TagFactory, UserFactory

LONG_PAST = dt.datetime(2014, 11, 18, tzinfo=dt.UTC)
NOT_LISTED = {
    "draft": {"status": "draft", "publish_at": LONG_PAST},
    "scheduled": {"published": True, "publish_at": timezone.now() + dt.timedelta(days=30)},
    "expired": {"published": True, "expire_at": LONG_PAST + dt.timedelta(days=300)},
    "trashed": {"published": True, "trashed_at": LONG_PAST + dt.timedelta(days=300)},
    "private": {"published": True, "visibility": "private"},
    "unlisted": {"published": True, "visibility": "unlisted"},
}


class Corner:
    """One tag, author, series and source, and posts that carry all four."""

    def __init__(self) -> None:
        self.tag, self.series = TagFactory(name="Rain"), SeriesFactory(name="Weather")
        self.source, self.author = SourceFactory(name="Elsewhere"), UserFactory(username="ada")

    def post(self, **fields) -> Post:
        post = PostFactory(tags=[self.tag], author=self.author, series=self.series, **fields)
        CrossPostFactory(post=post, source=self.source)
        return post


# The lists about what the posts of a Corner carry.
OWN_LISTS = ["/tags/rain/", "/authors/ada/", "/series/weather/", "/sources/elsewhere/"]
