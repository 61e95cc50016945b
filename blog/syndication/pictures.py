"""The picture that goes along with a copy: its bytes, small enough for the network."""

import io

from django.core.files.storage import storages
from PIL import Image as PillowImage

from .kinds import Content

# JPEG qualities to try, the best first.
QUALITIES = (85, 70, 50)


def picture_of(content: Content, *, most_bytes: int) -> tuple[bytes, str] | None:
    """Bytes and MIME type; None where there is none, it is gone, or does not become small enough.

    What we made ourselves is opened here; of uploads that was made sure of when they came.
    """
    if not content.picture_file:
        return None
    try:
        with storages["default"].open(content.picture_file) as file:
            data = file.read()
    except OSError:
        return None
    if len(data) <= most_bytes and content.picture_mime in ("image/jpeg", "image/png"):
        return data, content.picture_mime
    for quality in QUALITIES:
        buffer = io.BytesIO()
        with PillowImage.open(io.BytesIO(data)) as picture:
            picture.convert("RGB").save(buffer, "JPEG", quality=quality)
        if buffer.tell() <= most_bytes:
            return buffer.getvalue(), "image/jpeg"
    return None
