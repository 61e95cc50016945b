"""A post's text with full addresses in it, so that it means the same wherever it is read."""

from collections.abc import Iterable
from urllib.parse import urljoin

from django.conf import settings

from blog.text.destinations import Destination, rewrite_destinations
from blog.text.markdown import image_refs
from blog.text.pictures import POST_SCHEME, post_named

from .image import pictures_for
from .post import Post
from .post_link import PostLink


def absolute_markdown(post: Post) -> str:
    pictures = pictures_for(image_refs(post.body))
    posts = {f"{POST_SCHEME}{link.target_id}": link.address for link in _links(post)}
    base = settings.SITE_URL + post.get_absolute_url()

    def absolute(destination: Destination) -> str | None:
        picture = pictures.get(destination.url)
        if named := destination.kind == "link" and post_named(destination.url):
            # Where readers cannot see it, the words lead nowhere else.
            return urljoin(base, posts.get(named, "") + destination.url.removeprefix(named))
        try:
            return urljoin(base, picture.src if picture else destination.url)
        except ValueError:  # such as http://[
            return None

    return rewrite_destinations(post.body, absolute).strip()


def _links(post: Post) -> Iterable[PostLink]:
    return PostLink.objects.filter(post=post) if POST_SCHEME in post.body else ()
