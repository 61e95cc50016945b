"""Content codings: the one a client likes best, and bodies in it."""

import zlib
from collections.abc import Callable

import brotli
import zstandard

WORTH_COMPRESSING = 500  # bytes; below, the header costs more than is won
IDENTITY = "identity"


def _gzip(body: bytes) -> bytes:
    compressor = zlib.compressobj(level=6, wbits=31)  # 31: gzip with no time in its header, so equal in, equal out
    return compressor.compress(body) + compressor.flush()


# Smallest first, at levels that cost about a millisecond for a long page.
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5, mode=brotli.MODE_TEXT),
    "zstd": zstandard.ZstdCompressor(level=6).compress,
    "gzip": _gzip,
}


def preferred_coding(accept_encoding: str) -> str:
    """The coding to answer in, by RFC 9110 §12.5.3: the highest q, and among equals the smallest bytes."""
    weights = _weights(accept_encoding)
    anything = weights.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: weights.get(coding, anything))
    weight = weights.get(best, anything)
    return best if weight > 0 and weight >= weights.get(IDENTITY, 0.0) else IDENTITY


def _weights(accept_encoding: str) -> dict[str, float]:
    weights = {}
    for item in accept_encoding.lower().split(","):
        coding, *parameters = (part.strip() for part in item.split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            weights[coding] = float(quality)
        except ValueError:
            weights[coding] = 0.0
    return weights
