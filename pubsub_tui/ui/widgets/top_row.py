"""The columns of the top table, and one of its rows as styled text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from pubsub_tui.model.figures import Column, Row
from pubsub_tui.model.rates import buckets
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.quantities import (
    format_age,
    format_count,
    format_interval,
    format_rate,
    format_share,
    format_size,
    format_times,
)
from pubsub_tui.ui.sparkline import sparkline
from pubsub_tui.ui.widgets.log_row import cut_left

UNKNOWN = "–"
_LONGEST_NAME = 300
_LEAST_TOPIC = 12
_ENOUGH_TOPIC = 30
_WIDTHS = {
    Column.MESSAGE_RATE: 7,
    Column.BYTE_RATE: 8,
    Column.SHARE: 6,
    Column.COUNT: 11,
    Column.MEAN: 6,
    Column.MAX: 6,
    Column.INTERVAL: 9,
    Column.JITTER: 8,
    Column.CHANGED: 8,
    Column.LATE: 8,
    Column.LAST_SEEN: 5,
}
_SPARK = 12
_SPARK_TITLE = "last minute"
_DEAREST_FIRST: tuple[Column | None, ...] = (
    Column.MESSAGE_RATE,
    Column.LAST_SEEN,
    Column.BYTE_RATE,
    Column.SHARE,
    Column.COUNT,
    Column.LATE,
    Column.INTERVAL,
    None,
    Column.CHANGED,
    Column.MEAN,
    Column.MAX,
    Column.JITTER,
)
"""None is the last minute as bars."""


@dataclass(frozen=True, slots=True)
class TopColumns:
    """What there is room for.

    Attributes:
        figures: the columns beside the topic, from left to right.
        spark: whether the last minute is shown as bars.
        topic: the width of the topic, in cells.
    """

    figures: tuple[Column, ...]
    spark: bool
    topic: int

    @classmethod
    def for_width(cls, width: int, by: Column) -> TopColumns:
        """The columns that leave the topic enough of ``width`` cells; ``by`` is one of them."""
        least = max(_LEAST_TOPIC, min(width // 3, _ENOUGH_TOPIC))
        wanted: set[Column | None] = set() if by is Column.TOPIC else {by}
        for column in _DEAREST_FIRST:
            if width - _cells(wanted | {column}) < least:
                break
            wanted.add(column)
        figures = tuple(column for column in _WIDTHS if column in wanted)
        return cls(figures, None in wanted, max(0, width - _cells(wanted)))

    @classmethod
    def in_full(cls, rows: Sequence[Row]) -> TopColumns:
        """All columns, and as much of the topics as they need."""
        return cls(tuple(_WIDTHS), True, max((cell_len(_path(row)) for row in rows), default=0))

    def at(self, x: int) -> Column | None:
        """The column in which a cell stands; None for what can not be sorted by."""
        right = 1 + self.topic
        if x < right:
            return Column.TOPIC
        for column in self.figures:
            right += 1 + _WIDTHS[column]
            if x < right:
                return column
        return None


def _cells(columns: set[Column | None]) -> int:
    """How wide figures are together, and the cell before the topic."""
    return 1 + sum(1 + (_SPARK if column is None else _WIDTHS[column]) for column in columns)


def head_text(columns: TopColumns, by: Column, reverse: bool) -> str:
    """The titles, the one that is sorted by with an arrow."""

    def title(column: Column) -> str:
        if column is by:
            return column.value + ("▼" if reverse else "▲")
        # Above the figures, which leave a cell for the mark.
        return column.value + " " * (column is Column.LAST_SEEN)

    parts = [" " + set_cell_size(title(Column.TOPIC), columns.topic)]
    parts += [f" {title(column):>{_WIDTHS[column]}}" for column in columns.figures]
    if columns.spark:
        parts.append(f" {_SPARK_TITLE:<{_SPARK}}")
    return "".join(parts)


def row_segments(
    row: Row, columns: TopColumns, now: float, style_of: Callable[[str], Style]
) -> list[Segment]:
    """Draw one row.

    Args:
        row: its figures.
        columns: what to show of them.
        now: when they were taken, Unix time in seconds.
        style_of: the style of ``topic``, ``figure``, ``overdue`` and ``spark``.
    """
    segments = [Segment(_name(row, columns.topic), style_of("topic"))]
    for column in columns.figures:
        text = f" {_figure(column, row, now):>{_WIDTHS[column]}}"
        late = row.overdue and column in (Column.LATE, Column.LAST_SEEN)
        segments.append(Segment(text, style_of("overdue" if late else "figure")))
    if columns.spark:
        bars = sparkline(buckets(row.topic, now)[:-1], _SPARK) if row.whole else ""
        segments.append(Segment(f" {bars:<{_SPARK}}", style_of("spark")))
    return segments


def _name(row: Row, width: int) -> str:
    path = _path(row, max(width, _LONGEST_NAME))
    return " " + set_cell_size(cut_left(path, width), width)


def _path(row: Row, longest: int = 0) -> str:
    """The topic or level, of a long one the last so many characters (0: all), safe to draw."""
    return sanitize(row.topic.path[-longest:]) + "/#" * row.group


def _figure(column: Column, row: Row, now: float) -> str:
    match column:
        case Column.TOPIC:
            return row.topic.path
        case Column.MESSAGE_RATE:
            return format_rate(row.message_rate)
        case Column.BYTE_RATE:
            return format_size(row.byte_rate)
        case Column.SHARE:
            return format_share(row.share)
        case Column.COUNT:
            return format_count(row.count)
        case Column.MEAN:
            return format_size(row.mean)
        case Column.MAX:
            return format_size(row.largest)
        case Column.INTERVAL:
            return UNKNOWN if row.interval is None else format_interval(row.interval)
        case Column.JITTER:
            return UNKNOWN if row.jitter is None else f"±{format_interval(row.jitter)}"
        case Column.CHANGED:
            return UNKNOWN if row.changed is None else format_share(row.changed)
        case Column.LATE:
            return UNKNOWN if row.late is None else format_times(row.late)
        case Column.LAST_SEEN:
            return format_age(now - row.last_seen) + ("!" if row.overdue else " ")
