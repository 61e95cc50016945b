"""What a card says."""

import hashlib
import json
from dataclasses import astuple, dataclass

# Raise it whenever cards come to look otherwise: those that were drawn before are then drawn anew.
DESIGN_VERSION = 1
WIDTH, HEIGHT = 1200, 630


@dataclass(frozen=True, slots=True)
class Card:
    """`kicker` stands above the title, the line `footer` below; `language` is such as en or zh-Hant."""

    title: str
    kicker: str
    footer: str
    language: str

    @property
    def digest(self) -> str:
        """64 hex digits: the same for cards that look the same."""
        return hashlib.sha256(json.dumps([DESIGN_VERSION, *astuple(self)]).encode()).hexdigest()


class CannotDraw(ValueError):  # noqa: N818  (says what is wrong)
    """Signs of a text that no font here has, or that need what is not installed; a sentence says which."""
