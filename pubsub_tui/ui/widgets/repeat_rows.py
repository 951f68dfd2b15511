"""The repeats as rows, the newest first, each to be paused and stopped."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message as UiMessage
from textual.strip import Strip

from pubsub_tui.repeats.repeats import Repeats
from pubsub_tui.repeats.run import Run, State
from pubsub_tui.sanitize import cut
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.cursor_view import CursorView
from pubsub_tui.ui.extent import set_extent
from pubsub_tui.ui.widgets.repeat_row import Widths, row_segments

_NOTHING = " Nothing is repeated: say above what and how often, and start it."


class RepeatRows(CursorView):
    """Draws the rows on screen; `frame` shows what changed."""

    PARTS = "repeats"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("repeats")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"repeats--{state.value}" for state in State),
        *(f"repeats--{part}" for part in ("name", "figure", "muted", "refused")),
        *(f"repeats--{part}" for part in ("cursor", "cursor-blurred")),
    }
    DEFAULT_CSS = """
    RepeatRows {
        background: $surface; scrollbar-size-vertical: 1;
        & .repeats--running { color: $text-success; }
        & .repeats--paused { color: $text-warning; }
        & .repeats--waiting { color: $text-warning; }
        & .repeats--done { color: $text-success; }
        & .repeats--stopped { color: $muted; }
        & .repeats--failed { color: $text-error; text-style: bold; }
        & .repeats--name { color: $message-topic; }
        & .repeats--figure { color: $foreground; }
        & .repeats--muted { color: $muted; }
        & .repeats--refused { color: $text-error; text-style: bold; }
        & .repeats--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground;
            text-style: bold;
        }
        & .repeats--cursor-blurred { background: $block-cursor-blurred-background; }
    }
    """

    class Moved(UiMessage):
        """The cursor is on another row."""

    class DetailWanted(UiMessage):
        """All of the run under the cursor is to be shown, or no more."""

    class NewWanted(UiMessage):
        """Another one is to be started."""

    def __init__(self, repeats: Repeats) -> None:
        super().__init__(id="repeats")
        self._repeats = repeats
        self._runs: tuple[Run, ...] = ()
        self._cursor = 0

    def frame(self) -> None:
        """Show the runs as they are; the cursor stays with its own."""
        before = self.under_cursor()
        self._runs = self._repeats.runs
        if before in self._runs:
            self._cursor = self._runs.index(before)
        self._cursor = max(0, min(self._cursor, len(self._runs) - 1))
        set_extent(self, Size(0, len(self._runs)))
        self.refresh()

    def under_cursor(self) -> Run | None:
        """The run that the cursor is on; None when there is none."""
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
            self.action_detail()

    def action_pause(self) -> None:
        """Let the run under the cursor stand still, or go on."""
        run = self.under_cursor()
        if run is not None and not run.ended:
            run.pause(run.state is not State.PAUSED)
            self.post_message(self.Moved())

    def action_stop(self) -> None:
        """Stop the run under the cursor; one that ended is taken off the list."""
        run = self.under_cursor()
        if run is None:
            return
        if run.ended:
            self._repeats.take_off(run)
        else:
            run.stop()
        self.frame()
        self.post_message(self.Moved())

    def action_detail(self) -> None:
        """Show all that is known of the run under the cursor, or less again."""
        self.post_message(self.DetailWanted())

    def action_new(self) -> None:
        """Ask what else is to be sent."""
        self.post_message(self.NewWanted())

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        base = self.part_style("base")
        if row >= len(self._runs):
            words = cut(_NOTHING, width) if row == 0 else ""
            return Strip([Segment(words, self.part_style("muted"))]).adjust_cell_length(width, base)
        widths = Widths.within(width, self._runs)
        segments = row_segments(self._runs[row], widths, self.part_style)
        strip = Strip(segments).adjust_cell_length(width, base)
        if row != self._cursor:
            return strip
        if self.has_focus:
            cursor = self.part_style("cursor")
            return Strip([Segment(strip.text, cursor)])
        blurred = self.part_style("cursor-blurred").background_style
        return strip.apply_style(blurred)
