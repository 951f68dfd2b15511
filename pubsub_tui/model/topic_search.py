"""The topics that match a few letters best, found a slice at a time."""

from __future__ import annotations

import heapq
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

from pubsub_tui.model.fuzzy import LONGEST, Match, match
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.model.tree_order import after

MOST_SHOWN = 100
_CHECK_EVERY = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A topic, or a level above some, that matches."""

    path: str
    match: Match


class TopicSearch:
    """Looks through all levels of the tree, in its order, or through those it is given.

    Attributes:
        looked_at: how many levels have been looked at.
        found: how many of them match.
        complete: whether all have been looked at.
    """

    def __init__(self, traffic: Traffic, query: str, levels: Iterator[Topic] | None = None) -> None:
        self._query = query
        letters = [re.escape(letter) for letter in "".join(query.split())]
        # No topic is scored that lacks a letter: this is ten times as fast as scoring.
        self._has_letters = re.compile(
            "".join(f"(?=.*{letter})" for letter in dict.fromkeys(letters)),
            re.IGNORECASE | re.DOTALL,
        ).match
        self._levels = after(traffic.root) if levels is None else levels
        self._best: list[tuple[int, int, int, Hit]] = []
        self.looked_at = 0
        self.found = 0
        self.complete = False

    def advance(self, seconds: float) -> None:
        """Look at more levels for about so long."""
        until = time.perf_counter() + seconds
        for topic in self._levels:
            self.looked_at += 1
            path = topic.path
            if self._has_letters(path[-LONGEST:]):
                found = match(self._query, path)
                if found is not None:
                    self._take(Hit(path, found))
            if self.looked_at % _CHECK_EVERY == 0 and time.perf_counter() > until:
                return
        self.complete = True

    def best(self) -> list[Hit]:
        """The best so far; of equal ones the shorter, then the earlier in the tree."""
        return [entry[3] for entry in sorted(self._best, reverse=True)]

    def _take(self, hit: Hit) -> None:
        self.found += 1
        # The count makes every entry differ before its hit, which has no order.
        entry = (hit.match.score, -len(hit.path), -self.found, hit)
        if len(self._best) < MOST_SHOWN:
            heapq.heappush(self._best, entry)
        else:
            heapq.heappushpop(self._best, entry)
