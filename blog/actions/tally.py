"""Counts kept in memory and stored together, so that what is counted costs no write of its own."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Mapping

from django.db import DatabaseError, connection

Store = Callable[[Mapping[Hashable, int]], None]

logger = logging.getLogger(__name__)


class Tally:
    """Counts for `store`, which gets them `every` so many seconds, from a thread that the first count starts.

    So a process that forks before it counts has no thread to lose, and one that never counts has none at all. What
    a killed process has not stored is lost. Of more than `most` keys at once, the further ones go uncounted.
    """

    def __init__(self, store: Store, *, every: float, most: int) -> None:
        self._store = store
        self._every = every
        self._most = most
        self._lock = threading.Lock()
        self._counts: Counter[Hashable] = Counter()
        self._is_waiting = False

    def add(self, key: Hashable) -> None:
        with self._lock:
            if key in self._counts or len(self._counts) < self._most:
                self._counts[key] += 1
            starts, self._is_waiting = not self._is_waiting, True
        if starts:
            timer = threading.Timer(self._every, self._flush_alone)
            timer.daemon = True
            timer.start()

    def flush(self) -> None:
        """Store what was counted; after an error of the database it is kept for the next time."""
        counts = self.forget()
        if not counts:
            return
        try:
            self._store(counts)
        except DatabaseError:  # such as one that only reads for the time being
            logger.warning("%d counts wait for the next time: they were not stored.", len(counts), exc_info=True)
            with self._lock:
                self._counts.update(counts)

    def forget(self) -> Counter[Hashable]:
        """Begin anew, and return what was counted."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        return counts

    def _flush_alone(self) -> None:
        with self._lock:
            self._is_waiting = False
        try:
            self.flush()
        finally:
            connection.close()
