"""The client behind the devices that answer requests."""

from __future__ import annotations

import asyncio

import aiomqtt

from pubsub_tui.demo.answers import (
    ROBOT_COMMAND,
    ROBOT_REPLY,
    THERMOSTAT_SET,
    THERMOSTAT_STATE,
    Thermostat,
    robot_reply,
)

RECONNECT_AFTER = 1.0  # seconds


async def answer_requests(host: str, port: int, ready: asyncio.Event) -> None:
    """Answer every request until cancelled, over a new connection when one is lost.

    Args:
        host: Where the broker listens.
        port: Its port.
        ready: Set once requests are answered.
    """
    thermostat = Thermostat()
    while True:
        try:
            async with aiomqtt.Client(host, port, protocol=aiomqtt.ProtocolVersion.V311) as client:
                await client.subscribe([(THERMOSTAT_SET, 1), (ROBOT_COMMAND, 1)])
                ready.set()
                async for message in client.messages:
                    await _answer(client, thermostat, message)
        except aiomqtt.MqttError:
            await asyncio.sleep(RECONNECT_AFTER)


async def _answer(client: aiomqtt.Client, thermostat: Thermostat, message: aiomqtt.Message) -> None:
    request = bytes(message.payload) if isinstance(message.payload, bytes | bytearray) else b""
    if message.topic.value == THERMOSTAT_SET:
        await client.publish(THERMOSTAT_STATE, thermostat.answer(request), qos=1, retain=True)
    else:
        await client.publish(ROBOT_REPLY, robot_reply(request), qos=1)
