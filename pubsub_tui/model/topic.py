"""One level of a topic name, and what was seen on it and below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pubsub_tui.model.cadence import UNHEARD
from pubsub_tui.model.rates import NEVER, part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pubsub_tui.message import Message

UNSETTLED = -1
PLANTED = -2
"""Like UNSETTLED, but of a topic whose first message alone came."""
_DIGITS = re.compile(r"\d+")


class Topic:
    """A node of the topic tree (MQTT 5.0, section 4.7.1: topic levels).

    The ``subtree_`` figures include the topic's own and are brought up to date once a frame
    by `Traffic.settle`; ``count`` and ``bytes`` are always exact.

    Attributes:
        name: this level, possibly empty.
        depth: 0 for a first level, -1 for the nameless root.
        count, bytes: messages and payload bytes received on exactly this topic.
        latest: its newest message; it survives eviction from the history.
        retained: whether the broker is known to hold a retained message here.
        first_seen: Unix time in seconds of its first message, 0.0 before that.
        max_bytes: the size of its largest payload.
        changes: how many of its messages had another payload than the one before. Of those that
            came in one frame the first that has one before is compared, and stands for all. A
            payload that was cut to the history's budget counts as another.
        subtree_topics: how many topics with messages there are here and below.
        below: the levels right below as they are held: none, the only one, or several. Most
            have one or none, and a dict each would be a quarter of a large tree's memory.
        revision: the `Traffic.revision` at which this or anything below last changed; UNSETTLED
            while that waits for the end of the frame.
    """

    __slots__ = (
        "below",
        "bytes",
        "changes",
        "count",
        "depth",
        "first_seen",
        "gaps",
        "heard",
        "latest",
        "max_bytes",
        "name",
        "parent",
        "past",
        "retained",
        "revision",
        "second",
        "second_bytes",
        "second_count",
        "subtree_bytes",
        "subtree_count",
        "subtree_last_seen",
        "subtree_topics",
    )

    def __init__(self, name: str, parent: Topic | None) -> None:
        self.name = name
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent is not None else -1
        self.below: Topic | Siblings | None = None
        self.count = 0
        self.bytes = 0
        self.max_bytes = 0
        self.changes = 0
        self.latest: Message | None = None
        self.retained = False
        self.first_seen = 0.0
        self.subtree_count = 0
        self.subtree_bytes = 0
        self.subtree_topics = 0
        self.subtree_last_seen = 0.0
        self.revision = 0
        # Bookkeeping between two frames; see traffic.py, cadence.py and rates.py.
        self.second = NEVER
        self.second_count = 0
        self.second_bytes = 0
        self.past = b""
        self.heard = UNHEARD
        self.gaps = b""

    @property
    def path(self) -> str:
        """The full topic; for the root, the empty string."""
        if self.latest is not None:
            return self.latest.topic
        return "/".join(level.name for level in self.lineage())

    @property
    def unsettled(self) -> int:
        """How many messages came on exactly this topic since the counts were last settled."""
        below = self.below
        return self.count - self.subtree_count + (below.subtree_count if below is not None else 0)

    @property
    def last_seen(self) -> float:
        """Unix time in seconds of its own newest message, 0.0 when there was none."""
        return self.latest.received_at if self.latest is not None else 0.0

    def lineage(self) -> list[Topic]:
        """The levels from the first down to this one; empty for the root."""
        levels: list[Topic] = []
        node: Topic | None = self
        while node is not None and node.parent is not None:
            levels.append(node)
            node = node.parent
        levels.reverse()
        return levels

    @property
    def children(self) -> Mapping[str, Topic]:
        """The levels right below by name; empty when there are none. Not for changing."""
        below = self.below
        if isinstance(below, Siblings):
            return below
        return {below.name: below} if below is not None else {}

    def child(self, name: str) -> Topic:
        """The child of that name, made when it is new."""
        below = self.below
        if below is None:
            self.below = only = Topic(name, self)
            return only
        if isinstance(below, Topic):
            if below.name == name:
                return below
            part(self)
            self.below = below = Siblings(below)
        found = below.get(name)
        if found is None:
            found = below[name] = Topic(name, self)
            below.order = None
        return found

    def names(self) -> Iterable[str]:
        """The names of the children."""
        return self.children

    def ordered(self) -> list[Topic]:
        """The children as people sort them: numbers by value, ``$…`` names last."""
        below = self.below
        if not isinstance(below, Siblings):
            return [below] if below is not None else []
        if below.order is None:
            below.order = sorted(below.values(), key=sort_key)
        return below.order

    def with_messages(self) -> Iterator[Topic]:
        """Every topic here and below that had a message, in no particular order."""
        stack = [self]
        while stack:
            node = stack.pop()
            if node.count:
                yield node
            below = node.below
            if isinstance(below, Siblings):
                stack.extend(below.values())
            elif below is not None:
                stack.append(below)


class Siblings(dict[str, Topic]):
    """Several levels below one, by name.

    Attributes:
        subtree_count, subtree_bytes: the sums of theirs, so that they can be asked for like
            those of an only one.
        order: as people sort them, once that was asked for.
    """

    __slots__ = ("order", "subtree_bytes", "subtree_count")

    def __init__(self, first: Topic) -> None:
        super().__init__({first.name: first})
        self.subtree_count = first.subtree_count
        self.subtree_bytes = first.subtree_bytes
        self.order: list[Topic] | None = None


def sort_key(topic: Topic) -> tuple[bool, str]:
    """Sorts siblings: numbers by value, ``$…`` names last."""
    name = topic.name
    padded = _DIGITS.sub(lambda digits: digits.group().zfill(20), name)
    return name.startswith("$"), padded
