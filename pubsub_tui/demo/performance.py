"""The whole demo in one process: the broker, the fleet, and the devices that are clients."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from pubsub_tui.demo.answering import answer_requests
from pubsub_tui.demo.broker import HOST, DemoBroker, embedded_broker
from pubsub_tui.demo.event import Event
from pubsub_tui.demo.failing import failing_device
from pubsub_tui.demo.fleet import events

MOST_LAG = 2.0  # seconds


async def perform(
    seed: int,
    announce: Callable[[int], None],
    *,
    lives_for: float = 45.0,
    gone_for: float = 5.0,
) -> None:
    """Run the demo until cancelled.

    Args:
        seed: Tells which story the fleet plays.
        announce: Called with the broker's port, once retained states are there and requests are
            answered.
        lives_for: Seconds between two deaths of the device that leaves its will.
        gone_for: Seconds that it stays away.
    """
    async with embedded_broker() as broker, asyncio.TaskGroup() as tasks:
        opened, answering = asyncio.Event(), asyncio.Event()
        tasks.create_task(play(broker, events(seed), opened))
        tasks.create_task(answer_requests(HOST, broker.port, answering))
        await opened.wait()
        await answering.wait()
        tasks.create_task(failing_device(HOST, broker.port, lives_for=lives_for, gone_for=gone_for))
        announce(broker.port)


async def play(broker: DemoBroker, story: Iterable[Event], opened: asyncio.Event) -> None:
    """Publish every event of a story when its time has come.

    A machine that slept goes on from where it was, and does not make up for the hours.

    Args:
        broker: Where to publish.
        story: Events ordered by time.
        opened: Set once everything that is due at the start has been published.
    """
    clock = asyncio.get_running_loop().time
    began = clock()
    for event in story:
        if event.at > 0:
            opened.set()
        wait = began + event.at - clock()
        if wait > 0:
            await asyncio.sleep(wait)
        elif -wait > MOST_LAG:
            began -= wait
        await broker.publish(event)
