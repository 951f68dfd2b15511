"""Counts a message once that came once for each of several overlapping subscriptions.

mosquitto sends a message as often as subscriptions match it, each copy with the identifier of
its subscription; HiveMQ sends one copy with all identifiers (MQTT 5.0, section 3.3.4).
"""

from __future__ import annotations

from collections.abc import Mapping

from pubsub_tui.message import Message
from pubsub_tui.properties import without_subscriptions
from pubsub_tui.topic_filter import overlap

WINDOW = 5.0
"""Seconds for which the other copies of a message are waited for, at least."""
_TOLD_APART_BY = 4096
"""Payload bytes that are compared, beside the length."""
_REMEMBERED = 100_000
_MOST_WAITED_FOR = 50_000
_SHORT = 8

_Key = tuple[str, bytes | None, int, int]
_Split = tuple[tuple[int, ...], bytes | None]


class Copies:
    """Lets the first copy of each message pass; costs nothing while no identifier is in use.

    Of messages that are alike, each subscription that matches brings as many copies as there
    were messages. So there were as many as the one that brought most; copies beyond that are of
    messages seen already. Which copy comes first, and so its QoS, is the broker's choice.

    Attributes:
        repeated: copies that were left out.
        brought: messages and copies by the identifier that they came with.
    """

    def __init__(self) -> None:
        self.repeated = 0
        self.brought: dict[int, int] = {}
        self._filters: dict[int, str] = {}
        self._in_use = False
        self._matching: dict[str, int] = {}
        self._splits: dict[bytes, _Split] = {}
        self._came: dict[_Key, dict[int, int]] = {}
        self._came_before: dict[_Key, dict[int, int]] = {}
        self._turned_at = 0.0

    def expect(self, filters: Mapping[int, str]) -> None:
        """The filters that the broker has, by their identifiers."""
        self._filters = dict(filters)
        self._in_use = self._in_use or bool(filters)
        self._matching.clear()

    def take(self, batch: list[Message]) -> list[Message]:
        """The batch without copies, and without the identifiers in the property blocks."""
        if not self._in_use:
            return batch
        kept = []
        for message in batch:
            block = message.properties
            if block is not None:
                identifiers, rest = self._splits.get(block) or self._split(block)
                for each in identifiers:
                    self.brought[each] = self.brought.get(each, 0) + 1
                if identifiers:
                    message = _with_properties(message, rest)
                    if self._is_copy(message, identifiers):
                        self.repeated += 1
                        continue
            kept.append(message)
        return kept

    def _split(self, block: bytes) -> _Split:
        split = without_subscriptions(block)
        if len(block) <= _SHORT and len(self._splits) < _REMEMBERED:
            self._splits[block] = split
        return split

    def _is_copy(self, message: Message, identifiers: tuple[int, ...]) -> bool:
        topic = message.topic
        matching = self._matching.get(topic)
        if matching is None:
            matching = self._count_matching(topic)
        if matching < 2 or len(identifiers) >= matching:
            return False
        self._turn(message.received_at)
        payload = message.payload
        # Not the payload itself, which would be kept for longer than the history keeps it.
        key = (topic, message.properties, len(payload), hash(payload[:_TOLD_APART_BY]))
        began_before = key in self._came_before and key not in self._came
        holder = self._came_before if began_before else self._came
        came = holder.setdefault(key, {})
        most = max(came.values(), default=0)
        for each in identifiers:
            came[each] = came.get(each, 0) + 1
        if len(came) == matching and len(set(came.values())) == 1:
            del holder[key]
            return True
        return max(came.values()) == most

    def _count_matching(self, topic: str) -> int:
        if len(self._matching) >= _REMEMBERED:
            self._matching.clear()
        found = sum(overlap(each, topic) for each in self._filters.values())
        self._matching[topic] = found
        return found

    def _turn(self, now: float) -> None:
        """Forget what no other copy came of, one or two windows after it began.

        Sooner when it is very much: of some messages, a broker may send no other copy.
        """
        passed = now - self._turned_at
        if 0 <= passed < WINDOW and len(self._came) < _MOST_WAITED_FOR:
            return
        self._came_before = self._came if passed < 2 * WINDOW else {}
        self._came = {}
        self._turned_at = now


def _with_properties(message: Message, block: bytes | None) -> Message:
    return Message(
        message.topic,
        message.payload,
        message.qos,
        message.retain,
        message.received_at,
        block,
        message.truncated_from,
    )
