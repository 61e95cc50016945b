"""A library image as pages show it: with the renditions that it has, or as it came until there are some."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Case, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from blog.imaging.specs import TEXT, UNIVERSAL, Family
from blog.text.markdown import Picture, Source
from blog.text.tones import tone_of

from .rendition import Rendition

if TYPE_CHECKING:
    from .image import Image

# The better formats first: a browser takes the first one that it knows.
_BETTER = {"image/avif": 0, "image/webp": 1}
_UNIVERSAL = {kind.mime for kind in UNIVERSAL}
# Wide enough where `srcset` is not understood, as in many feed readers, and no phone photo of 6 MB.
_ENOUGH = 1200
# Wider than any picture.
_FAR = 1_000_000_000


def picture_of(image: "Image", family: Family, renditions: Iterable[Rendition], *, sizes: str = "") -> Picture:
    """`sizes` says how wide the picture is shown, where the renderer does not know."""
    made = sorted((one for one in renditions if one.family == family.name), key=lambda one: one.width)
    simple = [one for one in made if one.mime in _UNIVERSAL]
    shown = simplest(image, simple)
    # A crop has its own shape; a whole picture is as large as it came, whatever of it is loaded.
    shape = image if family is TEXT or not made else made[-1]
    return Picture(
        src=shown.url,
        width=shape.width,
        height=shape.height,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
        sources=tuple(_sources(made)),
        srcset=_srcset(simple) if len(simple) > 1 else "",
        sizes=sizes,
        tone="" if image.has_transparency else tone_of(image.dominant_colour),
    )


def simplest(image: "Image", renditions: Iterable[Rendition]) -> "Image | Rendition":
    """What every program can show, and wide enough, of renditions in the order of their widths."""
    simple = [one for one in renditions if one.mime in _UNIVERSAL]
    return next((one for one in simple if one.width >= _ENOUGH), simple[-1] if simple else image)


def fitted(picture: Picture, width: int, height: int) -> Picture:
    """One of a known size, as large as this room lets it be; never larger than it is."""
    share = min(1, width / picture.width, height / picture.height)
    return replace(picture, width=max(1, round(picture.width * share)), height=max(1, round(picture.height * share)))


def shown_addresses(keys: Collection[int]) -> dict[int, str]:
    """Of each image of these keys the address that a text has in `src`, as `picture_of` chooses it, in one query."""
    model = Rendition._meta.get_field("image").related_model
    simple = Rendition.objects.filter(image=OuterRef("pk"), spec__startswith=TEXT.name, mime__in=_UNIVERSAL)
    # The narrowest one that is wide enough comes first, else the widest.
    is_enough = Case(When(width__gte=_ENOUGH, then=F("width")), default=_FAR - F("width"))
    chosen = Subquery(simple.order_by(is_enough).values("file")[:1])
    storage = model._meta.get_field("file").storage
    found = model.objects.filter(pk__in=keys).values_list("pk", Coalesce(chosen, "file"))
    return {key: storage.url(name) for key, name in found}


def _sources(made: Iterable[Rendition]) -> Iterable[Source]:
    better = sorted((one for one in made if one.mime in _BETTER), key=lambda one: _BETTER[one.mime])
    return [Source(mime, _srcset(same)) for mime, same in groupby(better, key=lambda one: one.mime)]


def _srcset(made: Iterable[Rendition]) -> str:
    return ", ".join(f"{one.url} {one.width}w" for one in made)
