"""Quitting while a connection is being made leaves nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from pubsub_tui.model.traffic import Traffic
from pubsub_tui.session import Phase, Session
from pubsub_tui.transports.base import Subscription
from pubsub_tui.transports.mqtt import MqttTransport
from pubsub_tui.transports.mqtt_options import MqttOptions
from tests.brokers import HOST, PATIENCE, eventually
from tests.transports.handmade import (
    SUBSCRIBE,
    Reader,
    Writer,
    read_kind,
    read_version,
    serving,
    until_closed,
)
from tests.transports.open_sockets import open_sockets
from tests.transports.packets import CONNACK


def session_with(port: int) -> Session:
    return Session(
        lambda _: MqttTransport(MqttOptions(HOST, port)),
        Traffic().add,
        [Subscription("#")],
        f"{HOST}:{port}",
    )


async def cancel(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.wait_for(task, PATIENCE)
    assert task.done()


async def test_cancelled_while_the_broker_is_silent() -> None:
    asked = asyncio.Event()

    async def listen(reader: Reader, writer: Writer) -> None:
        await read_version(reader)
        asked.set()
        await until_closed(reader)

    tasks, sockets = asyncio.all_tasks(), open_sockets()
    async with serving(listen) as server:
        session = session_with(server.port)
        running = asyncio.create_task(session.run())
        await asyncio.wait_for(asked.wait(), PATIENCE)
        await cancel(running)
        assert session.state.phase is Phase.CLOSED
        await eventually(lambda: server.closed == 1)
    await eventually(lambda: asyncio.all_tasks() == tasks)
    await eventually(lambda: open_sockets() == sockets)


async def test_cancelled_while_it_subscribes() -> None:
    asked = asyncio.Event()

    async def ignore(reader: Reader, writer: Writer) -> None:
        writer.write(CONNACK[await read_version(reader)])
        await read_kind(reader, SUBSCRIBE)
        asked.set()
        await until_closed(reader)

    tasks, sockets = asyncio.all_tasks(), open_sockets()
    async with serving(ignore) as server:
        session = session_with(server.port)
        running = asyncio.create_task(session.run())
        await asyncio.wait_for(asked.wait(), PATIENCE)
        await cancel(running)
        assert session.state.phase is Phase.CLOSED
        await eventually(lambda: server.closed == 1)
    await eventually(lambda: asyncio.all_tasks() == tasks)
    await eventually(lambda: open_sockets() == sockets)
