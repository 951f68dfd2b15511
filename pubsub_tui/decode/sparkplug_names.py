"""What Sparkplug B leaves to memory: the names behind aliases.

Source: Eclipse Sparkplug 3.0.0, chapters 4 to 6, and Tahu's sparkplug_b.proto.
"""

from __future__ import annotations

from dataclasses import dataclass

from pubsub_tui.decode.errors import Unreadable
from pubsub_tui.decode.outline import Full
from pubsub_tui.decode.view import SHOWN_BYTES
from pubsub_tui.decode.wire import Field, fields

_NAMESPACE = "spBv1.0"
_NODE_KINDS = frozenset({"NBIRTH", "NDEATH", "NDATA", "NCMD"})
_DEVICE_KINDS = frozenset({"DBIRTH", "DDEATH", "DDATA", "DCMD"})
_HIGHEST_SEQ = 255

# Field numbers of Payload and of Metric.
TIMESTAMP, METRICS, SEQ, UUID, BODY = 1, 2, 3, 4, 5
NAME, ALIAS, METRIC_TIMESTAMP, DATATYPE = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Place:
    """What a Sparkplug topic says: who sent what. ``device`` is empty for the node itself."""

    kind: str
    group: str
    node: str
    device: str = ""

    @property
    def is_birth(self) -> bool:
        return self.kind in ("NBIRTH", "DBIRTH")

    @property
    def is_data(self) -> bool:
        return self.kind in ("NDATA", "DDATA")

    @property
    def sender(self) -> str:
        """The edge node, or the device on it."""
        return "/".join(part for part in (self.group, self.node, self.device) if part)


@dataclass(frozen=True, slots=True)
class Known:
    """What a BIRTH said of a metric. ``datatype`` is 0 when it said none."""

    name: str
    datatype: int


def read_place(topic: str | None) -> Place | None:
    """The parts of a Sparkplug topic; None for any other."""
    parts = (topic or "").split("/")
    if parts[0] == "STATE" and len(parts) == 2:
        return Place("STATE", "", parts[1])
    if parts[0] != _NAMESPACE:
        return None
    if len(parts) == 3 and parts[1] == "STATE":
        return Place("STATE", "", parts[2])
    if len(parts) == 4 and parts[2] in _NODE_KINDS:
        return Place(parts[2], parts[1], parts[3])
    if len(parts) == 5 and parts[2] in _DEVICE_KINDS:
        return Place(parts[2], parts[1], parts[3], parts[4])
    return None


class SparkplugNames:
    """Knows edge nodes' metrics as their BIRTH messages named them, the newest of each sender.

    It holds what it was taught. It never raises, whatever the payload.
    """

    def __init__(self) -> None:
        self._nodes: dict[tuple[str, str], dict[str, _Birth]] = {}

    def learn(self, topic: str, payload: bytes) -> None:
        """Take a BIRTH's names, unless a later one is known; of another message nothing."""
        place = read_place(topic)
        if place is None or not place.is_birth:
            return
        births = self._nodes.setdefault((place.group, place.node), {})
        known = births.get(place.device)
        birth = _Birth(payload)
        if known is None or known.timestamp <= birth.timestamp:
            births[place.device] = birth

    def has_birth(self, place: Place) -> bool:
        """Whether the BIRTH of that node or device was seen."""
        return place.device in self._of_node(place)

    def by_alias(self, place: Place, alias: int) -> Known | None:
        """The metric with that alias: of the device, or else of its node and other devices."""
        # An alias is unique within the whole edge node (section 6.4.6).
        births = self._of_node(place)
        own = births.get(place.device)
        for birth in (*([own] if own is not None else []), *births.values()):
            known = birth.by_alias.get(alias)
            if known is not None:
                return known
        return None

    def by_name(self, place: Place, name: str) -> Known | None:
        """The metric with that name, for its data type."""
        birth = self._of_node(place).get(place.device)
        return birth.by_name.get(name) if birth is not None else None

    def _of_node(self, place: Place) -> dict[str, _Birth]:
        return self._nodes.get((place.group, place.node), {})


class _Birth:
    """The metrics of one BIRTH, as far as it can be read."""

    __slots__ = ("by_alias", "by_name", "timestamp")

    def __init__(self, payload: bytes) -> None:
        self.timestamp, _ = read_stamp(payload)
        self.by_alias: dict[int, Known] = {}
        self.by_name: dict[str, Known] = {}
        try:
            for field in fields(payload[:SHOWN_BYTES], len(payload)):
                if field.number == METRICS and isinstance(field.value, bytes):
                    self._add(field.value)
        except (Unreadable, Full):
            pass

    def _add(self, metric: bytes) -> None:
        name, alias, datatype = "", None, 0
        for field in fields(metric):
            if field.number == NAME and isinstance(field.value, bytes):
                name = field.value.decode("utf-8", "replace")
            elif field.number == ALIAS and isinstance(field.value, int):
                alias = field.value
            elif field.number == DATATYPE and isinstance(field.value, int):
                datatype = field.value
        if name:
            known = self.by_name[name] = Known(name, datatype)
            if alias is not None:
                self.by_alias[alias] = known


def read_stamp(payload: bytes) -> tuple[int, int | None]:
    """Timestamp in milliseconds and sequence number; 0 and None where they are missing."""
    found: dict[int, Field] = {}
    try:
        for field in fields(payload[:SHOWN_BYTES], len(payload)):
            if field.number in (TIMESTAMP, SEQ):
                found[field.number] = field
    except (Unreadable, Full):
        pass
    timestamp, seq = (
        found[number].value if number in found else None for number in (TIMESTAMP, SEQ)
    )
    return (
        timestamp if isinstance(timestamp, int) else 0,
        seq if isinstance(seq, int) and seq <= _HIGHEST_SEQ else None,
    )
