"""Topic filters of what is counted when it comes, and not kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pubsub_tui.message import Message
from pubsub_tui.model.filter.topics import topic_matcher

_REMEMBERED = 200_000


class Exclude:
    """One filter, with the messages and payload bytes that it kept out.

    A message that several filters match counts for the first of them.
    """

    __slots__ = ("bytes", "count", "matches", "topic_filter")

    def __init__(self, topic_filter: str) -> None:
        self.topic_filter = topic_filter
        self.matches = topic_matcher(topic_filter)
        self.count = 0
        self.bytes = 0


class Excludes:
    """Decided once per topic; what came before a filter was added stays where it is.

    Attributes:
        entries: the filters in force; replaced, never changed.
        count: messages kept out since the start, those of filters given up included.
    """

    def __init__(self, topic_filters: Iterable[str] = ()) -> None:
        """Begin with valid topic filters."""
        self.entries: tuple[Exclude, ...] = ()
        self.count = 0
        self._decided = _Decided(())
        for each in topic_filters:
            self.add(each)

    def add(self, topic_filter: str, instead_of: str | None = None) -> None:
        """Keep out what matches a valid filter, from now on, perhaps in place of another.

        Raises:
            ValueError: the filter is already in the list.
        """
        if topic_filter == instead_of:
            return
        if any(each.topic_filter == topic_filter for each in self.entries):
            raise ValueError("it is already in the list")
        new = Exclude(topic_filter)
        if instead_of is None:
            self._use((*self.entries, new))
        else:
            self._use([new if each.topic_filter == instead_of else each for each in self.entries])

    def remove(self, topic_filter: str) -> None:
        """Keep from now on what matches; nothing happens when there is no such filter."""
        self._use([each for each in self.entries if each.topic_filter != topic_filter])

    def sift(self, batch: list[Message]) -> tuple[list[Message], int]:
        """What is to be kept, and how many payload bytes the rest has, which is counted."""
        decided = self._decided
        kept = [message for message in batch if decided[message.topic] is None]
        size = 0
        if len(kept) < len(batch):
            self.count += len(batch) - len(kept)
            for message in batch:
                exclude = decided[message.topic]
                if exclude is not None:
                    exclude.count += 1
                    exclude.bytes += len(message.payload)
                    size += len(message.payload)
        return kept, size

    def _use(self, entries: Sequence[Exclude]) -> None:
        self.entries = tuple(entries)
        self._decided = _Decided(self.entries)


class _Decided(dict[str, Exclude | None]):
    """By topic, which filter keeps it out, found out when it is first asked for."""

    def __init__(self, entries: Sequence[Exclude]) -> None:
        super().__init__()
        self._entries = entries

    def __missing__(self, topic: str) -> Exclude | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = next((each for each in self._entries if each.matches(topic)), None)
        self[topic] = found
        return found
