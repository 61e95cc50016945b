"""Files of pictures on their way into the storage."""

import errno
import logging

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from blog.imaging.refusal import ImageRefused, gettext_noop

logger = logging.getLogger(__name__)


class ImageNotStored(ImageRefused):
    """The picture is good, but the storage did not take it: a full disk, a bucket that does not answer."""


def keep_file(storage: Storage, name: str, data: bytes) -> str:
    """Make sure that the file is there whole, and return its name: a disk may have lost it, or a part of it.

    Raises `ImageNotStored`; the log says more than the author is told.
    """
    try:
        if _size(storage, name) == len(data):
            return name
        return storage.save(name, ContentFile(data))
    except OSError as error:
        logger.exception("A picture could not be stored as %s", name)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            why = gettext_noop("The server has no room left for pictures. Tell the people who run this site.")
        else:
            why = gettext_noop(
                "The server could not store this picture. Try again in a few minutes, or tell who runs this site."
            )
        raise ImageNotStored(why) from error


def _size(storage: Storage, name: str) -> int | None:
    try:
        return storage.size(name)
    except FileNotFoundError:
        return None
