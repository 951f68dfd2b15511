"""The values that are plotted, and their way from the history into series."""

from __future__ import annotations

import time
from math import isfinite

from pubsub_tui.message import Message
from pubsub_tui.model.filter.nodes import Path
from pubsub_tui.model.plot.numbers import Leaf, Numbers, TextReader, is_time_stamp
from pubsub_tui.model.plot.series import Series
from pubsub_tui.model.traffic import Traffic

MOST_PINNED = 12
MOST_LIVE = 6
"""Values of the selected topic that are shown without being pinned."""

_SLICE = 2_000
"""Messages that are looked at before the time is."""
_TOO_FAR_BEHIND = 15_000
"""Messages; the more often so many have not been read yet, the more are passed over."""
_LEAST_READ = 100
"""Messages of plotted topics that are read of a slice nevertheless."""
_LARGEST_LOOKED_AT_AGAIN = 10_000
"""Bytes; in a larger payload of the same topic no new values are looked for."""


class Collection:
    """Pinned series, and those of the topic that is looked at while nothing is pinned.

    Only messages of their topics are decoded: the newest ones as they come, those that were
    kept before in slices, the newest first.

    Attributes:
        pinned: in the order in which they were pinned.
        live: of the topic that is looked at.
        missed: messages that came too fast to be read.
    """

    def __init__(self, traffic: Traffic, read_text: TextReader) -> None:
        self._traffic = traffic
        self._root = traffic.root
        self._history = traffic.history
        self.numbers = Numbers(read_text)
        self.pinned: list[Series] = []
        self.live: list[Series] = []
        self.missed = 0
        self._by_topic: dict[str, list[Series]] = {}
        self._lowest: dict[Series, int] = {}
        """From which message back a series was not filled yet."""
        self._next = 0
        self._looked_at: Message | None = None

    @property
    def shown(self) -> list[Series]:
        """What is drawn: the pinned series, or the live ones while there are none."""
        return self.pinned or self.live

    @property
    def progress(self) -> float:
        """The share of the kept messages that was looked at, from 0.0 to 1.0."""
        kept = self._history.end - self._history.first
        waiting = self._waiting()
        if not kept or not waiting:
            return 1.0
        left = max(self._lowest[series] for series in waiting) - self._history.first
        return 1.0 - left / kept

    @property
    def behind(self) -> int:
        """How many messages have come that were not looked at yet."""
        return self._history.end - max(self._next, self._history.first) if self._lowest else 0

    def first_pinned(self, topic: str) -> Series | None:
        """The first pinned series of a topic."""
        return next((each for each in self.pinned if each.topic == topic), None)

    def find(self, topic: str, path: Path) -> Series | None:
        """The pinned series of a value."""
        return next((e for e in self.pinned if e.topic == topic and e.path == path), None)

    def pin(self, topic: str, path: Path) -> bool:
        """Keep a value on show; False when there is no room for another one."""
        if self.find(topic, path) is not None:
            return True
        if len(self.pinned) >= MOST_PINNED:
            return False
        found = next((e for e in self.live if e.topic == topic and e.path == path), None)
        self._rest([each for each in self.live if each is not found])
        self.live = []
        self._looked_at = None
        self.pinned.append(found or self._begun(topic, path))
        return True

    def unpin(self, series: Series) -> None:
        """Give up a pinned series and its points."""
        self.pinned.remove(series)
        self._rest([series])

    def unpin_all(self) -> None:
        """Give up all pinned series."""
        self._rest(self.pinned)
        self.pinned = []

    def look_at(self, message: Message | None) -> None:
        """Show the values of a topic by its newest message; None shows none."""
        if self.pinned or message is self._looked_at:
            return
        before, self._looked_at = self._looked_at, message
        if message is None or before is None or message.topic != before.topic:
            self._rest(self.live)
            self.live = []
        elif self.live and len(message.payload) > _LARGEST_LOOKED_AT_AGAIN:
            return
        if message is not None and len(self.live) < MOST_LIVE:
            self._find_live(message)

    def rest(self) -> None:
        """Nobody looks: the live series rest, and are found again in the history."""
        self._rest(self.live)
        self.live = []
        self._looked_at = None

    def advance(self, seconds: float) -> None:
        """Take in what is new, then look back, for about so long."""
        if self._root is not self._traffic.root:
            self._start_afresh()
        if not self._lowest:
            return
        until = time.perf_counter() + seconds
        if self._next < self._history.first:
            self.missed += self._history.first - self._next
            self._next = self._history.first
        while self._next < self._history.end and time.perf_counter() < until:
            self._take_new(until)
        while time.perf_counter() < until:
            waiting = self._waiting()
            if not waiting:
                break
            self._look_back(waiting, until)

    def _find_live(self, message: Message) -> None:
        shown = {each.path for each in self.live}
        for leaf in self._live_leaves(message):
            if leaf.path not in shown and len(self.live) < MOST_LIVE:
                self.live.append(self._begun(message.topic, leaf.path))

    def _live_leaves(self, message: Message) -> list[Leaf]:
        """Those that were not meant for a clock; when all are, all."""
        leaves = self.numbers.leaves(message, 4 * MOST_LIVE)
        at = message.received_at
        return [leaf for leaf in leaves if not is_time_stamp(leaf.value, at)] or leaves

    def _begun(self, topic: str, path: Path) -> Series:
        """A new series that is filled from now on, forwards and back."""
        if not self._lowest:
            self._next = self._history.end
            self.missed = 0
        taken = {each.slot for each in self._lowest}
        slot = next(slot for slot in range(len(taken) + 1) if slot not in taken)
        series = Series(topic, path, slot)
        self._lowest[series] = max(self._next, self._history.first)
        self._by_topic.setdefault(topic, []).append(series)
        return series

    def _rest(self, series: list[Series]) -> None:
        for each in series:
            del self._lowest[each]
            others = self._by_topic[each.topic]
            others.remove(each)
            if not others:
                del self._by_topic[each.topic]

    def _start_afresh(self) -> None:
        """All was forgotten: pinned series stay, without points."""
        self._root = self._traffic.root
        self._next = self._history.first
        self.missed = 0
        self.rest()
        for series in self.pinned:
            series.clear()
            self._lowest[series] = self._next

    def _take_new(self, until: float) -> None:
        start = self._next
        messages = self._history.slice(start, start + _SLICE)
        by_topic = self._by_topic
        ours = [at for at, message in enumerate(messages) if message.topic in by_topic]
        step = self._step(len(ours))
        self.missed += len(ours) - len(ours[::step])
        for at in ours[::step]:
            message = messages[at]
            for series in by_topic[message.topic]:
                value = self._number(series, message)
                if value is not None:
                    series.add(message.received_at, value)
            if step == 1 and time.perf_counter() > until:
                self._next = start + at + 1
                return
        self._next = start + len(messages)

    def _step(self, ours: int) -> int:
        """Of how many messages one is read: of a flood on plotted topics, only some can be."""
        return max(1, min(self.behind // _TOO_FAR_BEHIND, ours // _LEAST_READ))

    def _waiting(self) -> list[Series]:
        """The series for which there may be older points."""
        first = self._history.first
        return [each for each, lowest in self._lowest.items() if lowest > first and not each.full]

    def _look_back(self, waiting: list[Series], until: float) -> None:
        """Fill the series that were looked back for the least, up to where others are."""
        lowest = self._lowest
        stop = max(lowest[series] for series in waiting)
        group = [series for series in waiting if lowest[series] == stop]
        others = [lowest[series] for series in waiting if lowest[series] < stop]
        start = max(stop - _SLICE, self._history.first, *others)
        by_topic: dict[str, list[tuple[Series, list[tuple[float, float]]]]] = {}
        for series in group:
            by_topic.setdefault(series.topic, []).append((series, []))
        messages = self._history.slice(start, stop)
        reached = start
        for index in range(len(messages) - 1, -1, -1):
            message = messages[index]
            if message.topic not in by_topic:
                continue
            for series, points in by_topic[message.topic]:
                value = self._number(series, message)
                if value is not None:
                    points.append((message.received_at, value))
            if time.perf_counter() > until:
                reached = start + index
                break
        for found in by_topic.values():
            for series, points in found:
                series.add_older(points)
                lowest[series] = reached

    def _number(self, series: Series, message: Message) -> float | None:
        """The number that becomes a point; what is none is counted."""
        value = self.numbers.at(message, series.path)
        if value is not None and isfinite(value):
            return value
        series.revision += 1
        if value is None:
            series.without += 1
        else:
            series.not_finite += 1
        return None
