"""The names of a Sparkplug message's metrics, looked up in the BIRTH when the message is shown.

Nothing is done where messages arrive: the model has the newest message of every topic anyway.
"""

from __future__ import annotations

from pubsub_tui.decode.sparkplug_names import Place, SparkplugNames, read_place
from pubsub_tui.message import Message
from pubsub_tui.model.traffic import Traffic

_ASK_BIRTHS = frozenset({"NDATA", "DDATA", "NCMD", "DCMD"})
LATER_BIRTH = "The names come from a BIRTH that was received after this message."


class SparkplugBirths:
    """Finds BIRTH messages, and reads those needed last only once."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._read: tuple[Message, ...] = ()
        self._names = SparkplugNames()

    def births(self, message: Message) -> tuple[Message, ...]:
        """The newest BIRTH of the node that sent a message, then of the device; if seen.

        An alias is unique within an edge node, so that a device may use its node's.
        """
        place = read_place(message.topic)
        if place is None or place.kind not in _ASK_BIRTHS:
            return ()
        topics = [self._traffic.topic(path) for path in _birth_paths(place)]
        latest = [topic.latest for topic in topics if topic is not None]
        return tuple(birth for birth in latest if birth is not None)

    def names(self, births: tuple[Message, ...]) -> SparkplugNames:
        """What these BIRTH messages name."""
        if not births:
            return SparkplugNames()
        same = len(births) == len(self._read)
        if not same or any(a is not b for a, b in zip(births, self._read, strict=True)):
            self._read = births
            # A new memory each time: what these do not say is not known.
            self._names = SparkplugNames()
            for birth in births:
                self._names.learn(birth.topic, birth.payload)
        return self._names


def notes_on(message: Message, births: tuple[Message, ...]) -> list[str]:
    """What has to be said of names out of these BIRTH messages."""
    later = any(birth.received_at > message.received_at for birth in births)
    return [LATER_BIRTH] if later else []


def _birth_paths(place: Place) -> list[str]:
    paths = [f"spBv1.0/{place.group}/NBIRTH/{place.node}"]
    if place.device:
        paths.append(f"spBv1.0/{place.group}/DBIRTH/{place.node}/{place.device}")
    return paths
