"""One level of a topic name, and what was seen on it and below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pubsub_tui.message import Message

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
        subtree_topics: how many topics with messages there are here and below.
        revision: the `Traffic.revision` at which this or anything below last changed.
    """

    __slots__ = (
        "_order",
        "bytes",
        "children",
        "count",
        "depth",
        "dirty",
        "first_seen",
        "latest",
        "name",
        "parent",
        "pending_bytes",
        "pending_count",
        "queued",
        "retained",
        "revision",
        "ring",
        "ring_second",
        "second",
        "second_bytes",
        "second_count",
        "settled_bytes",
        "settled_count",
        "subtree_bytes",
        "subtree_count",
        "subtree_last_seen",
        "subtree_topics",
    )

    def __init__(self, name: str, parent: Topic | None) -> None:
        self.name = name
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent is not None else -1
        self.children: dict[str, Topic] | None = None
        self._order: list[Topic] | None = None
        self.count = 0
        self.bytes = 0
        self.latest: Message | None = None
        self.retained = False
        self.first_seen = 0.0
        self.subtree_count = 0
        self.subtree_bytes = 0
        self.subtree_topics = 0
        self.subtree_last_seen = 0.0
        self.revision = 0
        # Bookkeeping between two frames; see traffic.py and rates.py.
        self.dirty = False
        self.queued = False
        self.settled_count = 0
        self.settled_bytes = 0
        self.pending_count = 0
        self.pending_bytes = 0
        self.second = 0
        self.second_count = 0
        self.second_bytes = 0
        self.ring: bytearray | None = None
        self.ring_second = 0

    @property
    def path(self) -> str:
        """The full topic; for the root, the empty string."""
        if self.latest is not None:
            return self.latest.topic
        return "/".join(level.name for level in self.lineage())

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

    def child(self, name: str) -> Topic:
        """The child of that name, made when it is new."""
        if self.children is None:
            self.children = {}
        found = self.children.get(name)
        if found is None:
            found = self.children[name] = Topic(name, self)
            self._order = None
        return found

    def names(self) -> Iterable[str]:
        """The names of the children."""
        return self.children or ()

    def ordered(self) -> list[Topic]:
        """The children as people sort them: numbers by value, ``$…`` names last."""
        if self._order is None:
            self._order = sorted((self.children or {}).values(), key=_sort_key)
        return self._order

    def with_messages(self) -> Iterator[Topic]:
        """Every topic here and below that had a message, in no particular order."""
        stack = [self]
        while stack:
            node = stack.pop()
            if node.count:
                yield node
            if node.children:
                stack.extend(node.children.values())


def _sort_key(topic: Topic) -> tuple[bool, str]:
    name = topic.name
    padded = _DIGITS.sub(lambda digits: digits.group().zfill(20), name)
    return name.startswith("$"), padded
