"""A connection that only publishes: opened, and opened again when it is lost, if that is asked."""

from __future__ import annotations

import asyncio
import contextlib
import random

from pubsub_tui.backoff import taken_over_seconds, wait_seconds
from pubsub_tui.connection import broker_name, make_transports
from pubsub_tui.headless.login_hint import login_hint
from pubsub_tui.headless.saying import say
from pubsub_tui.session import WRONG_LOGIN
from pubsub_tui.settings import Settings
from pubsub_tui.transports.base import (
    Cause,
    Outcome,
    Problem,
    Publication,
    Transport,
    TransportError,
)


class SoleConnection:
    """What stands in its way is said on stderr."""

    def __init__(self, settings: Settings, *, retry: bool) -> None:
        self._settings = settings
        self._make_transport = make_transports(settings)
        self._retry = retry
        self._transport: Transport | None = None
        self._lost: asyncio.Task[Problem] | None = None
        self._takeovers = 0

    async def open(self) -> bool:
        """Connect, with ``retry`` until it works or the login is refused; whether it is open."""
        attempt = 0
        said = ""
        while True:
            problem = await self._attempt()
            if problem is None:
                if said:
                    say(f"Connected to {broker_name(self._settings)}.")
                return True
            attempt += 1
            if problem.cause in WRONG_LOGIN:
                say(f"{problem.what} {login_hint(problem)}")
                return False
            if not self._retry:
                say(problem.what)
                return False
            # Said once, not at every attempt.
            if problem.what != said:
                say(f"{problem.what} Trying again.")
                said = problem.what
            await asyncio.sleep(wait_seconds(attempt, random.Random()))

    async def open_again(self) -> bool:
        """After it was lost: say so, and connect again if that is asked for."""
        problem = self._lost.result() if self._lost is not None else None
        await self.close()
        if problem is None or problem.cause is not Cause.TAKEN_OVER:
            self._takeovers = 0
        if problem is not None:
            say(problem.what)
        if problem is not None and problem.cause is Cause.TAKEN_OVER:
            say(problem.hint)
            self._takeovers += 1
            if self._retry:
                await asyncio.sleep(taken_over_seconds(self._takeovers, random.Random()))
        return self._retry and await self.open()

    @property
    def is_lost(self) -> bool:
        """Whether it was open, and is no more."""
        return self._lost is not None and self._lost.done()

    async def wait(self, others: set[asyncio.Task[None]], seconds: float | None = None) -> None:
        """Return when it is lost, one of the others is done, or the time is up."""
        lost = {self._lost} if self._lost is not None else set()
        both: set[asyncio.Task[None] | asyncio.Task[Problem]] = {*others, *lost}
        await asyncio.wait(both, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)

    async def publish(self, publication: Publication) -> Outcome:
        """See `Transport.publish`; a lost link is an Outcome too."""
        if self._transport is None:
            return Outcome(False, "not connected; nothing was sent")
        try:
            return await self._transport.publish(publication)
        except TransportError as error:
            return Outcome(False, error.problem.what)

    async def close(self) -> None:
        """Say good-bye; who waits for an acknowledgement is told that none will come."""
        transport, self._transport = self._transport, None
        lost, self._lost = self._lost, None
        if lost is not None:
            lost.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await lost
        if transport is not None:
            await transport.close()

    async def _attempt(self) -> Problem | None:
        transport = self._make_transport()
        try:
            await transport.connect(lambda batch: None)
        except TransportError as error:
            await transport.close()
            return error.problem
        except asyncio.CancelledError:
            await transport.close()
            raise
        self._transport = transport
        self._lost = asyncio.create_task(transport.wait_closed())
        return None
