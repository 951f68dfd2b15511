"""The messages of the selected topic, newest first, each compared with the one before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message as UiMessage

from pubsub_tui.message import Message
from pubsub_tui.model.finding import Finding
from pubsub_tui.model.log_view import within
from pubsub_tui.model.predecessors import TOO_FAR, Predecessors
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.exports import ComparedExport
from pubsub_tui.ui.extent import set_extent
from pubsub_tui.ui.message_rows import MessageRows, StyleOf
from pubsub_tui.ui.widgets.history_row import Before, HistoryColumns, history_segments
from pubsub_tui.ui.widgets.log_row import TopicColumn

_MOST_NEW = 100_000
"""Messages taken in a frame: after a while unseen there may be a million."""


class TopicHistory(MessageRows):
    """Does nothing while another tab is on show.

    While following, the newest is at the top. Moving the cursor or scrolling down ends that;
    from then on nothing that arrives or is evicted moves what is being looked at.
    """

    newest_first = True
    export_name: ClassVar[str] = "history"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("history")]
    DEFAULT_CSS = """
    TopicHistory { scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1; }
    """

    class Picked(UiMessage):
        """A message was picked; None when none is any more."""

        def __init__(self, message: Message | None) -> None:
            super().__init__()
            self.message = message

    def __init__(
        self, traffic: Traffic, finding: Finding, keys: Mapping[str, str], *, id: str
    ) -> None:
        super().__init__(traffic, finding, keys, id=id)
        self._before = Predecessors(self._view, traffic.history)
        self._columns = HistoryColumns(TopicColumn(""))
        self._topic: Topic | None = None

    def scope_to(self, topic: Topic | None) -> None:
        """Show only what came on a topic and below, from the next frame; None shows all."""
        self._topic = topic
        self.look_anew()

    def in_scope(self, topic: str) -> bool:
        return self._topic is None or within(self._topic.path)(topic)

    def look_anew(self) -> None:
        self._cursor = None
        self.following = True
        self.start_slices()
        self._start()
        self._take_rows(new=0)
        self.scroll_to(y=0, animate=False, immediate=True, force=True)

    def frame(self, now: float) -> None:
        """Show what came since the last frame; nothing is drawn when nothing did."""
        if self.following and self._view.behind > _MOST_NEW:
            self._start()  # The newest first, the rest by looking back.
        removed, prepended, rows = self._view.removed, self._view.prepended, len(self._view)
        self._learn_levels()
        if self.advance(None if self._filtered else _MOST_NEW):
            removed, prepended = self._view.removed - removed, self._view.prepended - prepended
            if prepended or removed:
                self._before.forget()
                self._strips.clear()
            self._take_rows(new=len(self._view) - rows - prepended + removed)
        self.find_on()
        self.go_on()
        if self.cursor_evicted():
            self._cursor = None
            self.following = self.scroll_offset.y == 0
            self.refresh()

    def export_title(self) -> str:
        path = None if self._topic is None else self._topic.path
        scope = "all topics" if path is None else sanitize(path[:200]) or "(empty)"
        return f"history: {self.title_of(scope)}"

    def export(self) -> ComparedExport:
        self.frame(self._clock())
        return ComparedExport(self._view, self._history, self._history.end)

    @property
    def state(self) -> str:
        """What the heading says."""
        progress = self.progress_state()
        if progress:
            return progress
        if self.following:
            return f"{len(self._view):,} · following"
        return f"{self.scroll_offset.y:,} above · {self._follow_key} follows"

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self._cursor is None:
            self.following = self.scroll_offset.y == 0

    def on_click(self, event: events.Click) -> None:
        if self.row_at(event) is not None:
            super().on_click(event)
            self.action_pick()

    def row_of_place(self, place: int) -> int:
        return len(self._view) - 1 - place

    def place_from(self, row: int) -> int:
        return len(self._view) - 1 - row

    def cursor_at(self) -> int:
        """The cursor's row; while there is none, the first on screen, or above all of them."""
        if self._cursor is not None:
            return self.row_of_place(self._view.row_of(self._cursor))
        return -1 if self.following else self.scroll_offset.y

    def move_cursor(self, row: int) -> None:
        self.following = False
        self._cursor = self._view[self.place_from(row)]
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
        message = self.under_cursor()
        if message is not None:
            self.post_message(self.Picked(message))

    def nothing(self) -> str:
        if self._filtered:
            return " No message kept of this topic passes the filter."
        return " No messages are kept of this topic."

    def segments(
        self, place: int, message: Message, width: int, style_of: StyleOf
    ) -> list[Segment]:
        return history_segments(
            message, self._message_before(place), width, self._columns, style_of
        )

    def columns_grown(self) -> bool:
        return self._columns.grown()

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
            self.draw_anew()

    def _take_rows(self, new: int) -> None:
        following = self.following
        y = self.scroll_offset.y + new
        set_extent(self, Size(0, self.row_count()))
        self.following = following  # Fewer rows may have moved the view to the top.
        if not following and new:
            self.scroll_to(y=y, animate=False, immediate=True, force=True)
        self.refresh()

    def _message_before(self, place: int) -> Before:
        sequence = self._before.of(place, self.size.height)
        message = self.kept(sequence)
        if message is not None:
            return message
        return "…" if sequence == TOO_FAR else ""
