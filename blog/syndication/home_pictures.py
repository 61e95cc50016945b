"""Pictures of other sites, brought into the library."""

from urllib.parse import unquote, urlsplit

from accounts.models import User
from blog.actions.images import store_image
from blog.imaging.refusal import MAX_BYTES, ImageRefused
from blog.models import Image
from blog.outgoing.client import send
from blog.outgoing.errors import OutgoingError
from blog.text.destinations import Destination, rewrite_destinations

MOST = 50
WITHIN = 20


def brought_home(body: str, *, by: User | None) -> tuple[str, list[Image]]:
    """The text with references to the library in place of other sites' pictures.

    What cannot be fetched, or is no picture, stays where it is: better than a hole in the text.
    """
    found: dict[str, Image | None] = {}

    def home(destination: Destination) -> str | None:
        if destination.kind != "image" or not destination.url.startswith(("https://", "http://")):
            return None
        if destination.url not in found and len(found) < MOST:
            found[destination.url] = picture_from(destination.url, by=by)
        image = found.get(destination.url)
        return image.reference if image else None

    return rewrite_destinations(body, home), [image for image in found.values() if image]


def picture_from(url: str, *, by: User | None) -> Image | None:
    try:
        answer = send("GET", url, headers={"accept": "image/*"}, within=WITHIN, most_bytes=MAX_BYTES)
        if not answer.is_success:
            return None
        return store_image(data=answer.body, name=unquote(urlsplit(url).path), by=by)
    except (OutgoingError, ImageRefused):
        return None
