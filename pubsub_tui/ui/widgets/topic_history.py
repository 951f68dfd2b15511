"""The messages of the selected topic, newest first, each compared with the one before."""

from __future__ import annotations

import time
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message as UiMessage
from textual.strip import Strip

from pubsub_tui.message import Message
from pubsub_tui.model.log_view import LogView, within
from pubsub_tui.model.predecessors import TOO_FAR, Predecessors
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import cut
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.clipboard import copy_payload, copy_topic_of
from pubsub_tui.ui.cursor_view import CursorView
from pubsub_tui.ui.extent import set_extent
from pubsub_tui.ui.widgets.diff import Marked
from pubsub_tui.ui.widgets.history_row import Before, HistoryColumns, history_segments
from pubsub_tui.ui.widgets.log_row import TopicColumn

_CACHED_ROWS = 2_000
_LOOK_BACK_SECONDS = 0.002
_MOST_NEW = 100_000
"""Messages taken in a frame: after a while unseen there may be a million."""


class TopicHistory(CursorView):
    """Draws only the rows on screen, and does nothing while another tab is on show.

    While following, the newest is at the top. Moving the cursor or scrolling down ends that;
    from then on nothing that arrives or is evicted moves what is being looked at.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("history")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"topic-history--{part}"
        for part in ("time", "topic", "mark", "value", "change", "cursor", "cursor-blurred")
    }
    DEFAULT_CSS = """
    TopicHistory {
        background: $surface; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1;
        & .topic-history--time { color: $muted; }
        & .topic-history--topic { color: $message-topic; }
        & .topic-history--mark { color: $text-warning; text-style: bold; }
        & .topic-history--value { color: $foreground; }
        & .topic-history--change { color: $payload-number; }
        & .topic-history--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground;
            text-style: bold;
        }
        & .topic-history--cursor-blurred { background: $block-cursor-blurred-background; }
    }
    """

    class Picked(UiMessage):
        """A message was picked; None when none is any more."""

        def __init__(self, message: Message | None) -> None:
            super().__init__()
            self.message = message

    def __init__(self, traffic: Traffic, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._history = traffic.history
        self._view = LogView(traffic.history)
        self._before = Predecessors(self._view, traffic.history)
        self._columns = HistoryColumns(TopicColumn(""))
        self._topic: Topic | None = None
        self._cursor: int | None = None
        self._evicted_when_moved = 0
        self._look_back = 10_000
        self._strips: dict[int, Strip] = {}
        self._strips_width = 0
        self._styles_used: dict[str, Style] = {}
        self.following = True

    def scope_to(self, topic: Topic | None) -> None:
        """Show only what came on a topic and below, from the next frame; None shows all."""
        self._topic = topic
        self._cursor = None
        self.following = True
        self._start()
        self.scroll_to(y=0, animate=False, immediate=True, force=True)

    def frame(self, now: float) -> None:
        """Show what came since the last frame; nothing is drawn when nothing did."""
        if self.following and self._view.behind > _MOST_NEW:
            self._start()  # The newest first, the rest by looking back.
        removed, prepended, rows = self._view.removed, self._view.prepended, len(self._view)
        self._learn_levels()
        if self._advance():
            removed, prepended = self._view.removed - removed, self._view.prepended - prepended
            if prepended or removed:
                self._before.forget()
                self._strips.clear()
            self._take_rows(new=len(self._view) - rows - prepended + removed)
        self._forget_evicted()

    @property
    def state(self) -> str:
        """What the heading says."""
        if not self._view.complete:
            return f"{len(self._view):,} · looking back …"
        if self.following:
            return f"{len(self._view):,} · following"
        return f"{self.scroll_offset.y:,} above · home follows"

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_used.clear()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        if row >= self.row_count():
            text = " No messages are kept of this topic." if row == 0 else ""
            return self._strip([Segment(cut(text, width), self._style("time"))], width)
        sequence = self._view[self._place(row)]
        if sequence == self._cursor:
            return self._draw(row, width, self._cursor_style())
        if width != self._strips_width or len(self._strips) > _CACHED_ROWS:
            self._strips.clear()
            self._strips_width = width
        strip = self._strips.get(sequence)
        if strip is None:
            strip = self._draw(row, width, None)
            self._strips[sequence] = strip
        return strip

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self._cursor is None:
            self.following = self.scroll_offset.y == 0

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event)
        if row is not None:
            self.move_cursor(row)
            self.action_pick()

    def row_count(self) -> int:
        return len(self._view)

    def cursor_at(self) -> int:
        """The cursor's row; while there is none, the first on screen, or above all of them."""
        if self._cursor is not None:
            return self._place(self._view.row_of(self._cursor))
        return -1 if self.following else self.scroll_offset.y

    def move_cursor(self, row: int) -> None:
        self.following = False
        self._cursor = self._view[self._place(row)]
        self._evicted_when_moved = self._history.evicted
        self.scroll_to_row(row)
        self.refresh()

    def action_follow(self) -> None:
        """Give up the cursor, and what was picked, and follow the newest."""
        self._cursor = None
        self.following = True
        self.scroll_to(y=0, animate=False, immediate=True, force=True)
        self.post_message(self.Picked(None))
        self.refresh()

    def action_pick(self) -> None:
        """Show the message under the cursor in the payload tab."""
        message = self._under_cursor()
        if message is not None:
            self.post_message(self.Picked(message))

    def action_copy(self) -> None:
        copy_payload(self.app, self._under_cursor())

    def action_copy_topic(self) -> None:
        copy_topic_of(self.app, self._under_cursor())

    def action_mark(self) -> None:
        message = self._under_cursor()
        if message is None:
            self.notify("Pick a message first.", severity="warning", markup=False)
        else:
            self.post_message(Marked(message))

    def action_unmark(self) -> None:
        self.post_message(Marked(None))

    def _under_cursor(self) -> Message | None:
        return None if self._cursor is None else self._kept(self._cursor)

    def _kept(self, sequence: int) -> Message | None:
        return self._history[sequence] if sequence >= self._history.first else None

    def _start(self) -> None:
        """Look for the rows anew, from the newest back."""
        path = None if self._topic is None else self._topic.path
        self._view.scope(None if path is None else within(path))
        self._columns = HistoryColumns(TopicColumn("" if path is None else path + "/"))
        self._learn_levels()
        self._before.forget()
        self._strips.clear()

    def _learn_levels(self) -> None:
        """A topic with none below needs no column for it."""
        single = self._topic is not None and not self._topic.children
        if single != (self._columns.topic is None):
            path = "" if self._topic is None else self._topic.path + "/"
            self._columns.topic = None if single else TopicColumn(path)
            self._strips.clear()
            self.refresh()

    def _place(self, row: int) -> int:
        """Where a row stands in the view, whose row 0 is the oldest; and the other way round."""
        return len(self._view) - 1 - row

    def _advance(self) -> bool:
        """Take in what is new, and look back about as far as the time of a frame allows."""
        started = time.perf_counter()
        changed = self._view.advance(self._look_back, _MOST_NEW)
        if not self._view.complete:
            quick = time.perf_counter() - started < _LOOK_BACK_SECONDS
            self._look_back = max(1_000, self._look_back * 2 if quick else self._look_back // 2)
        return changed

    def _take_rows(self, new: int) -> None:
        following = self.following
        y = self.scroll_offset.y + new
        set_extent(self, Size(0, self.row_count()))
        self.following = following  # Fewer rows may have moved the view to the top.
        if not following and new:
            self.scroll_to(y=y, animate=False, immediate=True, force=True)
        self.refresh()

    def _forget_evicted(self) -> None:
        if self._cursor is not None and self._cursor < self._history.first:
            if self._history.evicted > self._evicted_when_moved:
                self.notify("The message under the cursor was evicted.", markup=False)
            self._cursor = None
            self.following = self.scroll_offset.y == 0
            self.refresh()

    def _draw(self, row: int, width: int, style: Style | None) -> Strip:
        place = self._place(row)
        message = self._kept(self._view[place])
        if message is None:
            return self._strip([Segment(" (evicted)", self._style("time"))], width)
        style_of = self._style if style is None else (lambda _: style)
        before = self._message_before(place)
        segments = history_segments(message, before, width, self._columns, style_of)
        if self._columns.grown():
            # Rows drawn before have to line up with this one.
            self._strips.clear()
            self.refresh()
        return self._strip(segments, width, style)

    def _message_before(self, place: int) -> Before:
        sequence = self._before.of(place, self.size.height)
        message = self._kept(sequence)
        if message is not None:
            return message
        return "…" if sequence == TOO_FAR else ""

    def _strip(self, segments: list[Segment], width: int, style: Style | None = None) -> Strip:
        return Strip(segments).adjust_cell_length(width, style or self._style("base"))

    def _cursor_style(self) -> Style:
        return self._style("cursor" if self.has_focus else "cursor-blurred")

    def _style(self, part: str) -> Style:
        style = self._styles_used.get(part)
        if style is None:
            style = self.rich_style
            if part != "base":
                style += self.get_component_rich_style(f"topic-history--{part}", partial=True)
            self._styles_used[part] = style
        return style
