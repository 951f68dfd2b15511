"""Lines of styled text that are scrolled both ways."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message as UiMessage
from textual.scroll_view import ScrollView
from textual.strip import Strip

from pubsub_tui.decode.view import Line
from pubsub_tui.ui.extent import set_extent
from pubsub_tui.ui.line_search import LineSearch, marked
from pubsub_tui.ui.part_styles import PartStyles

_COLUMNS = 4
"""How far one key scrolls sideways."""
_SEARCH_SECONDS = 0.02
"""How long a search goes on at once: 10,000 lines take less."""


class LinesView(ScrollView, PartStyles, can_focus=True):
    """Draws only the lines on screen; a text can be looked for in all of them."""

    PARTS = "lines"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"lines--{role}"
        for role in ("key", "string", "number", "literal", "punctuation", "muted", "text", "title")
    } | {"lines--found", "lines--found-here"}
    DEFAULT_CSS = """
    LinesView {
        background: $surface; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1;
        & .lines--key { color: $payload-key; }
        & .lines--string { color: $payload-string; }
        & .lines--number { color: $payload-number; }
        & .lines--literal { color: $payload-literal; }
        & .lines--punctuation { color: $muted; }
        & .lines--muted { color: $muted; }
        & .lines--text { color: $foreground; }
        & .lines--title { color: $foreground; text-style: bold; }
        & .lines--found { text-style: bold underline; }
        & .lines--found-here { text-style: bold reverse; }
    }
    """

    class SearchWanted(UiMessage):
        """The line where a text to look for is written is wanted."""

        def __init__(self, view: LinesView) -> None:
            super().__init__()
            self.view = view

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Line] = []
        self._search = LineSearch()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index = self.line_of(y + self.scroll_offset.y)
        x = self.scroll_offset.x
        strip = Strip(self.segments(index) if index < len(self._lines) else [])
        return strip.crop_extend(x, x + width, self.row_style(index))

    def row_style(self, index: int) -> Style:
        """The style of a row behind its line."""
        return self.part_style("base")

    def segments(self, index: int) -> list[Segment]:
        """A line as it is drawn."""
        segments = [Segment(text, self.part_style(role)) for text, role in self._lines[index]]
        if index in self._search.places:
            here = "found-here" if index == self._search.here else "found"
            segments = marked(segments, self._search.places[index], self.part_style(here))
        return segments

    def line_of(self, row: int) -> int:
        """The index of the line in a row."""
        return row

    def row_of(self, index: int) -> int:
        """The row of a line."""
        return index

    def action_cursor_up(self) -> None:
        self._scroll_rows(-1)

    def action_cursor_down(self) -> None:
        self._scroll_rows(1)

    def action_page_up(self) -> None:
        self._scroll_rows(-self.size.height)

    def action_page_down(self) -> None:
        self._scroll_rows(self.size.height)

    def action_scroll_left(self) -> None:
        self.scroll_relative(x=-_COLUMNS, animate=False, immediate=True)

    def action_scroll_right(self) -> None:
        self.scroll_relative(x=_COLUMNS, animate=False, immediate=True)

    def action_half_page_up(self) -> None:
        self._scroll_rows(-(self.size.height // 2))

    def action_half_page_down(self) -> None:
        self._scroll_rows(self.size.height // 2)

    def action_first(self) -> None:
        self.scroll_home(animate=False, immediate=True)

    def action_last(self) -> None:
        self.scroll_end(animate=False, immediate=True)

    def look_for(self, text: str) -> None:
        """Mark a text wherever it stands, and go to the first place from here on."""
        self._search.start(text)
        self.search_on(_SEARCH_SECONDS)
        self.refresh()

    def search_on(self, seconds: float) -> None:
        """Look through more lines, and go to the first that has the text once there is one."""
        if not self._search.text:
            return
        self._search.advance(self._lines, seconds)
        if self._search.here < 0:
            self._go_to(self._search.first(self.line_of(self.scroll_offset.y)))

    def found_state(self) -> str:
        """In how many lines the text is, and which of them is looked at."""
        return self._search.state

    def action_search(self) -> None:
        """Ask for the line where a text to look for is written."""
        self.post_message(self.SearchWanted(self))

    def action_find(self, step: int) -> None:
        """Go to the next line that has the text, or one before with a negative step."""
        if not self._search.text:
            self.action_search()
        elif not self._search.places:
            self.notify("The text is in none of these lines.", severity="warning", markup=False)
        else:
            self._go_to(self._search.step(step))
            self.refresh()

    def draw_lines(self, lines: list[Line], *, stay: bool) -> None:
        """Show other lines; ``stay`` keeps the place that is scrolled to."""
        if lines == self._lines:
            return
        before, self._lines = self._lines, lines
        self._search.renew()
        self._search.advance(lines, _SEARCH_SECONDS)
        widest = max((sum(cell_len(text) for text, _ in line) for line in lines), default=0)
        set_extent(self, Size(widest, len(lines)))
        if not stay:
            self.scroll_to(0, 0, animate=False, immediate=True)
            self.refresh()
            return
        for row, (old, new) in enumerate(zip_longest(before, lines)):
            if old != new:
                self.refresh_line(row)

    def _go_to(self, index: int | None) -> None:
        """Have a line on screen, and its first marked place."""
        if index is None:
            return
        start, end = self._search.places[index][0]
        row = self.row_of(index)
        self.scroll_to_region(Region(start, row, end - start, 1), animate=False, force=True)

    def _scroll_rows(self, rows: int) -> None:
        self.scroll_relative(y=rows, animate=False, immediate=True)
