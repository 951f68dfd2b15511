"""The line where a text is written that is looked for in the lines of a view."""

from __future__ import annotations

from pubsub_tui.ui.widgets.lines_view import LinesView
from pubsub_tui.ui.widgets.written_line import WrittenLine


class SearchBar(WrittenLine):
    """Looks in the one view that it was opened for."""

    def __init__(self, *, id: str) -> None:
        super().__init__("search", "text in these lines", self._found, id=id)
        self.view: LinesView | None = None

    def open_for(self, view: LinesView) -> None:
        """Show the line, and go to it, to look in a view's lines."""
        if self.view is not view:
            self.clear()
        self.view = view
        self.open()

    def take(self, text: str) -> str:
        if self.view is not None:
            self.view.look_for(text)
        return ""

    def _found(self) -> str:
        return self.view.found_state() if self.view is not None else ""
