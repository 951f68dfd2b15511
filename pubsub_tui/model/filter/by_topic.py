"""Values that hold for the topics of a filter; the most specific filter wins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from pubsub_tui.model.filter.topics import topic_matcher

T = TypeVar("T")
_WILDCARDS = {"+": 1, "#": 2}


class ByTopic(Generic[T]):
    """Which of some values holds for a topic.

    Of several filters that match, the most specific one wins: level by level from the left, a
    name goes before ``+``, and ``+`` before ``#``. Of equal ones the first wins.
    """

    def __init__(self, entries: Iterable[tuple[str, T]] = ()) -> None:
        """Pairs of a valid topic filter and its value, in any order."""
        ordered = sorted(entries, key=lambda entry: _openness(entry[0]))
        self._entries = [(each, topic_matcher(each), value) for each, value in ordered]

    def of(self, topic: str) -> tuple[str, T] | None:
        """The filter that wins for a topic, and its value; None when none matches."""
        for topics, matches, value in self._entries:
            if matches(topic):
                return topics, value
        return None


def _openness(topic_filter: str) -> list[int]:
    return [_WILDCARDS.get(level, 0) for level in topic_filter.split("/")]
