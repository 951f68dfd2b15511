"""The message log: a window on the history, the newest below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message as UiMessage
from textual.strip import Strip

from pubsub_tui.message import Message
from pubsub_tui.model.finding import Finding
from pubsub_tui.model.log_rows import LogRows
from pubsub_tui.model.log_view import within
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import sanitize
from pubsub_tui.subscriptions import MARKS
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.choosing import DeletionWanted
from pubsub_tui.ui.exports import MessagesExport
from pubsub_tui.ui.extent import set_extent
from pubsub_tui.ui.message_rows import MessageRows, StyleOf
from pubsub_tui.ui.subscription_marks import SubscriptionMarks, mark_css
from pubsub_tui.ui.widgets.log_row import TopicColumn, gap_segments, log_segments

_FIRST_LOOK = 500
"""Messages looked at before the first frame of another scope or filter."""


class MessageLog(MessageRows):
    """Messages in arrival order, and between them rows that tell when there was no connection.

    While following, the newest is always on screen. Scrolling up or picking a row ends that;
    from then on nothing that arrives or is evicted moves what is being looked at.
    """

    export_name: ClassVar[str] = "messages"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("log")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"rows--sub-{mark}" for mark in MARKS}
    DEFAULT_CSS = mark_css("MessageLog", "rows")

    class Selected(UiMessage):
        """A row was picked; None when none is any more."""

        def __init__(self, message: Message | None) -> None:
            super().__init__()
            self.message = message

    def __init__(
        self,
        traffic: Traffic,
        finding: Finding,
        marks: SubscriptionMarks,
        keys: Mapping[str, str],
        *,
        id: str,
    ) -> None:
        super().__init__(traffic, finding, keys, id=id)
        self._marks = marks
        self._marks_drawn = marks.revision
        self._scope_path: str | None = None
        self._column = TopicColumn("")
        self._drawn_widest = self._column.widest
        self._scope_name = "all topics"
        self._moved = (0, 0)
        self._paused_at: int | None = None
        self._gaps = traffic.gaps
        self._gaps_taken = traffic.gaps.entries
        self._rows = LogRows(self._view, traffic.gaps)
        self.selected: Message | None = None

    @property
    def paused(self) -> bool:
        """Whether the view is frozen; the history goes on."""
        return self._paused_at is not None

    @property
    def found(self) -> int:
        """How many messages scope and filter have selected so far."""
        return len(self._view)

    def scope_to(self, topic: Topic | None) -> None:
        """Show only what came on a topic and below; None shows everything."""
        self._scope_path = None if topic is None else topic.path
        if topic is None:
            self._column = TopicColumn("")
            self._scope_name = "all topics"
            self._view.scope(None)
        else:
            path = topic.path
            self._column = TopicColumn(path + "/")
            self._scope_name = sanitize(path[:200]) or "(empty)"
            self._view.scope(within(path))
        self.look_anew()

    def in_scope(self, topic: str) -> bool:
        return self._scope_path is None or within(self._scope_path)(topic)

    def why_hidden(self) -> str:
        if self.paused:
            return "The message came after the log was frozen."
        return super().why_hidden()

    def look_anew(self) -> None:
        self._strips.clear()
        self._pick(None)
        self.following = True
        self._moved = (self._view.removed, self._view.prepended)
        self.start_slices()
        self._view.advance(_FIRST_LOOK)
        self._take_rows()

    def toggle_pause(self) -> None:
        """Freeze or thaw the view."""
        self._paused_at = None if self.paused else self._history.end
        self._view.advance()
        self._take_rows()

    def frame(self, now: float) -> None:
        """Show what came since the last frame; nothing is drawn when nothing did."""
        if self._marks_drawn != self._marks.revision:
            self._marks_drawn = self._marks.revision
            self.draw_anew()
        if self.advance() or self._gaps_taken is not self._gaps.entries:
            self._take_rows()
        elif self.following and not self._at_end():
            self._scroll_to_end()
        self.find_on()
        self.go_on()
        if self.cursor_evicted():
            self._pick(None)

    def export_title(self) -> str:
        title = self.title_of(self._scope_name)
        return f"{title}, from before the pause" if self.paused else title

    def export(self) -> MessagesExport:
        self.frame(self._clock())
        end = self._history.end if self._paused_at is None else self._paused_at
        return MessagesExport(self._view, self._history, end)

    def heading(self) -> tuple[str, str]:
        """The scope, and where the view stands in it."""
        alias = "" if self._scope_path is None else self._marks.alias_of(self._scope_path)
        called = f" · {sanitize(alias)}" if alias else ""
        return f"messages · {self._scope_name}{called}", self._state()

    def row_of_place(self, place: int) -> int:
        return self._rows.row_of_place(place)

    def place_from(self, row: int) -> int:
        return self._rows.place_from(row)

    def between(self, row: int, width: int) -> Strip | None:
        gap = self._rows.gap(row)
        return None if gap is None else self.strip(gap_segments(gap, width, self.part_style), width)

    def row_at(self, event: events.Click) -> int | None:
        row = super().row_at(event)
        return None if row is None or self._rows.gap(row) is not None else row

    def segments(
        self, place: int, message: Message, width: int, style_of: StyleOf
    ) -> list[Segment]:
        mark = self._marks.of(message.topic) if self._marks.in_use else None
        return log_segments(message, width, self._column, style_of, mark)

    def columns_grown(self) -> bool:
        before, self._drawn_widest = self._drawn_widest, self._column.widest
        return before != self._drawn_widest

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if new_value < old_value and not self._at_end():
            self.following = False
        elif self._at_end() and self._cursor is None:
            self.following = True

    def on_resize(self) -> None:
        super().on_resize()
        if self.following:
            self._scroll_to_end()
        self.refresh()

    def message_count(self) -> int:
        """What came after the view was paused has no row yet."""
        return len(self._view) if self._paused_at is None else self._view.row_of(self._paused_at)

    def row_count(self) -> int:
        return self._rows.count(self.message_count())

    def cursor_at(self) -> int:
        """The picked row; while none is, the last on screen, or the end when following."""
        if self._cursor is not None:
            return self.row_of_place(self._view.row_of(self._cursor))
        if self.following:
            return self.row_count()
        return min(self.row_count(), self.scroll_offset.y + self.size.height) - 1

    def move_cursor(self, row: int) -> None:
        place = self.place_from(self._past_gap(row))
        sequence = self._view[place]
        if sequence < self._history.first:  # It was evicted after the last frame.
            self._view.advance()
            self._take_rows()
            place = self._view.row_of(sequence)
            if place >= self.message_count():
                return
        self.following = False
        self._pick(self._view[place])
        if place == 0:
            self.scroll_to_row(0)  # A gap may stand above it.
        self.scroll_to_row(self.row_of_place(place))

    def _past_gap(self, row: int) -> int:
        """The row, or where a gap stands in it, the next one in the direction of the movement."""
        if self._rows.gap(row) is None:
            return row
        step = 1 if row >= self.cursor_at() else -1
        return row + step if 0 <= row + step < self.row_count() else row - step

    def unpick(self) -> None:
        """Give up the picked row, as another view has picked a message; nothing moves."""
        self._cursor = self.selected = None
        self.refresh()

    def under_cursor(self) -> Message | None:
        """What is picked, even after it was evicted."""
        return self.selected

    def action_delete(self) -> None:
        """Ask for the deletion of the retained message on the topic of what is picked."""
        if self.selected is None:
            self.notify("Pick a message first.", severity="warning", markup=False)
        else:
            self.post_message(DeletionWanted(self.selected.topic))

    def action_follow(self) -> None:
        """Give up what is picked, here or elsewhere, and follow the newest."""
        if self._cursor is None:
            self.post_message(self.Selected(None))
        self._pick(None)
        self.following = True
        self._paused_at = None
        self._scroll_to_end()

    def action_pause(self) -> None:
        self.toggle_pause()

    def nothing(self) -> str:
        if self.paused:
            return " Nothing is kept from before the pause."
        if self._filtered:
            return f" No message kept on {self._scope_name} passes the filter."
        return f" No messages yet on {self._scope_name}."

    def _take_rows(self) -> None:
        removed = self._view.removed - self._moved[0]
        prepended = self._view.prepended - self._moved[1]
        self._moved = (self._view.removed, self._view.prepended)
        following = self.following
        before = self.scroll_offset.y
        place = self.place_from(before)
        above = before - self.row_of_place(place)
        self._gaps_taken = self._gaps.entries
        self._rows.advance(self._paused_at)
        y = max(0, self.row_of_place(max(0, place - removed + prepended)) + above)
        set_extent(self, Size(0, self.row_count()))
        self.following = following  # Fewer rows may have moved the view to the end.
        if following:
            self._scroll_to_end()
        elif removed or prepended or y != before:
            self.scroll_to(y=y, animate=False, immediate=True, force=True)
        self.refresh()

    def _pick(self, sequence: int | None) -> None:
        if sequence == self._cursor:
            return
        self._cursor = sequence
        self._evicted_when_moved = self._history.evicted
        self.selected = None if sequence is None else self._history[sequence]
        self.post_message(self.Selected(self.selected))
        self.refresh()

    def _at_end(self) -> bool:
        return self.scroll_offset.y >= self.max_scroll_y

    def _scroll_to_end(self) -> None:
        self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True, force=True)

    def _state(self) -> str:
        if self._paused_at is not None:
            return f"paused · {len(self._view) - self.message_count():,} new"
        progress = self.progress_state()
        if progress:
            return progress
        if self.following:
            return f"{len(self._view):,} · following"
        below = len(self._view) - self.place_from(self.scroll_offset.y + self.size.height)
        return f"{max(0, below):,} below · {self._follow_key} follows"
