"""The line above a pane: what it shows at the left, how that stands at the right."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from pubsub_tui.sanitize import cut
from pubsub_tui.ui.widgets.splitter import Splitter

_LEAST_TITLE = 8
_LEAST_STATE = 3


class Heading(Splitter):
    """Title, rule and state in one row; dragging it moves the border to the pane above.

    The heading of the pane that has the focus is drawn bolder, in colour and in strokes.
    """

    DEFAULT_CSS = """
    Heading {
        background: $surface;
        color: $muted;
        &.-horizontal:hover { background: $surface; }
        &.-active { color: $primary; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("horizontal", id=id)
        self._title = ""
        self._state = ""

    def say(self, title: str, state: str) -> None:
        """Show a title and a state, both safe to draw."""
        if (title, state) != (self._title, self._state):
            self._title, self._state = title, state
            self.refresh()

    def render(self) -> Content:
        stroke = "━" if self.has_class("-active") else "─"
        room = self.size.width - self.least_title() - 6
        # An ellipsis alone says nothing.
        state = cut(self._state, room) if room > _LEAST_STATE else ""
        state_width = cell_len(state) + 3 if state else 0
        title = self.title_content(max(0, self.size.width - state_width - 2))
        rule = max(0, self.size.width - title.cell_length - state_width - 2)
        parts: list[Content | tuple[str, str]] = [(stroke, ""), title, (stroke * (rule + 1), "")]
        if state:
            parts += [(f" {state} ", "not bold"), (stroke, "")]
        return Content.assemble(*parts)

    def least_title(self) -> int:
        """Cells of the title that the state leaves free."""
        return _LEAST_TITLE

    def title_content(self, room: int) -> Content:
        """The title within ``room`` cells, a space on either side included."""
        return Content(f" {cut(self._title, room - 2)} ")

    def _neighbours(self) -> tuple[Widget, Widget] | None:
        pane = self.parent
        if not isinstance(pane, Widget) or not isinstance(pane.parent, Widget):
            return None
        panes = [child for child in pane.parent.children if _has_heading(child)]
        at = panes.index(pane)
        return (panes[at - 1], pane) if at else None


def _has_heading(widget: Widget) -> bool:
    return any(isinstance(each, Heading) for each in widget.children)
