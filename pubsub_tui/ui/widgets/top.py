"""The first topics of the scope by one figure, ranked again twice a second."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message as UiMessage
from textual.strip import Strip

from pubsub_tui.model.figures import Column, Row
from pubsub_tui.model.named_figures import named_figures
from pubsub_tui.model.ranking import Order, Ranking, levels_below
from pubsub_tui.model.selection import Selection
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import cut
from pubsub_tui.ui.actions import bindings, keys_in_force
from pubsub_tui.ui.cursor_view import CursorView
from pubsub_tui.ui.exports import FiguresExport
from pubsub_tui.ui.extent import set_extent
from pubsub_tui.ui.quantities import counted
from pubsub_tui.ui.widgets.top_row import TopColumns, head_text, row_segments

_PERIOD = 0.5
_SLICE_SECONDS = 0.003
_FIRST_SLICE_SECONDS = 0.02
"""The user waits for the first rows after a change."""
_HEAD = 1
_ORDER = tuple(Column)


class TopTable(CursorView):
    """Draws the rows on screen, and ranks in slices, as there may be very many topics.

    On the first row the cursor stays there, whatever becomes the first. On any other it stays
    with its topic, and the topic where it is on screen, while other rows move past it.
    """

    export_name: ClassVar[str] = "top"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("top")]
    PARTS = "top"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"top--{part}"
        for part in ("head", "topic", "figure", "overdue", "spark", "cursor", "cursor-blurred")
    }
    DEFAULT_CSS = """
    TopTable {
        background: $surface; scrollbar-size-vertical: 1;
        & .top--head { color: $foreground; background: $panel; text-style: bold; }
        & .top--topic { color: $message-topic; }
        & .top--figure { color: $foreground; }
        & .top--overdue { color: $text-warning; text-style: bold; }
        & .top--spark { color: $topic-spark; }
        & .top--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground;
            text-style: bold;
        }
        & .top--cursor-blurred { background: $block-cursor-blurred-background; }
    }
    """

    class Picked(UiMessage):
        """A topic or level was picked, by its full name."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(
        self,
        traffic: Traffic,
        selection: Selection,
        keys: Mapping[str, str],
        *,
        id: str | None = None,
    ) -> None:
        """``keys`` are the user's own by action id; the heading names them."""
        super().__init__(id=id)
        self._traffic = traffic
        self._root = traffic.root
        self._selection = selection
        self._hints = [
            keys_in_force(f"top.{action}", keys)[0] for action in ("sort", "coarser", "finer")
        ]
        self._scope: Topic | None = None
        self._order = Order()
        self._ranking: Ranking | None = None
        self._begun_at = -math.inf
        self._awaited = True
        self._rows: list[Row] = []
        self._found = 0
        self._taken_at = 0.0
        self._cursor = 0
        self._columns = TopColumns.for_width(0, self._order.by)

    def scope_to(self, topic: Topic | None) -> None:
        """Rank only what came on a topic and below, from the next frame; None ranks all."""
        self._scope = topic
        self._start_afresh()

    @property
    def state(self) -> str:
        """What the heading says."""
        depth = self._order.depth
        words = ["each topic" if depth is None else f"level {self._top.depth + depth + 1}"]
        if self._selection.active:
            words.append("selected")
        if self._awaited and self._ranking is not None:
            words.append(f"ranking {self._ranking.progress:.0%}")
        elif self._found > len(self._rows):
            words.append(f"{len(self._rows)} of {self._found:,}")
        sort, coarser, finer = self._hints
        return f"{', '.join(words)} ({coarser} {finer}) by {self._order.by.value} ({sort})"

    def export_title(self) -> str:
        rows = counted(len(self._rows), "topic" if self._order.depth is None else "level")
        order = "" if self._order.reverse else ", the least first"
        return f"top: {rows} by {self._order.by.value}{order}"

    def export(self) -> FiguresExport:
        columns = TopColumns.in_full(self._rows)
        drawn = [head_text(columns, self._order.by, self._order.reverse)]
        for row in self._rows:
            segments = row_segments(row, columns, self._taken_at, lambda _: Style.null())
            drawn.append("".join(segment.text for segment in segments))
        return FiguresExport([named_figures(row) for row in self._rows], drawn)

    def frame(self, now: float) -> None:
        """Rank again when it is time, or go on with it."""
        if self._root is not self._traffic.root:
            self._root = self._traffic.root
            self._scope = None
            self._start_afresh()
        if self._ranking is None:
            if 0 <= now - self._begun_at < _PERIOD:
                return
            self._begun_at = now
            only = self._selection.topics if self._selection.active else None
            self._ranking = Ranking(self._top, now, self._traffic.since, self._order, only)
        if self._ranking.advance(_FIRST_SLICE_SECONDS if self._awaited else _SLICE_SECONDS):
            self._take(self._ranking)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        self._columns = TopColumns.for_width(width, self._order.by)
        if y < _HEAD:
            text = head_text(self._columns, self._order.by, self._order.reverse)
            return self._strip([Segment(text, self.part_style("head"))], width, "head")
        row = y - _HEAD + self.scroll_offset.y
        if row >= len(self._rows):
            text = f" {self._nothing()}" if row == 0 else ""
            return self._strip(
                [Segment(cut(text, width), self.part_style("figure"))], width, "base"
            )
        if row != self._cursor:
            segments = row_segments(self._rows[row], self._columns, self._taken_at, self.part_style)
            return self._strip(segments, width, "base")
        part = "cursor" if self.has_focus else "cursor-blurred"
        style = self.part_style(part)
        segments = row_segments(self._rows[row], self._columns, self._taken_at, lambda _: style)
        return self._strip(segments, width, part)

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event)
        if row is not None:
            self.move_cursor(row)
            self.action_pick()
            return
        offset = event.get_content_offset(self)
        column = self._columns.at(offset.x) if offset is not None and offset.y < _HEAD else None
        if column is self._order.by:
            self.action_invert()
        elif column is not None:
            self._sort_by(column)

    def row_at(self, event: events.Click) -> int | None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y < _HEAD:
            return None
        row = offset.y - _HEAD + self.scroll_offset.y
        return row if row < len(self._rows) else None

    def row_count(self) -> int:
        return len(self._rows)

    def cursor_at(self) -> int:
        return self._cursor

    def move_cursor(self, row: int) -> None:
        self._cursor = row
        self.scroll_to_row(row)
        self.refresh()

    def scroll_to_row(self, row: int) -> None:
        """Scroll as little as needed to have a row on screen, below the head."""
        self.scroll_to_region(Region(0, row, 1, 1 + _HEAD), animate=False, force=True)

    def action_pick(self) -> None:
        """Go to the topic or level under the cursor in the tree."""
        if self._rows:
            self.post_message(self.Picked(self._rows[self._cursor].topic.path))

    def action_turn_sort(self, step: int) -> None:
        """Sort by the next column or the one before, on show or not."""
        self._sort_by(_ORDER[(_ORDER.index(self._order.by) + step) % len(_ORDER)])

    def action_invert(self) -> None:
        """Turn the order round."""
        self._rank_by(replace(self._order, reverse=not self._order.reverse))

    def action_coarser(self) -> None:
        """Sum one level more."""
        depth = self._order.depth
        if depth is None:
            depth = levels_below(self._top)
        if depth > 1:
            self._rank_by(replace(self._order, depth=depth - 1))
        elif self._order.depth is None:
            self.notify("There are no levels to sum here.", markup=False)

    def action_finer(self) -> None:
        """Sum one level less, down to each topic."""
        depth = self._order.depth
        if depth is not None:
            finer = depth + 1 if depth + 1 < levels_below(self._top) else None
            self._rank_by(replace(self._order, depth=finer))

    @property
    def _top(self) -> Topic:
        return self._scope if self._scope is not None else self._traffic.root

    def _sort_by(self, column: Column) -> None:
        self._rank_by(replace(self._order, by=column, reverse=column is not Column.TOPIC))

    def _rank_by(self, order: Order) -> None:
        self._order = order
        self._start_afresh()
        # At once: else the new head would stand over the rows of the old order.
        self.frame(self._traffic.clock())
        self.refresh()

    def _start_afresh(self) -> None:
        """The next rows are other ones: they are shown from the first."""
        self._ranking = None
        self._begun_at = -math.inf
        self._awaited = True

    def _take(self, ranking: Ranking) -> None:
        """Show what was found, and keep what is looked at where it is."""
        before, at = self._rows, self._cursor
        y = self.scroll_offset.y
        self._rows = ranking.rows
        self._found = ranking.found
        self._taken_at = self._begun_at
        if self._awaited:
            self._cursor = y = 0
        elif at:
            topic = before[at].topic
            rows = (row for row, each in enumerate(self._rows) if each.topic is topic)
            self._cursor = next(rows, max(0, min(at, len(self._rows) - 1)))
            if y <= at < y + self.size.height - _HEAD:
                y += self._cursor - at
        self._awaited = False
        self._ranking = None
        set_extent(self, Size(0, len(self._rows) + _HEAD))
        if y != self.scroll_offset.y:
            self.scroll_to(y=y, animate=False, immediate=True, force=True)
        self.refresh()

    def _nothing(self) -> str:
        if self._awaited:
            return "Ranking …"
        if self._selection.active:
            return "No topic here passes the filter."
        return "No message has come yet." if self._scope is None else "No message came here."

    def _strip(self, segments: list[Segment], width: int, rest: str) -> Strip:
        return Strip(segments).adjust_cell_length(width, self.part_style(rest))
