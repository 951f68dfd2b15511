"""What a broker says of itself when it accepts a connection (MQTT 5.0, section 3.2.2.3)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from paho.mqtt import MQTTException
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from pubsub_tui.transports.cutter import remaining_length

CONNACK = 0x20
_UNREADABLE = (MQTTException, KeyError, IndexError, ValueError, TypeError, struct.error)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the broker does not do; without a word of it, it does everything.

    Attributes:
        max_qos: the highest QoS that may be published with (section 3.2.2.3.4).
        retain: whether it keeps retained messages (section 3.2.2.3.5).
        packet_size: the largest packet in bytes that it takes (section 3.2.2.3.6).
    """

    max_qos: int = 2
    retain: bool = True
    packet_size: int | None = None


def limits_of(packet: bytes) -> Limits:
    """Read a whole CONNACK of version 5. A malformed one is paho's to refuse: no limits then."""
    length, body = remaining_length(packet, 1)
    if length < 3:
        return Limits()
    properties = Properties(PacketTypes.CONNACK)
    try:
        properties.unpack(packet[body + 2 :])
    except _UNREADABLE:
        return Limits()
    return Limits(
        min(2, getattr(properties, "MaximumQoS", 2)),
        getattr(properties, "RetainAvailable", 1) == 1,
        getattr(properties, "MaximumPacketSize", None),
    )
