"""How often a topic usually talks, learned from its last intervals, and whether it is overdue.

Intervals shorter than a second are kept once a second at most: a burst counts as little haste,
and a topic that talks fast costs no more than one that talks once a second. What came together
in a frame is looked at once, so that intervals shorter than a frame are averages.

Not counted are the interval after a topic's first message, which may be old or the end of
something, and any that begins with a message that the broker had kept, or before we could hear.
"""

from __future__ import annotations

import math
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pubsub_tui.message import Message
    from pubsub_tui.model.topic import Topic

APART = 1.0
"""Seconds: messages with less between them are of one burst."""
UNHEARD = -math.inf
OVERDUE = 3.0
"""A topic is overdue when it is quiet for more than so many of its usual intervals."""
KEPT = 7
ENOUGH = 3
"""Intervals before anything is said."""
_FEW = 4
_SHORTEST = 0.5
"""Seconds: a batch or a frame may be late itself, so lateness is not told in less."""

_GAP = Struct("f")
_OLDEST_OUT = -_GAP.size * (KEPT - 1)
_READ = tuple(Struct(f"{count}f").unpack for count in range(KEPT + 1))


class Cadence(NamedTuple):
    """What the last intervals of a topic say, in seconds.

    Attributes:
        interval: the usual one.
        jitter: half of the intervals lie within a range of twice this.
    """

    interval: float
    jitter: float


def learn_interval(topic: Topic, latest: Message, since: float) -> None:
    """Take note of the interval before a topic's new messages, and before they are carried up.

    Args:
        latest: the newest of them.
        since: Unix time in seconds; an interval that began before does not count.
    """
    at = latest.received_at
    heard = topic.heard
    topic.heard = UNHEARD if latest.retain else at
    gap = at - heard
    if latest.retain or heard < since or gap <= 0 or heard - topic.first_seen < APART:
        return
    if gap < APART:
        gap /= max(1, topic.unsettled)
    topic.gaps = topic.gaps[_OLDEST_OUT:] + _GAP.pack(gap)


def cadence(topic: Topic) -> Cadence | None:
    """What is usual for a topic; None when it was not heard often enough to tell."""
    count = len(topic.gaps) // _GAP.size
    if count < ENOUGH:
        return None
    gaps = sorted(_READ[count](topic.gaps))
    return Cadence(_usual(gaps), (gaps[-1 - count // 4] - gaps[count // 4]) / 2)


def lateness(topic: Topic, now: float, since: float) -> float | None:
    """For how many of its usual intervals a topic has been quiet; None when that is not known.

    Args:
        now: Unix time in seconds.
        since: the same; the time before does not count, as nothing could be heard.
    """
    count = len(topic.gaps) // _GAP.size
    if count < ENOUGH or since > now:
        return None
    last = topic.last_seen
    # A message from the future came before the clock was set back.
    quiet = now - (last if since <= last <= now else since)
    return quiet / max(_usual(sorted(_READ[count](topic.gaps))), _SHORTEST)


def is_overdue(topic: Topic, now: float, since: float) -> bool:
    """Whether a topic should have been heard by now; see `lateness`."""
    late = lateness(topic, now, since)
    return late is not None and late > OVERDUE


def _usual(gaps: list[float]) -> float:
    """The median of sorted intervals; a pause that came twice lately is usual too.

    While few are known, one pause may be a habit that has not shown itself twice yet.
    """
    pause = gaps[-2] if len(gaps) > _FEW else gaps[-1]
    return max(gaps[len(gaps) // 2], pause / 2)
