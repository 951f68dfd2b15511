"""Publishes many messages: so many a second, with only a few unanswered."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pubsub_tui.line import Line
from pubsub_tui.transports.base import Outcome, Publication

PER_SECOND = 500.0
_UNANSWERED = 20
"""As many as paho has on their way; more would only wait inside it, uncounted."""
_NOTICE_SECONDS = 0.02
"""A publication fails a moment before the loss of its connection is told."""


@dataclass(slots=True)
class Sent:
    """How far it came.

    Attributes:
        total: how many there are to send.
        accepted: acknowledged by the broker.
        refused: how many by the broker's reason.
        refused_topics: which ones.
        unanswered: sent, and the connection was lost before the answer.
        stopped: the user stopped it.
    """

    total: int
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    refused_topics: set[str] = field(default_factory=set)
    unanswered: int = 0
    stopped: bool = False

    @property
    def answered(self) -> int:
        """Accepted or refused."""
        return self.accepted + self.refused.total()


async def send_all(
    line: Line,
    publications: Iterable[Publication],
    sent: Sent,
    stopped: Callable[[], bool],
    per_second: float = PER_SECOND,
) -> None:
    """Publish one after the other until all are answered, it is stopped, or the link is lost.

    Args:
        sent: kept up while it goes on.
        stopped: asked before each; what is under way then is still waited for.
        per_second: at most so many.
    """
    loop = asyncio.get_running_loop()
    due = loop.time()
    each = iter(publications)

    async def work() -> None:
        nonlocal due
        while line.problem is None and not stopped():
            publication = next(each, None)
            if publication is None:
                return
            # Each has its own place in time; one that comes late does not make others hurry.
            due = max(due + 1 / per_second, loop.time())
            await asyncio.sleep(max(0.0, due - 1 / per_second - loop.time()))
            if line.problem is None:
                outcome = await line.transport.publish(publication)
                await _count(line, publication.topic, outcome, sent)

    await asyncio.gather(*(work() for _ in range(_UNANSWERED)))
    sent.stopped = stopped() and sent.answered + sent.unanswered < sent.total


async def _count(line: Line, topic: str, outcome: Outcome, sent: Sent) -> None:
    if outcome.accepted:
        sent.accepted += 1
    elif await line.is_lost(_NOTICE_SECONDS):
        sent.unanswered += 1
    else:
        sent.refused[outcome.reason] += 1
        sent.refused_topics.add(topic)
