"""MQTT 5 properties of a PUBLISH as paho sends them."""

from __future__ import annotations

import struct

from paho.mqtt import MQTTException
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties, VariableByteIntegers

UNREADABLE = (MQTTException, KeyError, IndexError, ValueError, TypeError, struct.error)
"""What `read_properties` raises on a malformed block."""


def read_properties(block: bytes) -> Properties:
    """Decode a PUBLISH property block of our own, without its length, for paho to send.

    Takes time in the square of the block's length, so it is not for what others sent. Raises
    one of `UNREADABLE`.
    """
    properties = Properties(PacketTypes.PUBLISH)
    properties.unpack(VariableByteIntegers.encode(len(block)) + block)
    return properties
