"""The rows of the connections that were found, with a cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events, on
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from pubsub_tui.ui.known_connections import Known
from pubsub_tui.ui.widgets.connection_row import Widths, connection_row

_NARROWEST = 10


class ConnectionRows(OptionList):
    """A click shows one, and another click takes it."""

    DEFAULT_CSS = """
    ConnectionRows {
        height: auto; min-height: 1; border: none; padding: 0;
        background: $surface; scrollbar-size-vertical: 1;
        text-wrap: nowrap; text-overflow: ellipsis;
        &:focus { background-tint: $surface 0%; }
    }
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__(compact=True, markup=False)
        self._clock = clock
        self._shown: Sequence[Known] = ()
        self._widths = Widths(0, 0, 0)
        self._lit: int | None = None

    @property
    def under_cursor(self) -> Known | None:
        """As it was when it was shown; None when there is none."""
        row = self.highlighted
        return self._shown[row] if row is not None and row < len(self._shown) else None

    @property
    def after_cursor(self) -> Known | None:
        """The one in the next row; None after the last."""
        row = self.highlighted
        following = self._shown[row + 1 : row + 2] if row is not None else ()
        return following[0] if following else None

    def show(self, found: Sequence[Known], name: str, width: int) -> None:
        """List them, with the cursor on a name if it is there, else on the first.

        Args:
            width: in cells, the scrollbar included.
        """
        self._shown = found
        self._room = max(_NARROWEST, width - 1)
        self._widths = Widths.of(found, self._room)
        self._lit = None
        self.clear_options()
        self.add_options(Option(self._row(index)) for index in range(len(found)))
        if found:
            names = [each.name for each in found]
            self.highlighted = names.index(name) if name in names else 0
        self._follow()

    def on_click(self, event: events.Click) -> None:
        row = event.style.meta.get("option")
        if row is not None and row != self.highlighted:
            event.prevent_default()
            self.highlighted = row

    @on(OptionList.OptionHighlighted)
    def _follow(self) -> None:
        """Draw the row under the cursor as such, and the one that was there as it was."""
        before, self._lit = self._lit, self.highlighted
        for row in {before, self._lit} - {None}:
            if row is not None and row < len(self._shown):
                self.replace_option_prompt_at_index(row, self._row(row))

    def _row(self, index: int) -> Content:
        return connection_row(
            self._shown[index], self._widths, self._room, self._clock(), cursor=index == self._lit
        )
