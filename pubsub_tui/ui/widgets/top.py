"""The busiest topics of the scope, ranked again twice a second."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar, Literal

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual import events, on
from textual.binding import BindingType
from textual.message import Message as UiMessage
from textual.widgets import DataTable

from pubsub_tui.model.named_figures import named_figures
from pubsub_tui.model.ranking import Column, Row, busiest
from pubsub_tui.model.rates import buckets
from pubsub_tui.model.selection import Selection
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.exports import FiguresExport
from pubsub_tui.ui.quantities import counted, format_age, format_count, format_rate, format_size
from pubsub_tui.ui.sparkline import sparkline
from pubsub_tui.ui.widgets.log_row import cut_left

SHOWN = 50
_PERIOD = 0.5
_COST_SHARE = 20
_WIDE = 90
_SPARK = 12
_LEAST_TOPIC = 10
_PADDING = 2
_SCROLLBAR = 1
_ORDER = tuple(Column)
_WIDTHS = {
    Column.MESSAGE_RATE: 8,
    Column.BYTE_RATE: 8,
    Column.COUNT: 11,
    Column.LAST_SEEN: 6,
}
_LEFT_OUT_FIRST = (Column.COUNT, Column.LAST_SEEN, Column.BYTE_RATE)


def _fitting(width: int) -> list[Column]:
    """The columns that leave the topics enough of ``width`` cells."""
    columns = list(_ORDER)
    for column in _LEFT_OUT_FIRST:
        if width - _figures_width(columns) < _LEAST_TOPIC:
            columns.remove(column)
    return columns


def _figures_width(columns: Sequence[Column]) -> int:
    """What is left for the topic is the pane's width without this."""
    widths = (_WIDTHS.get(column, 0) + _PADDING for column in columns)
    return sum(widths) + _SCROLLBAR


def _justify(column: Column | None) -> Literal["left", "right"]:
    return "left" if column in (Column.TOPIC, None) else "right"


