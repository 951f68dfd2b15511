"""The last values of one figure, and how fast it grows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pubsub_tui.message import Message
from pubsub_tui.model.broker.figures import Figure
from pubsub_tui.model.broker.reading import read

LENGTH = 32
"""Values that are kept of a figure."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value.

    Attributes:
        at: when it came, Unix time in seconds.
        current: whether it was then; one that the broker had retained is older.
    """

    at: float
    number: int | float
    current: bool


class Series:
    """The newest `LENGTH` values of a figure, oldest first; what is no number is left out."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self.values: list[Value] = []

    def add(self, messages: Sequence[Message]) -> None:
        """Append what came, oldest first."""
        for message in messages:
            number = read(self._figure, message.payload)
            if number is not None:
                self.values.append(Value(message.received_at, number, not message.retain))
        del self.values[:-LENGTH]

    def rate(self, unchanged_at: float | None = None) -> float | None:
        """How much it grows a second, by the last two values and their times.

        Args:
            unchanged_at: when the broker would have told a change; None when it tells each
                value anyway.

        Returns:
            None when it can not be known: too few values, one of unknown age, or a restart.
        """
        if unchanged_at is not None and self.values and self.values[-1].at < unchanged_at:
            return 0.0
        return _growth(*self.values[-2:]) if len(self.values) > 1 else None

    def bars(self) -> tuple[float, ...]:
        """For a counter the growth between values; for others the values; oldest first."""
        if not self._figure.kind.counts:
            return tuple(value.number for value in self.values)
        growths = (_growth(before, after) for before, after in pairwise(self.values))
        return tuple(growth for growth in growths if growth is not None)


def _growth(before: Value, after: Value) -> float | None:
    seconds = after.at - before.at
    if not before.current or not after.current or seconds <= 0 or after.number < before.number:
        return None
    growth = (after.number - before.number) / seconds
    return growth if math.isfinite(growth) else None
