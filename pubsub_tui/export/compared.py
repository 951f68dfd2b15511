"""A message beside the one before it on its topic: a row of the history."""

from __future__ import annotations

from typing import NamedTuple

from pubsub_tui.message import Message


class Compared(NamedTuple):
    """What the history says of a message.

    Attributes:
        interval: seconds since the message before; None when that one is not known.
        change: how the value changed, such as ``▲ +0.4``, ``=`` or ``≠``; may be empty.
    """

    message: Message
    interval: float | None
    change: str
