"""Addresses by name, remembered: a page has fifty links, and working one out again costs more than showing it."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8192)
def address(name: str, *args: str) -> str:
    """What `reverse` says of the name and its arguments; for names whose address depends on nothing else."""
    return reverse(name, args=args)
