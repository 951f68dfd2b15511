"""What was tried, and how it went."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from pubsub_tui.transports.base import Said

STEP_SECONDS = 5.0
"""The longest that each may take, when nothing else is asked for."""


class Outcome(enum.Enum):
    """How a step ended, if it has; the value is its name in JSON."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried.

    Attributes:
        about: what it was tried on; not safe to draw.
        seconds: how long it took; of one that runs, 0.
        detail: what came of it; not safe to draw.
        said: what the broker said; None when it said nothing, or nothing but yes.
        aim: what several steps are for, when that is not to connect as it was asked for.
    """

    name: str
    about: str = ""
    outcome: Outcome = Outcome.RUNNING
    seconds: float = 0.0
    detail: str = ""
    said: Said | None = None
    aim: str = ""
