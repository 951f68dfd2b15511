"""The line at the top that names all connections, when there are several."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message as UiMessage
from textual.widget import Widget

from pubsub_tui.model.rates import message_rate
from pubsub_tui.session import ConnectionState, Phase, Session
from pubsub_tui.ui.connections import Connections
from pubsub_tui.ui.profile_name import block
from pubsub_tui.ui.quantities import format_rate
from pubsub_tui.ui.tab_room import fit_tabs
from pubsub_tui.ui.widgets.plot_colours import COLOURS

_PERIOD = 0.25
_FIGURE = 6
"""Cells of a usual rate, so that tabs stand still while it changes."""


class ConnectionTabs(Widget):
    """Each connection with its number, state, name and rate; a click shows it.

    Drawn again at most four times a second.
    """

    DEFAULT_CSS = """
    ConnectionTabs { height: 1; dock: top; background: $panel; color: $foreground; }
    """

    class Chosen(UiMessage):
        """A tab was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, connections: Connections) -> None:
        super().__init__()
        self._connections = connections
        self._composed_at = 0.0
        self._content = Content("")
        self._ends: list[tuple[int, int]] = []

    def frame(self, now: float) -> None:
        """Draw again when it is time and something changed; ``now`` is Unix time in seconds."""
        if 0 <= now - self._composed_at < _PERIOD:
            return
        self._composed_at = now
        content = self._line(now)
        if not content.is_same(self._content):
            self._content = content
            self.refresh()

    def on_resize(self) -> None:
        self._composed_at = 0.0

    def render(self) -> Content:
        return self._content

    def on_click(self, event: events.Click) -> None:
        for end, index in self._ends:
            if event.x < end:
                self.post_message(self.Chosen(index))
                return

    def _line(self, now: float) -> Content:
        connections = self._connections
        every, shown = connections.all, connections.shown
        rates = [message_rate(each.traffic.root, now) for each in every]
        figures = [f"{format_rate(rate):>{_FIGURE}}" for rate in rates]
        fitted = fit_tabs([each.name for each in every], figures, shown, self.size.width)
        parts: list[tuple[str, str]] = []
        self._ends, end = [], 0
        for tab in fitted:
            session = every[tab.index].session
            active = tab.index == shown
            glyph, role = state_mark(session.state)
            parts += [
                (f" {tab.index + 1} ", number_style(session, active=active)),
                (f"{glyph} ", f"{role} bold"),
            ]
            if tab.name:
                colour = connection_colour(tab.index)
                parts.append((tab.name, f"{colour} bold reverse" if active else colour))
            parts.append((f" {tab.figure} " if tab.figure else " ", "$text-muted"))
            end += tab.width
            self._ends.append((end, tab.index))
        return Content.assemble(*parts)


def connection_colour(index: int) -> str:
    """The colour of a connection's name, as a style."""
    return f"$plot-{index % COLOURS + 1}"


def number_style(session: Session, *, active: bool) -> str:
    """The number has the colour of the profile, as no name could be read in any colour."""
    profile = session.profile
    if profile is not None and profile.colour is not None:
        return f"bold {block(profile.colour)}"
    return "bold" if active else "$text-muted"


def state_mark(state: ConnectionState) -> tuple[str, str]:
    """A character of one cell for where a connection stands, and its colour.

    Full is online, half connecting, empty offline; a cross is one that never was online, and a
    question mark one that waits for a password.
    """
    if state.phase is Phase.ONLINE:
        return "●", "$text-success"
    if state.phase is Phase.NEEDS_PASSWORD:
        return "?", "$text-error"
    if state.phase is Phase.CONNECTING and state.problem is None:
        return "◐", "$text-warning"
    return ("○", "$text-error") if state.lost else ("✗", "$text-error")
