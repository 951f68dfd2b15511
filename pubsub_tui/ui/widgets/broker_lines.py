"""The figures of a broker as lines: groups one below the other, or in two columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, zip_longest

from rich.cells import cell_len

from pubsub_tui.decode.view import Line
from pubsub_tui.model.broker.figures import GROUPS, Kind
from pubsub_tui.model.broker.page import Row
from pubsub_tui.sanitize import cut, preview
from pubsub_tui.ui.quantities import format_rate, format_size, format_span
from pubsub_tui.ui.sparkline import sparkline

TWO_COLUMNS = 100
_LEFT, _RIGHT = ("broker", "clients", "store"), ("messages", "bytes", "load")
_GAP = 3
_WIDEST = 72
_NAME = 17
_VALUE = 13
_RATE = 9
_AVERAGE = 9
_LEAST_SPARK, _MOST_SPARK = 6, 24
_LONGEST_TEXT = 200


def figure_lines(rows: Sequence[Row], width: int, average_of: str) -> list[Line]:
    """Draw the figures that there are.

    Args:
        rows: in the order of the page.
        width: of the view, in cells.
        average_of: the time that averages are counted for: ``minute`` or ``second``.
    """
    if width < TWO_COLUMNS:
        return _column(rows, GROUPS, width, average_of)
    room = min(_WIDEST, (width - _GAP) // 2)
    left = _column(rows, _LEFT, room, average_of)
    right = _column(rows, _RIGHT, room, average_of)
    if not left or not right:
        return left or right
    nothing: Line = []
    return [
        [*line, (" " * (room + _GAP - _cells(line)), "text"), *other] if other else line
        for line, other in zip_longest(left, right, fillvalue=nothing)
    ]


def _column(rows: Sequence[Row], groups: Sequence[str], width: int, average_of: str) -> list[Line]:
    lines: list[Line] = []
    for group in groups:
        members = [row for row in rows if row.figure.group == group]
        if not members:
            continue
        if lines:
            lines.append([])
        lines.append(_title(group, members, width, average_of))
        for _, same in groupby(members, key=lambda row: row.figure.name):
            together = list(same)
            one = together[0]
            lines.append(
                _average_line(together, width) if one.figure.minutes else _line(one, width)
            )
    return lines


def _title(group: str, rows: Sequence[Row], width: int, average_of: str) -> Line:
    if not any(row.figure.minutes for row in rows):
        return [(f" {group}", "title")]
    heads = "".join(f"{each} min".rjust(_AVERAGE) for each in _fitting(width))
    return [(f" {group}, a {average_of}".ljust(_NAME), "title"), (heads, "muted")]


def _line(row: Row, width: int) -> Line:
    name = (f" {row.figure.name}".ljust(_NAME), "key")
    if row.number is None:
        return [name, (cut(_words(row), width - _NAME), "string")]
    line: Line = [name, (number_text(row, _VALUE).rjust(_VALUE), "number")]
    used = _NAME + _VALUE + _RATE
    if row.figure.kind.counts and width >= used:
        line.append((_rate_text(row).rjust(_RATE), "muted"))
    room = min(_MOST_SPARK, width - used - 1)
    if room >= _LEAST_SPARK and _makes_a_picture(row):
        bars = sparkline(row.bars[-room:], room).rjust(room)
        line += [(" " * (used + 1 - _cells(line)), "text"), (bars, "spark")]
    return line


def _makes_a_picture(row: Row) -> bool:
    """Not one value alone, none but nothing, a clock that runs, or a level that stays."""
    kind, bars = row.figure.kind, row.bars
    if len(bars) < 2 or not any(bars) or kind is Kind.SECONDS:
        return False
    return kind.counts or min(bars) != max(bars)


def _average_line(rows: Sequence[Row], width: int) -> Line:
    by_minutes = {row.figure.minutes: number_text(row, _AVERAGE - 1) for row in rows}
    cells = "".join(by_minutes.get(each, "").rjust(_AVERAGE) for each in _fitting(width))
    return [(f" {rows[0].figure.name}".ljust(_NAME), "key"), (cells, "number")]


def _fitting(width: int) -> Sequence[int]:
    """The minutes of the averages that there is room for."""
    return (1, 5, 15)[: (width - _NAME) // _AVERAGE]


def number_text(row: Row, cells: int) -> str:
    """A figure's value in its unit, in at most so many cells; cut only when it is no number."""
    number = row.number
    if number is None:
        return cut(_words(row), cells)
    match row.figure.kind:
        case Kind.SECONDS if number >= 0:
            text = format_span(number)
        case Kind.BYTES | Kind.BYTE_COUNTER | Kind.BYTE_AVERAGE if number >= 0:
            text = format_size(number)
        case Kind.PERCENT:
            text = f"{number:,.1f} %"
        case _:
            text = f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"
    return text if len(text) <= cells else f"{number:.1e}"


def _rate_text(row: Row) -> str:
    if row.rate is None:
        return ""
    if row.figure.kind is Kind.BYTE_COUNTER:
        text = f"{format_size(row.rate)}/s"
    else:
        text = format_rate(row.rate)
    return text if len(text) < _RATE else f"{row.rate:.0e}/s"


def _words(row: Row) -> str:
    text = preview(row.payload, _LONGEST_TEXT)
    return text + "…" if len(row.payload) > _LONGEST_TEXT else text or "(empty)"


def _cells(line: Line) -> int:
    return sum(cell_len(text) for text, _ in line)
