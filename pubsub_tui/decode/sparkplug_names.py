"""What Sparkplug B leaves to memory: names behind aliases, and the order of messages.

Source: Eclipse Sparkplug 3.0.0, chapters 4 to 6, and Tahu's sparkplug_b.proto.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from pubsub_tui.decode.errors import Unreadable
from pubsub_tui.decode.outline import Full
from pubsub_tui.decode.view import SHOWN_BYTES
from pubsub_tui.decode.wire import Field, fields

MOST_REMEMBERED = 32_000_000
"""Bytes, roughly, for the names of all edge nodes; the node unheard for longest goes first."""
_ENTRY = 200
"""Bytes, roughly, of a metric without its name, and of a node."""
_MOST_GAPS = 256
_NAMESPACE = "spBv1.0"
_NODE_KINDS = frozenset({"NBIRTH", "NDEATH", "NDATA", "NCMD"})
_DEVICE_KINDS = frozenset({"DBIRTH", "DDEATH", "DDATA", "DCMD"})
_SEQUENCED = frozenset({"NBIRTH", "NDATA", "DBIRTH", "DDEATH", "DDATA"})
_SEQUENCE = 256

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


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages that did not arrive: ``expected`` was to come, ``seq`` came."""

    expected: int
    seq: int

    @property
    def missing(self) -> int:
        """How many, if it is fewer than 256."""
        return (self.seq - self.expected) % _SEQUENCE


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
    """Remembers each edge node's metrics, as its BIRTH messages named them.

    The caller owns it, and shows it messages with `observe` in the order they arrive. Looking at
    a BIRTH teaches the names too. It never raises, whatever the payload.
    """

    def __init__(self) -> None:
        self._nodes: OrderedDict[tuple[str, str], _Node] = OrderedDict()
        self._weight = 0

    @property
    def remembered(self) -> int:
        """Bytes, roughly; at most `MOST_REMEMBERED`."""
        return self._weight

    def observe(self, topic: str, payload: bytes) -> None:
        """Take a message that has arrived: its sequence number, and a BIRTH's names."""
        place = read_place(topic)
        if place is None or place.kind not in _SEQUENCED:
            return
        if place.is_birth:
            self._remember(place, _Birth(payload))
        timestamp, seq = _stamp(payload)
        node = self._node(place)
        node.count(place.kind, timestamp, seq)

    def learn(self, topic: str, payload: bytes) -> None:
        """Take only a BIRTH's names, unless a later one is known; of another message nothing."""
        place = read_place(topic)
        if place is None or not place.is_birth:
            return
        node = self._nodes.get((place.group, place.node))
        known = node.births.get(place.device) if node is not None else None
        birth = _Birth(payload)
        if known is None or known.timestamp <= birth.timestamp:
            self._remember(place, birth)

    def has_birth(self, place: Place) -> bool:
        """Whether the BIRTH of that node or device was seen."""
        node = self._nodes.get((place.group, place.node))
        return node is not None and place.device in node.births

    def by_alias(self, place: Place, alias: int) -> Known | None:
        """The metric with that alias: of the device, or else of its node and other devices."""
        for birth in self._births(place):
            known = birth.by_alias.get(alias)
            if known is not None:
                return known
        return None

    def by_name(self, place: Place, name: str) -> Known | None:
        """The metric with that name, for its data type."""
        node = self._nodes.get((place.group, place.node))
        birth = node.births.get(place.device) if node is not None else None
        return birth.by_name.get(name) if birth is not None else None

    def gap(self, place: Place, seq: int, timestamp: int) -> Gap | None:
        """The gap that was found when this message was observed."""
        node = self._nodes.get((place.group, place.node))
        return node.gaps.get((timestamp, seq)) if node is not None else None

    def _births(self, place: Place) -> Iterator[_Birth]:
        node = self._nodes.get((place.group, place.node))
        if node is None:
            return
        if place.device in node.births:
            yield node.births[place.device]
        # An alias is unique within the whole edge node (section 6.4.6).
        yield from (birth for device, birth in node.births.items() if device != place.device)

    def _remember(self, place: Place, birth: _Birth) -> None:
        node = self._node(place)
        before = node.births.pop(place.device, None)
        node.births[place.device] = birth
        self._weight += birth.weight - (before.weight if before is not None else 0)
        self._forget_oldest()

    def _node(self, place: Place) -> _Node:
        key = (place.group, place.node)
        node = self._nodes.get(key)
        if node is None:
            node = self._nodes[key] = _Node()
            self._weight += _ENTRY
            self._forget_oldest()
        self._nodes.move_to_end(key)
        return node

    def _forget_oldest(self) -> None:
        while self._weight > MOST_REMEMBERED and len(self._nodes) > 1:
            _, node = self._nodes.popitem(last=False)
            self._weight -= _ENTRY + sum(birth.weight for birth in node.births.values())
        for node in self._nodes.values():
            while self._weight > MOST_REMEMBERED and len(node.births) > 1:
                self._weight -= node.births.pop(next(iter(node.births))).weight


class _Node:
    """One edge node with its devices."""

    __slots__ = ("_expected", "births", "gaps")

    def __init__(self) -> None:
        self.births: dict[str, _Birth] = {}
        self.gaps: OrderedDict[tuple[int, int], Gap] = OrderedDict()
        self._expected: int | None = None

    def count(self, kind: str, timestamp: int, seq: int | None) -> None:
        if seq is None:
            self._expected = None
            return
        if kind != "NBIRTH" and self._expected is not None and seq != self._expected:
            self.gaps[timestamp, seq] = Gap(self._expected, seq)
            if len(self.gaps) > _MOST_GAPS:
                self.gaps.popitem(last=False)
        self._expected = (seq + 1) % _SEQUENCE


class _Birth:
    """The metrics of one BIRTH, as far as it can be read."""

    __slots__ = ("by_alias", "by_name", "timestamp", "weight")

    def __init__(self, payload: bytes) -> None:
        self.timestamp, _ = _stamp(payload)
        self.weight = _ENTRY
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
            self.weight += _ENTRY + len(name)
            known = self.by_name[name] = Known(name, datatype)
            if alias is not None:
                self.by_alias[alias] = known


def _stamp(payload: bytes) -> tuple[int, int | None]:
    """Timestamp and sequence number; 0 and None where they are missing."""
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
        seq if isinstance(seq, int) and seq < _SEQUENCE else None,
    )
