"""What is known of the selection, one view at a time: the payload, or the rates."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import ContentSwitcher

from pubsub_tui.model.selection import Selection
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.widgets.detail import Detail
from pubsub_tui.ui.widgets.rates import RatesTable

TABS = {"payload": "1 payload", "rates": "2 rates"}
"""The shown name of each view, by the id of its widget."""


class Details(ContentSwitcher):
    """Shows one of its views; those that are not on show cost nothing."""

    def __init__(self, traffic: Traffic, selection: Selection, *, id: str) -> None:
        super().__init__(id=id, initial="payload")
        self.payload = Detail(Decoding(traffic), id="payload")
        self.rates = RatesTable(traffic, selection, id="rates")

    def compose(self) -> ComposeResult:
        yield self.payload
        yield self.rates

    def show_view(self, tab: str) -> None:
        """Show one view; it gets the focus when another one had it."""
        focused = self.has_pseudo_class("focus-within")
        self.current = tab
        if focused:
            self.focus_view()

    def focus_view(self) -> None:
        """Go to the view on show."""
        view = self.visible_content
        if view is not None:
            view.focus()

    def frame(self, now: float) -> None:
        """Draw one frame of the view on show."""
        if self.current == "rates":
            self.rates.frame(now)
        else:
            self.payload.frame()

    def heading(self) -> tuple[str, str]:
        """Nothing but a state: the title is the tabs."""
        return "", self.rates.state if self.current == "rates" else self.payload.state
