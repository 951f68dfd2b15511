"""paho as the oracle of MQTT 5 properties."""

from __future__ import annotations

import struct

from paho.mqtt import MQTTException
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties, VariableByteIntegers

UNREADABLE = (MQTTException, KeyError, IndexError, ValueError, TypeError, struct.error)
"""What `read_properties` raises on a malformed block."""


def read_properties(block: bytes) -> Properties:
    """Decode a PUBLISH property block without its length. Raises one of `UNREADABLE`."""
    properties = Properties(PacketTypes.PUBLISH)
    properties.unpack(VariableByteIntegers.encode(len(block)) + block)
    return properties
