"""The status line: the connection in words, and the figures that tell whether all is shown."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from pubsub_tui.model.broker.dropped import Dropped
from pubsub_tui.model.rates import byte_rate, message_rate
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.session import ConnectionState, Phase, Session
from pubsub_tui.ui.actions import keys_in_force
from pubsub_tui.ui.profile_name import profile_name
from pubsub_tui.ui.quantities import format_rate, format_size
from pubsub_tui.ui.widgets.encryption_lines import expiry_warning
from pubsub_tui.ui.widgets.message_log import MessageLog

_PERIOD = 0.25
_WARNING = 9
"""How dear a warning is."""
_COLOURS = {
    Phase.ONLINE: "$text-success",
    Phase.CONNECTING: "$text-warning",
    Phase.WAITING: "$text-error",
    Phase.NEEDS_PASSWORD: "$text-error",
    Phase.CLOSED: "$text-muted",
}


class StatusBar(Widget):
    """One line, drawn again at most four times a second.

    What does not fit is left out in a fixed order: the protocol, the hint for help and the
    rates, which the tree shows too, first; what was received and lost last. That nobody checks
    who answers is said whatever the width.
    """

    DEFAULT_CSS = """
    StatusBar { height: 1; dock: bottom; background: $panel; color: $foreground; }
    """

    def __init__(
        self, session: Session, traffic: Traffic, log: MessageLog, keys: Mapping[str, str]
    ) -> None:
        """``keys`` are the user's own by action id."""
        super().__init__()
        self._session = session
        self._traffic = traffic
        self._log = log
        self._dropped = Dropped(traffic)
        self._help = f"{keys_in_force('app.help', keys)[0]} help"
        self._composed_at = 0.0
        self._content = Content("")

    def frame(self, now: float) -> None:
        """Draw again when it is time and something changed."""
        if 0 <= now - self._composed_at < _PERIOD:
            return
        self._composed_at = now
        content = self._compose_line(now)
        if content != self._content:
            self._content = content
            self.refresh()

    def on_resize(self) -> None:
        self._composed_at = 0.0

    def render(self) -> Content:
        return self._content

    def _compose_line(self, now: float) -> Content:
        state = self._session.state
        connection = _connection(state, self._session.seconds_to_retry())
        # Each with how dear it is: the cheapest leave first when the line is too narrow.
        figures = [(0, sanitize(state.link.protocol))] if state.link is not None else []
        figures += [(_WARNING, text) for text in self._warnings(now)]
        figures += self._figures(now)
        name = profile_name(self._session.profile)
        mark = " · INSECURE" if self._session.insecure else ""
        width = self.size.width - name.cell_length
        connection = cut(connection, width - 4 - len(mark))
        room = width - 3 - cell_len(connection + mark)
        while figures and sum(cell_len(text) + 3 for _, text in figures) > room:
            figures.remove(min(figures, key=lambda figure: figure[0]))
        parts: list[Content | tuple[str, str]] = [
            (" ● ", _COLOURS[state.phase]),
            name,
            (connection, "bold"),
            (mark, "$text-warning bold"),
        ]
        for worth, text in figures:
            style = "$text-warning bold" if worth == _WARNING else ""
            parts += [(" · ", "$text-muted"), (text, style)]
        return Content.assemble(*parts)

    def _warnings(self, now: float) -> list[str]:
        words = []
        if self._session.production:
            words.append("PRODUCTION")
        if self._session.read_only:
            words.append("🔒 read-only")
        if self._log.paused:
            words.append("PAUSED")
        paused = sum(each.paused for each in self._session.subscriptions.entries)
        if paused:
            words.append(f"{paused} filter{'s' * (paused > 1)} paused")
        refused = len(self._session.state.refused)
        if refused and self._session.state.phase is Phase.ONLINE:
            words.append(f"{refused} filter{'s' * (refused > 1)} refused")
        words += _expiring(self._session.state, now)
        dropped = self._dropped.count()
        if dropped:
            words.append(f"broker dropped {dropped:,}")
        return words

    def _figures(self, now: float) -> list[tuple[int, str]]:
        traffic = self._traffic
        history = traffic.history
        figures = [
            (8, f"rx {traffic.received:,}"),
            (4, format_rate(message_rate(traffic.root, now))),
            (3, f"{format_size(byte_rate(traffic.root, now))}/s"),
            (5, f"kept {format_size(history.bytes)}"),
            (7, f"evicted {history.evicted:,}"),
            (6, f"lag {format_size(self._session.backlog())}"),
        ]
        if traffic.excludes.count:
            figures.append((6, f"excluded {traffic.excludes.count:,}"))
        if traffic.cleared:
            figures.append((2, f"cleared {traffic.cleared:,}"))
        return [*figures, (1, self._help)]


def _expiring(state: ConnectionState, now: float) -> list[str]:
    """What to say of the broker's certificate when it expires soon."""
    encryption = state.link.encryption if state.link is not None else None
    certificate = encryption.certificate if encryption is not None else None
    warning = expiry_warning(certificate, now) if certificate is not None else ""
    return [warning] if warning else []


def _connection(state: ConnectionState, seconds: int | None) -> str:
    endpoint = sanitize(state.endpoint)
    if state.phase is Phase.ONLINE:
        return endpoint
    words = f"{endpoint} {state.phase.value}"
    return words if seconds is None else f"{words} {seconds} s"
