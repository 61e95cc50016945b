"""How to find fingerprints that are nearly the same without comparing with all.

A fingerprint's 64 bits are four bands of 16. Two that differ in at most seven bits differ in at most one bit of some
band, so an index of bands that is asked for each band of a picture, and for its neighbours at one bit, misses none.
"""

BANDS, BITS = 4, 16
# Of 64 bits. Saving again and scaling change a few at most; other pictures of the same scene differ in ten and more.
NEAR = 5


def probes(fingerprint: int) -> list[int]:
    """What `byline_bands`, in the database, makes of some fingerprint within seven bits of this one (signed)."""
    found = []
    for number in range(BANDS):
        band = fingerprint >> BITS * (BANDS - 1 - number) & (1 << BITS) - 1
        found += [number << BITS | near for near in (band, *(band ^ 1 << bit for bit in range(BITS)))]
    return found
