"""When repeated messages are due."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)\s*%?")


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often, and how regularly.

    Attributes:
        every: seconds from one message to the next; 0 for one right after the other.
        times: how many messages; None for no end.
        jitter: by what part of ``every`` a message may be early or late, 0 to 1.
    """

    every: float = 0.0
    times: int | None = 1
    jitter: float = 0.0


def due_times(schedule: Schedule, start: float, random: Random) -> Iterator[float]:
    """When each message is due, in the seconds of the clock that ``start`` was taken from.

    Each is reckoned from the start, so that neither what sending takes nor the jitter adds up;
    the first is due at the start, and none before the one before it.
    """
    numbers = itertools.count() if schedule.times is None else range(schedule.times)
    due = start
    for number in numbers:
        jitter = schedule.jitter if number else 0.0
        away = random.uniform(-jitter, jitter) if jitter else 0.0
        due = max(due, start + (number + away) * schedule.every)
        yield due


def parse_jitter(text: str) -> float:
    """A part from 0 to 1 from ``10%``. Raises ValueError, with a sentence."""
    match = _PERCENT.fullmatch(text.strip())
    part = float(match[1]) / 100 if match is not None else 2.0
    if part > 1:
        raise ValueError(f"{text!r} is no jitter: write 0% to 100%")
    return part
