"""A selection of the history, kept up to date without ever scanning it in one go."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import compress
from typing import TYPE_CHECKING

from pubsub_tui.message import Message
from pubsub_tui.model.history import History

if TYPE_CHECKING:
    from pubsub_tui.model.filter import Filter, Predicate

SLICE_BYTES = 2_000_000
"""Looking back ends a slice early when the payloads that had to be looked into are so many."""


def within(path: str) -> Callable[[str], bool]:
    """Selects a topic and all below it."""
    below = path + "/"
    return lambda name: name == path or name.startswith(below)


class LogView:
    """The sequence numbers of the messages that scope and filter select, oldest first.

    A change of either takes effect at once: newest messages are looked at first, older ones
    in slices, one a call of `advance`.

    Ages are those of the moment a message is looked at; see `filter`.

    Attributes:
        complete: whether all kept messages have been looked at.
        removed: rows that left at the top since the start (evicted, cleared or too old).
        prepended: rows that were found at the top since the start, by looking back.
    """

    def __init__(self, history: History, clock: Callable[[], float] = time.time) -> None:
        self._history = history
        self._clock = clock
        self._filter: Filter | None = None
        self.removed = 0
        self.prepended = 0
        self.scope(None)

    @property
    def progress(self) -> float:
        """The share of the kept messages that was looked at, from 0.0 to 1.0."""
        end = self._history.end
        kept = end - self._history.first
        if self.complete or not kept:
            return 1.0
        return min(1.0, (end - self._lowest) / kept)

    def scope(self, matches: Callable[[str], bool] | None) -> None:
        """Select by topic, which is decided once per topic; None selects every topic."""
        self._scope = matches
        self._start()

    def filter(self, wanted: Filter | None) -> None:
        """Select by a filter, too; None, like an empty filter, selects every message.

        When the filter depends on the time (`Filter.uses_now`), rows leave at the top as they
        grow too old. Messages that are not rows are not looked at again: one that only later
        is old enough for ``age>5m`` takes setting the filter anew.
        """
        self._filter = None if wanted is None or wanted.everything else wanted
        self._start()

    def _start(self) -> None:
        """Begin to look, from the newest back."""
        self._matches = matches = self._decision()
        self._by_message = self._filter is not None and not self._filter.by_topic_alone
        self._uses_now = self._filter is not None and self._filter.uses_now
        self._decided: dict[str, bool | Predicate] = {}
        self._older: list[int] = []
        self._newer: list[int] = []
        self._newer_start = 0
        end = self._history.end
        self._next = self._history.first if matches is None else end
        self._first = self._history.first
        self._lowest = end
        self.complete = matches is None

    def _decision(self) -> Callable[[str], bool | Predicate] | None:
        scope, wanted = self._scope, self._filter
        if wanted is None:
            return scope
        decide = wanted.decide
        return decide if scope is None else lambda topic: scope(topic) and decide(topic)

    def __len__(self) -> int:
        if self._matches is None:
            return self._next - self._first
        return len(self._older) + len(self._newer) - self._newer_start

    def __getitem__(self, row: int) -> int:
        """The sequence number in a row; row 0 is the oldest."""
        if not 0 <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        if self._matches is None:
            return self._first + row
        older = len(self._older)
        if row < older:
            return self._older[older - 1 - row]
        return self._newer[self._newer_start + row - older]

    def sequences(self) -> Sequence[int]:
        """The sequence numbers of all rows as they are now; what comes later is not in it."""
        if self._matches is None:
            return range(self._first, self._next)
        return self._older[::-1] + self._newer[self._newer_start :]

    def knows_all_before(self, end: int) -> bool:
        """Whether all kept messages below a sequence number have been looked at."""
        return self.complete and self._next >= end

    def row_of(self, sequence: int) -> int:
        """The first row whose sequence number is at least ``sequence``."""
        if self._matches is None:
            return min(max(0, sequence - self._first), len(self))
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < sequence:
                low = middle + 1
            else:
                high = middle
        return low

    @property
    def behind(self) -> int:
        """How many messages have come that were not looked at yet."""
        return self._history.end - max(self._next, self._history.first)

    def advance(self, max_messages: int = 20_000, max_new: int | None = None) -> bool:
        """Take in what is new, look back over at most ``max_messages`` older ones.

        Args:
            max_messages: older ones to look at.
            max_new: new ones to take in where a scope or filter has to look at each; what is
                left waits for the next call. None is all.

        Returns:
            Whether the rows changed.
        """
        before = (self.removed, self.prepended, len(self))
        self._drop_evicted()
        if self._matches is None:
            self._next = self._history.end
        else:
            now = self._clock() if self._uses_now else 0.0
            if self._uses_now:
                self._drop_aged(now)
            self._take_new(self._matches, now, max_new)
            if not self.complete:
                self._look_back(self._matches, max_messages, now)
        return before != (self.removed, self.prepended, len(self))

    def _drop_evicted(self) -> None:
        first = self._history.first
        if first == self._first:
            return
        if self._matches is None:
            # What came and left since the last call never was a row.
            self.removed += min(self._next, first) - self._first
            self._next = max(self._next, first)
        else:
            self._drop_matched(first)
        self._first = first

    def _drop_matched(self, first: int) -> None:
        older = self._older
        while older and older[-1] < first:
            older.pop()
            self.removed += 1
        start = self._newer_start
        while start < len(self._newer) and self._newer[start] < first:
            start += 1
        self.removed += start - self._newer_start
        if start > 4096 and start * 2 > len(self._newer):
            del self._newer[:start]
            start = 0
        self._newer_start = start
        self._next = max(self._next, first)

    def _drop_aged(self, now: float) -> None:
        """Drop the topmost rows that the filter no longer selects, up to one that it does."""
        older = self._older
        while older and not self._selects(older[-1], now):
            older.pop()
            self.removed += 1
        if older:
            return
        start = self._newer_start
        while start < len(self._newer) and not self._selects(self._newer[start], now):
            start += 1
        self.removed += start - self._newer_start
        self._newer_start = start

    def _selects(self, sequence: int, now: float) -> bool:
        message = self._history[sequence]
        mark = self._decided[message.topic]
        return mark if isinstance(mark, bool) else mark(message, now)

    def _take_new(
        self, matches: Callable[[str], bool | Predicate], now: float, most: int | None
    ) -> None:
        end = self._history.end if most is None else min(self._history.end, self._next + most)
        messages, marks = self._marked(matches, self._next, end)
        if self._by_message:
            marks = [
                mark if mark is True or mark is False else mark(message, now)
                for message, mark in zip(messages, marks, strict=True)
            ]
        self._newer += compress(range(end - len(messages), end), marks)
        self._next = end

    def _look_back(
        self, matches: Callable[[str], bool | Predicate], max_messages: int, now: float
    ) -> None:
        first = self._history.first
        start = max(first, self._lowest - max_messages)
        messages, marks = self._marked(matches, start, self._lowest)
        before = len(self._older)
        if self._by_message:
            start = self._look_into(messages, marks, start, now)
        else:
            numbers = range(self._lowest - 1, self._lowest - 1 - len(messages), -1)
            self._older += compress(numbers, reversed(marks))
        self.prepended += len(self._older) - before
        self._lowest = start
        self.complete = start <= first

    def _look_into(
        self, messages: list[Message], marks: list[bool | Predicate], start: int, now: float
    ) -> int:
        """Add what a slice selects to the older rows, newest first.

        Returns:
            The lowest sequence number that was looked at: ``start``, or more when the payloads
            are large.
        """
        older = self._older
        left = SLICE_BYTES
        for index in range(len(messages) - 1, -1, -1):
            mark = marks[index]
            if mark is False:
                continue
            if mark is True:
                older.append(start + index)
                continue
            message = messages[index]
            if mark(message, now):
                older.append(start + index)
            left -= len(message.payload)
            if left < 0:
                return start + index
        return start

    def _marked(
        self, matches: Callable[[str], bool | Predicate], start: int, stop: int
    ) -> tuple[list[Message], list[bool | Predicate]]:
        """The messages that are still kept of a slice, and what is decided of each one's topic."""
        messages = self._history.slice(start, stop)
        decided = self._decided
        marks = []
        for message in messages:
            topic = message.topic
            mark = decided.get(topic)
            if mark is None:
                mark = decided[topic] = matches(topic)
            marks.append(mark)
        return messages, marks
