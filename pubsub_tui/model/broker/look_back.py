"""Messages of a few topics, found by looking back through what is kept, in slices."""

from __future__ import annotations

import time
from collections.abc import Mapping

from pubsub_tui.message import Message
from pubsub_tui.model.history import History

_SLICE = 2_000


class LookBack:
    """Looks from the newest message back until it has all that is wanted.

    Attributes:
        end: the sequence number below which it began.
        found: the messages by topic, newest first.
    """

    def __init__(self, history: History, wanted: Mapping[str, int], lowest: int) -> None:
        """``wanted`` is how many by topic; nothing below ``lowest`` is looked at."""
        self._history = history
        self._wanted = dict(wanted)
        self._lowest = lowest
        self.end = self._next = history.end
        self.found: dict[str, list[Message]] = {topic: [] for topic in wanted}

    @property
    def done(self) -> bool:
        """Whether all is found, or nothing is left to look at."""
        return not self._wanted or self._next <= max(self._lowest, self._history.first)

    def advance(self, seconds: float) -> None:
        """Look for about so long."""
        until = time.perf_counter() + seconds
        while not self.done and time.perf_counter() < until:
            start = max(self._lowest, self._history.first, self._next - _SLICE)
            self._look(self._history.slice(start, self._next))
            self._next = start

    def _look(self, messages: list[Message]) -> None:
        wanted = self._wanted
        for message in reversed(messages):
            topic = message.topic
            if topic in wanted:
                self.found[topic].append(message)
                wanted[topic] -= 1
                if not wanted[topic]:
                    del wanted[topic]
                    if not wanted:
                        return
