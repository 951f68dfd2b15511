"""What was sent as rows, newest first, with a cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message as UiMessage
from textual.strip import Strip

from pubsub_tui.outgoing.sent import Run
from pubsub_tui.sanitize import cut
from pubsub_tui.ui.cursor_view import CursorView
from pubsub_tui.ui.extent import set_extent
from pubsub_tui.ui.widgets.sent_row import sent_segments, topic_shown


class SentRows(CursorView):
    """Draws the rows on screen. Another widget has the keys, and moves the cursor."""

    PARTS = "sent"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"sent--{part}"
        for part in (
            "time",
            "accepted",
            "refused",
            "topic",
            "mark",
            "value",
            "endpoint",
            "cursor",
        )
    }
    DEFAULT_CSS = """
    SentRows {
        background: $surface; scrollbar-size-vertical: 1;
        & .sent--time { color: $muted; }
        & .sent--accepted { color: $text-success; }
        & .sent--refused { color: $text-error; text-style: bold; }
        & .sent--topic { color: $message-topic; }
        & .sent--mark { color: $text-warning; text-style: bold; }
        & .sent--value { color: $foreground; }
        & .sent--endpoint { color: $text-warning; }
        & .sent--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground;
            text-style: bold;
        }
    }
    """

    class Moved(UiMessage):
        """The cursor is on another row, or on none."""

    class Picked(UiMessage):
        """The row under the cursor was clicked twice."""

    def __init__(self, endpoint: str, clock: Callable[[], float], *, id: str) -> None:
        """``endpoint`` is the present one, which goes without saying; ``clock`` is Unix time."""
        super().__init__(id=id)
        self._clock = clock
        self._endpoint = endpoint
        self._runs: list[Run] = []
        self._cursor = 0
        self._nothing = ""
        self._topics = 0

    def show(self, runs: list[Run], nothing: str) -> None:
        """Show other rows; the cursor stays with its entry, else in its row.

        Args:
            runs: the rows, top to bottom.
            nothing: what is said when there is none.
        """
        before = self.under_cursor()
        self._runs, self._nothing = runs, nothing
        self._topics = 0
        keys = [run.newest.key for run in runs]
        if before is not None and before.newest.key in keys:
            self._cursor = keys.index(before.newest.key)
        self._cursor = max(0, min(self._cursor, len(runs) - 1))
        set_extent(self, Size(0, len(runs)))
        if runs:
            self.scroll_to_row(self._cursor)
        self.refresh()
        self.post_message(self.Moved())

    def under_cursor(self) -> Run | None:
        """What the cursor is on; None when there is nothing."""
        return self._runs[self._cursor] if self._runs else None

    def row_count(self) -> int:
        return len(self._runs)

    def cursor_at(self) -> int:
        return self._cursor

    def move_cursor(self, row: int) -> None:
        self._cursor = row
        self.scroll_to_row(row)
        self.refresh()
        self.post_message(self.Moved())

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event)
        if row is None:
            return
        self.move_cursor(row)
        if event.chain == 2:
            self.post_message(self.Picked())

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        if row >= len(self._runs):
            text = self._nothing if row == 0 else ""
            segments = [Segment(cut(text, width), self.part_style("time"))]
            return Strip(segments).adjust_cell_length(width, self.part_style("base"))
        at_cursor = row == self._cursor
        cursor = self.part_style("cursor")
        run = self._runs[row]
        segments = sent_segments(
            run,
            width,
            self._clock(),
            self._endpoint,
            self._widest_topic(),
            (lambda _: cursor) if at_cursor else self.part_style,
        )
        return Strip(segments).adjust_cell_length(
            width, cursor if at_cursor else self.part_style("base")
        )

    def _widest_topic(self) -> int:
        """Of all rows, so that they line up while scrolling."""
        if not self._topics:
            self._topics = max(cell_len(topic_shown(run.newest)) for run in self._runs)
        return self._topics
