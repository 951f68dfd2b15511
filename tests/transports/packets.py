"""MQTT packets as bytes, made independently of the code under test (MQTT 5.0, chapter 3)."""

from __future__ import annotations

PINGRESP = b"\xd0\x00"
CONNACK = {5: b"\x20\x03\x00\x00\x00", 4: b"\x20\x02\x00\x00"}


def variable_byte_integer(value: int) -> bytes:
    """A variable byte integer (MQTT 5.0, section 1.5.5)."""
    encoded = bytearray()
    while True:
        value, digit = divmod(value, 128)
        encoded.append(digit | (0x80 if value else 0))
        if not value:
            return bytes(encoded)


def packet(first: int, body: bytes) -> bytes:
    """A packet of that first byte."""
    return bytes([first]) + variable_byte_integer(len(body)) + body


def text(value: bytes) -> bytes:
    """A length-prefixed string (section 1.5.4)."""
    return len(value).to_bytes(2, "big") + value


def publish(
    version: int,
    topic: bytes,
    payload: bytes = b"",
    *,
    qos: int = 0,
    retain: bool = False,
    dup: bool = False,
    number: int = 0,
    properties: bytes = b"",
) -> bytes:
    """A PUBLISH; ``properties`` is a block without its length, for version 5."""
    body = text(topic)
    if qos:
        body += number.to_bytes(2, "big")
    if version == 5:
        body += variable_byte_integer(len(properties)) + properties
    return packet(0x30 | dup << 3 | qos << 1 | retain, body + payload)


def puback(number: int) -> bytes:
    """A PUBACK that says success."""
    return packet(0x40, number.to_bytes(2, "big"))


def pubrel(number: int) -> bytes:
    """A PUBREL that says success."""
    return packet(0x62, number.to_bytes(2, "big"))


def suback(version: int, number: int, *codes: int) -> bytes:
    """A SUBACK with these reason codes."""
    block = b"\x00" if version == 5 else b""
    return packet(0x90, number.to_bytes(2, "big") + block + bytes(codes))


def topic_alias(number: int) -> bytes:
    """The property that sets or names a topic alias (section 3.3.2.3.4)."""
    return b"\x23" + number.to_bytes(2, "big")


def user_property(key: bytes, value: bytes) -> bytes:
    """A user property (section 3.3.2.3.7)."""
    return b"\x26" + text(key) + text(value)


def content_type(value: bytes) -> bytes:
    """A content type (section 3.3.2.3.9)."""
    return b"\x03" + text(value)
