"""What is looked for: messages that pass a filter are marked, and nothing is hidden."""

from __future__ import annotations

from collections.abc import Callable

from pubsub_tui.message import Message
from pubsub_tui.model.filter import Filter, Predicate
from pubsub_tui.model.filter.nodes import And
from pubsub_tui.model.log_view import LogView
from pubsub_tui.model.pace import Pace
from pubsub_tui.model.traffic import Traffic

_SECONDS = 0.004
_MOST_REMEMBERED = 100_000


class Finding:
    """Marks messages, and finds those marked among the rows that scope and filter leave.

    Attributes:
        wanted: what is looked for; None while nothing is.
        revision: grows whenever something else is looked for.
    """

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._view = LogView(traffic.history, traffic.clock)
        self._pace = Pace()
        self._filter: Filter | None = None
        self._verdicts: dict[str, bool | Predicate] = {}
        self.wanted: Filter | None = None
        self.revision = 0

    @property
    def active(self) -> bool:
        """Whether anything is looked for."""
        return self.wanted is not None

    @property
    def count(self) -> int:
        """How many messages have been found so far."""
        return len(self._view) if self.active else 0

    @property
    def complete(self) -> bool:
        """Whether all kept messages have been looked at."""
        return self._view.complete

    @property
    def progress(self) -> float:
        """The share of them that was looked at, from 0.0 to 1.0."""
        return self._view.progress

    def choose(self, wanted: Filter | None) -> None:
        """Look for something else; None, like an empty filter, is nothing."""
        self.wanted = None if wanted is None or wanted.everything else wanted
        self._verdicts = {}
        self.revision += 1
        self._start()

    def scope(self, matches: Callable[[str], bool] | None) -> None:
        """Find only within a scope, as `LogView.scope`."""
        self._view.scope(matches)
        self._start()

    def filter(self, wanted: Filter | None) -> None:
        """Find only what a filter leaves."""
        self._filter = wanted
        self._start()

    def advance(self) -> None:
        """Look at some more messages; does nothing while nothing is looked for."""
        if self.active:
            self._pace.advance(self._view, _SECONDS)

    def matches(self, message: Message, now: float) -> bool:
        """Whether a message is one of those looked for; ``now`` is Unix time in seconds."""
        if self.wanted is None:
            return False
        verdict = self._verdicts.get(message.topic)
        if verdict is None:
            if len(self._verdicts) >= _MOST_REMEMBERED:
                self._verdicts.clear()
            verdict = self._verdicts[message.topic] = self.wanted.decide(message.topic)
        return verdict if isinstance(verdict, bool) else verdict(message, now)

    def newer(self, sequence: int) -> int | None:
        """The first message found after one; None when there is none."""
        row = self._view.row_of(sequence + 1)
        return self._view[row] if row < len(self._view) else None

    def older(self, sequence: int) -> int | None:
        """The last message found before one; None when there is none, so far."""
        row = self._view.row_of(sequence) - 1
        return self._view[row] if row >= 0 else None

    def _start(self) -> None:
        self._pace.start()
        wanted = self.wanted
        if wanted is not None and self._filter is not None:
            wanted = Filter(And((self._filter.node, wanted.node)))
        self._view.filter(wanted)
