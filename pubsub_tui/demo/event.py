"""What a simulated device says, and when."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One PUBLISH of the simulated fleet.

    Attributes:
        at: Seconds since the fleet started; never decreases within one device.
        topic: The topic name.
        payload: The bytes of the application message.
        qos: 0 or 1.
        retain: Whether the broker keeps it for new subscribers.
    """

    at: float
    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False


def as_json(**fields: object) -> bytes:
    """A compact JSON object in UTF-8, its keys in the order given."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
