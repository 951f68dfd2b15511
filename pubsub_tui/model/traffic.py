"""The one door by which traffic enters the model."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable

import msgspec

from pubsub_tui.message import Message
from pubsub_tui.model.cadence import APART, learn_interval
from pubsub_tui.model.excludes import Excludes
from pubsub_tui.model.gaps import Gaps
from pubsub_tui.model.history import History
from pubsub_tui.model.rates import begin, part
from pubsub_tui.model.topic import PLANTED, UNSETTLED, Siblings, Topic
from pubsub_tui.settings import DEFAULT_HISTORY_BYTES

MAX_LEVELS = 128
"""Levels of the tree; the rest of a deeper topic is shown as one last level."""

_MOST_WAITING = 2000
_MANY_TOPICS = 20_000
"""With so many topics, those that wait to be settled are settled at once when they are more than
`_MOST_WAITING`. Fewer topics are left to the frame: until then most of them come again."""


_NAMES_SHARED = 10_000
"""Levels of the same name share one string among as many names, as ``temperature`` a million
times would take 60 MB."""

_ASLEEP = 5.0
"""Seconds between two frames after which the machine or this program must have been stopped."""

_SPARE_EVERY = 5000
"""New topics after which the garbage collector is told that those before are here to stay."""


class Traffic:
    """All that is known of the traffic: topics, history, rates and the honesty figures.

    `add` is the receive path and does the least that keeps every figure exact; `settle` is
    called once a frame and carries the counts up to the ancestors and into the rates. When
    very many topics talk, `add` settles some of them before, or a frame would take the longer
    the later it came.

    Attributes:
        received, received_bytes: messages, and payload bytes, since the start.
        cleared: messages forgotten because the user asked for it.
        retain_as_published: whether live messages keep their RETAIN flag, too (MQTT 5.0, 3.8.3.1);
            else an empty one may be what deleted a retained message, and is taken for it.
        gaps: when there was no connection.
        excludes: filters of what is counted and not kept.
        revision: grows whenever something new was settled.
        structure: grows whenever a topic is new or all were forgotten.
        since: Unix time in seconds since when nothing can have been missed: no topic was quiet
            for longer as far as we know. Infinity while not connected.
    """

    def __init__(
        self,
        history_bytes: int = DEFAULT_HISTORY_BYTES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.history = History(history_bytes)
        self.clock = clock
        self.root = Topic("", None)
        self.received = 0
        self.received_bytes = 0
        self.cleared = 0
        self.retain_as_published = False
        self.gaps = Gaps()
        self.excludes = Excludes()
        self.revision = 0
        self.structure = 0
        self.since = 0.0
        self._settled_at = 0.0
        self._by_path: dict[str, Topic] = {}
        self._names: dict[str, str] = {}
        self._dirty: list[Topic] = []
        self._changed: list[Topic] = []
        self._payload_limit = history_bytes // 10
        self._spared = -_SPARE_EVERY

    @property
    def topic_count(self) -> int:
        """How many topics had a message."""
        return len(self._by_path)

    def topic(self, path: str) -> Topic | None:
        """The topic of that full name, or the level of that path; None when never seen."""
        found = self._by_path.get(path)
        if found is not None:
            return found
        node = self.root
        for name in path.split("/", MAX_LEVELS - 1):
            following = node.children.get(name)
            if following is None:
                return None
            node = following
        return node

    def hear(self, connected: bool, after: float | None = None) -> None:
        """Whether what is published can be heard from now on; the same again changes nothing.

        Args:
            after: seconds for which there was no connection; None for the first one.
        """
        if not connected:
            if self.since != math.inf:
                self.gaps.begin(self.history.end)
            self.since = math.inf
        elif self.since == math.inf:
            self.since = self.clock()
            if after is not None:
                self.gaps.end(self.since, after)

    def add(self, batch: list[Message]) -> None:
        """Take in a batch in arrival order. Takes about a microsecond a message."""
        self.received += len(batch)
        if self.excludes.entries:
            batch, excluded_bytes = self.excludes.sift(batch)
            self.received_bytes += excluded_bytes
        by_path = self._by_path
        dirty = self._dirty
        changed = self._changed
        limit = self._payload_limit
        size = 0
        oversize = False
        for message in batch:
            try:
                topic = by_path[message.topic]
            except KeyError:
                topic = self._plant(message)
            payload = message.payload
            length = len(payload)
            size += length
            topic.count += 1
            topic.bytes += length
            if length > topic.max_bytes:
                topic.max_bytes = length
            if topic.revision != UNSETTLED:
                # Only this one is compared with the one before: to fetch an old payload from
                # memory takes a tenth of all the time that a message takes.
                before = topic.latest
                if topic.revision != PLANTED:
                    dirty.append(topic)
                if before is None:
                    topic.revision = PLANTED
                else:
                    topic.revision = UNSETTLED
                    if before.payload != payload:
                        changed.append(topic)
            topic.latest = message
            if message.retain:
                topic.retained = length > 0
            elif not length and not self.retain_as_published:
                topic.retained = False
            if length > limit:
                oversize = True
        self.received_bytes += size
        if oversize:
            batch = [self._truncate(message) for message in batch]
            size = sum(len(message.payload) for message in batch)
        self.history.extend(batch, size)
        if len(dirty) > _MOST_WAITING and len(by_path) > _MANY_TOPICS:
            self.settle()

    def settle(self, now: float | None = None) -> int:
        """Carry what came since the last call up the tree and into the rates.

        Args:
            now: Unix time in seconds; the clock's when not given.

        Returns:
            The revision, which grows when anything came.
        """
        now = self.clock() if now is None else now
        if not 0 <= now - self._settled_at < _ASLEEP and self.since != math.inf:
            self.since = now
        self._settled_at = now
        self.gaps.forget(self.history.first)
        if not self._dirty:
            return self.revision
        self.revision += 1
        second = int(now)
        # By depth, the root's first: a topic is carried up once all below it were.
        levels: list[list[Topic]] = [[] for _ in range(MAX_LEVELS + 1)]
        since = self.since
        for topic in self._changed:
            # The first message compared stands for all that came in the frame with it.
            came = topic.unsettled
            topic.changes += came - (came == topic.count)
        self._changed.clear()
        for topic in self._dirty:
            levels[topic.depth + 1].append(topic)
            latest = topic.latest
            if latest is None:
                continue
            at = latest.received_at
            if topic.second == second and 0 <= at - topic.heard < APART:
                topic.heard = at
            else:
                learn_interval(topic, latest, since)
        self._dirty.clear()
        for depth in range(MAX_LEVELS, 0, -1):
            self._carry(levels[depth], second, levels[depth - 1])
        self._carry(levels[0], second, [])
        if self.structure - self._spared >= _SPARE_EVERY:
            # Else a full collection walks every topic there is, which stops the screen for
            # 100 ms and more, again and again while topics are new.
            self._spared = self.structure
            gc.freeze()
        return self.revision

    def clear(self) -> None:
        """Forget topics and messages; the counters of what was received go on."""
        gc.unfreeze()
        self.cleared += self.history.clear()
        self.root = Topic("", None)
        self._by_path.clear()
        self._dirty.clear()
        self._changed.clear()
        self.revision += 1
        self.structure += 1

    def _plant(self, message: Message) -> Topic:
        path = message.topic
        node = self.root
        names = self._names
        for name in path.split("/", MAX_LEVELS - 1):
            node = node.child(names.setdefault(name, name))
        if len(names) > _NAMES_SHARED:
            names.clear()
        part(node)
        node.first_seen = message.received_at
        self._by_path[path] = node
        self.structure += 1
        level: Topic | None = node
        while level is not None:
            level.subtree_topics += 1
            level = level.parent
        return node

    def _truncate(self, message: Message) -> Message:
        if len(message.payload) <= self._payload_limit:
            return message
        short = msgspec.structs.replace(
            message,
            payload=message.payload[: self._payload_limit],
            truncated_from=len(message.payload),
        )
        topic = self._by_path[message.topic]
        if topic.latest is message:
            topic.latest = short
        return short

    def _carry(self, topics: list[Topic], second: int, above: list[Topic]) -> None:
        """Count what came on topics and below, and hand it on to the level above."""
        revision = self.revision
        for topic in topics:
            count = topic.count - topic.subtree_count
            size = topic.bytes - topic.subtree_bytes
            below = topic.below
            if below is not None:
                count += below.subtree_count
                size += below.subtree_bytes
            topic.subtree_count += count
            topic.subtree_bytes += size
            topic.revision = revision
            # Else the only level below has the buckets of both; see rates.py.
            if below is None or topic.count or isinstance(below, Siblings):
                if topic.second == second:
                    topic.second_count += count
                    topic.second_bytes += size
                else:
                    begin(topic, second, count, size)
            seen = topic.subtree_last_seen
            latest = topic.latest
            if latest is not None and latest.received_at > seen:
                seen = topic.subtree_last_seen = latest.received_at
            parent = topic.parent
            if parent is None:
                return
            siblings = parent.below
            if isinstance(siblings, Siblings):
                siblings.subtree_count += count
                siblings.subtree_bytes += size
            if seen > parent.subtree_last_seen:
                parent.subtree_last_seen = seen
            if parent.revision >= 0:
                parent.revision = UNSETTLED
                above.append(parent)
