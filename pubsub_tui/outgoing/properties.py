"""The MQTT 5 properties that a publisher sets (MQTT 5.0, section 3.3.2.3)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from pubsub_tui.outgoing.problem import wrong
from pubsub_tui.outgoing.utf8 import strict_utf8
from pubsub_tui.properties import named_properties

_PAYLOAD_FORMAT, _MESSAGE_EXPIRY, _CONTENT_TYPE = 1, 2, 3
_RESPONSE_TOPIC, _CORRELATION_DATA, _USER_PROPERTY = 8, 9, 38
_LONGEST = 0xFFFF
LONGEST_EXPIRY = 0xFFFFFFFF
"""Seconds: four bytes of them."""
LARGEST_BLOCK = 65_535
"""Bytes. Our own limit: paho takes time in the square of it."""


@dataclass(frozen=True, slots=True)
class Properties:
    """What is None or empty is not sent.

    Attributes:
        message_expiry: in seconds, 0 to `LONGEST_EXPIRY`.
        is_text: the payload format: True for UTF-8 text, False for bytes.
        user: names and values, in order; a name may come more than once.
    """

    content_type: str | None = None
    response_topic: str | None = None
    correlation_data: bytes | None = None
    message_expiry: int | None = None
    is_text: bool | None = None
    user: tuple[tuple[str, str], ...] = ()

    @property
    def count(self) -> int:
        """How many are sent."""
        single = (
            self.content_type,
            self.response_topic,
            self.correlation_data,
            self.message_expiry,
            self.is_text,
        )
        return sum(each is not None for each in single) + len(self.user)


def write_properties(properties: Properties) -> bytes | None:
    """The property block without its length; None when there are none.

    Raises:
        OutgoingError: a value is not one that MQTT allows.
    """
    block = b""
    if properties.is_text is not None:
        block += bytes([_PAYLOAD_FORMAT, properties.is_text])
    if properties.message_expiry is not None:
        if not 0 <= properties.message_expiry <= LONGEST_EXPIRY:
            raise wrong("message expiry", f"expected 0 to {LONGEST_EXPIRY:,} seconds")
        block += struct.pack(">BI", _MESSAGE_EXPIRY, properties.message_expiry)
    if properties.response_topic is not None:
        _check_response_topic(properties.response_topic)
        block += _string(_RESPONSE_TOPIC, properties.response_topic, "response topic")
    if properties.correlation_data is not None:
        data = _sized(properties.correlation_data, "correlation data")
        block += bytes([_CORRELATION_DATA]) + data
    if properties.content_type is not None:
        block += _string(_CONTENT_TYPE, properties.content_type, "content type")
    for name, value in properties.user:
        block += _string(_USER_PROPERTY, name, "the name of a user property")
        block += _utf8(value, "the value of a user property")
    if len(block) > LARGEST_BLOCK:
        raise wrong("properties", f"they take {len(block):,} bytes; {LARGEST_BLOCK:,} are allowed")
    return block or None


def read_properties(block: bytes) -> Properties:
    """The properties of a message that arrived, for it to be sent again.

    Topic alias and subscription ids are left out: they belong to the delivery.

    Raises:
        ValueError: the block is malformed.
    """
    named: dict[str, Any] = {}
    user: list[tuple[str, str]] = []
    for name, value in named_properties(block):
        if isinstance(value, tuple):
            user.append(value)
        else:
            named[name] = value
    indicator = named.get("payload_format_indicator")
    return Properties(
        content_type=named.get("content_type"),
        response_topic=named.get("response_topic"),
        correlation_data=named.get("correlation_data"),
        message_expiry=named.get("message_expiry_interval"),
        is_text=None if indicator is None else bool(indicator),
        user=tuple(user),
    )


def _check_response_topic(topic: str) -> None:
    if not topic:
        raise wrong("response topic", "it is empty")
    for wildcard in "#+":
        if wildcard in topic:
            raise wrong("response topic", f"it can not hold the wildcard {wildcard}")


def _string(identifier: int, text: str, subject: str) -> bytes:
    return bytes([identifier]) + _utf8(text, subject)


def _utf8(text: str, subject: str) -> bytes:
    """A string in UTF-8 with its length (MQTT 5.0, section 1.5.4)."""
    if "\0" in text:
        raise wrong(subject, "it holds a NUL character")
    return _sized(strict_utf8(text, subject), subject)


def _sized(data: bytes, subject: str) -> bytes:
    if len(data) > _LONGEST:
        raise wrong(subject, f"it takes {len(data):,} bytes; {_LONGEST:,} are allowed")
    return struct.pack(">H", len(data)) + data
