"""A broker that keeps messages, and what it keeps, told by a client other than ours."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties

from pubsub_tui.retained.removal import Removal
from pubsub_tui.retained.wanted import Wanted, below
from pubsub_tui.transports.base import Publication, Transport
from pubsub_tui.transports.mqtt import MqttTransport
from pubsub_tui.transports.mqtt_options import MqttOptions
from tests.brokers import HOST, PATIENCE, Mosquitto
from tests.transports.linking import linked

Kept = dict[str, tuple[bytes, int, dict[str, Any]]]
"""Payload, QoS and properties by topic."""


def to(broker: Mosquitto, **options: Any) -> Callable[[], Transport]:
    """Makes connections to it."""
    return lambda: MqttTransport(MqttOptions(HOST, broker.port, **options))


def removal(
    broker: Mosquitto, folder: Path, wanted: Wanted | None = None, **options: Any
) -> Removal:
    """A removal of all that the broker keeps, at full speed."""
    return Removal(to(broker, **options), wanted or below(""), "here", folder, per_second=1e6)


async def keep(broker: Mosquitto, publications: Iterable[Publication], **options: Any) -> None:
    """Have the broker keep these."""
    async with linked(broker.port, **options) as near:
        places = asyncio.Semaphore(100)

        async def publish(publication: Publication) -> None:
            async with places:
                outcome = await near.transport.publish(publication)
            assert outcome.accepted, outcome.reason

        await asyncio.gather(*map(publish, publications))


async def kept_by(broker: Mosquitto, topics: Iterable[str], **login: str) -> Kept:
    """What the broker keeps on these topics; paho asks for each, and for the next afterwards."""
    return await asyncio.to_thread(_ask, broker.port, list(topics), login)


def _ask(port: int, topics: list[str], login: dict[str, str]) -> Kept:
    found: Kept = {}
    answered: list[int] = []
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    if login:
        client.username_pw_set(login["username"], login["password"])

    def take(_: Any, __: Any, message: MQTTMessage) -> None:
        properties: Properties | None = message.properties
        told = {} if properties is None else dict(properties.json())
        found[message.topic] = (bytes(message.payload), message.qos, told)

    client.on_message = take
    client.on_subscribe = lambda *arguments: answered.append(1)
    client.on_unsubscribe = lambda *arguments: answered.append(2)
    client.connect(HOST, port)
    deadline = time.monotonic() + 3 * PATIENCE
    try:
        for at in range(0, len(topics), 50):
            part = topics[at : at + 50]
            client.subscribe([(topic, 2) for topic in part])
            _loop_until(client, lambda: len(answered) == 1, deadline)
            # At most 20 of QoS 1 and 2 are sent at once: the others when these are acknowledged.
            before = -1
            while before != len(found):
                before = len(found)
                for _ in range(20):
                    if not found.keys() >= set(part):
                        client.loop(0.005)
            client.unsubscribe(part)
            _loop_until(client, lambda: len(answered) == 2, deadline)
            answered.clear()
    finally:
        client.disconnect()
        client.loop(0.01)
    return found


def _loop_until(client: Client, condition: Callable[[], bool], deadline: float) -> None:
    while not condition():
        assert time.monotonic() < deadline
        client.loop(0.01)
