"""paho as the oracle: what it makes of a byte stream alone, and behind a fast lane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from pubsub_tui.message import Message
from pubsub_tui.transports.aliases import TopicAliases
from pubsub_tui.transports.cutter import Cutter
from pubsub_tui.transports.fastlane import FastLane
from pubsub_tui.transports.seam import to_message
from tests.transports.paho_properties import read_properties


class Seen(NamedTuple):
    """What can be seen of a message, by whatever way it came."""

    topic: bytes
    payload: bytes
    qos: int
    retain: bool
    properties: dict[str, Any]


class ChunkSocket:
    """A non-blocking socket that receives the given chunks, and forgets what is sent."""

    def __init__(self, chunks: Sequence[bytes]) -> None:
        self.chunks = [bytes(chunk) for chunk in chunks if chunk]

    def recv(self, size: int) -> bytes:
        """At most ``size`` bytes of the next chunk."""
        if not self.chunks:
            raise BlockingIOError
        served, rest = self.chunks[0][:size], self.chunks[0][size:]
        self.chunks[:1] = [rest] if rest else []
        return served

    def send(self, data: bytes) -> int:
        """Pretend that it went out."""
        return len(data)

    def fileno(self) -> int:
        """No descriptor."""
        return -1

    def close(self) -> None:
        """Receive nothing more."""
        self.chunks.clear()


def read_by_paho(version: int, stream: bytes) -> list[Seen]:
    """The messages that paho alone delivers before the stream ends or breaks the protocol."""
    seen: list[Seen] = []
    aliases: dict[int, bytes] = {}
    client = _client(version)

    def take(_: Client, __: Any, message: MQTTMessage) -> None:
        properties = _decoded(message.properties)
        alias = properties.get("TopicAlias")
        topic = message._topic
        if alias is not None and topic:
            aliases[alias] = topic
        elif alias is not None:
            topic = aliases.get(alias, b"")
        payload = bytes(message.payload)
        seen.append(Seen(topic, payload, message.qos, bool(message.retain), properties))

    client.on_message = take
    inner = ChunkSocket([stream])
    _let_read(client, inner)
    while inner.chunks and client._sock is not None:
        client.loop_read()
    return seen


def read_by_lane(version: int, chunks: Sequence[bytes]) -> list[Seen]:
    """The messages that arrive when the same client reads through a fast lane."""
    batches: list[list[Message]] = []
    aliases = TopicAliases()
    client = _client(version)
    inner = ChunkSocket(chunks)
    lane = FastLane(
        inner,
        Cutter(with_properties=version == 5, aliases=aliases),
        batches.append,
        on_packet=lambda _: None,
        on_end=lambda: None,
        clock=lambda: 1.0,
    )
    client.on_message = lambda _, __, message: batches.append([to_message(message, 1.0, aliases)])
    _let_read(client, lane)
    while (inner.chunks or lane.pending()) and client._sock is not None:
        client.loop_read()
    assert all(batches), "a sink is never called with an empty list"
    return [_seen(message) for batch in batches for message in batch]


def _client(version: int) -> Client:
    protocol = MQTTProtocolVersion(version)
    return Client(CallbackAPIVersion.VERSION2, client_id="oracle", protocol=protocol)


def _let_read(client: Client, wire: Any) -> None:
    client._sock = wire


def _seen(message: Message) -> Seen:
    block = message.properties
    topic = message.topic.encode("utf-8", "surrogateescape")
    properties = _decoded(read_properties(block) if block is not None else None)
    return Seen(topic, message.payload, message.qos, message.retain, properties)


def _decoded(properties: Any) -> dict[str, Any]:
    """Names and values of paho's `Properties`."""
    return {} if properties is None else dict(properties.json())
