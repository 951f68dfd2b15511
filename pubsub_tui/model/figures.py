"""The figures by which topics are ranked: of one topic, or of several summed at a level."""

from __future__ import annotations

import enum
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from pubsub_tui.model.cadence import OVERDUE, cadence, lateness
from pubsub_tui.model.rates import byte_rate, message_rate, own_rates, recent
from pubsub_tui.model.topic import Topic


class Column(enum.Enum):
    """What to rank by."""

    TOPIC = "topic"
    MESSAGE_RATE = "msg/s"
    BYTE_RATE = "bytes/s"
    SHARE = "share"
    COUNT = "count"
    MEAN = "mean"
    MAX = "max"
    INTERVAL = "interval"
    JITTER = "jitter"
    CHANGED = "changed"
    LATE = "overdue"
    LAST_SEEN = "seen"


@dataclass(slots=True)
class Moment:
    """When figures are taken, and of how much.

    Attributes:
        now: Unix time in seconds.
        since: the same; what was quiet before that does not count, see `Traffic.since`.
        total: messages of everything that is ranked, once all of it was looked at.
    """

    now: float
    since: float
    total: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one topic, or of several at and below a level. None is not known.

    Attributes:
        topic: the topic or level.
        group: whether other topics than exactly this one are summed.
        whole: whether it is all that came at and below the level, so that its buckets hold.
        message_rate, byte_rate: a second.
        share: of all messages that are ranked, from 0 to 1.
        mean, largest: payload sizes in bytes.
        interval, jitter: seconds; see `Cadence`. A group has none, nor is it late.
        changed: the share of messages with another payload than the one before, from 0 to 1.
        late: for how many of its intervals a topic has been quiet.
        last_seen: Unix time in seconds.
    """

    topic: Topic
    group: bool
    whole: bool
    message_rate: float
    byte_rate: float
    share: float
    count: int
    mean: float
    largest: int
    interval: float | None
    jitter: float | None
    changed: float | None
    late: float | None
    last_seen: float

    @property
    def overdue(self) -> bool:
        """Whether it should have been heard by now."""
        return self.late is not None and self.late > OVERDUE


def of_topic(topic: Topic, moment: Moment) -> Row:
    """What came on exactly this topic."""
    messages, size = own_rates(topic, moment.now)
    usual = cadence(topic)
    return Row(
        topic,
        False,
        topic.below is None,
        messages,
        size,
        topic.count / max(1, moment.total),
        topic.count,
        topic.bytes / topic.count,
        topic.max_bytes,
        usual.interval if usual is not None else None,
        usual.jitter if usual is not None else None,
        _changed(topic.changes, topic.count - 1),
        lateness(topic, moment.now, moment.since),
        topic.last_seen,
    )


@dataclass(slots=True)
class Group:
    """Some or all topics at and below a level, summed one after the other.

    Attributes:
        whole: whether it gets all topics there are, so that the level's own rates hold.
    """

    level: Topic
    whole: bool
    newest: Topic = field(init=False)
    topics: int = 0
    count: int = 0
    bytes: int = 0
    largest: int = 0
    changes: int = 0
    last_seen: float = 0.0
    message_rate: float = 0.0
    byte_rate: float = 0.0

    def add(self, topic: Topic, now: float) -> None:
        """Sum one more."""
        self.newest = topic
        self.topics += 1
        self.count += topic.count
        self.bytes += topic.bytes
        self.changes += topic.changes
        if topic.max_bytes > self.largest:
            self.largest = topic.max_bytes
        if topic.last_seen > self.last_seen:
            self.last_seen = topic.last_seen
        if not self.whole:
            messages, size = own_rates(topic, now)
            self.message_rate += messages
            self.byte_rate += size

    def row(self, moment: Moment) -> Row:
        """The sums; when the level is the only topic, its own figures."""
        if self.topics == 1 and self.newest is self.level:
            return of_topic(self.level, moment)
        if self.whole:
            self.message_rate = message_rate(self.level, moment.now)
            self.byte_rate = byte_rate(self.level, moment.now)
        return Row(
            self.level,
            True,
            self.whole,
            self.message_rate,
            self.byte_rate,
            self.count / max(1, moment.total),
            self.count,
            self.bytes / self.count,
            self.largest,
            None,
            None,
            _changed(self.changes, self.count - self.topics),
            None,
            self.last_seen,
        )


def _changed(changes: int, compared: int) -> float | None:
    return changes / compared if compared > 0 else None


def row_key(by: Column, reverse: bool) -> Callable[[Row], Any]:
    """By what rows are sorted; what is not known comes last in either direction."""
    unknown = -math.inf if reverse else math.inf
    match by:
        case Column.TOPIC:
            return lambda row: row.topic.path
        case Column.MESSAGE_RATE:
            return lambda row: (row.message_rate, row.count)
        case Column.BYTE_RATE:
            return lambda row: (row.byte_rate, row.count)
        case Column.SHARE | Column.COUNT:
            return attrgetter("count")
        case Column.MEAN:
            return attrgetter("mean")
        case Column.MAX:
            return attrgetter("largest")
        case Column.INTERVAL:
            return lambda row: unknown if row.interval is None else row.interval
        case Column.JITTER:
            return lambda row: unknown if row.jitter is None else row.jitter
        case Column.CHANGED:
            return lambda row: unknown if row.changed is None else row.changed
        case Column.LATE:
            return lambda row: unknown if row.late is None else row.late
        case Column.LAST_SEEN:
            return attrgetter("last_seen")


def topic_key(by: Column, reverse: bool, moment: Moment) -> Callable[[Topic], Any]:
    """The same for a topic's own figures, made quickly.

    Rates are rough: by what came in the topic's last two active seconds.
    """
    unknown = -math.inf if reverse else math.inf
    since = int(moment.now) - 5
    match by:
        case Column.TOPIC:
            return attrgetter("path")
        case Column.MESSAGE_RATE:
            return lambda topic: (recent(topic, since)[0], topic.count)
        case Column.BYTE_RATE:
            return lambda topic: (recent(topic, since)[1], topic.count)
        case Column.SHARE | Column.COUNT:
            return attrgetter("count")
        case Column.MEAN:
            return lambda topic: topic.bytes / topic.count
        case Column.MAX:
            return attrgetter("max_bytes")
        case Column.INTERVAL:
            return lambda topic: unknown if (found := cadence(topic)) is None else found.interval
        case Column.JITTER:
            return lambda topic: unknown if (found := cadence(topic)) is None else found.jitter
        case Column.CHANGED:
            return lambda topic: unknown if topic.count < 2 else topic.changes / (topic.count - 1)
        case Column.LATE:
            now, online = moment.now, moment.since
            return lambda topic: unknown if (late := lateness(topic, now, online)) is None else late
        case Column.LAST_SEEN:
            return attrgetter("last_seen")
