"""One short-lived connection, whose end is noticed by whoever waits on it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pubsub_tui.message import Message
from pubsub_tui.transports.base import Cause, Link, Problem, Transport, TransportError

MakeTransport = Callable[[], Transport]
_OVER = Problem(Cause.CLOSED, "The connection was closed.")


def _ignore(batch: list[Message]) -> bool:
    return False


@dataclass(slots=True)
class Line:
    """An open connection of our own, beside the session's.

    The session's would count every retained message once more as traffic, and subscribes with a
    QoS that hides theirs. A response that comes here is told from what the session's
    subscriptions bring of it.

    Attributes:
        take: gets what arrives, and says whether something wanted was in it.
        problem: why it was lost; None while it is open.
        news: set when something wanted arrives, and when the connection is lost.
        lost: set when the connection is lost.
        batches: how often something arrived.
    """

    transport: Transport
    link: Link
    take: Callable[[list[Message]], bool] = _ignore
    problem: Problem | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    lost: asyncio.Event = field(default_factory=asyncio.Event)
    batches: int = 0

    def ignore(self) -> None:
        """Take nothing any more."""
        self.take = _ignore

    @property
    def progress(self) -> tuple[int, int]:
        """Differs from what it was when something has arrived."""
        return self.batches, self.transport.backlog()

    def receive(self, batch: list[Message]) -> None:
        """Hand on what arrives, and wake who waits for it: live traffic wakes nobody."""
        self.batches += 1
        if self.take(batch):
            self.news.set()

    def check(self) -> None:
        """Raise TransportError once the connection is lost."""
        if self.problem is not None:
            raise TransportError(self.problem)

    async def is_lost(self, seconds: float) -> bool:
        """Whether it is lost by then."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.lost.wait()
        return self.problem is not None

    async def watch(self) -> None:
        """Wait until it is lost; those who wait for an answer then get one."""
        self.problem = await self.transport.wait_closed()
        self.lost.set()
        self.news.set()
        await self.transport.close()


@asynccontextmanager
async def opened(make_transport: MakeTransport) -> AsyncIterator[Line]:
    """Connect for as long as the block lasts. Raises TransportError when that fails."""
    transport = make_transport()
    try:
        line = Line(transport, await transport.connect(lambda batch: line.receive(batch)))
        watching = asyncio.ensure_future(line.watch())
        try:
            yield line
        finally:
            # Whoever still works with it, when it was cancelled, stops then.
            line.problem = line.problem or _OVER
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
    finally:
        await transport.close()
