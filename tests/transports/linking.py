"""A transport of a test's own, connected, with what it received."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pubsub_tui.message import Message
from pubsub_tui.transports.base import Link, Problem, Publication, Subscription, TransportError
from pubsub_tui.transports.fastlane import FastLane
from pubsub_tui.transports.mqtt import MqttTransport
from pubsub_tui.transports.mqtt_options import MqttOptions
from tests.brokers import HOST, eventually

PROTOCOLS = {5: "MQTT 5", 4: "MQTT 3.1.1"}


@dataclass
class Linked:
    """An open connection, and the messages that came over it."""

    transport: MqttTransport
    link: Link
    received: list[Message] = field(default_factory=list)

    @property
    def lane(self) -> FastLane | None:
        """Where the transport reads."""
        incoming = self.transport._incoming
        return incoming.lane if incoming is not None else None

    async def subscribe(self, topic_filter: str = "#", qos: int = 2) -> None:
        """Subscribe, and insist that it is granted."""
        granted = await self.transport.subscribe([Subscription(topic_filter, qos)])
        assert [each.qos for each in granted] == [qos]

    async def send(self, topic: str, payload: bytes, qos: int = 1, retain: bool = False) -> None:
        """Publish, and insist that it is accepted."""
        outcome = await self.transport.publish(Publication(topic, payload, qos, retain))
        assert outcome.accepted, outcome.reason

    async def payloads(self, count: int) -> list[bytes]:
        """The payloads in order of arrival, as soon as there are that many."""
        await eventually(lambda: len(self.received) >= count)
        return [message.payload for message in self.received]


@asynccontextmanager
async def linked(port: int, version: int | None = None, **settings: Any) -> AsyncIterator[Linked]:
    """Connect to the loopback port with these `MqttOptions`."""
    async with reached(MqttOptions(HOST, port, version=version, **settings)) as near:
        yield near


@asynccontextmanager
async def reached(options: MqttOptions) -> AsyncIterator[Linked]:
    """Connect with these options."""
    received: list[Message] = []
    transport = MqttTransport(options)
    try:
        yield Linked(transport, await transport.connect(received.extend), received)
    finally:
        await transport.close()


async def problem_of(options: MqttOptions) -> Problem:
    """Why connecting fails; it has to."""
    transport = MqttTransport(options)
    try:
        link = await transport.connect(lambda _: None)
    except TransportError as error:
        return error.problem
    finally:
        await transport.close()
    raise AssertionError(f"connected: {link}")
