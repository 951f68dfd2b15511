"""Lines of which those within brackets can be folded away."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size

from pubsub_tui.decode.json_large import LONGEST_LINE
from pubsub_tui.decode.structure import Path, Structure
from pubsub_tui.decode.view import Line
from pubsub_tui.ui.extent import set_extent
from pubsub_tui.ui.folds import Folds
from pubsub_tui.ui.joined_lines import JoinedLines
from pubsub_tui.ui.widgets.lines_view import LinesView

_SLICE_SECONDS = 0.01
_PAUSE_SECONDS = 0.005
_NOTE = 40
"""Cells for what is said behind a line that is cut."""
_FEW_LINES = 200
"""A container of more is opened with those in it folded."""


class FoldingView(LinesView):
    """Has a cursor while there is something to fold; else its keys scroll.

    A large text is gone through in the background. What stands in it one level deep is folded
    until it is opened.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--cursor"}
    DEFAULT_CSS = """
    FoldingView > .lines--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._folds = Folds()
        self._structure: Structure | None = None
        self._cursor: int | None = None
        self._tops_seen = 0

    @property
    def large(self) -> JoinedLines | None:
        """The lines, when they are those of a large text."""
        return self._lines if isinstance(self._lines, JoinedLines) else None

    def closing(self, index: int) -> int:
        """The line that closes what a line opens; the same for a line that opens nothing."""
        if isinstance(self._lines, JoinedLines):
            return self._lines.closing(index)
        return self.structure.closing.get(index, index)

    @property
    def structure(self) -> Structure:
        """The containers among the lines; made when it is first asked for."""
        if self._structure is None:
            self._structure = Structure(self._lines)
        return self._structure

    def draw_lines(self, lines: list[Line], *, stay: bool) -> None:
        """Show other lines; with ``stay``, what is folded stays so, as far as it is there."""
        if lines == self._lines:
            return
        cursor = self._cursor if stay else None
        paths = self._folded_paths() if stay else set()
        self._forget()
        super().draw_lines(lines, stay=stay)
        if paths:
            for start, path in self.structure.paths.items():
                if path in paths:
                    self._fold(start)
            self._rows_changed()
        if cursor is not None and self._foldable:
            self._cursor = min(cursor, len(lines) - 1)

    def draw_large(self, lines: JoinedLines) -> None:
        """Show a large text from its beginning; one that is on show already stays as it is."""
        before = self.large
        if before is not None and before.large is lines.large and before.first == lines.first:
            self._lines = lines
            self.refresh()
            return
        self._forget()
        self._lines = lines
        self._search.renew()
        self.scroll_to(0, 0, animate=False, immediate=True)
        self._rows_changed()
        self.run_worker(self._go_through(lines), group="large", exclusive=True)

    def line_of(self, row: int) -> int:
        return self._folds.line_of(row)

    def row_of(self, index: int) -> int:
        hiding = self._folds.hiding(index)
        while hiding is not None:
            self._unfold(hiding)
            hiding = self._folds.hiding(index)
        return self._folds.row_of(index)

    def segments(self, index: int) -> list[Segment]:
        segments = super().segments(index)
        if index in self._folds:
            segments += self._folded(index)
        if self._has_cursor(index):
            style = self.part_style("cursor")
            return [Segment(segment.text, style) for segment in segments]
        return segments

    def row_style(self, index: int) -> Style:
        return self.part_style("cursor" if self._has_cursor(index) else "base")

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = self.line_of(offset.y + self.scroll_offset.y)
        if index < len(self._lines) and self._foldable:
            self._cursor = index
            self.action_fold()

    def action_fold(self) -> None:
        """Fold or unfold what the line under the cursor opens, or what it stands in."""
        if self._cursor is None:
            self._move_by(1)
        index = self._cursor
        if index is None:
            return
        if index in self._folds:
            self._open(index)
        elif self.closing(index) > index:
            self._fold(index)
        self._rows_changed()

    def action_open_all(self) -> None:
        self._folds.clear()
        self._rows_changed()

    def action_close_all(self) -> None:
        """Fold all that stands one level deep."""
        root = next((i for i in range(len(self._lines)) if self.closing(i) > i), None)
        if root is not None:
            self._fold_within(root)
        self._rows_changed()

    @property
    def _foldable(self) -> bool:
        return self.large is not None or bool(self.structure.closing)

    def _has_cursor(self, index: int) -> bool:
        return index == self._cursor and self.has_focus

    def _folded_paths(self) -> set[Path]:
        if self.large is not None or not len(self._folds):
            return set()
        return {self.structure.paths[start] for start in self._folds.starts()}

    def _forget(self) -> None:
        self._folds.clear()
        self._structure = None
        self._cursor = None
        self._tops_seen = 0

    def _scroll_rows(self, rows: int) -> None:
        if self._foldable:
            self._move_by(rows)
        else:
            super()._scroll_rows(rows)

    def _move_by(self, rows: int) -> None:
        """Move the cursor; there is none at first, and it begins in the first row on screen."""
        last = self._folds.rows(len(self._lines)) - 1
        top = self.scroll_offset.y
        row = top - 1 if self._cursor is None else self._folds.row_of(self._cursor)
        row = max(0, min(row + rows, last))
        self._cursor = self._folds.line_of(row)
        self.scroll_to_region(Region(self.scroll_offset.x, row, 1, 1), animate=False, force=True)
        self.refresh()

    def action_first(self) -> None:
        if self._foldable:
            self._move_by(-len(self._lines))
        super().action_first()

    def action_last(self) -> None:
        if self._foldable:
            self._move_by(len(self._lines))
        super().action_last()

    def _fold(self, index: int) -> None:
        end = self.closing(index)
        if end > index:
            self._folds.fold(index, end)

    def _open(self, index: int) -> None:
        """Show what is folded; what is in it too when that is little."""
        end = self.closing(index)
        self._folds.unfold(index)
        if end - index > _FEW_LINES:
            self._fold_within(index)

    def _unfold(self, index: int) -> None:
        self._open(index)
        self._rows_changed()

    def _fold_within(self, index: int) -> None:
        end = self.closing(index)
        self._folds.unfold_within(index, end)
        at = index + 1
        inner: list[tuple[int, int]] = []
        while at < end:
            close = self.closing(at)
            if close > at:
                inner.append((at, close))
            at = close + 1
        self._folds.fold_many(inner)

    def _folded(self, index: int) -> list[Segment]:
        end = self._folds.end_of(index)
        shut = "".join(text for text, _ in self._lines[end]).strip()
        return [
            Segment(" … ", self.part_style("muted")),
            Segment(shut, self.part_style("punctuation")),
            Segment(f"  {end - index:,} lines", self.part_style("muted")),
        ]

    def _rows_changed(self) -> None:
        width = self.virtual_size.width if self.large is None else self._large_width()
        set_extent(self, Size(width, self._folds.rows(len(self._lines))))
        self.refresh()

    def _large_width(self) -> int:
        return max(self.size.width, LONGEST_LINE + _NOTE)

    async def _go_through(self, lines: JoinedLines) -> None:
        """Go through a large text while the screen lives on."""
        while not lines.large.complete:
            lines.large.advance(_SLICE_SECONDS)
            self._fold_tops(lines)
            self._rows_changed()
            await asyncio.sleep(_PAUSE_SECONDS)

    def _fold_tops(self, lines: JoinedLines) -> None:
        """Fold what has come to stand one level deep; the last may still be growing."""
        tops = lines.large.tops
        for at in range(max(0, self._tops_seen - 1), len(tops)):
            start = lines.first + tops[at]
            end = lines.closing(start)
            if at >= self._tops_seen:
                self._folds.fold(start, end)
            elif start in self._folds and start == self._folds.last_start():
                self._folds.grow(end)
        self._tops_seen = len(tops)
