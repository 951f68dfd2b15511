"""What is asked over one open connection, each within a time; its end ends the waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from pubsub_tui.doctor import advice
from pubsub_tui.doctor.record import Record
from pubsub_tui.transports.base import (
    Cause,
    Granted,
    Problem,
    Subscription,
    Transport,
    TransportError,
)

_T = TypeVar("_T")


class Conversation:
    """Writes down what is asked and answered, for as long as the connection lasts."""

    def __init__(
        self,
        transport: Transport,
        lost: asyncio.Future[Problem],
        record: Record,
        seconds: float,
    ) -> None:
        """``lost`` has the reason once it is over; an answer may take so many seconds."""
        self.transport = transport
        self._lost = lost
        self.record = record
        self._seconds = seconds

    async def answer(self, asked: Coroutine[Any, Any, _T]) -> _T:
        """The answer. Raises TransportError when none comes, or the connection is lost."""
        asking = asyncio.ensure_future(asked)
        try:
            both: set[asyncio.Future[Any]] = {asking, self._lost}
            await asyncio.wait(both, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
            if self._lost.done():
                raise TransportError(self._lost.result())
            if asking.done():
                return asking.result()
            what = f"The broker did not answer within {self._seconds:g} s."
            raise TransportError(Problem(Cause.SILENT, what))
        except TransportError as error:
            self.record.fail(error.problem.what, error.problem.said)
            raise
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    async def subscribe(self, subscription: Subscription, *, keep: bool = False) -> Granted:
        """Subscribe and, unless it is kept, unsubscribe. Raises TransportError."""
        name = subscription.topic_filter
        self.record.begin("SUBSCRIBE", name)
        (granted,) = await self.answer(self.transport.subscribe([subscription]))
        if granted.qos is None:
            self.record.fail(f"refused: {granted.refusal}", advice.said_of(granted))
        else:
            self.record.done(f"granted QoS {granted.qos}")
            if not keep:
                await self.unsubscribe(name)
        return granted

    async def unsubscribe(self, topic_filter: str) -> None:
        """Unsubscribe. Raises TransportError."""
        await self.answer(self.transport.unsubscribe([topic_filter]))

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        """Whether it happens in that time. Raises TransportError when the connection is lost."""
        waiting = asyncio.ensure_future(event.wait())
        try:
            both: set[asyncio.Future[Any]] = {waiting, self._lost}
            await asyncio.wait(both, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if self._lost.done():
            problem = self._lost.result()
            self.record.fail(problem.what, problem.said)
            raise TransportError(problem)
        return event.is_set()

    async def stay(self, client_id: str, seconds: float) -> None:
        """Stay for a while, to see whether another client wants the same id.

        Raises:
            TransportError: it does, or the connection is lost otherwise.
        """
        self.record.begin("stay", f"connected as {client_id}")
        if seconds > 0:
            await self.wait(asyncio.Event(), seconds)
        self.record.done("nobody else wanted the client id")

    def skip(self, topic_filter: str, why: str) -> None:
        """Write down that it was not tried."""
        self.record.begin("SUBSCRIBE", topic_filter)
        self.record.done(why)
