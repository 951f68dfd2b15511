"""The one value every layer shares: a received message."""

from __future__ import annotations

import msgspec


class Message(msgspec.Struct, frozen=True, gc=False):
    """One message as it arrived, undecoded.

    Not tracked by Python's cyclic garbage collector: it refers only to strings, bytes and
    numbers, and a million of them must not be walked again at every collection.

    Attributes:
        topic: the full topic; bytes that are no UTF-8 appear as lone surrogates
            (``surrogateescape``), so the original bytes can be had back.
        payload: the bytes kept; shorter than what arrived when ``truncated_from`` is set.
        qos: 0, 1 or 2, as delivered (MQTT 5.0, section 3.3.1.2).
        retain: the RETAIN flag of the delivery (MQTT 5.0, section 3.3.1.3).
        received_at: Unix time in seconds.
        properties: the MQTT 5 property block without its length, undecoded, or None.
        truncated_from: the true payload size in bytes when the payload was cut, else 0.
    """

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    received_at: float = 0.0
    properties: bytes | None = None
    truncated_from: int = 0

    @property
    def size(self) -> int:
        """The payload's size in bytes as it was on the wire."""
        return self.truncated_from or len(self.payload)
