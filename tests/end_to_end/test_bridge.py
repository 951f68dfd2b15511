"""Two real brokers, one of which bridges to the other, in one dashboard."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.brokers import HOST, Mosquitto
from tests.conftest import StartMosquitto
from tests.end_to_end.terminal import DOWN, Terminal
from tests.end_to_end.test_dashboard import publish


def bridged(start: StartMosquitto) -> tuple[Mosquitto, Mosquitto]:
    """The edge, and a cloud that takes all in from there below edge/."""
    edge = start()
    bridge = ("connection edge", f"address {HOST}:{edge.port}", 'topic # in 0 edge/ ""')
    return edge, start(extra=bridge)


async def reach_through(edge: Mosquitto, cloud: Mosquitto) -> None:
    """Wait until the bridge carries messages."""
    deadline = asyncio.get_running_loop().time() + 20
    while "edge/ready" not in cloud.log:
        assert asyncio.get_running_loop().time() < deadline, cloud.log
        await publish(edge, "ready", "?")
        await asyncio.sleep(0.1)


async def test_a_bridged_topic_is_compared_and_one_broker_outlives_the_other(
    start_mosquitto: StartMosquitto, tmp_path: Path
) -> None:
    edge, cloud = bridged(start_mosquitto)
    await reach_through(edge, cloud)
    others = ("--also", f"mqtt://{HOST}:{cloud.port}")
    words = ("--host", HOST, "-p", str(edge.port), "-t", "oven/#", "-t", "edge/oven/#", *others)
    async with Terminal(*words, home=tmp_path) as terminal:
        await terminal.shows(f"1 ● {HOST}:{edge.port}", f"2 ● {HOST}:{cloud.port}")
        for number in range(5):
            await publish(edge, "oven/state", f'{{"n": {number}}}')
        await terminal.shows("state {")
        terminal.press(DOWN * 2 + "C")
        await terminal.shows("compare", "Only 1")
        terminal.press("\x0f")
        await terminal.shows("go to topic")
        terminal.press("edgestate")
        await terminal.shows("1 of")
        terminal.press("\r")
        await terminal.shows("The newest payloads are the same", "lag 1 → 2", "5 messages")
        terminal.press("\x1b")
        await terminal.shows("following")

        cloud.kill()
        await terminal.shows(f"2 ○ {HOST}:{cloud.port}", f"1 ● {HOST}:{edge.port}")
        await publish(edge, "oven/state", "after")
        await terminal.shows("after")
