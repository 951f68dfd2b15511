"""The first topics of a scope in the order of a figure, found in slices of time."""

from __future__ import annotations

import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any

from pubsub_tui.model.figures import Column, Group, Moment, Row, of_topic, row_key, topic_key
from pubsub_tui.model.topic import Topic

_SLICE = 500
_ROUGH = 4
"""So many times more topics than asked for are kept while rates are ranked roughly."""

_ROUGHLY = (Column.MESSAGE_RATE, Column.BYTE_RATE)

Keyed = tuple[Any, Any]
"""What is sorted by, and the topic or row it belongs to."""


@dataclass(frozen=True, slots=True)
class Order:
    """How to rank.

    Attributes:
        by: the figure.
        reverse: the largest first.
        limit: how many rows are wanted.
        depth: how many levels below the scope topics are summed; None ranks each topic.
    """

    by: Column = Column.MESSAGE_RATE
    reverse: bool = True
    limit: int = 200
    depth: int | None = None


class Ranking:
    """One pass over the topics at and below a scope.

    With a depth, the topics at and below each level of that depth are one row; those above it
    stay rows of their own, so that all rows together are all messages.

    Attributes:
        rows: the first ones in order; empty until `advance` says that they are found.
        found: of how many.
    """

    def __init__(
        self, scope: Topic, now: float, since: float, order: Order, only: Set[Topic] | None = None
    ) -> None:
        """Begin.

        Args:
            now: Unix time in seconds.
            since: see `Traffic.since`.
            only: when given, other topics are left out.
        """
        self._scope = scope
        self._order = order
        self._only = only
        self._moment = Moment(now, since)
        self._walk = scope.with_messages()
        self._walked = 0
        self._walking = True
        self._groups: dict[Topic, Group] = {}
        self._left: list[Group] = []
        rough = _ROUGH if order.depth is None and order.by in _ROUGHLY else 1
        self._first = _First(order.limit * rough, order.reverse)
        self._topic_key = topic_key(order.by, order.reverse, self._moment)
        self._row_key = row_key(order.by, order.reverse)
        self.rows: list[Row] = []
        self.found = 0

    @property
    def progress(self) -> float:
        """How much of the walk is done, from 0 to 1."""
        return min(1.0, self._walked / max(1, self._scope.subtree_topics))

    def advance(self, seconds: float) -> bool:
        """Look on for about so long; returns whether the rows are found."""
        until = time.perf_counter() + seconds
        while self._walking:
            self._look()
            if time.perf_counter() > until:
                return False
        while self._left:
            self._offer_groups()
            if time.perf_counter() > until:
                return False
        self._finish()
        return True

    def _look(self) -> None:
        """Look at some more topics. The tree may grow between two calls."""
        topics = list(islice(self._walk, _SLICE))
        self._walked += len(topics)
        self._walking = len(topics) == _SLICE
        only = self._only
        if only is not None:
            topics = [topic for topic in topics if topic in only]
        self._moment.total += sum(map(attrgetter("count"), topics))
        if self._order.depth is not None:
            self._sum(topics, self._scope.depth + self._order.depth)
            if not self._walking:
                self._left = list(self._groups.values())
                self.found = len(self._left)
        else:
            self.found += len(topics)
            self._first.offer(_keyed(topics, self._topic_key))

    def _sum(self, topics: list[Topic], depth: int) -> None:
        groups = self._groups
        now = self._moment.now
        for topic in topics:
            level = topic
            while level.depth > depth and level.parent is not None:
                level = level.parent
            group = groups.get(level)
            if group is None:
                group = groups[level] = Group(level, self._only is None)
            group.add(topic, now)

    def _offer_groups(self) -> None:
        rows = [group.row(self._moment) for group in self._left[-_SLICE:]]
        del self._left[-_SLICE:]
        self._first.offer(_keyed(rows, self._row_key))

    def _finish(self) -> None:
        found = self._first.take()
        if self._order.depth is None:
            found = [of_topic(topic, self._moment) for topic in found]
        # Those that tie stand by name.
        found.sort(key=attrgetter("topic.path"))
        found.sort(key=self._row_key, reverse=self._order.reverse)
        self.rows = found[: self._order.limit]


def _keyed(entries: list[Any], key: Callable[[Any], Any]) -> list[Keyed]:
    return [(key(entry), entry) for entry in entries]


class _First:
    """Keeps the first so many of what is offered, in the order of their keys."""

    def __init__(self, limit: int, reverse: bool) -> None:
        self._limit = limit
        self._reverse = reverse
        self._kept: list[Keyed] = []
        self._worst: Any = None

    def offer(self, keyed: list[Keyed]) -> None:
        worst = self._worst
        if worst is None:
            self._kept += keyed
        elif self._reverse:
            self._kept += [each for each in keyed if each[0] > worst]
        else:
            self._kept += [each for each in keyed if each[0] < worst]
        if len(self._kept) > 2 * self._limit:
            self._cut()

    def take(self) -> list[Any]:
        self._cut()
        return [entry for _, entry in self._kept]

    def _cut(self) -> None:
        self._kept.sort(key=itemgetter(0), reverse=self._reverse)
        del self._kept[self._limit :]
        if len(self._kept) == self._limit:
            self._worst = self._kept[-1][0]


def levels_below(scope: Topic) -> int:
    """How many levels below a scope the deepest topic is."""
    return max((topic.depth for topic in scope.with_messages()), default=scope.depth) - scope.depth
