"""The one place that reaches into aiomqtt and paho, and what to do when they changed inside."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiomqtt
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.properties import Properties, VariableByteIntegers

from pubsub_tui.message import Message
from pubsub_tui.transports.aliases import TopicAliases
from pubsub_tui.transports.fastlane import FastLane

_NEEDED = (
    "_create_socket",
    "_in_messages",
    "_keepalive",
    "_last_mid",
    "_ping_t",
    "_send_pingreq",
    "_sock_close",
)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Unfinished:
    """What paho has to know to go on with a session on another connection.

    Attributes:
        last_number: the packet identifier used last; the broker may still hold some before.
        received: messages of QoS 2 that were not released yet, by their identifiers.
    """

    last_number: int = 0
    received: dict[int, MQTTMessage] = field(default_factory=dict)


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


def on_connack(
    client: aiomqtt.Client,
    call: Callable[[bool, Properties | None], object],
    refused: Callable[[Properties | None], object],
) -> None:
    """Call back with session present and properties of a CONNACK that lets us in.

    It happens before anyone learns of the connection. Of one that refuses us, ``refused`` gets
    the properties.
    """
    paho = paho_of(client)
    before = paho.on_connect

    def answered(
        paho: Client, userdata: Any, flags: Any, code: Any, properties: Properties | None = None
    ) -> None:
        if not code.is_failure:
            call(flags.session_present, properties)
        else:
            refused(properties)
        if before is not None:
            before(paho, userdata, flags, code, properties)  # type: ignore[call-arg]

    paho.on_connect = answered


def on_disconnect(
    client: aiomqtt.Client, call: Callable[[object, Properties | None], object]
) -> None:
    """Call back with why a link ended and its properties, before aiomqtt hears of it."""
    paho = paho_of(client)
    before = paho.on_disconnect

    def ended(paho: Client, userdata: Any, flags: Any, code: Any, properties: Any = None) -> None:
        call(code, properties)
        if before is not None:
            before(paho, userdata, flags, code, properties)  # type: ignore[call-arg]

    paho.on_disconnect = ended


def tell_lost(client: aiomqtt.Client, reason: object) -> None:
    """Tell aiomqtt that the link is lost: it forgets what it hears while it still connects."""
    paho = paho_of(client)
    lost = paho.on_disconnect
    if lost is not None:
        lost(paho, None, None, reason, None)  # type: ignore[call-arg, arg-type]


def unfinished(client: aiomqtt.Client) -> Unfinished:
    """What is under way."""
    paho = paho_of(client)
    return Unfinished(paho._last_mid, dict(paho._in_messages))


def go_on(client: aiomqtt.Client, left: Unfinished) -> None:
    """Take up what was under way on the connection before: the broker does the same."""
    paho = paho_of(client)
    paho._last_mid = left.last_number
    paho._in_messages.update(left.received)


def leave_keepalive_to_us(client: aiomqtt.Client) -> None:
    """End paho's own watch, which takes twice the keepalive and hears of no QoS 0 message."""
    paho_of(client)._keepalive = 0


def ping(client: aiomqtt.Client) -> None:
    """Send a PINGREQ; paho, which would wait no longer than its next look, does not wait."""
    paho = paho_of(client)
    paho._send_pingreq()
    paho._ping_t = 0.0


def give_up(client: aiomqtt.Client) -> None:
    """Close the socket of a link that is dead; aiomqtt is told that it was lost."""
    drop_socket(client)
    tell_lost(client, MQTTErrorCode.MQTT_ERR_KEEPALIVE)


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
