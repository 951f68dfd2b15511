"""A plot as lines of text: the curves, the axes, and the cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len

from pubsub_tui.model.plot.columns import Column
from pubsub_tui.model.plot.series import Series
from pubsub_tui.model.plot.span import Span
from pubsub_tui.model.plot.ticks import time_ticks, value_ticks
from pubsub_tui.ui.braille import DOTS_ACROSS, DOTS_UP, Canvas, Join, Scale, Trace, runs
from pubsub_tui.ui.widgets.plot_colours import mark_of, part_of

Piece = tuple[str, str]
"""Safe text, and the parts of the style that it is drawn with, separated by spaces."""
Line = list[Piece]
Range = tuple[float, float]

_WIDEST_LABEL = 10
_ROWS_A_TICK = 2
_CELLS_A_TIME = 16
_CELLS_A_MARK = 12


@dataclass(slots=True)
class Curve:
    """One series in the window.

    Attributes:
        columns: of dots, by their numbers.
        range: the lowest and the highest value in the window; None when it is empty.
        scale: the values at the bottom and the top of the plot.
    """

    series: Series
    columns: Mapping[int, Column | None]
    complete: bool
    range: Range | None
    scale: Range = (0.0, 1.0)


@dataclass(slots=True)
class Scaling:
    """How values become heights.

    Attributes:
        own: whether each series has a scale of its own.
        zero: whether zero is always in it.
        held: the scales that were kept, by series; that of all is under None.
    """

    own: bool = False
    zero: bool = False
    held: dict[Series | None, Range] = field(default_factory=dict)

    def apply(self, curves: Sequence[Curve]) -> None:
        """Give every curve its scale."""
        together = self._for(None, [each.range for each in curves if each.range is not None])
        for curve in curves:
            scale = together
            if self.own:
                inside = [curve.range] if curve.range is not None else []
                scale = self._for(curve.series, inside)
            curve.scale = scale

    def hold(self, curves: Sequence[Curve]) -> None:
        """Keep the scales as they are now."""
        for curve in curves:
            self.held[curve.series if self.own else None] = curve.scale

    def _for(self, series: Series | None, ranges: list[Range]) -> Range:
        held = self.held.get(series)
        if held is not None:
            return held
        if not ranges:
            return 0.0, 1.0
        low = min(each[0] for each in ranges)
        high = max(each[1] for each in ranges)
        if self.zero:
            low, high = min(low, 0.0), max(high, 0.0)
        if low < high:
            return low, high
        margin = abs(low) / 10 or 1.0
        return low - margin, high + margin


def read_curves(shown: Sequence[Series], span: Span, until: float) -> list[Curve]:
    """The columns of dots of each series in the window.

    Args:
        until: on the clock of `time.perf_counter`, when to stop reading.
    """
    seconds = span.column_seconds / DOTS_ACROSS
    first, last = span.first * DOTS_ACROSS, span.last * DOTS_ACROSS + 1
    curves = []
    for series in shown:
        columns, complete = series.columns.between(seconds, first, last, until)
        inside = [c for at in range(first, last + 1) if (c := columns.get(at)) is not None]
        values = None
        if inside:
            values = (min(each.low for each in inside), max(each.high for each in inside))
        curves.append(Curve(series, columns, complete, values))
    return curves


def axis_labels(scale: Range, rows: int) -> dict[int, str]:
    """What stands at which row from the top."""
    labels: dict[int, str] = {}
    places = Scale(*scale, rows * DOTS_UP)
    for value, text in value_ticks(*scale, max(1, rows // _ROWS_A_TICK)):
        row = rows - 1 - max(0, round(places.place(value))) // DOTS_UP
        labels.setdefault(max(0, row), text[:_WIDEST_LABEL])
    return labels


def draw_curves(
    curves: Sequence[Curve], span: Span, rows: int, active: Series, marked: bool
) -> list[Line]:
    """The rows of the curves without the axis; ``marked`` puts marks on them."""
    canvas = Canvas(span.columns, rows)
    traces = [_dots(curve, span, rows) for curve in curves]
    # The active series is drawn over the others, which lie as the legend lists them.
    order = sorted(range(len(curves)), key=lambda index: (curves[index].series is active, -index))
    for index in order:
        canvas.add(index, traces[index])
    lines = canvas.rows()
    if marked:
        for index in order:
            _mark(lines, index, traces[index], curves[index].series.slot, span.first)
    parts = [part_of(curve.series.slot) for curve in curves]
    at = -1 if span.cursor_column is None else span.cursor_column - span.first
    return [_line(text, owners, parts, at) for text, owners in lines]


def _dots(curve: Curve, span: Span, rows: int) -> list[int]:
    first = span.first * DOTS_ACROSS
    seconds = span.column_seconds / DOTS_ACROSS
    columns = span.columns * DOTS_ACROSS

    def neighbour(point: tuple[float, float] | None) -> tuple[float, float, float] | None:
        if point is None or not curve.complete:
            return None
        return point[0] / seconds - first - 0.5, point[1], point[0]

    series = curve.series
    trace = Trace(columns, Scale(*curve.scale, rows * DOTS_UP))
    trace.draw(
        curve.columns,
        first,
        Join(series.longest_join(), 2 * DOTS_ACROSS),
        neighbour(series.before(first * seconds)),
        neighbour(series.after((first + columns) * seconds)),
    )
    return trace.dots()


def _mark(
    lines: list[tuple[str, bytes]], line: int, dots: Sequence[int], slot: int, first: int
) -> None:
    """Put a curve's mark on cells of its own, which move with it."""
    for x in range((slot * 5 - first) % _CELLS_A_MARK, len(dots) // DOTS_ACROSS, _CELLS_A_MARK):
        both = dots[2 * x] or dots[2 * x + 1]
        row = len(lines) - (both.bit_length() + DOTS_UP - 1) // DOTS_UP
        if both and lines[row][1][x] == line + 1:
            text, owners = lines[row]
            lines[row] = (text[:x] + mark_of(slot) + text[x + 1 :], owners)


def _line(text: str, owners: bytes, parts: Sequence[str], cursor: int) -> Line:
    """A row as styled pieces; ``cursor`` is the cell that is lit up, if there is one."""
    if not 0 <= cursor < len(text):
        return _pieces(text, owners, parts)
    owner = owners[cursor]
    under = (text[cursor], f"{parts[owner - 1]} cursor") if owner else ("│", "axis cursor")
    return [
        *_pieces(text[:cursor], owners[:cursor], parts),
        under,
        *_pieces(text[cursor + 1 :], owners[cursor + 1 :], parts),
    ]


def _pieces(text: str, owners: bytes, parts: Sequence[str]) -> Line:
    return [(run, parts[line] if line >= 0 else "axis") for run, line in runs(text, owners)]


def time_axis(span: Span, columns: int) -> str:
    """Round times of the local clock, each behind the place where it is."""
    seconds = span.column_seconds
    cells = [" "] * columns
    free = 0
    ticks = time_ticks(span.first * seconds, (span.last + 1) * seconds, columns // _CELLS_A_TIME)
    for at, text in ticks:
        x = int(at / seconds + 1e-6) - span.first
        label = f"╵{text}"
        if free <= x and x + cell_len(label) <= columns:
            cells[x : x + len(label)] = label
            free = x + len(label) + 1
    return "".join(cells)
