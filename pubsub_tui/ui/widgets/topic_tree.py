"""The live topic tree: draws only the rows on screen, straight from the model."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message as UiMessage
from textual.reactive import reactive
from textual.strip import Strip

from pubsub_tui.message import Message
from pubsub_tui.model.finding import Finding
from pubsub_tui.model.plot.collection import Collection
from pubsub_tui.model.plot.series import Series
from pubsub_tui.model.selection import Selection
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.topic_rows import TopicRows
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.model.tree_order import after, before
from pubsub_tui.subscriptions import MARKS
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.choosing import ChoosesDecoder, DeletionWanted, PlotsNumbers
from pubsub_tui.ui.clipboard import copy_topic
from pubsub_tui.ui.cursor_view import CursorView
from pubsub_tui.ui.extent import set_extent
from pubsub_tui.ui.subscription_marks import SubscriptionMarks, mark_css
from pubsub_tui.ui.widgets.plot_colours import SERIES_PARTS, series_css
from pubsub_tui.ui.widgets.topic_row import flashes, marker_column, row_segments, row_signature

_FIND_SECONDS = 0.004

RowSignature = tuple[object, ...]


class TopicTree(CursorView, ChoosesDecoder, PlotsNumbers):
    """Topics by level, with their newest value, rates, and when they were last seen.

    The first row stands for all topics. The cursor belongs to a topic, not to a row: it stays
    on its topic when rows come and go.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("tree")]
    PARTS = "topic-tree"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "topic-tree--name",
        "topic-tree--value",
        "topic-tree--figure",
        "topic-tree--spark",
        "topic-tree--retained",
        "topic-tree--overdue",
        "topic-tree--flash",
        "topic-tree--found",
        "topic-tree--cursor",
        "topic-tree--cursor-blurred",
        *(f"topic-tree--{part}" for part in SERIES_PARTS),
        *(f"topic-tree--sub-{mark}" for mark in MARKS),
    }
    DEFAULT_CSS = (
        """
    TopicTree {
        background: $surface;
        & .topic-tree--name { color: $foreground; }
        & .topic-tree--value { color: $topic-value; }
        & .topic-tree--figure { color: $muted; }
        & .topic-tree--spark { color: $topic-spark; }
        & .topic-tree--retained { color: $text-warning; }
        & .topic-tree--overdue { color: $text-warning; text-style: bold; }
        & .topic-tree--flash { color: $topic-flash; text-style: bold; }
        & .topic-tree--found { color: $payload-literal; text-style: bold underline; }
        & .topic-tree--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground;
            text-style: bold;
        }
        & .topic-tree--cursor-blurred { background: $block-cursor-blurred-background; }
    }
    """
        + series_css("TopicTree", "topic-tree")
        + mark_css("TopicTree", "topic-tree")
    )

    cursor_row: reactive[int] = reactive(0)

    class Selected(UiMessage):
        """The cursor moved to a topic; None stands for all topics."""

        def __init__(self, topic: Topic | None) -> None:
            super().__init__()
            self.topic = topic

    def __init__(
        self,
        traffic: Traffic,
        selection: Selection,
        finding: Finding,
        plotted: Collection,
        marks: SubscriptionMarks,
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._marks = marks
        self._marks_drawn = marks.revision
        self._finding = finding
        self._marked_for = finding.revision
        self._found: Iterator[Topic] = iter(())
        self._finds = False
        self._traffic = traffic
        self._root = traffic.root
        self._selection = selection
        self._plotted = plotted
        self._model = TopicRows(traffic, selection)
        self._rows: list[Topic] = [traffic.root]
        self._cursor_topic = traffic.root
        self._now = traffic.clock()
        self._drawn: dict[int, RowSignature] = {}

    @property
    def selected(self) -> Topic | None:
        """The topic under the cursor; None for the row of all topics."""
        return None if self._cursor_topic is self._root else self._cursor_topic

    def message_to_plot(self) -> Message | None:
        return self._cursor_topic.latest

    def frame(self, now: float) -> None:
        """Show what changed since the last frame; rows that did not are left alone."""
        self._now = now
        if self._root is not self._traffic.root:
            self._start_afresh()
        self._find_on()
        if self._marked_for != self._finding.revision:
            self._marked_for = self._finding.revision
            self._drawn.clear()
            self._finds = False
        if self._marks_drawn != self._marks.revision:
            self._marks_drawn = self._marks.revision
            self._drawn.clear()
        if self._model.refresh(self._cursor_topic):
            self._take_rows()
        else:
            self._refresh_changed_rows()

    def heading(self) -> tuple[str, str]:
        """Title, and how many topics there are, or how many of them the filter selects."""
        count = f"{self._traffic.topic_count:,}"
        if self._selection.active:
            return "topics", f"{len(self._selection.topics):,} of {count}"
        return "topics", count

    def select_path(self, path: str) -> bool:
        """Put the cursor on a topic and unfold what hides it; False when it has no row."""
        topic = self._traffic.topic(path)
        return topic is not None and self.select_topic(topic)

    def select_topic(self, topic: Topic) -> bool:
        """Put the cursor on a topic and unfold what hides it; False when it has no row."""
        self._model.reveal(topic)
        self._refold()
        row = self._row_of(topic)
        if row >= 0:
            self.move_cursor(row)
        return row >= 0

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawn.clear()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        if row >= len(self._rows):
            return Strip.blank(width, self.part_style("base"))
        topic = self._rows[row]
        pinned = self._pinned(topic)
        self._drawn[row] = row_signature(topic, self._now, self._traffic.since, pinned)
        style = self.part_style("name")
        if row == self.cursor_row:
            style = self.part_style("cursor" if self.has_focus else "cursor-blurred")
        elif topic.latest is not None and self._finding.matches(topic.latest, self._now):
            style = self.part_style("found")
        elif flashes(topic, self._now):
            style = self.part_style("flash")
        segments = row_segments(
            topic,
            marker=self._marker(topic),
            width=width,
            now=self._now,
            since=self._traffic.since,
            pinned=pinned,
            name_style=style,
            style_of=(lambda _: style) if row == self.cursor_row else self.part_style,
            subscription=self._marks.of(topic.path) if self._marks.in_use and topic.count else "",
        )
        return Strip(segments, width)

    def watch_cursor_row(self, before: int, after: int) -> None:
        self._refresh_row(before)
        self._refresh_row(after)

    def draw_cursor_anew(self) -> None:
        self._refresh_row(self.cursor_row)

    def on_resize(self) -> None:
        super().on_resize()
        self._drawn.clear()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event)
        if row is None:
            return
        topic = self._rows[row]
        self.move_cursor(row)
        marker = marker_column(topic, self.scrollable_content_region.width)
        on_marker = event.get_content_offset_capture(self).x - marker in (0, 1)
        if on_marker or event.chain % 2 == 0:
            self.action_fold()

    def row_count(self) -> int:
        return len(self._rows)

    def cursor_at(self) -> int:
        return self.cursor_row

    def move_cursor(self, row: int) -> None:
        self.cursor_row = row
        topic = self._rows[row]
        self.scroll_to_row(row)
        if topic is not self._cursor_topic:
            self._cursor_topic = topic
            self._announce()

    def action_fold(self) -> None:
        """Fold or unfold the level under the cursor."""
        topic = self._cursor_topic
        if topic is self._root or not topic.children:
            return
        if self._model.is_open(topic):
            self._model.fold(topic)
        else:
            self._model.unfold(topic)
        self._refold()

    def action_close(self) -> None:
        """Fold the level under the cursor; when there is nothing to fold, go up a level."""
        topic = self._cursor_topic
        if self._model.is_open(topic):
            self._model.fold(topic)
            self._refold()
        elif topic.parent is not None:
            self.move_cursor(self._row_of(topic.parent))

    def action_open(self) -> None:
        """Unfold the level under the cursor; when it is unfolded, go into it."""
        topic = self._cursor_topic
        if topic is self._root or self._model.is_open(topic):
            self.action_cursor_down()
        elif topic.children:
            self._model.unfold(topic)
            self._refold()

    def action_open_all(self) -> None:
        self._model.unfold_all()
        self._refold()

    def action_close_all(self) -> None:
        self._model.fold_all()
        lineage = self._cursor_topic.lineage()
        self._cursor_topic = lineage[0] if lineage else self._root
        self._refold()
        self.scroll_to_row(self.cursor_row)
        self._announce()

    def action_find(self, step: int) -> None:
        """Go to the next topic that is marked or selected, or one before with a negative step."""
        if not self._finding.active and not self._selection.active:
            self.notify("Nothing is looked for.", severity="warning", markup=False)
            return
        self._found = after(self._cursor_topic) if step > 0 else before(self._cursor_topic)
        self._finds = True
        self._find_on()

    def action_copy(self) -> None:
        """Copy the full topic under the cursor to the clipboard (OSC 52)."""
        topic = self.selected
        if topic is None:
            self.app.notify("Pick a topic first.", severity="warning", markup=False)
        else:
            copy_topic(self.app, topic.path)

    def action_delete(self) -> None:
        """Ask for the deletion of the retained message under the cursor."""
        topic = self.selected
        if topic is None:
            self.app.notify("Pick a topic first.", severity="warning", markup=False)
        else:
            self.post_message(DeletionWanted(topic.path))

    def _find_on(self) -> None:
        """Look through more topics for the next one wanted, no longer than a frame allows."""
        if not self._finds or (self._selection.active and not self._selection.complete):
            return
        until = time.perf_counter() + _FIND_SECONDS
        for topic in self._found:
            if self._is_found(topic):
                self._finds = False
                self.select_topic(topic)
                return
            if time.perf_counter() > until:
                return
        self._finds = False
        self.notify("Nothing more is found in that direction.", markup=False)

    def _is_found(self, topic: Topic) -> bool:
        if topic.latest is None or (self._selection.active and topic not in self._selection.topics):
            return False
        return not self._finding.active or self._finding.matches(topic.latest, self._now)

    def _start_afresh(self) -> None:
        self._root = self._traffic.root
        self._finds = False
        self._model.forget()
        self._cursor_topic = self._root
        self._announce()

    def _refold(self) -> None:
        self._model.refresh(self._cursor_topic)
        self._take_rows()

    def _take_rows(self) -> None:
        top = self.scroll_offset.y
        looked_at = self._looked_at(top)
        anchor = self._rows[looked_at]
        self._rows = [self._root, *self._model.rows]
        self._drawn.clear()
        set_extent(self, Size(0, len(self._rows)))
        row = self._row_of(self._cursor_topic)
        if row < 0:
            row = self._nearest_row()
        self.cursor_row = row
        at = self._row_of(anchor)
        if at >= 0 and (top or at >= self.size.height):
            # Rows that came or went above must not move what is being looked at.
            y = at - (looked_at - top)
            self.scroll_to(y=y, animate=False, immediate=True, force=True)
        self.refresh()

    def _looked_at(self, top: int) -> int:
        """The cursor's row, or the first one on screen when the cursor is not there."""
        on_screen = top <= self.cursor_row < top + self.size.height
        return self.cursor_row if on_screen else min(top, len(self._rows) - 1)

    def _nearest_row(self) -> int:
        """The row of the closest level above the cursor's topic that is on show."""
        node = self._cursor_topic.parent
        while node is not None and self._row_of(node) < 0:
            node = node.parent
        self._cursor_topic = node or self._root
        self._announce()
        return max(0, self._row_of(self._cursor_topic))

    def _row_of(self, topic: Topic) -> int:
        rows = self._rows
        if self.cursor_row < len(rows) and rows[self.cursor_row] is topic:
            return self.cursor_row
        try:
            return rows.index(topic)
        except ValueError:
            return -1

    def _announce(self) -> None:
        self.post_message(self.Selected(self.selected))

    def _refresh_changed_rows(self) -> None:
        top = self.scroll_offset.y
        for row in range(top, min(top + self.size.height, len(self._rows))):
            topic = self._rows[row]
            pinned = self._pinned(topic)
            signature = row_signature(topic, self._now, self._traffic.since, pinned)
            if self._drawn.get(row) != signature:
                self._refresh_row(row)

    def _pinned(self, topic: Topic) -> Series | None:
        """What is plotted of the topic."""
        if not self._plotted.pinned or not topic.count:
            return None
        return self._plotted.first_pinned(topic.path)

    def _refresh_row(self, row: int) -> None:
        self.refresh_line(row)

    def _marker(self, topic: Topic) -> str:
        if topic is self._root or not topic.children:
            return " "
        return "▾" if self._model.is_open(topic) else "▸"
