"""A picture that was taken in."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from blog.imaging.kinds import Kind
from blog.imaging.refusal import said

# A sentence in English with places, and what belongs there: see `ImageRefused`.
Remark = dict[str, int | str]


def remark(sentence: str, **filled: int | str) -> Remark:
    return {"sentence": sentence, **filled}


@dataclass(frozen=True)
class Looks:
    has_transparency: bool  # some pixel of it is seen through
    dominant_colour: str  # `#rrggbb`, the mean over a white page
    fingerprint: int | None  # 64 bits, signed; see `looks.py`


@dataclass(frozen=True)
class Ingested:
    """A picture that is safe to store and to serve. `width` and `height` are pixels, after turning it upright."""

    data: bytes
    kind: Kind
    width: int
    height: int
    is_animated: bool
    has_transparency: bool
    dominant_colour: str
    fingerprint: int | None
    remark: dict  # for the author, about what was done beyond cleaning; mostly empty

    @classmethod
    def of(
        cls,
        data: bytes,
        kind: Kind,
        size: tuple[int, int],
        looks: Looks,
        *,
        frames: int = 1,
        remark: Remark | None = None,
    ) -> Self:
        return cls(
            data=data,
            kind=kind,
            width=size[0],
            height=size[1],
            is_animated=frames > 1,
            has_transparency=looks.has_transparency,
            dominant_colour=looks.dominant_colour,
            fingerprint=looks.fingerprint,
            remark=remark or {},
        )

    @cached_property
    def sha256(self) -> str:
        """Of `data`, in hex."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def notice(self) -> str:
        """The remark as a sentence in the language that is active; mostly none."""
        return said([str(self.remark.get("sentence", ""))], self.remark)

    @property
    def mime(self) -> str:
        return self.kind.mime

    @property
    def extension(self) -> str:
        """Without the dot."""
        return self.kind.extension

    @property
    def size(self) -> int:
        """Of `data`, in bytes."""
        return len(self.data)
