"""What the curves of a plot are, and their values."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from pubsub_tui.model.filter.nodes import Path
from pubsub_tui.model.filter.written import written_path
from pubsub_tui.model.plot.series import Series
from pubsub_tui.model.plot.ticks import number_text
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.ui.widgets.log_row import clock_time, cut_left
from pubsub_tui.ui.widgets.plot_colours import mark_of, part_of
from pubsub_tui.ui.widgets.plot_picture import Curve, Line

_LONGEST_TOPIC = 300
_MOST_STEPS = 30
"""Of a path, so many of its last steps are written at most."""
_WIDEST_NAME = 48
_COMFORTABLE, _NARROWEST = 56, 22
"""Cells of an entry."""
_MARK = 4
_SHORT_NAME = 24
"""Cells of a name that lowest and highest leave it."""
_LEAST_VALUE, _LEAST_BESIDE = 7, 14
"""Cells that are kept, so that all stands still while values get a little longer or shorter."""
_LEAST_HEIGHT = 4
_BESIDE = 25
"""Cells of the lowest and the highest value, or of a time."""


def names(shown: Sequence[Series], pinned: bool) -> list[str]:
    """What each series is called: the path and, when pinned, as much of the topic as is needed."""
    topics = {series.topic for series in shown}
    tails = {topic: _tail(topic, topics) for topic in topics}
    return [_name(series, tails[series.topic], pinned) for series in shown]


def _tail(topic: str, topics: set[str]) -> str:
    """The fewest levels from the end that no other of the topics ends in."""
    levels = topic[-_LONGEST_TOPIC:].split("/")
    for count in range(1, len(levels)):
        tail = "/".join(levels[-count:])
        if not any(other != topic and f"/{other}".endswith(f"/{tail}") for other in topics):
            return tail
    return "/".join(levels)


def _name(series: Series, tail: str, pinned: bool) -> str:
    path = path_name(series.path)
    if not path:
        return sanitize(tail) or "(empty)"
    return f"{sanitize(tail)} {path}" if pinned else path


def path_name(path: Path) -> str:
    """A path's end; empty when the payload is the value itself. Safe to draw."""
    text = written_path(path[-_MOST_STEPS:])
    return sanitize(f"…{text}" if len(path) > _MOST_STEPS else text)


def entries_across(width: int, count: int, rows: int) -> int:
    """How many entries stand side by side; more than is comfortable when rows are too few."""
    across = max(1, min(width // _COMFORTABLE, count))
    while across * rows < count and width // (across + 1) >= _NARROWEST:
        across += 1
    return across


def legend_rows_within(height: int) -> int:
    """How many of a pane's rows the legend may take."""
    return 0 if height < _LEAST_HEIGHT else max(1, (height - 2) // 3)


def legend(
    curves: Sequence[Curve],
    active: Series,
    pinned: bool,
    cursor: float | None,
    width: int,
    rows: int,
) -> list[Line]:
    """At most ``rows`` lines about the curves.

    Args:
        pinned: whether they are of any topics, or else of the selected one.
        cursor: Unix time of the end of the cursor's column; None tells the newest values.
    """
    if rows < 1:
        return []
    across = entries_across(width, len(curves), rows)
    room = width // across
    figures = [_figures(curve, cursor) for curve in curves]
    titles = names([curve.series for curve in curves], pinned)
    widths = _widths(titles, figures, room)
    entries = [
        _entry(curve, curve.series is active, (title, *texts), widths, room)
        for curve, title, texts in zip(curves, titles, figures, strict=True)
    ]
    shown = len(entries)
    if shown > across * rows:
        shown = across * rows - 1
        entries[shown:] = [[(cut(f" … {len(curves) - shown} more", room), "muted")]]
    starts = range(0, len(entries), across)
    return [[piece for entry in entries[at : at + across] for piece in entry] for at in starts]


def _widths(
    titles: Sequence[str], figures: Sequence[tuple[str, str]], room: int
) -> tuple[int, int, int]:
    """Cells of the name, of the value, and of what is said about it, which needs most room."""
    name = min(max(map(cell_len, titles)), _WIDEST_NAME)
    value = max(_LEAST_VALUE, *(cell_len(text) for text, _ in figures))
    beside = max(_LEAST_BESIDE, *(cell_len(text) for _, text in figures)) + 1
    left = room - _MARK - value - 1
    if left - beside < min(name, _SHORT_NAME):
        beside = 0
    return max(1, min(name, left - beside)), value, beside


def _entry(
    curve: Curve,
    active: bool,
    texts: tuple[str, str, str],
    widths: tuple[int, int, int],
    room: int,
) -> Line:
    """Mark, name, value and what is said about it, exactly ``room`` cells wide."""
    part = part_of(curve.series.slot)
    title, value, beside = texts
    name = cut_left(title, widths[0])
    space = " " * (widths[0] - cell_len(name))
    rest = max(0, room - _MARK - widths[0] - widths[1] - 1)
    if not widths[2]:
        beside = ""
    return [
        (f" {mark_of(curve.series.slot)} ", f"{part} swatch"),
        (" ", "muted"),
        (name, f"{part} active" if active else part),
        (space + value.rjust(widths[1]) + " ", "value"),
        (set_cell_size(cut(f" {beside}", rest), rest), "muted"),
    ]


def _figures(curve: Curve, cursor: float | None) -> tuple[str, str]:
    """The value that is read, and what is said about it."""
    series = curve.series
    if cursor is not None:
        point = series.before(cursor)
        return ("–", "") if point is None else (number_text(point[1]), clock_time(point[0]))
    newest = number_text(series.values[-1]) if len(series) else "–"
    if curve.range is None:
        return newest, "nothing in this time"
    low, high = curve.range
    return newest, f"{number_text(low)} … {number_text(high)}"
