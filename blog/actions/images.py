"""Pictures on their way into the library."""

from pathlib import PurePosixPath

from django.db import IntegrityError, transaction

from accounts.models import User
from blog.imaging.intake import take_in
from blog.imaging.names import stored_name
from blog.models import Image

from .image_files import keep_file


def store_image(
    *, data: bytes, name: str, by: User | None, alt: str = "", caption: str = "", credit: str = ""
) -> Image:
    """Check, clean and store a picture; identical content gives the Image that is there already.

    `name` is what the author called it and is kept only as a label. Raises `ImageRefused`.
    """
    clean = take_in(data)
    if known := Image.objects.filter(sha256=clean.sha256).first():
        keep_file(known.file.storage, known.file.name, clean.data)
        return known
    image = Image(
        sha256=clean.sha256,
        mime=clean.mime,
        size=len(clean.data),
        width=clean.width,
        height=clean.height,
        is_animated=clean.is_animated,
        has_transparency=clean.has_transparency,
        dominant_colour=clean.dominant_colour,
        fingerprint=clean.fingerprint,
        original_name=PurePosixPath(name.replace("\\", "/")).name[:255],
        alt=alt[:500],
        caption=caption[:500],
        credit=credit[:200],
        uploaded_by=by,
    )
    own_name = stored_name("originals", clean.sha256, clean.extension)
    image.file.name = keep_file(image.file.storage, own_name, clean.data)
    try:
        with transaction.atomic():
            image.save()
    except IntegrityError:  # the same picture, uploaded at the same moment
        return Image.objects.get(sha256=clean.sha256)
    return image


@transaction.atomic
def delete_image(*, image: Image) -> None:
    """Out of the library; the file goes once that is certain. Texts that name the picture show its words instead."""
    storage, name = image.file.storage, image.file.name
    image.delete()
    transaction.on_commit(lambda: storage.delete(name))
