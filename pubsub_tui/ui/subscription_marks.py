"""Which topics carry the mark of a subscription, and what the user calls them."""

from __future__ import annotations

from pubsub_tui.model.filter.by_topic import ByTopic
from pubsub_tui.subscriptions import MARKS, Entry, Subscriptions
from pubsub_tui.topic_filter import without_group

_REMEMBERED = 10_000
_COLOURS = dict(
    zip(
        MARKS,
        (
            "$text-primary",
            "$text-success",
            "$text-warning",
            "$text-error",
            "$payload-literal",
            "$foreground",
        ),
        strict=True,
    )
)


def mark_css(widget: str, prefix: str) -> str:
    """The style rules of all marks: component classes ``PREFIX--sub-A`` and so on."""
    rules = (
        f"& .{prefix}--sub-{mark} {{ color: {_COLOURS[mark]}; text-style: bold reverse; }}"
        for mark in MARKS
    )
    return f"{widget} {{ {' '.join(rules)} }}\n"


def mark_style(mark: str) -> str:
    """How a mark is drawn where styles are written as text."""
    return f"bold reverse {_COLOURS[mark]}"


class SubscriptionMarks:
    """Decided once per topic that is drawn. Of several filters the most specific one wins.

    Attributes:
        revision: grows whenever the list of subscriptions was changed.
        in_use: whether any subscription has a mark.
    """

    def __init__(self, subscriptions: Subscriptions) -> None:
        self._subscriptions = subscriptions
        self._entries: tuple[Entry, ...] = ()
        self._marks: ByTopic[str] = ByTopic()
        self._aliases: ByTopic[str] = ByTopic()
        self._decided: dict[str, str] = {}
        self.revision = 0
        self.in_use = False

    def advance(self) -> None:
        """Take in a changed list, once a frame."""
        entries = self._subscriptions.entries
        if entries is self._entries:
            return
        self._entries = entries
        named = [(without_group(each.topic_filter), each) for each in entries]
        self._marks = ByTopic((name, each.mark) for name, each in named if each.mark)
        self._aliases = ByTopic((name, each.alias) for name, each in named if each.alias)
        self._decided.clear()
        self.in_use = any(each.mark for each in entries)
        self.revision += 1

    def of(self, topic: str) -> str:
        """The mark of a topic; empty when it has none."""
        mark = self._decided.get(topic)
        if mark is None:
            found = self._marks.of(topic)
            if len(self._decided) >= _REMEMBERED:
                self._decided.clear()
            mark = self._decided[topic] = found[1] if found is not None else ""
        return mark

    def alias_of(self, topic: str) -> str:
        """What the user calls the subscription that brings a topic; may be empty."""
        found = self._aliases.of(topic)
        return found[1] if found is not None else ""
