"""The one door for pictures: editor, admin, import and API all come through `take_in`."""

from dataclasses import fields
from typing import Any, BinaryIO

from blog.imaging import sandbox
from blog.imaging.ingested import Ingested
from blog.imaging.kinds import STORED, kind_of
from blog.imaging.refusal import MAX_BYTES, check_bytes

# The slowest photos take a fifth of the processor time; a busy machine may take its time.
LIMITS = sandbox.Limits(cpu_seconds=6, wall_seconds=60)


def take_in(source: bytes | BinaryIO) -> Ingested:
    """Check a picture and free it of everything that is not picture, in the sandbox.

    The same input gives the same bytes. Raises ImageRefused, with a sentence for the author.
    """
    data = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    check_bytes(data)
    # What is no picture at all does not cost a trip to the sandbox.
    kind_of(data)
    return checked(sandbox.call("ingest", limits=LIMITS, data=data))


def checked(answer: dict[str, Any]) -> Ingested:
    """The answer as what it should be: its sender has touched a stranger's file. Raises SandboxFailed."""
    types = {field.name: field.type for field in fields(Ingested)} | {"kind": str}
    is_right = answer.keys() == types.keys() and all(isinstance(answer[name], types[name]) for name in types)
    if not is_right or kind_of(answer["data"]).label != answer["kind"]:
        raise sandbox.SandboxFailed("the picture sandbox answered with something else than a picture")
    return Ingested(**answer | {"kind": STORED[answer["kind"]]})
