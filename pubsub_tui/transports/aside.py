"""Keeps MQTT 5 properties away from paho, whose reader takes time in the square of their size."""

from __future__ import annotations

from paho.mqtt.properties import VariableByteIntegers

from pubsub_tui.transports.cutter import remaining_length

_PUBLISH = 3


class PropertiesAside:
    """Takes the property block out of each PUBLISH that paho gets, and has it ready afterwards."""

    def __init__(self) -> None:
        self._blocks: dict[int, bytes] = {}

    def strip(self, packet: bytes) -> bytes:
        """The packet as paho shall see it: a PUBLISH without its properties (section 3.3.2.3).

        Any other packet, and one whose lengths do not fit, is left as it is.
        """
        if packet[0] >> 4 != _PUBLISH:
            return packet
        length, body = remaining_length(packet, 1)
        name_end = body + 2 + int.from_bytes(packet[body : body + 2], "big")
        number_end = name_end + (2 if packet[0] & 0x06 else 0)
        size, block_at = remaining_length(packet, number_end)
        payload_at = block_at + size
        if length < 0 or size < 0 or payload_at > len(packet):
            return packet
        number = int.from_bytes(packet[name_end:number_end], "big")
        if not size:
            self._blocks.pop(number, None)
            return packet
        self._blocks[number] = packet[block_at:payload_at]
        stripped = packet[body:number_end] + b"\0" + packet[payload_at:]
        length_bytes: bytes = VariableByteIntegers.encode(len(stripped))
        return packet[:1] + length_bytes + stripped

    def take_over(self, before: PropertiesAside) -> None:
        """The messages that another connection left unfinished are delivered on this one."""
        self._blocks.update(before._blocks)

    def block_of(self, number: int) -> bytes | None:
        """The undecoded block of the message that paho now delivers; None when it had none.

        Args:
            number: its packet identifier, 0 at QoS 0.
        """
        return self._blocks.pop(number, None)
