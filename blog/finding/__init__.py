"""Searching posts. `engine.find` is the one way in, for readers and for the admin; see docs/decisions/search.md."""
