"""The topic tree as the rows that are on show: which levels are unfolded, in which order."""

from __future__ import annotations

from pubsub_tui.model.selection import Selection
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic

_AUTO_ROWS = 60


class TopicRows:
    """The flattened tree.

    Until the user folds or unfolds something, levels are unfolded by themselves as long as
    all rows stay within a screen or so; ``$…`` levels stay folded. While a filter is in force,
    what it selects is unfolded, but for what the user folds.
    """

    def __init__(self, traffic: Traffic, selection: Selection) -> None:
        self._traffic = traffic
        self._selection = selection
        self._selected = selection.revision
        self._closed: set[Topic] = set()
        self._open: set[Topic] = set()
        self._structure = -1
        self._stale = True
        self._automatic = True
        self.rows: list[Topic] = []

    def refresh(self, keep: Topic) -> bool:
        """Work the rows out again if anything changed; returns whether they did.

        ``keep`` is a topic that has to have a row even when not all rows fit.
        """
        selected = self._selection.revision
        if (
            self._structure == self._traffic.structure
            and self._selected == selected
            and not self._stale
        ):
            return False
        self._structure = self._traffic.structure
        self._selected = selected
        self._stale = False
        if not self._selection.active:
            self._closed.clear()
        if self._automatic:
            self._unfold_what_fits()
            self._open.update(keep.lineage()[:-1])
        self.rows = self._flatten()
        return True

    def is_open(self, topic: Topic) -> bool:
        """Whether the levels below are on show."""
        if self._selection.active:
            return bool(topic.children) and topic not in self._closed
        return topic in self._open

    def fold(self, topic: Topic) -> None:
        """Hide what is below."""
        if self._selection.active:
            self._closed.add(topic)
            self._stale = True
            return
        self._by_hand()
        self._open.discard(topic)

    def unfold(self, topic: Topic) -> None:
        """Show the level below."""
        if self._selection.active:
            self._closed.discard(topic)
            self._stale = True
            return
        self._by_hand()
        if topic.children:
            self._open.add(topic)

    def reveal(self, topic: Topic) -> None:
        """Unfold all levels above, so that the topic has a row."""
        self._by_hand()
        self._open.update(topic.lineage()[:-1])
        self._closed.difference_update(topic.lineage())

    def fold_all(self) -> None:
        """Hide all but the first level."""
        self._by_hand()
        self._open.clear()
        self._closed |= self._selection.levels

    def unfold_all(self) -> None:
        """Show every level of every topic that is known now."""
        self._by_hand()
        self._closed.clear()
        stack = [self._traffic.root]
        while stack:
            for topic in stack.pop().children.values():
                if topic.children:
                    self._open.add(topic)
                    stack.append(topic)

    def forget(self) -> None:
        """Start afresh after the traffic was cleared."""
        self._open.clear()
        self._stale = True
        self._automatic = True

    def _by_hand(self) -> None:
        self._automatic = False
        self._stale = True

    def _unfold_what_fits(self) -> None:
        self._open.clear()
        level = self._traffic.root.ordered()
        rows = len(level)
        while level and rows <= _AUTO_ROWS:
            parents = [topic for topic in level if topic.children and topic.name[:1] != "$"]
            below = [child for topic in parents for child in topic.ordered()]
            rows += len(below)
            if rows <= _AUTO_ROWS:
                self._open.update(parents)
            level = below

    def _flatten(self) -> list[Topic]:
        rows: list[Topic] = []
        append = rows.append
        filtered = self._selection.active
        levels = self._selection.levels
        is_open = self.is_open if filtered else self._open.__contains__
        stack = [iter(self._traffic.root.ordered())]
        while stack:
            for topic in stack[-1]:
                if filtered and topic not in levels:
                    continue
                append(topic)
                if is_open(topic):
                    stack.append(iter(topic.ordered()))
                    break
            else:
                stack.pop()
        return rows
