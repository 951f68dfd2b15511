"""MQTT 5 properties of a PUBLISH, sent byte for byte."""

from __future__ import annotations

from paho.mqtt.properties import VariableByteIntegers

from pubsub_tui.properties import check


class SentAsTheyAre:
    """Stands where paho wants its own properties, and packs the block that it was given.

    paho's own would bring them into another order, and takes time in the square of their size.
    """

    def __init__(self, block: bytes) -> None:
        """Take an undecoded block without its length. Raises ValueError when it is malformed."""
        check(block)
        length: bytes = VariableByteIntegers.encode(len(block))
        self._packed = length + block

    def pack(self) -> bytes:
        """The block with its length (MQTT 5.0, section 2.2.2)."""
        return self._packed
