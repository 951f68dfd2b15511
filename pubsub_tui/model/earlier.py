"""The newest message before another one that fits, looked for in the log when asked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from pubsub_tui.message import Message
from pubsub_tui.model.history import History
from pubsub_tui.model.predecessors import REACH


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was found; `message` is None when nothing was.

    Attributes:
        everything: whether nothing more is kept that could be looked at.
    """

    message: Message | None
    everything: bool


def earlier(history: History, message: Message, fits: Callable[[Message], bool]) -> Earlier:
    """Look through the `REACH` messages before one: takes less than a millisecond or so."""
    end = sequence_of(history, message)
    if end is None:
        return Earlier(None, True)
    start = max(history.first, end - REACH)
    for each in reversed(history.slice(start, end)):
        if fits(each):
            return Earlier(each, False)
    return Earlier(None, start == history.first)


def sequence_of(history: History, message: Message) -> int | None:
    """Which one of the log it is; None when it is no longer kept."""
    at = bisect_left(
        range(history.first, history.end),
        message.received_at,
        key=lambda sequence: history[sequence].received_at,
    )
    # Those of one read came at the same time.
    for sequence in range(history.first + at, history.end):
        each = history[sequence]
        if each is message:
            return sequence
        if each.received_at > message.received_at:
            break
    # The clock may have been set back: then they are not in order.
    for sequence in range(history.end - 1, max(history.first, history.end - REACH) - 1, -1):
        if history[sequence] is message:
            return sequence
    return None
