"""A line-API view with a cursor row: the keys that move it, and where the mouse clicked."""

from __future__ import annotations

from textual import events
from textual.geometry import Region
from textual.scroll_view import ScrollView

from pubsub_tui.ui.part_styles import PartStyles


class CursorView(ScrollView, PartStyles, can_focus=True):
    """Moves a cursor over rows; what a row is, and what moving means, the subclass decides."""

    _height_before = 0

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Tell the scrollbar where the view stands: while hidden it hears of no movement."""
        if shown:
            self.vertical_scrollbar.position = self.scroll_y

    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def cursor_at(self) -> int:
        """The row that the next movement starts from."""
        raise NotImplementedError

    def move_cursor(self, row: int) -> None:
        """Put the cursor on an existing row."""
        raise NotImplementedError

    def row_at(self, event: events.Click) -> int | None:
        """The row under the mouse; None when there is none."""
        offset = event.get_content_offset(self)
        if offset is None:
            return None
        row = offset.y + self.scroll_offset.y
        return row if row < self.row_count() else None

    def scroll_to_row(self, row: int) -> None:
        """Scroll as little as needed to have a row on screen."""
        self.scroll_to_region(Region(0, row, 1, 1), animate=False, force=True)

    def draw_cursor_anew(self) -> None:
        """Draw the cursor's row again: the cursor looks different without the focus."""
        self.refresh()

    def on_focus(self) -> None:
        self.draw_cursor_anew()

    def on_blur(self) -> None:
        self.draw_cursor_anew()

    def on_resize(self) -> None:
        """A cursor that was on screen stays there."""
        row = self.cursor_at()
        if 0 <= row - self.scroll_offset.y < self._height_before and row < self.row_count():
            self.scroll_to_row(row)
        self._height_before = self.size.height

    def action_cursor_up(self) -> None:
        self._move_by(-1)

    def action_cursor_down(self) -> None:
        self._move_by(1)

    def action_page_up(self) -> None:
        self._move_by(1 - max(2, self.size.height))

    def action_page_down(self) -> None:
        self._move_by(max(2, self.size.height) - 1)

    def action_half_page_up(self) -> None:
        self._move_by(-max(1, self.size.height // 2))

    def action_half_page_down(self) -> None:
        self._move_by(max(1, self.size.height // 2))

    def action_first(self) -> None:
        self._move_to(0)

    def action_last(self) -> None:
        self._move_to(self.row_count() - 1)

    def _move_by(self, rows: int) -> None:
        self._move_to(self.cursor_at() + rows)

    def _move_to(self, row: int) -> None:
        if self.row_count():
            self.move_cursor(max(0, min(row, self.row_count() - 1)))
