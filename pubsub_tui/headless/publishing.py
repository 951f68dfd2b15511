"""Publishes one message after the other when each is due, and tells what became of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from random import Random

from pubsub_tui.headless import exit_codes
from pubsub_tui.headless.saying import say
from pubsub_tui.headless.sole_connection import SoleConnection
from pubsub_tui.outgoing.pace import Pace
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.outgoing.publications import MOST_UNDER_WAY, Item, Upcoming
from pubsub_tui.outgoing.schedule import Schedule


class Publishing:
    """One run. What is not accepted is always said, on stderr; with ``verbose`` all is."""

    def __init__(self, connection: SoleConnection, schedule: Schedule, *, verbose: bool) -> None:
        self._connection = connection
        self._schedule = schedule
        self._verbose = verbose
        self._under_way: set[asyncio.Task[None]] = set()
        self._accepted = 0
        self._refused = 0
        self._interrupted = False

    async def run(self, upcoming: AsyncIterator[Upcoming]) -> int:
        """Connect and publish all; returns the exit code. Cancelling ends it with a count."""
        try:
            if not await self._connection.open():
                return exit_codes.NO_CONNECTION
            code = await self._publish(upcoming)
        except asyncio.CancelledError:
            self._interrupted = True
            await self._connection.close()
            await self._settle()
            self._sum_up()
            raise
        await self._connection.close()
        if self._verbose or code != exit_codes.DONE:
            self._sum_up()
        return code

    async def _publish(self, upcoming: AsyncIterator[Upcoming]) -> int:
        pace = Pace(self._schedule, time.monotonic(), Random())
        try:
            async for each in upcoming:
                if not await self._is_time(pace):
                    await self._settle()
                    say(f"Stopped before {each.label}.")
                    return exit_codes.NOT_SEEN
                pace.advance()
                task = asyncio.create_task(self._send(each.label, each.make()))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
        except OutgoingError as error:
            say(f"{error}.")
            await self._settle()
            return exit_codes.BAD_USAGE
        await self._settle()
        return exit_codes.NOT_SEEN if self._refused else exit_codes.DONE

    async def _is_time(self, pace: Pace) -> bool:
        """Return True when a message is due and there is room for it; False without a link."""
        while True:
            if self._connection.is_lost:
                pace.hold(time.monotonic())
                if not await self._connection.open_again():
                    return False
                pace.go_on(time.monotonic())
            elif len(self._under_way) >= MOST_UNDER_WAY:
                await self._connection.wait(self._under_way)
            elif (seconds := pace.seconds(time.monotonic())) > 0:
                await self._connection.wait(set(), seconds)
            else:
                return True

    async def _send(self, label: str, item: Item) -> None:
        outcome = await self._connection.publish(item.publication)
        if outcome.accepted:
            self._accepted += 1
            if self._verbose:
                took = f"{outcome.seconds * 1000:,.1f} ms"
                say(f"{label} to {item.topic}: {outcome.reason} in {took}.")
        else:
            self._refused += 1
            if not self._interrupted:
                say(f"{label} to {item.topic} was not accepted: {outcome.reason}.")

    async def _settle(self) -> None:
        """Wait for what is under way; a link that is lost meanwhile answers nothing more."""
        while self._under_way:
            await self._connection.wait(self._under_way)
            if self._connection.is_lost:
                await self._connection.close()

    def _sum_up(self) -> None:
        count = self._accepted + self._refused
        word = "message" if count == 1 else "messages"
        start = "Interrupted: " if self._interrupted else ""
        say(f"{start}{self._accepted:,} of {count:,} {word} published.")
