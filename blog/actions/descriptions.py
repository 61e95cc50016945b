"""Pictures do not go out without a word for readers who cannot see them, unless they are said to decorate.

Asked wherever a person publishes: by the form, by the verbs of the writing screen, in bulk, and as changes are staged.
Not of imports, nor of changes that go live by themselves, where nobody is there to answer.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from blog.models import Image
from blog.models.image import undescribed

from .pasted_addresses import with_references


def undescribed_in(*, body: str, cover: Image | int | None) -> list[str]:
    """The names of the pictures that would go out without a description; `cover` also as its key."""
    if isinstance(cover, int):
        cover = Image.objects.filter(pk=cover).first()
    return undescribed(with_references(body), cover)


def question(names: Sequence[Any]) -> str:
    said = _(
        "Say what these pictures show, for readers who cannot see them: %(names)s. "
        "Write it between the brackets, ![like this](…), or in the library."
    )
    return said % {"names": ", ".join(str(name) for name in names)}
