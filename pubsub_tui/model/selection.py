"""The topics that a filter selects, and the levels above them."""

from __future__ import annotations

import time
from collections.abc import Iterator

from pubsub_tui.model.filter import Filter, Predicate
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic

_SLICE = 200
SLICE_SECONDS = 0.004
"""How long one call of `Selection.advance` goes on looking."""


class Selection:
    """A topic is selected when its newest message passes the filter.

    All topics are looked at in slices, again and again while something changes; what is found
    shows at once the first time, and afterwards whenever all have been looked at.

    Attributes:
        filter: None selects every topic.
        topics: the selected topics.
        levels: these, and all levels above them.
        revision: grows whenever ``levels`` changed.
        complete: whether every topic has been looked at with this filter.
    """

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self.filter: Filter | None = None
        self.revision = 0
        self._start()

    @property
    def active(self) -> bool:
        """Whether anything is filtered at all."""
        return self.filter is not None

    def choose(self, wanted: Filter | None) -> None:
        """Use another filter; None, like an empty one, selects everything."""
        self.filter = None if wanted is None or wanted.everything else wanted
        self._start()

    def advance(self, now: float) -> None:
        """Look at some more topics; ``now`` is Unix time in seconds."""
        if self.filter is None:
            return
        if self._root is not self._traffic.root:
            self._start()
        if self._walk is None:
            if self._seen == self._traffic.revision and not self.filter.uses_now:
                return
            self._begin()
        until = time.perf_counter() + SLICE_SECONDS
        while self._walk is not None and time.perf_counter() < until:
            self._look(now)
        if not self.complete:
            self._publish()

    def _start(self) -> None:
        self._root = self._traffic.root
        self._verdicts: dict[Topic, bool | Predicate] = {}
        self._walk: Iterator[Topic] | None = None
        self._found: set[Topic] = set()
        self._seen = -1
        self.topics: set[Topic] = set()
        self.levels: set[Topic] = set()
        self.complete = False
        self.revision += 1

    def _begin(self) -> None:
        self._seen = self._traffic.revision
        self._found = set()
        # A list, as the tree grows while it is walked.
        self._walk = iter(list(self._root.with_messages()))

    def _look(self, now: float) -> None:
        """Look at one slice of topics; the last one ends the walk."""
        assert self._walk is not None
        for _, topic in zip(range(_SLICE), self._walk, strict=False):
            if self._passes(topic, now):
                self._found.add(topic)
        if self._walk.__length_hint__() == 0:  # type: ignore[attr-defined]
            self._walk = None
            self.complete = True
            self._publish()

    def _passes(self, topic: Topic, now: float) -> bool:
        verdict = self._verdicts.get(topic)
        if verdict is None:
            assert self.filter is not None
            verdict = self._verdicts[topic] = self.filter.decide(topic.path)
        if isinstance(verdict, bool):
            return verdict
        return topic.latest is not None and verdict(topic.latest, now)

    def _publish(self) -> None:
        if self._found == self.topics:
            return
        self.topics = set(self._found)
        self.levels = levels = set[Topic]()
        for topic in self.topics:
            level: Topic | None = topic
            while level is not None and level not in levels:
                levels.add(level)
                level = level.parent
        self.revision += 1
