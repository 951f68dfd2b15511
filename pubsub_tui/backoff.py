"""Growing, jittered waits between attempts to connect."""

from __future__ import annotations

import random

FIRST_SECONDS = 0.5
LAST_SECONDS = 30.0
LONGEST_SECONDS = 600.0


def wait_seconds(attempt: int, spread: random.Random) -> float:
    """Seconds to wait after failed attempt number ``attempt`` (from 1): 0.5, 1, 2 … 30.

    Each is taken at random from its upper half, so that many clients of one broker do not
    all come back at the same moment.
    """
    longest = min(LAST_SECONDS, FIRST_SECONDS * 2.0 ** min(attempt - 1, 10))
    return longest * spread.uniform(0.5, 1.0)


def taken_over_seconds(times: int, spread: random.Random) -> float:
    """Seconds to wait after another client took our place for the ``times``-th time (from 1).

    30, 60 … 600, each from its upper half: to connect pushes the other one out.
    """
    longest = min(LONGEST_SECONDS, LAST_SECONDS * 2.0 ** min(times - 1, 10))
    return longest * spread.uniform(0.5, 1.0)
