"""Searching, as far as it needs no database: words, vectors, queries, passages, spelling."""
