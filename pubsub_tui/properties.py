"""MQTT 5 properties of a PUBLISH (section 3.3.2.3), decoded when somebody looks at them."""

from __future__ import annotations

import struct

from paho.mqtt import MQTTException
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties, VariableByteIntegers

UNREADABLE = (MQTTException, KeyError, IndexError, ValueError, TypeError, struct.error)
"""What `read_properties` raises on a malformed block."""

_NAMES = {
    "PayloadFormatIndicator": "payload format",
    "MessageExpiryInterval": "message expiry",
    "TopicAlias": "topic alias",
    "ResponseTopic": "response topic",
    "CorrelationData": "correlation data",
    "SubscriptionIdentifier": "subscription id",
    "ContentType": "content type",
}


def read_properties(block: bytes) -> Properties:
    """Decode a PUBLISH property block without its length. Raises one of `UNREADABLE`."""
    properties = Properties(PacketTypes.PUBLISH)
    properties.unpack(VariableByteIntegers.encode(len(block)) + block)
    return properties


def property_rows(block: bytes) -> list[tuple[str, str]]:
    """Name and value of each property as text, not yet safe to draw.

    A malformed block is one row that says so.
    """
    try:
        properties = read_properties(block)
    except UNREADABLE as error:
        return [("malformed properties", f"{error} in {block[:32].hex(' ')}")]
    rows = []
    for attribute, name in _NAMES.items():
        value = getattr(properties, attribute, None)
        if value is not None:
            rows.append((name, _in_words(attribute, value)))
    rows += [(str(key), str(value)) for key, value in getattr(properties, "UserProperty", [])]
    return rows


def _in_words(attribute: str, value: object) -> str:
    if attribute == "PayloadFormatIndicator":
        return "UTF-8 text" if value == 1 else "bytes"
    if attribute == "MessageExpiryInterval":
        return f"{value} s"
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return "0x" + value.hex(" ")
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)
