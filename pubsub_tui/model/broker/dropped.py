"""How many messages the broker says it dropped."""

from __future__ import annotations

from pubsub_tui.model.broker.figures import DROPPED
from pubsub_tui.model.broker.reading import read
from pubsub_tui.model.traffic import Traffic

_TOPICS = ("$SYS/broker/publish/messages/dropped", "$SYS/broker/messages/publish/dropped")
"""mosquitto's and HiveMQ's. EMQX and VerneMQ count as dropped what nobody subscribed to, too."""


class Dropped:
    """Remembers the figure when topics are forgotten: mosquitto tells it only when it changes."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._count = 0

    def count(self) -> int:
        """The broker's newest word; 0 when there was none, or none that can be read."""
        for path in _TOPICS:
            topic = self._traffic.topic(path)
            if topic is not None and topic.latest is not None:
                number = read(DROPPED, topic.latest.payload)
                self._count = int(number) if number is not None and number > 0 else 0
        return self._count
