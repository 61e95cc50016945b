"""What every container module returns, and how it reads."""

from dataclasses import dataclass

from blog.imaging.refusal import Damaged
from blog.imaging.tones import FOR_SCREENS, Coding


@dataclass(frozen=True)
class Stripped:
    """A file of the same format with the same pixels and nothing else.

    `orientation` is what the dropped EXIF said; `foreign_profile` is an ICC profile that is not embedded any more,
    from which the colours are still to be converted, `coding` the same by numbers. `memory` is what decoding takes
    at its peak, in bytes a pixel.
    """

    data: bytes
    width: int
    height: int
    frames: int = 1
    orientation: int = 1
    foreign_profile: bytes | None = None
    coding: Coding = FOR_SCREENS
    memory: float = 4


class Cursor:
    """Reads forward and raises Damaged where the file ends too early."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    @property
    def is_at_end(self) -> bool:
        return self.at >= len(self.data)

    def take(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.data):
            raise Damaged
        self.at += count
        return self.data[self.at - count : self.at]

    def take_byte(self) -> int:
        return self.take(1)[0]
