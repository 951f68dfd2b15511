"""The lines that are written in at the bottom: filter, find and search."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from pubsub_tui.ui.saved_filters import SavedFilters
from pubsub_tui.ui.widgets.filter_bar import FilterBar
from pubsub_tui.ui.widgets.lines_view import LinesView
from pubsub_tui.ui.widgets.search_bar import SearchBar
from pubsub_tui.ui.widgets.written_line import WrittenLine


class BottomLines(Vertical):
    """Shows the lines that are in use; whoever leaves one goes back to where they came from."""

    DEFAULT_CSS = "BottomLines { height: auto; }"

    def __init__(
        self,
        home: Widget,
        describe_filter: Callable[[], str],
        describe_finding: Callable[[], str],
        saved: SavedFilters,
    ) -> None:
        """``home`` gets the focus when a line is taken off; the others say what is selected."""
        super().__init__()
        self._home = home
        self._came_from: Widget | None = None
        self._filter = FilterBar("filter", describe_filter, saved, id="filter")
        self._find = FilterBar("find", describe_finding, saved, id="find")
        self._search = SearchBar(id="search")
        self._lines: tuple[WrittenLine, ...] = (self._search, self._find, self._filter)

    def compose(self) -> ComposeResult:
        yield from self._lines

    def frame(self) -> None:
        """Draw one frame."""
        for line in self._lines:
            line.frame()

    def open_filter(self) -> None:
        """Write a filter."""
        self._come()
        self._filter.open()

    def open_find(self) -> None:
        """Write what is marked."""
        self._come()
        self._find.open()

    def open_search(self, view: LinesView) -> None:
        """Write a text that is looked for in a view's lines."""
        self._come()
        self._search.open_for(view)

    def close(self) -> bool:
        """Take off the line with the focus, or else the topmost; False when none is shown."""
        shown = [line for line in self._lines if line.display]
        if not shown:
            return False
        within = next((each for each in shown if each.has_pseudo_class("focus-within")), None)
        (within or shown[0]).clear()
        (self._came_from if within and self._came_from else self._home).focus()
        return True

    @on(WrittenLine.Left)
    def _go_back(self, event: WrittenLine.Left) -> None:
        event.stop()
        (self._came_from or self._home).focus()

    def _come(self) -> None:
        focused = self.screen.focused
        if focused is not None and self not in focused.ancestors:
            self._came_from = focused
