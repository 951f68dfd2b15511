"""A plain client of the demo's broker, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiomqtt

HOST = "127.0.0.1"


@asynccontextmanager
async def listening(port: int, *topic_filters: str) -> AsyncIterator[aiomqtt.Client]:
    """A client of MQTT 3.1.1, subscribed at QoS 1."""
    async with aiomqtt.Client(HOST, port, protocol=aiomqtt.ProtocolVersion.V311) as client:
        await client.subscribe([(each, 1) for each in topic_filters])
        yield client


async def first(
    client: aiomqtt.Client, wanted: Callable[[aiomqtt.Message], bool] = lambda _: True
) -> aiomqtt.Message:
    """The first message that is wanted."""
    async for message in client.messages:
        if wanted(message):
            return message
    raise AssertionError("the connection ended")


def text(message: aiomqtt.Message) -> str:
    """The payload as UTF-8 text."""
    assert isinstance(message.payload, bytes)
    return message.payload.decode()
