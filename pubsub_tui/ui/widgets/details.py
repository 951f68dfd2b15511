"""What is known of the selection, one view at a time: the tabs under the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from textual.app import ComposeResult
from textual.widgets import ContentSwitcher

from pubsub_tui.message import Message
from pubsub_tui.model.finding import Finding
from pubsub_tui.model.plot.collection import Collection
from pubsub_tui.model.selection import Selection
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.session import Session
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.widgets.broker import BrokerView
from pubsub_tui.ui.widgets.detail import Detail
from pubsub_tui.ui.widgets.diff import Diff
from pubsub_tui.ui.widgets.plot import Plot
from pubsub_tui.ui.widgets.top import TopTable
from pubsub_tui.ui.widgets.topic_history import TopicHistory

TABS = {
    "payload": "1 payload",
    "history": "2 history",
    "diff": "3 diff",
    "plot": "4 plot",
    "top": "5 top",
    "broker": "6 broker",
}
"""The shown name of each view, by the id of its widget."""


class Tab(Protocol):
    """What is asked of a view."""

    @property
    def state(self) -> str:
        """What the heading says."""
        ...

    def frame(self, now: float) -> None:
        """Show what changed since the last frame; ``now`` is Unix time in seconds."""
        ...


class Details(ContentSwitcher):
    """Shows one of its views; those that are not on show cost nothing."""

    def __init__(
        self,
        traffic: Traffic,
        selection: Selection,
        finding: Finding,
        plotted: Collection,
        decoding: Decoding,
        session: Session,
        keys: Mapping[str, str],
        *,
        id: str,
    ) -> None:
        """``keys`` are the user's own by action id."""
        super().__init__(id=id, initial="payload")
        self.payload = Detail(decoding, traffic.history, keys, id="payload")
        self.history = TopicHistory(traffic, finding, keys, id="history")
        self.diff = Diff(traffic, decoding, lambda: self.payload.message, id="diff")
        self._topic: Topic | None = None
        self.plot = Plot(plotted, self._newest, id="plot")
        self.top = TopTable(traffic, selection, keys, id="top")
        self.broker = BrokerView(traffic, session, keys, id="broker")
        self._tabs: dict[str, Tab] = {
            "payload": self.payload,
            "history": self.history,
            "diff": self.diff,
            "plot": self.plot,
            "top": self.top,
            "broker": self.broker,
        }

    def compose(self) -> ComposeResult:
        yield self.payload
        yield self.history
        yield self.diff
        yield self.plot
        yield self.top
        yield self.broker

    def scope_to(self, topic: Topic | None) -> None:
        """Show only what came on a topic and below; None shows everything."""
        self._topic = topic
        self.history.scope_to(topic)
        self.top.scope_to(topic)

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
        if self._shown is not self.plot:
            self.plot.catch_up()
        self._shown.frame(now)

    def heading(self) -> tuple[str, str]:
        """Nothing but a state: the title is the tabs."""
        return "", self._shown.state

    def _newest(self) -> Message | None:
        """The newest message of the selected topic."""
        return None if self._topic is None else self._topic.latest

    @property
    def _shown(self) -> Tab:
        return self._tabs[self.current or "payload"]
