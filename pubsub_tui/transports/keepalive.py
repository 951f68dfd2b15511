"""Finds a link that is open and dead, by a ping that nothing answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def find_silence(
    seconds: float, ping: Callable[[], object], heard: Callable[[], float]
) -> float:
    """Ping once in so many seconds; return when nothing came for half of that after one.

    So a dead link is found within 1.5 times the keepalive, as the broker finds a dead client
    (MQTT 5.0, section 3.1.2.10). Anything that comes counts, as a pong has to queue behind it.

    Args:
        heard: Unix time in seconds at which something came last.

    Returns:
        That time.
    """
    while True:
        await asyncio.sleep(seconds / 2)
        before = heard()
        ping()
        await asyncio.sleep(seconds / 2)
        if heard() == before:
            return before
