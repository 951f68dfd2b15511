"""What to say when there is nothing to see yet, or when the connection is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content
from textual.widgets import Static

from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import sanitize
from pubsub_tui.session import ConnectionState, Phase, Session
from pubsub_tui.transports.base import Granted
from pubsub_tui.ui.actions import keys_in_force

_LONGEST_REASON = 300
"""Characters: what comes after it has to stay on screen."""


class Notice(Static):
    """First use, connecting, waiting, failed: one panel in plain words, gone when all is well."""

    DEFAULT_CSS = """
    Notice {
        height: auto;
        max-height: 12;
        padding: 0 1;
        margin: 0 0 0 0;
        background: $panel;
        display: none;
    }
    """

    def __init__(
        self,
        session: Session,
        traffic: Traffic,
        keys: Mapping[str, str],
    ) -> None:
        """``keys`` are the user's own by action id."""
        super().__init__(markup=False)
        self._session = session
        self._traffic = traffic
        self._keys = keys
        self._said: Content | None = None
        self._read: tuple[Granted, ...] | None = None

    def frame(self) -> None:
        """Say what there is to say now; hide when there is nothing."""
        content = self._content(self._session.state)
        if content == self._said:
            return
        self._said = content
        self.display = content is not None
        self.update(content if content is not None else "")

    def dismiss(self) -> None:
        """Say no more of what the broker refused, until it answers anew."""
        self._read = self._session.state.granted

    def on_click(self) -> None:
        self.dismiss()

    def _content(self, state: ConnectionState) -> Content | None:
        if state.phase is Phase.ONLINE:
            return self._online(state)
        if state.phase is Phase.CONNECTING and state.problem is None:
            return Content.assemble(f"Connecting to {sanitize(state.endpoint)} …")
        return self._failed(state)

    def _online(self, state: ConnectionState) -> Content | None:
        if state.refused and state.granted is not self._read:
            lines = [
                f"The broker refused {sanitize(grant.topic_filter)}: {sanitize(grant.refusal)}."
                for grant in state.refused
            ]
            hint = (
                f"Press {self._key('subscriptions')} to name narrower topic filters, such as "
                f"site/+/temperature. {self._key('back').capitalize()} closes this."
            )
            return _paragraph("Not subscribed to everything", [*lines, hint])
        if self._traffic.cleared or any(name[:1] != "$" for name in self._traffic.root.names()):
            return None
        refused = {grant.topic_filter for grant in state.refused}
        active = [each.topic_filter for each in self._session.subscriptions.active]
        filters = [sanitize(name[:_LONGEST_REASON]) for name in active if name not in refused]
        if not active:
            hint = f"Press {self._key('subscriptions')} to add or resume a topic filter."
            return _paragraph("Connected, and subscribed to nothing.", [hint])
        if not filters:
            return None
        example = state.link.example if state.link is not None else ""
        return _paragraph(
            "Connected. Waiting for the first message.",
            [
                f"Subscribed to: {' '.join(filters)}",
                self._invitation(),
                sanitize(example),
            ],
        )

    def _invitation(self) -> str:
        if self._session.read_only:
            return "Publish something in another terminal:"
        return f"Press {self._key('publish')} to publish, or in another terminal:"

    def _key(self, action: str) -> str:
        return keys_in_force(f"app.{action}", self._keys)[0]

    def _failed(self, state: ConnectionState) -> Content:
        problem = state.problem
        what = (
            sanitize(problem.what[:_LONGEST_REASON]) if problem is not None else state.phase.value
        )
        lines = [sanitize(problem.hint)] if problem is not None and problem.hint else []
        seconds = self._session.seconds_to_retry()
        if seconds is not None:
            lines.append(
                f"Trying again in {seconds} s. Press {self._key('reconnect')} to try now, "
                f"{self._key('doctor')} for the doctor, {self._key('quit')} to quit."
            )
        if self._session.pushed_out:
            lines.append(f"Press {self._key('doctor')} and then i to take another client id.")
        if state.phase is Phase.NEEDS_PASSWORD:
            lines.append(
                f"Press {self._key('reconnect')} to enter a password, "
                f"{self._key('doctor')} for the doctor, {self._key('quit')} to quit."
            )
        elif state.phase is Phase.CONNECTING:
            lines.append("Trying again now …")
        return _paragraph(what, lines)


def _paragraph(heading: str, lines: Sequence[str]) -> Content:
    body = "".join(f"\n{line}" for line in lines)
    return Content.assemble((heading, "bold"), (body, ""))
