"""What a broker's CONNACK says of the packets that it takes."""

from __future__ import annotations

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from pubsub_tui.transports.publish_properties import UNREADABLE

_CONNACK = 0x20


def is_connack(packet: bytes) -> bool:
    """Whether this is the answer to a CONNECT."""
    return packet[0] == _CONNACK


def largest_packet(packet: bytes) -> int | None:
    """The Maximum Packet Size in bytes of a CONNACK of MQTT 5 (section 3.2.2.3.6).

    None when the broker sets no limit, or what it says can not be read: then it will tell.
    """
    # Behind the fixed header of two to five bytes stand flags and reason code.
    start = 1
    while packet[start] & 0x80:
        start += 1
    properties = Properties(PacketTypes.CONNACK)
    try:
        properties.unpack(packet[start + 3 :])
    except UNREADABLE:
        return None
    size: int | None = getattr(properties, "MaximumPacketSize", None)
    return size
