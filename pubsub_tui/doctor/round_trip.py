"""How long a message takes to the broker and back, on a topic that nobody else uses."""

from __future__ import annotations

import asyncio
import secrets
import statistics
import time

from pubsub_tui.message import Message

TIMES = 3
"""Measured; the one in the middle counts."""


class RoundTrip:
    """Waits for the messages of one topic.

    Attributes:
        topic: to subscribe to and to publish on.
    """

    def __init__(self) -> None:
        self.topic = f"pubsub-tui/doctor/{secrets.token_hex(8)}"
        self._awaited = b""
        self._came = asyncio.Event()
        self._at = 0.0

    def take(self, batch: list[Message]) -> None:
        """What arrives; the time of what is waited for is kept."""
        for message in batch:
            if message.topic == self.topic and message.payload == self._awaited:
                self._at = time.perf_counter()
                self._came.set()

    def next_payload(self) -> bytes:
        """What to publish next; only that is waited for from now on."""
        self._awaited = secrets.token_hex(8).encode()
        self._came.clear()
        return self._awaited

    async def came(self, began: float, seconds: float) -> float | None:
        """Seconds from ``began`` (`time.perf_counter`) to its arrival; None when it is too late."""
        try:
            async with asyncio.timeout(seconds):
                await self._came.wait()
        except TimeoutError:
            return None
        return self._at - began


def middle(times: list[float]) -> float:
    """The one in the middle."""
    return statistics.median(times)
