"""What is known of the selection, one view at a time: the payload, the rates, or the history."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import ContentSwitcher

from pubsub_tui.model.selection import Selection
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.widgets.detail import Detail
from pubsub_tui.ui.widgets.rates import RatesTable
from pubsub_tui.ui.widgets.topic_history import TopicHistory

TABS = {"payload": "1 payload", "rates": "2 rates", "history": "3 history"}
"""The shown name of each view, by the id of its widget."""


class Details(ContentSwitcher):
    """Shows one of its views; those that are not on show cost nothing."""

    def __init__(self, traffic: Traffic, selection: Selection, *, id: str) -> None:
        super().__init__(id=id, initial="payload")
        self.payload = Detail(Decoding(traffic), id="payload")
        self.rates = RatesTable(traffic, selection, id="rates")
        self.history = TopicHistory(traffic, id="history")

    def compose(self) -> ComposeResult:
        yield self.payload
        yield self.rates
        yield self.history

    def scope_to(self, topic: Topic | None) -> None:
        """Show only what came on a topic and below; None shows everything."""
        self.rates.scope_to(topic)
        self.history.scope_to(topic)

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
        elif self.current == "history":
            self.history.frame(now)
        else:
            self.payload.frame()

    def heading(self) -> tuple[str, str]:
        """Nothing but a state: the title is the tabs."""
        if self.current == "rates":
            return "", self.rates.state
        return "", self.history.state if self.current == "history" else self.payload.state
