"""What a topic that is being written can become, found a slice at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from pubsub_tui.model.topic import Siblings, Topic, sort_key
from pubsub_tui.model.topic_search import TopicSearch
from pubsub_tui.model.traffic import Traffic

MOST_OFFERED = 30
_LEAST_SEARCHED = 2
"""Characters: nearly all topics have any one letter."""
_CHECK_EVERY = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """A topic; with ``/`` at its end when it is a level that others are below.

    Attributes:
        places: the indices of the letters that were written, ascending.
    """

    topic: str
    places: tuple[int, ...]


class TopicCompletion:
    """Goes on by levels first: what is below the levels written, and begins or has in it what is
    behind the last ``/``. Then comes what matches fuzzily in the whole tree. ``$SYS`` and the
    like is only offered when a ``$`` was written.

    Attributes:
        found: how many topics and levels could be offered.
        complete: whether all have been looked at.
    """

    def __init__(self, traffic: Traffic, text: str) -> None:
        self._traffic = traffic
        self._text = text
        self._with_system = text.startswith("$")
        above, slash, rest = text.rpartition("/")
        self._above = above + slash
        self._rest = rest.lower()
        level = traffic.topic(above) if slash else traffic.root
        self._children = iter(_children(level) if level is not None else [])
        self._by_level: list[tuple[bool, tuple[bool, str], Topic]] = []
        self._level_done = False
        self._search = TopicSearch(traffic, text, self._anywhere())
        self._search.complete = len(text) < _LEAST_SEARCHED
        self._found_by_level = 0

    @property
    def complete(self) -> bool:
        return self._level_done and self._search.complete

    def advance(self, seconds: float) -> None:
        """Look at more of them for about so long."""
        until = time.perf_counter() + seconds
        if not self._level_done:
            self._look_at_children(until)
        left = until - time.perf_counter()
        if self._level_done and not self._search.complete and left > 0:
            self._search.advance(left)

    def best(self) -> list[Offer]:
        """The best `MOST_OFFERED` so far."""
        offers = {}
        for _, _, child in sorted(self._by_level, key=_order)[:MOST_OFFERED]:
            topic = self._above + child.name
            at = len(self._above) + max(0, child.name.lower().find(self._rest))
            places = (*range(len(self._above)), *range(at, at + len(self._rest)))
            offers[topic] = Offer(topic + "/" if child.below is not None else topic, places)
        for hit in self._search.best():
            level = self._traffic.topic(hit.path)
            if hit.path in offers or level is None:
                continue
            # A topic is what is looked for; what only stands above others is a way to them.
            path = hit.path if level.count else hit.path + "/"
            offers[hit.path] = Offer(path, hit.match.places)
        return [each for each in offers.values() if each.topic != self._text][:MOST_OFFERED]

    @property
    def found(self) -> int:
        return max(self._found_by_level, self._search.found)

    def _look_at_children(self, until: float) -> None:
        for at, child in enumerate(self._children, 1):
            place = child.name.lower().find(self._rest)
            if place >= 0 and (self._with_system or not _is_system(child)):
                self._found_by_level += 1
                self._by_level.append((place > 0, sort_key(child), child))
            if at % _CHECK_EVERY == 0:
                if len(self._by_level) > _CHECK_EVERY:
                    self._by_level = sorted(self._by_level, key=_order)[:MOST_OFFERED]
                if time.perf_counter() > until:
                    return
        self._level_done = True

    def _anywhere(self) -> Iterator[Topic]:
        """All but the hidden, in no order: to sort many siblings takes longer than a frame."""
        root = self._traffic.root
        waiting = [root]
        while waiting:
            level = waiting.pop()
            if level is not root:
                if not self._with_system and _is_system(level):
                    continue
                yield level
            waiting.extend(_children(level))


def _children(level: Topic) -> list[Topic]:
    """They as they are now; more may come while they are gone through."""
    below = level.below
    if isinstance(below, Siblings):
        return list(below.values())
    return [below] if below is not None else []


def _order(entry: tuple[bool, tuple[bool, str], Topic]) -> tuple[bool, tuple[bool, str]]:
    return entry[:2]


def _is_system(level: Topic) -> bool:
    return level.depth == 0 and level.name.startswith("$")