class TopTable(DataTable[Text]):
    """A table whose rows are ranks: what stands in a rank changes, the rows stay."""

    export_name: ClassVar[str] = "top"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("top")]
    DEFAULT_CSS = """
    TopTable { height: 1fr; background: $surface; scrollbar-size-vertical: 1; }
    """

    class Picked(UiMessage):
        """A topic was picked, by its full name."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(self, traffic: Traffic, selection: Selection, *, id: str | None = None) -> None:
        super().__init__(id=id, cursor_type="row", zebra_stripes=False, header_height=1)
        self._traffic = traffic
        self._selection = selection
        self._scope: Topic | None = None
        self._by = Column.MESSAGE_RATE
        self._reverse = True
        self._ranked_at = 0.0
        self._period = _PERIOD
        self._shown: list[tuple[str, ...]] = []
        self._paths: list[str] = []
        self._rows: list[Row] = []
        self._columns: list[Column] = list(_ORDER)
        self._topic_width = 0

    def on_mount(self) -> None:
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        if (_fitting(self._room), self._wanted_topic_width()) != (self._columns, self._topic_width):
            self._lay_out()

    def scope_to(self, topic: Topic | None) -> None:
        """Rank only what came on a topic and below; None ranks everything."""
        self._scope = topic
        self._ranked_at = 0.0

    @property
    def state(self) -> str:
        """What the heading says."""
        return f"by {self._by.value} · s sorts"

    def export_title(self) -> str:
        order = "" if self._reverse else ", the least first"
        return f"top: {counted(len(self._rows), 'topic')} by {self._by.value}{order}"

    def export(self) -> FiguresExport:
        return FiguresExport([named_figures(row) for row in self._rows], self._drawn())

    def frame(self, now: float) -> None:
        """Rank again when it is time; a ranking that takes long is made less often."""
        if 0 <= now - self._ranked_at < self._period:
            return
        started = time.perf_counter()
        self._show(now)
        cost = time.perf_counter() - started
        self._ranked_at = now
        self._period = max(_PERIOD, cost * _COST_SHARE)

    def action_first(self) -> None:
        self.move_cursor(row=0)

    def action_last(self) -> None:
        self.move_cursor(row=self.row_count - 1)

    def action_half_page_up(self) -> None:
        self.move_cursor(row=self.cursor_row - self.size.height // 2)

    def action_half_page_down(self) -> None:
        self.move_cursor(row=self.cursor_row + self.size.height // 2)

    def action_next_sort(self) -> None:
        """Sort by the next column of those on show."""
        at = self._columns.index(self._by) if self._by in self._columns else -1
        self._sort_by(self._columns[(at + 1) % len(self._columns)])

    @on(DataTable.HeaderSelected)
    def _sort_by_header(self, event: DataTable.HeaderSelected) -> None:
        event.stop()
        for column in _ORDER:
            if column.value == event.column_key.value:
                self._sort_by(column, again=True)

    def on_click(self, event: events.Click) -> None:
        """One click on a row picks it; Textual's table wants two."""
        row = event.style.meta.get("row", -1)
        if 0 <= row < len(self._paths):
            event.prevent_default()
            event.stop()
            self.move_cursor(row=row)
            self._pick(row)

    @on(DataTable.RowSelected)
    def _pick_by_key(self, event: DataTable.RowSelected) -> None:
        event.stop()
        if event.cursor_row < len(self._paths):
            self._pick(event.cursor_row)

    def _pick(self, row: int) -> None:
        self.post_message(self.Picked(self._paths[row]))

    def _sort_by(self, column: Column, again: bool = False) -> None:
        if again and column is self._by:
            self._reverse = not self._reverse
        else:
            self._by = column
            self._reverse = column is not Column.TOPIC
        self._lay_out()

    @property
    def _with_spark(self) -> bool:
        return self.outer_size.width >= _WIDE

    @property
    def _room(self) -> int:
        """The width for topics and figures, whether there is a scrollbar or not."""
        return self.outer_size.width - (_SPARK + _PADDING if self._with_spark else 0)

    def _wanted_topic_width(self) -> int:
        room = self._room
        return max(_LEAST_TOPIC, room - _figures_width(_fitting(room)))

    def _lay_out(self) -> None:
        """Make the columns again: their widths follow the pane's."""
        self._topic_width = self._wanted_topic_width()
        self._columns = _fitting(self._room)
        self.clear(columns=True)
        self._shown = []
        arrow = "▼" if self._reverse else "▲"
        for column in self._columns:
            title = f"{column.value}{arrow}" if column is self._by else column.value
            self.add_column(
                Text(title, justify=_justify(column)),
                key=column.value,
                width=_WIDTHS.get(column, self._topic_width),
            )
        if self._with_spark:
            self.add_column(Text("last minute"), key="spark", width=_SPARK)
        # At once, as an empty table until the next frame would flicker.
        self._show(self._traffic.clock())

    def _show(self, now: float) -> None:
        root = self._scope if self._scope is not None else self._traffic.root
        only = self._selection.topics if self._selection.active else None
        rows = busiest(root, now, self._by, SHOWN, self._reverse, only)
        self._rows = rows
        self._paths = [row.topic.path for row in rows]
        wanted = [self._cells(row, now) for row in rows]
        while self.row_count > len(wanted):
            self.remove_row(str(self.row_count - 1))
            self._shown.pop()
        keys = [str(key.value) for key in self.columns]
        for rank, cells in enumerate(wanted):
            texts = [
                Text(cell, justify=_justify(column))
                for cell, column in zip_longest(cells, self._columns)
            ]
            if rank >= len(self._shown):
                self.add_row(*texts, key=str(rank))
                self._shown.append(cells)
            elif cells != self._shown[rank]:
                for index, key in enumerate(keys):
                    if cells[index] != self._shown[rank][index]:
                        self.update_cell(str(rank), key, texts[index])
                self._shown[rank] = cells

    def _drawn(self) -> list[str]:
        """The head and all rows with all columns, and the topics in full."""
        names = [sanitize(row.topic.path) for row in self._rows]
        widest = max(map(cell_len, names), default=0)
        lines = [set_cell_size(name, widest) for name in ("topic", *names)]
        for column, width in _WIDTHS.items():
            figures = [self._cell(column, row, self._ranked_at) for row in self._rows]
            cells = [column.value, *figures]
            lines = [f"{line} {cell:>{width}}" for line, cell in zip(lines, cells, strict=True)]
        return lines

    def _cells(self, row: Row, now: float) -> tuple[str, ...]:
        cells = tuple(self._cell(column, row, now) for column in self._columns)
        if not self._with_spark:
            return cells
        return (*cells, sparkline(buckets(row.topic, now)[:-1], _SPARK))

    def _cell(self, column: Column, row: Row, now: float) -> str:
        match column:
            case Column.TOPIC:
                return cut_left(sanitize(row.topic.path[-300:]), self._topic_width)
            case Column.MESSAGE_RATE:
                return format_rate(row.message_rate)
            case Column.BYTE_RATE:
                return format_size(row.byte_rate)
            case Column.COUNT:
                return format_count(row.count)
            case Column.LAST_SEEN:
                return format_age(now - row.last_seen)
