"""A session without a screen: it ends when enough was seen, in time or not."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Awaitable, Callable
from typing import Any

from pubsub_tui.connection import make_session
from pubsub_tui.headless import exit_codes
from pubsub_tui.headless.login_hint import login_hint
from pubsub_tui.headless.saying import say
from pubsub_tui.message import Message
from pubsub_tui.model.filter.literals import written_duration
from pubsub_tui.session import ConnectionState, Phase, Session
from pubsub_tui.settings import Settings
from pubsub_tui.transports.base import Cause

Take = Callable[[list[Message]], bool]
"""Looks at a batch, and says whether nothing more is wanted."""


class End(enum.Enum):
    """Why listening ended; the value is the exit code that goes with it."""

    DONE = (exit_codes.DONE, "what was wanted has come")
    READER_GONE = (exit_codes.DONE, "whoever read the output, such as head, has seen enough")
    TIME_UP = (exit_codes.NOT_SEEN, "the time is up")
    REFUSED = (exit_codes.NOT_SEEN, "the broker refused it")
    UNWRITABLE = (exit_codes.NOT_SEEN, "the output can not be written")
    UNANSWERABLE = (exit_codes.BAD_USAGE, "it can not be done on this connection")
    NO_CONNECTION = (exit_codes.NO_CONNECTION, "the broker can not be reached")

    @property
    def exit_code(self) -> int:
        """See `exit_codes`."""
        return self.value[0]


class Listening:
    """One run. What stands in its way is said on stderr, and what comes goes to ``take``."""

    def __init__(
        self,
        settings: Settings,
        take: Take,
        *,
        retry: bool = False,
        when_online: Callable[[Session], Awaitable[End | None]] | None = None,
    ) -> None:
        """Made on a running event loop.

        Args:
            take: called with each batch, until it has enough.
            retry: whether to try again when the first attempt to connect fails.
            when_online: called once, when all is subscribed to; an `End` from it ends the run.
        """
        self._take = take
        self._retry = retry
        self._when_online = when_online
        self._end: asyncio.Future[End] = asyncio.get_running_loop().create_future()
        self._calling: asyncio.Task[None] | None = None
        self._was_online = False
        self._said: str | None = None
        self._session = make_session(settings, self._receive, self._changed)

    def finish(self, end: End) -> None:
        """End the run, unless it has ended."""
        if not self._end.done():
            self._end.set_result(end)

    async def run(self, seconds: float | None = None) -> End:
        """Connect and listen, for so many seconds at most, the connecting included.

        Raises:
            OSError: what ``take`` raises, when it can not write.
        """
        running = asyncio.create_task(self._session.run())
        try:
            async with asyncio.timeout(seconds):
                both: set[asyncio.Future[Any]] = {self._end, running}
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                if not self._end.done():
                    await running
                return self._end.result()
        except TimeoutError:
            if self._end.done():
                return self._end.result()
            if self._was_online:
                return End.TIME_UP
            say(f"There was no connection within {written_duration(seconds or 0)}.")
            return End.NO_CONNECTION
        finally:
            await self._session.close()

    def _receive(self, batch: list[Message]) -> None:
        if self._end.done():
            return
        try:
            enough = self._take(batch)
        except Exception as error:
            # On its way up it would pass through paho, which takes it for a broken socket.
            self._end.set_exception(error)
            return
        if enough:
            self._end.set_result(End.DONE)

    def _changed(self, state: ConnectionState) -> None:
        if self._end.done():
            return
        if state.phase is Phase.ONLINE and state.link is not None:
            self._online(state)
        elif state.phase in (Phase.WAITING, Phase.NEEDS_PASSWORD):
            self._failed(state)

    def _online(self, state: ConnectionState) -> None:
        if self._said is not None:
            gap = state.gap
            after = "" if gap is None else f" again, after {gap:.1f} s without a connection"
            say(f"Connected to {state.endpoint}{after}.")
            self._said = None
        for grant in state.refused:
            say(f"The broker refused the subscription to {grant.topic_filter}: {grant.refusal}.")
        if len(state.refused) == len(state.granted):
            self.finish(End.REFUSED)
            return
        if not self._was_online and self._when_online is not None:
            self._calling = asyncio.create_task(self._call(self._when_online))
        self._was_online = True

    async def _call(self, when_online: Callable[[Session], Awaitable[End | None]]) -> None:
        try:
            end = await when_online(self._session)
        except Exception as error:
            if not self._end.done():
                self._end.set_exception(error)
            return
        if end is not None:
            self.finish(end)

    def _failed(self, state: ConnectionState) -> None:
        what = state.problem.what if state.problem is not None else "The connection failed."
        if state.phase is Phase.NEEDS_PASSWORD:
            say(f"{what} {login_hint(state.problem)}")
            self.finish(End.NO_CONNECTION)
            return
        last = not self._retry and not self._was_online
        # Said once, not at every attempt.
        if what != self._said:
            say(what if last else f"{what} Trying again.")
            if state.problem is not None and state.problem.cause is Cause.TAKEN_OVER:
                say(state.problem.hint)
            self._said = what
        if last:
            self.finish(End.NO_CONNECTION)
