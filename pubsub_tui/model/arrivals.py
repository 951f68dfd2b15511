"""When the messages of one topic came, and which of them are equal: bounded, in slices."""

from __future__ import annotations

import time
from collections import deque
from hashlib import blake2b
from typing import NamedTuple

from pubsub_tui.message import Message
from pubsub_tui.model.traffic import Traffic

MOST = 500
"""Messages of the topic that are remembered."""
LONGEST_AGO = 600.0
"""Seconds for which they are."""

_SLICE = 4_000
"""Messages between two looks at the time; so many take about 0.2 ms."""
_SHORT = 32


class Arrival(NamedTuple):
    """That a message came.

    Attributes:
        sequence: its number in the history.
        at: Unix time in seconds.
        payload: equal for equal payloads: itself, or a digest of one that is longer.
        retain: its RETAIN flag.
    """

    sequence: int
    at: float
    payload: bytes
    retain: bool


class Arrivals:
    """The newest arrivals on exactly one topic, as far as the history goes back.

    Payloads are not held, so that the history may evict them.

    Attributes:
        complete: whether there is nothing more to look back at.
        revision: grows with every change.
    """

    def __init__(self, traffic: Traffic, topic: str) -> None:
        self._traffic = traffic
        self._topic = topic
        self.revision = 0
        self._start()

    def _start(self) -> None:
        self._root = self._traffic.root
        self._entries: deque[Arrival] = deque()
        self._next = self._lowest = self._traffic.history.end
        self._reached = self._traffic.clock()
        self.complete = False
        self.revision += 1

    @property
    def since(self) -> float:
        """Unix time in seconds since when none is missing here; infinity while not connected."""
        return max(self._traffic.since, self._reached)

    def live(self) -> list[Arrival]:
        """Oldest first, without those that a broker only had kept: they tell no time."""
        if not self._traffic.retain_as_published:
            return [each for each in self._entries if not each.retain]
        kept = self._kept()
        return [each for each in self._entries if each.sequence not in kept]

    def advance(self, now: float, seconds: float) -> None:
        """Take in what is new and look back, for about so many seconds.

        Args:
            now: Unix time in seconds.
            seconds: what may be spent.
        """
        if self._traffic.root is not self._root:
            self._start()
        deadline = time.perf_counter() + seconds
        while self._take_new() and time.perf_counter() < deadline:
            pass
        while self._look_back(now) and time.perf_counter() < deadline:
            pass
        while self._entries and self._entries[0].at < now - LONGEST_AGO:
            self._drop_oldest()

    def _take_new(self) -> bool:
        """Look at one slice of what is new; returns whether there is more."""
        history = self._traffic.history
        start = max(self._next, history.first)
        self._next = stop = min(start + _SLICE, history.end)
        self._lowest = min(self._lowest, start)
        for sequence, message in enumerate(history.slice(start, stop), start):
            if message.topic == self._topic:
                self._entries.append(_arrival(sequence, message))
                self.revision += 1
        while len(self._entries) > MOST:
            self._drop_oldest()
        return stop < history.end

    def _look_back(self, now: float) -> bool:
        """Look at one slice of what is older; returns whether there is more."""
        if self.complete:
            return False
        history = self._traffic.history
        start = max(self._lowest - _SLICE, history.first)
        batch = history.slice(start, self._lowest)
        for sequence in range(start + len(batch) - 1, start - 1, -1):
            message = batch[sequence - start]
            self._reached = message.received_at
            self._lowest = sequence
            if message.topic == self._topic:
                self._entries.appendleft(_arrival(sequence, message))
                self.revision += 1
                if len(self._entries) >= MOST:
                    break
        topic = self._traffic.topic(self._topic)
        all_found = topic is None or len(self._entries) >= topic.count
        if all_found or (self._lowest <= history.first and not history.first):
            self._reached = 0.0
        self.complete = (
            all_found
            or len(self._entries) >= MOST
            or self._lowest <= history.first
            or self._reached < now - LONGEST_AGO
        )
        self.revision += self.complete
        return not self.complete

    def _drop_oldest(self) -> None:
        self._reached = max(self._reached, self._entries.popleft().at)
        self.revision += 1
        self.complete = True

    def _kept(self) -> set[int]:
        """Numbers of the retained messages that were the first after a connection was made.

        With retain as published, later ones have the flag too, and came when they were published.
        """
        begins = [0, *(gap.sequence for gap in self._traffic.gaps.entries)]
        known = iter(begin for begin in begins if begin >= self._lowest)
        begin = next(known, None)
        kept: set[int] = set()
        for each in self._entries:
            if begin is None:
                break
            if each.sequence >= begin:
                if each.retain:
                    kept.add(each.sequence)
                while begin is not None and begin <= each.sequence:
                    begin = next(known, None)
        return kept


def _arrival(sequence: int, message: Message) -> Arrival:
    payload = message.payload
    if len(payload) > _SHORT:
        payload = blake2b(payload, digest_size=_SHORT - 8).digest()
        payload += message.size.to_bytes(8 + 1)
    return Arrival(sequence, message.received_at, payload, message.retain)
