"""The plot tab: numbers in payloads over time, live, or around a cursor that reads them."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import zip_longest
from math import ceil
from textwrap import wrap
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.strip import Strip

from pubsub_tui.message import Message
from pubsub_tui.model.plot.collection import Collection
from pubsub_tui.model.plot.series import Series
from pubsub_tui.model.plot.span import Span, window_text
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.choosing import PlotsNumbers
from pubsub_tui.ui.part_styles import PartStyles
from pubsub_tui.ui.widgets.log_row import clock_time, cut_left
from pubsub_tui.ui.widgets.plot_colours import SERIES_PARTS, hard_to_tell, part_of, series_css
from pubsub_tui.ui.widgets.plot_legend import entries_across, legend, legend_rows_within
from pubsub_tui.ui.widgets.plot_picture import (
    Curve,
    Line,
    Scaling,
    axis_labels,
    draw_curves,
    read_curves,
    time_axis,
)

_DECODE_SECONDS = 0.003
_PINNED_SECONDS = 0.002
"""How long a frame reads numbers out of messages; the rest waits for the next."""
_READ_SECONDS = 0.003
"""How long a frame goes on reading points; a zoom over very many takes several frames."""
_LEAST_WITH_TIMES = 4
"""Rows from which on one is given to the times."""
_LEAST_CURVES = 12
"""Cells of width that the curves keep before there is an axis at the left."""
_MANY = 2_000


class Plot(PlotsNumbers, PartStyles, can_focus=True):
    """Draws the pinned values, or those of the selected topic while nothing is pinned."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("plot")]
    PARTS = "plot"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"plot--{part}" for part in SERIES_PARTS),
        *(f"plot--{part}" for part in ("axis", "value", "muted", "swatch", "active")),
        "plot--cursor",
    }
    DEFAULT_CSS = """
    Plot {
        background: $surface;
        & .plot--axis { color: $muted; }
        & .plot--value { color: $foreground; }
        & .plot--muted { color: $muted; }
        & .plot--swatch { text-style: reverse; }
        & .plot--active { text-style: bold underline; }
        & .plot--cursor { background: $block-cursor-blurred-background; }
    }
    """ + series_css("Plot", "plot")

    def __init__(
        self,
        collection: Collection,
        looked_at: Callable[[], Message | None],
        *,
        id: str | None = None,
    ) -> None:
        """``looked_at`` tells the newest message of the selected topic."""
        super().__init__(id=id)
        self._collection = collection
        self._looked_at = looked_at
        self._span = Span()
        self._scaling = Scaling()
        self._active: Series | None = None
        self._now = 0.0
        self._curves: list[Curve] = []
        self._lines: list[Line] = []
        self._legend_rows = 0
        self._gutter = 0
        self._drawn: tuple[object, ...] = ()
        self._dragged_from: int | None = None
        self._dragged = False

    @property
    def state(self) -> str:
        """What the heading says, the most important first: often there is little room."""
        shown = self._collection.shown
        if not shown:
            return ""
        pinned = len(self._collection.pinned)
        parts = (
            self._place(),
            *self._remarks(shown),
            "own scales" if self._scaling.own else "",
            "scale held" if self._scaling.held else "",
            "with 0" if self._scaling.zero else "",
            f"{pinned} pinned" if pinned else "",
            "" if self._span.following else "end: live",
        )
        return " · ".join(part for part in parts if part)

    def frame(self, now: float) -> None:
        """Show what came, and how the time goes on; lines that stay are left alone."""
        self._now = now
        self._collection.look_at(self._looked_at())
        self._collection.advance(_DECODE_SECONDS)
        shown = self._collection.shown
        if self._active not in shown:
            newest = self._collection.pinned[-1:] or shown[:1]
            self._active = newest[0] if newest else None
        drawn = self._what_is_drawn(shown)
        if drawn != self._drawn:
            self._drawn = drawn
            self._draw(shown)

    def catch_up(self) -> None:
        """Read what came while another tab is on show: the tree draws pinned values too."""
        self._collection.rest()
        self._collection.advance(_PINNED_SECONDS)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawn = ()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        line = self._lines[y] if y < len(self._lines) else []
        segments = [Segment(text, self.part_style(parts)) for text, parts in line]
        return Strip(segments).adjust_cell_length(width, self.part_style(""))

    def on_resize(self) -> None:
        self._drawn = ()
        self.frame(self._now)

    def action_cursor_left(self) -> None:
        self._change(lambda: self._span.move_cursor(-1))

    def action_cursor_right(self) -> None:
        self._change(lambda: self._span.move_cursor(1))

    def action_pan(self, windows: float) -> None:
        """Look earlier or later by so many windows."""
        columns = max(1, round(abs(windows) * self._span.columns))
        self._change(lambda: self._span.pan(columns if windows > 0 else -columns))

    def action_zoom_time(self, steps: int) -> None:
        """Look at less time, or at more with a negative number."""
        self._change(lambda: self._span.zoom(steps))

    def action_follow(self) -> None:
        """Give up the cursor and follow the newest."""
        self._change(self._span.follow)

    def action_oldest(self) -> None:
        """Look at the oldest points."""
        self._change(self._span.go_to_oldest)

    def action_next_series(self) -> None:
        """Make the next series the one that is drawn over the others."""
        shown = self._collection.shown
        if self._active in shown:
            self._active = shown[(shown.index(self._active) + 1) % len(shown)]
            self.frame(self._now)

    def action_unpin(self) -> None:
        """Take the active series off."""
        if self._active in self._collection.pinned:
            self._collection.unpin(self._active)
            self.frame(self._now)
        else:
            self.app.notify("Nothing is pinned.", severity="warning", markup=False)

    def action_unpin_all(self) -> None:
        """Take all pinned series off."""
        self._collection.unpin_all()
        self.frame(self._now)

    def action_own_scales(self) -> None:
        """Give every series a scale of its own, or all the same one."""
        self._scaling.own = not self._scaling.own
        self._scaling.held.clear()
        self._redraw()

    def action_hold(self) -> None:
        """Keep the scales as they are, or let them follow the values again."""
        if self._scaling.held:
            self._scaling.held.clear()
        else:
            self._scaling.hold(self._curves)
        self._redraw()

    def action_zero(self) -> None:
        """Have zero in the scale, or not."""
        self._scaling.zero = not self._scaling.zero
        self._redraw()

    def on_click(self, event: events.Click) -> None:
        if event.y < self._legend_rows:
            self._pick_in_legend(event.x, event.y)
        elif event.x >= self._gutter and not self._dragged:
            column = self._span.first + event.x - self._gutter
            self._change(lambda: self._span.place_cursor(column))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._dragged = False
        if event.y >= self._legend_rows:
            self._dragged_from = event.x
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragged_from is None or event.x == self._dragged_from:
            return
        columns = self._dragged_from - event.x
        self._dragged_from = event.x
        self._dragged = True
        self._change(lambda: self._span.pan(columns))

    def on_mouse_up(self) -> None:
        self._dragged_from = None
        self.release_mouse()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._zoom_at(event.x, 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._zoom_at(event.x, -1)

    def _zoom_at(self, x: int, steps: int) -> None:
        column = self._span.first + max(0, x - self._gutter) + 0.5
        around = None if self._span.following else column * self._span.column_seconds
        self._change(lambda: self._span.zoom(steps, around))

    def _change(self, change: Callable[[], None]) -> None:
        """Change the window, when there is anything to see in it."""
        if self._collection.shown:
            change()
            self._redraw()

    def _redraw(self) -> None:
        self._drawn = ()
        self.frame(self._now)

    def _pick_in_legend(self, x: int, y: int) -> None:
        shown = self._collection.shown
        rows = legend_rows_within(self.size.height)
        across = entries_across(self.size.width, len(shown), rows)
        index = y * across + min(x // max(1, self.size.width // across), across - 1)
        if index < len(shown):
            self._active = shown[index]
            self.frame(self._now)

    def _what_is_drawn(self, shown: list[Series]) -> tuple[object, ...]:
        """Changes exactly when something has to be drawn again."""
        span = self._span
        oldest = min((each.times[0] for each in shown if len(each)), default=None)
        span.update(self.size.width - self._gutter, self._now, oldest)
        if not shown:
            return (self.size, self._nothing())
        series = tuple((each, each.revision) for each in shown)
        return (self.size, span.last, span.column_seconds, span.cursor, series, self._active)

    def _draw(self, shown: list[Series]) -> None:
        if shown and self.size.width and self.size.height:
            lines = self._picture(shown)
        else:
            self._curves, self._legend_rows = [], 0
            lines = [[(f" {line}", "muted")] for line in wrap(self._nothing(), self._room())]
        before, self._lines = self._lines, lines
        for row, (old, new) in enumerate(zip_longest(before, lines)):
            if old != new:
                self.refresh(Region(0, row, self.size.width, 1))

    def _picture(self, shown: list[Series]) -> list[Line]:
        """Legend, curves with the axis at their left, and times."""
        assert self._active is not None
        width, height = self.size
        times = height >= _LEAST_WITH_TIMES
        legend_rows = legend_rows_within(height)
        if legend_rows:
            across = entries_across(width, len(shown), legend_rows)
            legend_rows = min(ceil(len(shown) / across), legend_rows)
        rows = max(1, height - legend_rows - times)
        self._read(shown)
        labels = self._labels(rows)
        if self._fit_gutter(labels):
            self._read(shown)
        span = self._span
        cursor = span.cursor_column
        until = None if cursor is None else (cursor + 1) * span.column_seconds
        pinned = bool(self._collection.pinned)
        lines = legend(self._curves, self._active, pinned, until, width, legend_rows)
        self._legend_rows = len(lines)
        curves = draw_curves(self._curves, span, rows, self._active, self._marked(shown))
        lines += [self._with_axis(row, line, labels) for row, line in enumerate(curves)]
        if times:
            lines.append([(" " * self._gutter + time_axis(span, span.columns), "axis")])
        return lines

    def _read(self, shown: list[Series]) -> None:
        """Read the points in the window, and come back next frame for what is left."""
        self._curves = read_curves(shown, self._span, time.perf_counter() + _READ_SECONDS)
        self._scaling.apply(self._curves)
        if not all(curve.complete for curve in self._curves):
            self._drawn = ()

    def _labels(self, rows: int) -> dict[int, str]:
        """What stands at the left of which row."""
        active = next(each for each in self._curves if each.series is self._active)
        if all(curve.range is None for curve in self._curves):
            return {}
        return axis_labels(active.scale, rows)

    def _fit_gutter(self, labels: dict[int, str]) -> bool:
        """Make the axis as wide as its labels; a little too wide stays, as all would move."""
        wanted = max(map(cell_len, labels.values()), default=0) + 1
        if self.size.width - wanted < _LEAST_CURVES:
            wanted = 0
        if wanted <= self._gutter <= wanted + 2 * bool(wanted):
            return False
        self._gutter = wanted
        span = self._span
        span.update(self.size.width - wanted, self._now, span.oldest)
        return True

    def _with_axis(self, row: int, line: Line, labels: dict[int, str]) -> Line:
        if not self._gutter:
            return line
        assert self._active is not None
        label = f"{labels.get(row, '')}{'┤' if row in labels else '│'}"
        part = part_of(self._active.slot) if self._scaling.own else "axis"
        return [(label.rjust(self._gutter), part), *line]

    def _marked(self, shown: list[Series]) -> bool:
        """Whether the curves need marks, as their colours do not tell them apart."""
        colours = [self.part_style(part_of(each.slot)).color for each in shown]
        return len(shown) > 1 and (self.app.no_color or hard_to_tell(colours))

    def _room(self) -> int:
        return max(10, self.size.width - 2)

    def _nothing(self) -> str:
        """Why nothing is plotted, and what to do."""
        message = self._looked_at()
        if message is None:
            return "Pick a topic that has messages with numbers, or pin several with + to compare."
        name = cut_left(sanitize(message.topic[-300:]), self._room() // 2) or "(empty)"
        return f"There is no number in the newest message of {name}. Pick another topic."

    def _place(self) -> str:
        """Where the window is, and how long."""
        span = self._span
        window = window_text(span.seconds)
        if span.following:
            return f"live, {window}"
        if span.cursor is not None:
            return f"{clock_time(span.cursor)}, {window}"
        return f"{window} until {clock_time(span.end or 0.0)[:8]}"

    def _remarks(self, shown: list[Series]) -> list[str]:
        """What is not, or not yet, to be seen."""
        collection = self._collection
        parts = []
        if collection.progress < 1.0:
            parts.append(f"looked at {collection.progress:.0%}")
        if collection.behind > _MANY:
            parts.append(f"{collection.behind:,} not looked at yet")
        for count, what in (
            (collection.missed, "left unread"),
            (sum(each.left for each in shown), "oldest left out"),
            (sum(each.not_finite for each in shown), "not finite"),
            (sum(each.without for each in shown), "without a number"),
        ):
            if count:
                parts.append(f"{count:,} {what}")
        return parts
