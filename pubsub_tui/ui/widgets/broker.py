"""The broker: the connection to it, and what it tells of itself below ``$SYS``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message as UiMessage

from pubsub_tui.decode.view import Line
from pubsub_tui.model.broker.page import BrokerPage, Row
from pubsub_tui.model.broker.recognise import Recognised
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.session import Session
from pubsub_tui.ui.actions import bindings, keys_in_force
from pubsub_tui.ui.quantities import counted
from pubsub_tui.ui.widgets.broker_lines import figure_lines
from pubsub_tui.ui.widgets.connection_lines import (
    PATIENCE,
    connection_lines,
    sentence_lines,
    why_nothing,
)
from pubsub_tui.ui.widgets.lines_view import LinesView

_LONGEST_NODE = 40


class BrokerView(LinesView):
    """Draws again only when the connection or one of the figures changed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("broker")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--spark"}
    DEFAULT_CSS = """
    BrokerView { & .lines--spark { color: $topic-spark; } }
    """

    class SysWanted(UiMessage):
        """The tree is to show ``$SYS``."""

    def __init__(
        self,
        traffic: Traffic,
        session: Session,
        keys: Mapping[str, str],
        *,
        id: str | None = None,
    ) -> None:
        """``keys`` are the user's own by action id."""
        super().__init__(id=id)
        self._go = keys_in_force("broker.go", keys)[0]
        self._page = BrokerPage(traffic)
        self._session = session
        self._clock = traffic.clock
        self._waiting_since: float | None = None
        self._drawn: object = None
        self.state = ""

    def frame(self, now: float) -> None:
        """Read what is new, and draw it when something is."""
        self._page.advance()
        waited = self._waited(now)
        # Which of two sentences it is depends on the time; nothing else does.
        drawn = (self._page.revision, self._session.state, waited > PATIENCE, self._room)
        if drawn == self._drawn or self._room <= 0:
            return
        self._drawn = drawn
        rows = self._page.rows()
        self.state = self._state(rows)
        self.draw_lines(self._compose_lines(rows, waited), stay=True)

    def on_resize(self) -> None:
        """At once, as the lines of another width until the next frame would flicker."""
        self.frame(self._clock())

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        row = offset.y + self.scroll_offset.y if offset is not None else -1
        if self._page.others and row == len(self._lines) - 1:
            self.action_go()

    def action_go(self) -> None:
        """Show ``$SYS`` in the tree."""
        if self._page.broker is None and not self._page.others:
            self.app.notify("Nothing came from below $SYS.", severity="warning", markup=False)
        else:
            self.post_message(self.SysWanted())

    @property
    def _room(self) -> int:
        """The width in cells, whether there is a scrollbar or not."""
        return self.outer_size.width - 1

    def _waited(self, now: float) -> float:
        """Seconds for which nothing was to be seen of the broker that is connected."""
        if self._session.state.link is None or self._page.broker is not None or self._page.others:
            self._waiting_since = None
            return 0.0
        if self._waiting_since is None:
            self._waiting_since = now
        return now - self._waiting_since

    def _state(self, rows: list[Row]) -> str:
        if not self._page.complete:
            return "looking back …"
        return counted(len(rows), "figure") if rows else ""

    def _compose_lines(self, rows: list[Row], waited: float) -> list[Line]:
        state, width = self._session.state, self._room
        broker, others = self._page.broker, self._page.others
        lines = [*connection_lines(state, self._session.login.username, width, self._clock()), []]
        if broker is None and not others:
            return lines + sentence_lines(why_nothing(state, waited), width)
        if broker is None:
            lines += sentence_lines("The names below $SYS are of no broker known here.", width)
        else:
            lines += figure_lines(rows, width, broker.table.average_of)
            lines += _about(broker, width)
        if others:
            more = f"And {counted(others, 'topic')} more below $SYS: {self._go} goes there"
            lines.append([(f" {cut(more, width - 2)}", "muted")])
        return lines


def _about(broker: Recognised, width: int) -> list[Line]:
    """Whose names they are: others than that broker may use them too."""
    if broker.table.remark:
        return [[], *sentence_lines(broker.table.remark, width, "muted")]
    sentence = f"Read by the names that {broker.table.broker} gives its figures."
    if broker.node:
        of = f", one of {broker.nodes} nodes" if broker.nodes > 1 else ""
        sentence += f" They are of {sanitize(broker.node[:_LONGEST_NODE])}{of}."
    return [[], *sentence_lines(sentence, width, "muted")]
