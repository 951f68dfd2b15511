"""A topic on two connections: what came on either, and how far apart."""

from __future__ import annotations

from pubsub_tui.decode.difference import difference
from pubsub_tui.decode.view import View
from pubsub_tui.message import Message
from pubsub_tui.model.arrivals import Arrivals
from pubsub_tui.model.lag import Lags, measure
from pubsub_tui.model.remapped import remapped
from pubsub_tui.ui.connections import Connection

_SLICE_SECONDS = 0.0015
"""For each side, once a frame."""
_SOONEST, _LATEST = 0.25, 1.0
"""Seconds after which the lag is worked out anew when something came, and when nothing did."""


class Side:
    """One of the two: a connection, and the topic's name there.

    Attributes:
        perhaps: what the topic may be called there instead, when nothing came on it.
    """

    def __init__(self, connection: Connection, number: int, topic: str) -> None:
        """``number`` is that of the connection's tab."""
        self.connection = connection
        self.number = number
        self.topic = topic
        self.arrivals = Arrivals(connection.traffic, topic)
        self.perhaps: str | None = None

    @property
    def latest(self) -> Message | None:
        """The newest message there; None when none came."""
        topic = self.connection.traffic.topic(self.topic)
        return topic.latest if topic is not None else None


class Comparison:
    """Worked out a slice a frame, and anew only when something came.

    Attributes:
        lags: None until it was looked at.
        changes: how the second's payload differs from the first's; None without both.
    """

    def __init__(self, first: Side, second: Side) -> None:
        self.first = first
        self.second = second
        self.lags: Lags | None = None
        self.changes: View | None = None
        self._revision = -1
        self._measured_at = 0.0
        self._compared: tuple[Message | None, Message | None] = (None, None)

    @property
    def complete(self) -> bool:
        """Whether all that is kept was looked at, as far as that is asked for."""
        return self.first.arrivals.complete and self.second.arrivals.complete

    def frame(self, now: float) -> None:
        """Look on; ``now`` is Unix time in seconds."""
        for side in (self.first, self.second):
            side.arrivals.advance(now, _SLICE_SECONDS)
        one, other = self.first.arrivals, self.second.arrivals
        revision = one.revision + other.revision
        age = now - self._measured_at
        if not 0 <= age < (_SOONEST if revision != self._revision else _LATEST):
            self._revision, self._measured_at = revision, now
            self._look_for_the_topic()
            self.lags = measure(one.live(), other.live(), max(one.since, other.since), now)
        self._compare_payloads()

    def _look_for_the_topic(self) -> None:
        second = self.second
        missing = second.latest is None
        second.perhaps = remapped(second.connection.traffic, self.first.topic) if missing else None

    def _compare_payloads(self) -> None:
        latest = (self.first.latest, self.second.latest)
        if latest[0] is self._compared[0] and latest[1] is self._compared[1]:
            return
        self._compared = latest
        old, new = latest
        if old is None or new is None:
            self.changes = None
            return
        decodings = self.first.connection.decoding, self.second.connection.decoding
        self.changes = difference(
            old.payload,
            new.payload,
            lambda: (decodings[0].view(old)[0], decodings[1].view(new)[0]),
        )
