"""The one place that reaches into aiomqtt and paho, and what to do when they changed inside."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import aiomqtt
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.properties import Properties, VariableByteIntegers

from pubsub_tui.message import Message
from pubsub_tui.transports.aliases import TopicAliases
from pubsub_tui.transports.fastlane import FastLane

_NEEDED = ("_create_socket", "_last_bytes_received", "_sock_close")
_log = logging.getLogger(__name__)


def paho_of(client: aiomqtt.Client) -> Client:
    """The paho client inside. Raises AttributeError when aiomqtt changed."""
    return client._client


def install(
    client: aiomqtt.Client,
    wrap: Callable[[Any], FastLane],
    open_socket: Callable[[], Any] | None = None,
) -> bool:
    """Put a fast lane between paho and each socket that is opened for it.

    Args:
        open_socket: opens it, on the thread that connects; None to let paho do it.

    Returns:
        False when the libraries have changed inside; messages then come the plain way.
    """
    paho = getattr(client, "_client", None)
    missing = [name for name in _NEEDED if not hasattr(paho, name)]
    if paho is None or missing:
        _log.warning(
            "The fast lane is off: paho-mqtt has no %s any more. Messages come the plain way.",
            ", ".join(missing),
        )
        return False
    create = open_socket or paho._create_socket
    paho._create_socket = lambda: wrap(create())
    return True


def on_open(client: aiomqtt.Client, call: Callable[[], object]) -> None:
    """Call back, on the thread that connects, once paho holds the socket that it opened."""
    paho = paho_of(client)
    before = paho.on_socket_open

    def opened(*arguments: Any) -> None:
        if before is not None:
            before(*arguments)
        call()

    paho.on_socket_open = opened


def on_connack(client: aiomqtt.Client, call: Callable[[Properties | None], object]) -> None:
    """Call back with the properties of the CONNACK, before anyone learns of the connection."""
    paho = paho_of(client)
    before = paho.on_connect

    def answered(
        paho: Client, userdata: Any, flags: Any, code: Any, properties: Properties | None = None
    ) -> None:
        call(properties)
        if before is not None:
            before(paho, userdata, flags, code, properties)  # type: ignore[call-arg]

    paho.on_connect = answered


def mark_alive(paho: Client) -> None:
    """Tell paho's keepalive that bytes have arrived, as its own reader would."""
    paho._last_bytes_received = time.monotonic()


def drop_socket(client: aiomqtt.Client) -> None:
    """Close the socket at once, with its reader, writer and timer."""
    paho = paho_of(client)
    paho._sock_close()


def to_message(
    message: MQTTMessage, received_at: float, aliases: TopicAliases, block: bytes | None = None
) -> Message:
    """Our message from one that paho read; ``block`` is what was kept from paho's reader."""
    try:
        topic = message.topic
    except UnicodeDecodeError:
        topic = message._topic.decode("utf-8", "surrogateescape")
    properties = raw_properties(message.properties) if block is None else block
    if properties is not None:
        topic = aliases.resolve(topic, properties) or topic
    payload = bytes(message.payload)
    return Message(topic, payload, message.qos, bool(message.retain), received_at, properties)


def plain_message(message: aiomqtt.Message) -> Message:
    """Our message from one that aiomqtt queued."""
    payload = message.payload
    return Message(
        str(message.topic),
        payload if isinstance(payload, bytes) else b"",
        message.qos,
        bool(message.retain),
        time.time(),
        raw_properties(message.properties),
    )


def raw_properties(properties: Properties | None) -> bytes | None:
    """The undecoded block of a message's properties without its length; None when empty."""
    if properties is None:
        return None
    packed = bytes(properties.pack())
    _, length_bytes = VariableByteIntegers.decode(packed)
    return packed[length_bytes:] or None
