"""What is to be published again and again."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from pubsub_tui.outgoing.publications import Item, Upcoming
from pubsub_tui.outgoing.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Plan:
    """One repeat, before it runs.

    Attributes:
        name: the topic as it is written, or the file; not yet safe to draw.
        upcoming: the messages; closed when it ends, so that a file is.
        schedule: how often; where it ends is said by ``upcoming``.
        total: how many messages that are; None for no end.
        allow: says why a message must not be published, which ends it; None when it may.
    """

    name: str
    upcoming: Generator[Upcoming, None, None]
    schedule: Schedule
    total: int | None
    allow: Callable[[Item], str | None]
