"""The message log: a window on the history that draws only the rows on screen."""

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
from pubsub_tui.model.filter import Filter
from pubsub_tui.model.log_view import LogView, within
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.choosing import ChoosesDecoder
from pubsub_tui.ui.clipboard import copy_payload, copy_topic_of
from pubsub_tui.ui.cursor_view import CursorView
from pubsub_tui.ui.extent import set_extent
from pubsub_tui.ui.widgets.diff import Marked
from pubsub_tui.ui.widgets.log_row import TopicColumn, log_segments

_CACHED_ROWS = 2000
_LOOK_BACK_SECONDS = 0.002
_FILTER_SECONDS = 0.012
_LEAST_SLICE = 500


class MessageLog(CursorView, ChoosesDecoder):
    """Messages in arrival order, the newest below.

    While following, the newest is always on screen. Scrolling up or picking a row ends that;
    from then on nothing that arrives or is evicted moves what is being looked at.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("log")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "message-log--time",
        "message-log--topic",
        "message-log--mark",
        "message-log--value",
        "message-log--cursor",
        "message-log--cursor-blurred",
        "message-log--empty",
    }
    DEFAULT_CSS = """
    MessageLog {
        background: $surface;
        & .message-log--time { color: $muted; }
        & .message-log--topic { color: $message-topic; }
        & .message-log--mark { color: $text-warning; text-style: bold; }
        & .message-log--value { color: $foreground; }
        & .message-log--empty { color: $muted; }
        & .message-log--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground;
            text-style: bold;
        }
        & .message-log--cursor-blurred { background: $block-cursor-blurred-background; }
    }
    """

    class Selected(UiMessage):
        """A row was picked; None when none is any more."""

        def __init__(self, message: Message | None) -> None:
            super().__init__()
            self.message = message

    def __init__(self, traffic: Traffic, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._history = traffic.history
        self._view = LogView(traffic.history, traffic.clock)
        self._filtered = False
        self._column = TopicColumn("")
        self._scope_name = "all topics"
        self._moved = (0, 0)
        self._cursor: int | None = None
        self._paused_at: int | None = None
        self._evicted_when_picked = 0
        self._slice = 10_000
        self._strips: dict[int, Strip] = {}
        self._strips_width = 0
        self._styles_used: dict[str, Style] = {}
        self.following = True
        self.selected: Message | None = None

    @property
    def paused(self) -> bool:
        """Whether the view is frozen; the history goes on."""
        return self._paused_at is not None

    def scope_to(self, topic: Topic | None) -> None:
        """Show only what came on a topic and below; None shows everything."""
        self._strips.clear()
        self._pick(None)
        self.following = True
        if topic is None:
            self._column = TopicColumn("")
            self._scope_name = "all topics"
            self._view.scope(None)
        else:
            path = topic.path
            self._column = TopicColumn(path + "/")
            self._scope_name = sanitize(path[:200]) or "(empty)"
            self._view.scope(within(path))
        self._look_anew()

    def filter_by(self, wanted: Filter | None) -> None:
        """Show only what a filter selects within the scope; None selects everything."""
        self._filtered = wanted is not None
        self._view.filter(wanted)
        self._pick(None)
        self.following = True
        self._look_anew()

    @property
    def found(self) -> int:
        """How many messages scope and filter have selected so far."""
        return len(self._view)

    def _look_anew(self) -> None:
        self._moved = (self._view.removed, self._view.prepended)
        self._slice = 10_000
        self._view.advance(_LEAST_SLICE)
        self._take_rows()

    def toggle_pause(self) -> None:
        """Freeze or thaw the view."""
        self._paused_at = None if self.paused else self._history.end
        self._view.advance()
        self._take_rows()

    def frame(self, now: float) -> None:
        """Show what came since the last frame; nothing is drawn when nothing did."""
        if self._advance():
            self._take_rows()
        elif self.following and not self._at_end():
            self._scroll_to_end()
        self._forget_evicted()

    def heading(self) -> tuple[str, str]:
        """The scope, and where the view stands in it."""
        return f"messages · {self._scope_name}", self._state()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_used.clear()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        if row >= self.row_count():
            text = self._nothing() if row == 0 else ""
            return self._strip([Segment(cut(text, width), self._style("empty"))], width)
        sequence = self._view[row]
        if sequence == self._cursor:
            cursor = self._style("cursor" if self.has_focus else "cursor-blurred")
            return self._draw(sequence, width, cursor)
        if width != self._strips_width or len(self._strips) > _CACHED_ROWS:
            self._strips.clear()
            self._strips_width = width
        strip = self._strips.get(sequence)
        if strip is None:
            strip = self._strips[sequence] = self._draw(sequence, width, None)
        return strip

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

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event)
        if row is not None:
            self.move_cursor(row)

    def row_count(self) -> int:
        """What came after the view was paused has no row yet."""
        return len(self._view) if self._paused_at is None else self._view.row_of(self._paused_at)

    def cursor_at(self) -> int:
        """The picked row; while none is, the last on screen, or the end when following."""
        if self._cursor is not None:
            return self._view.row_of(self._cursor)
        if self.following:
            return self.row_count()
        return min(self.row_count(), self.scroll_offset.y + self.size.height) - 1

    def move_cursor(self, row: int) -> None:
        sequence = self._view[row]
        if sequence < self._history.first:  # It was evicted after the last frame.
            self._view.advance()
            self._take_rows()
            row = self._view.row_of(sequence)
            if row >= self.row_count():
                return
        self.following = False
        self._pick(self._view[row])
        self.scroll_to_row(row)

    def unpick(self) -> None:
        """Give up the picked row, as another view has picked a message; nothing moves."""
        self._cursor = self.selected = None
        self.refresh()

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

    def action_copy(self) -> None:
        copy_payload(self.app, self.selected)

    def action_copy_topic(self) -> None:
        copy_topic_of(self.app, self.selected)

    def action_mark(self) -> None:
        if self.selected is None:
            self.notify("Pick a message first.", severity="warning", markup=False)
        else:
            self.post_message(Marked(self.selected))

    def action_unmark(self) -> None:
        self.post_message(Marked(None))

    def _advance(self) -> bool:
        """Look at what is new, and back, about as far as the time of a frame allows."""
        started = time.perf_counter()
        changed = self._view.advance(self._slice, self._slice)
        if not self._view.complete or self._view.behind:
            allowed = _FILTER_SECONDS if self._filtered else _LOOK_BACK_SECONDS
            quick = time.perf_counter() - started < allowed
            self._slice = max(_LEAST_SLICE, self._slice * 2 if quick else self._slice // 2)
        return changed

    def _take_rows(self) -> None:
        removed = self._view.removed - self._moved[0]
        prepended = self._view.prepended - self._moved[1]
        self._moved = (self._view.removed, self._view.prepended)
        following = self.following
        y = max(0, self.scroll_offset.y - removed + prepended)
        set_extent(self, Size(0, self.row_count()))
        self.following = following  # Fewer rows may have moved the view to the end.
        if following:
            self._scroll_to_end()
        elif removed or prepended:
            self.scroll_to(y=y, animate=False, immediate=True, force=True)
        self.refresh()

    def _forget_evicted(self) -> None:
        if self._cursor is not None and self._cursor < self._history.first:
            if self._history.evicted > self._evicted_when_picked:
                self.notify("The picked message was evicted to make room.", markup=False)
            self._pick(None)

    def _pick(self, sequence: int | None) -> None:
        if sequence == self._cursor:
            return
        self._cursor = sequence
        self._evicted_when_picked = self._history.evicted
        self.selected = None if sequence is None else self._history[sequence]
        self.post_message(self.Selected(self.selected))
        self.refresh()

    def _at_end(self) -> bool:
        return self.scroll_offset.y >= self.max_scroll_y

    def _scroll_to_end(self) -> None:
        self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True, force=True)

    def _nothing(self) -> str:
        if self.paused:
            return " Nothing is kept from before the pause."
        if self._filtered:
            return f" No message kept on {self._scope_name} passes the filter."
        return f" No messages yet on {self._scope_name}."

    def _state(self) -> str:
        if self._paused_at is not None:
            return f"paused · {len(self._view) - self.row_count():,} new"
        if self._view.behind > self._slice:
            return f"{len(self._view):,} · {self._view.behind:,} not looked at yet"
        if not self._view.complete:
            return f"{len(self._view):,} · looked at {self._view.progress:.0%}"
        if self.following:
            return f"{len(self._view):,} · following"
        below = len(self._view) - self.scroll_offset.y - self.size.height
        return f"{max(0, below):,} below · end follows"

    def _draw(self, sequence: int, width: int, style: Style | None) -> Strip:
        try:
            message = self._history[sequence]
        except IndexError:
            return self._strip([Segment(" (evicted)", self._style("empty"))], width)
        style_of = self._style if style is None else (lambda _: style)
        widest = self._column.widest
        segments = log_segments(message, width, self._column, style_of)
        if self._column.widest != widest:
            # Rows drawn before have to line up with this one.
            self._strips.clear()
            self.refresh()
        return self._strip(segments, width, style)

    def _strip(self, segments: list[Segment], width: int, style: Style | None = None) -> Strip:
        return Strip(segments).adjust_cell_length(width, style or self._style("base"))

    def _style(self, part: str) -> Style:
        style = self._styles_used.get(part)
        if style is None:
            style = self.rich_style
            if part != "base":
                style += self.get_component_rich_style(f"message-log--{part}", partial=True)
            self._styles_used[part] = style
        return style
