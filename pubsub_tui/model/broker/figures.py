"""The figures that brokers tell, by one name each, whatever a broker calls its topic."""

from __future__ import annotations

import enum
from dataclasses import dataclass

GROUPS = ("broker", "clients", "messages", "bytes", "store", "load")


class Kind(enum.Enum):
    """How a figure is read and shown."""

    COUNTER = "only grows; has a rate"
    BYTE_COUNTER = "only grows; has a rate; in bytes"
    GAUGE = "goes up and down"
    BYTES = "goes up and down; in bytes"
    SECONDS = "a time span"
    PERCENT = "a share"
    AVERAGE = "an average over the last minutes"
    BYTE_AVERAGE = "an average over the last minutes; in bytes"
    TEXT = "words"

    @property
    def counts(self) -> bool:
        """Whether what matters is how fast it grows."""
        return self in (Kind.COUNTER, Kind.BYTE_COUNTER)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the page.

    Attributes:
        group: one of `GROUPS`.
        name: unique in its group, except for averages, which share a row.
        scale: what a value has to be multiplied with to be in seconds or bytes.
        minutes: over how many minutes an average goes: 1, 5 or 15.
    """

    group: str
    name: str
    kind: Kind
    scale: float = 1
    minutes: int = 0


VERSION = Figure("broker", "version", Kind.TEXT)
UPTIME = Figure("broker", "up for", Kind.SECONDS)

CONNECTED = Figure("clients", "connected", Kind.GAUGE)
DISCONNECTED = Figure("clients", "disconnected", Kind.GAUGE)
TOTAL = Figure("clients", "total", Kind.GAUGE)
MAXIMUM = Figure("clients", "maximum", Kind.GAUGE)
EXPIRED = Figure("clients", "expired", Kind.COUNTER)
SOCKETS = Figure("clients", "sockets opened", Kind.COUNTER)
SUBSCRIPTIONS = Figure("clients", "subscriptions", Kind.GAUGE)
SHARED = Figure("clients", "shared subscr.", Kind.GAUGE)

PACKETS_IN = Figure("messages", "packets in", Kind.COUNTER)
PACKETS_OUT = Figure("messages", "packets out", Kind.COUNTER)
PUBLISH_IN = Figure("messages", "publish in", Kind.COUNTER)
PUBLISH_OUT = Figure("messages", "publish out", Kind.COUNTER)
DROPPED = Figure("messages", "publish dropped", Kind.COUNTER)

BYTES_IN = Figure("bytes", "in", Kind.BYTE_COUNTER)
BYTES_OUT = Figure("bytes", "out", Kind.BYTE_COUNTER)
PAYLOAD_IN = Figure("bytes", "payload in", Kind.BYTE_COUNTER)
PAYLOAD_OUT = Figure("bytes", "payload out", Kind.BYTE_COUNTER)

RETAINED = Figure("store", "retained", Kind.GAUGE)
STORED = Figure("store", "stored messages", Kind.GAUGE)
STORED_BYTES = Figure("store", "stored payloads", Kind.BYTES)
QUEUED = Figure("store", "queued packets", Kind.GAUGE)
QUEUED_BYTES = Figure("store", "queued bytes", Kind.BYTES)
HEAP = Figure("store", "heap", Kind.BYTES)
HEAP_MAXIMUM = Figure("store", "heap maximum", Kind.BYTES)


def averages(topics: dict[str, str], kind: Kind = Kind.AVERAGE) -> dict[str, Figure]:
    """Averages over 1, 5 and 15 minutes below each topic; ``topics`` are rows' names by topic."""
    return {
        f"{topic}/{minutes}min": Figure("load", name, kind, minutes=minutes)
        for topic, name in topics.items()
        for minutes in (1, 5, 15)
    }
