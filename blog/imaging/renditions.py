"""The renditions of a picture, made in the sandbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from blog.imaging import sandbox
from blog.imaging.kinds import Kind, kind_of
from blog.imaging.specs import ALL_SPECS

# Twelve megapixels take two seconds, a long animation most of this.
LIMITS = sandbox.Limits(cpu_seconds=60, wall_seconds=300)


@dataclass(frozen=True, slots=True)
class Made:
    """One rendition. `spec` is such as `w800-avif`; width and height are pixels."""

    spec: str
    kind: Kind
    width: int
    height: int
    data: bytes


def make_renditions(original: bytes, focal: Sequence[float]) -> list[Made]:
    """All renditions of a stored original that are worth their bytes; `focal` is a point in shares of width and height.

    The same input gives the same bytes. Raises SandboxFailed, and ImageRefused for a picture that breaks its decoder.
    """
    answer = sandbox.call("scale", limits=LIMITS, data=original, focal=list(focal))
    try:
        return [checked(**made) for made in answer]
    except TypeError as error:
        raise sandbox.SandboxFailed("the picture sandbox answered with something else than renditions") from error


def checked(*, spec: str, width: int, height: int, data: bytes) -> Made:
    """Part of the answer as what it should be: its sender has touched a stranger's file. Raises TypeError."""
    kind = kind_of(data)
    is_right = spec in ALL_SPECS and spec.endswith(f"-{kind.extension}") and type(width) is type(height) is int
    if not is_right or min(width, height) < 1:
        raise TypeError(spec)
    return Made(spec, kind, width, height, data)
