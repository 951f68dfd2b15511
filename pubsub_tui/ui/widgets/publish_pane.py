"""The publish pane, and all that opens from it: files, templates, requests, repeats, the past."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on

from pubsub_tui.message import Message
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.chosen import Chosen
from pubsub_tui.ui.composing import (
    edit_and_resend,
    edit_payload,
    open_file,
    open_templates,
    save_as_template,
    use_chosen,
    written_in,
)
from pubsub_tui.ui.connections import Connection
from pubsub_tui.ui.repeating import Repeating, summary
from pubsub_tui.ui.request_work import RequestWork
from pubsub_tui.ui.sending import Sending
from pubsub_tui.ui.widgets.compose import Compose
from pubsub_tui.ui.widgets.heading import Heading
from pubsub_tui.ui.widgets.pane import Pane


class PublishPane(Pane):
    """Publishes over one connection.

    Attributes:
        composer: where it is written.
        sending: how it is sent.
    """

    def __init__(
        self, connection: Connection, sent: SentHistory, keys: Mapping[str, str], *, id: str
    ) -> None:
        """``keys`` are the user's own by action id."""
        session, traffic = connection.session, connection.traffic
        repeats = connection.repeats
        self.sending = Sending(session, sent, traffic.clock)
        self.composer = Compose(
            session, traffic, self.sending, keys, lambda: summary(repeats), id="compose"
        )
        super().__init__(Heading(id="split-left"), self.composer, id=id)
        self._session = session
        self._clock = traffic.clock
        self._sent = sent
        self._keys = keys
        self._repeating = Repeating(repeats, self.sending)
        self._requests = RequestWork(session, self.sending, connection.decoding, keys)

    def frame(self, now: float) -> None:
        super().frame(now)
        self._sent.settle()
        complaint = self._sent.complaint()
        if complaint:
            self.notify(sanitize(complaint), severity="warning", markup=False)

    def write_to(self, topic: str | None) -> None:
        """Go to the topic's field, with that topic unless the user wrote another."""
        self.come_forward()
        if topic is not None:
            self.composer.prefill(topic)
        self.composer.focus_topic()

    def resend(self, message: Message | None) -> None:
        """Write a message anew, to be changed and sent."""
        self.come_forward()
        edit_and_resend(self.composer, message)

    def open_sent(self) -> None:
        """Find what was sent, to change it or send it again."""
        from pubsub_tui.ui.screens.sent import SentScreen

        def use(chosen: Chosen | None) -> None:
            if chosen is not None:
                self.come_forward()
                use_chosen(self.composer, chosen)

        endpoint = self._session.state.endpoint
        self.app.push_screen(SentScreen(self._sent, endpoint, self._keys, self._clock), use)

    def open_templates(self) -> None:
        """Show the saved messages, to take or send one."""
        if not self.composer.refuses():
            self.come_forward()
            open_templates(self.composer, self.sending.answers)

    def open_repeats(self) -> None:
        """Send again and again what is written, or the rows of a file."""
        from pubsub_tui.ui.screens.repeats import RepeatsScreen

        if not self.composer.refuses():
            written = written_in(self.composer)
            self.app.push_screen(RepeatsScreen(self._repeating, written, self._keys))

    def open_editor(self) -> None:
        """Edit the payload in the user's own editor."""
        if not self.composer.refuses():
            work = edit_payload(self.app, self.composer)
            self.screen.run_worker(work, group="editor", exclusive=True)

    def come_forward(self) -> None:
        """Leave the zoom when another pane has it."""
        if self.screen.maximized not in (None, self):
            self.screen.minimize()

    @on(Compose.PropertiesWanted)
    def _show_properties(self) -> None:
        if self.screen.maximized is None:
            self.screen.maximize(self, container=False)
        self.composer.focus_properties()

    @on(Compose.SaveWanted)
    def _save_as_template(self) -> None:
        save_as_template(self.composer)

    @on(Compose.FileWanted)
    def _open_file(self) -> None:
        open_file(self.composer)

    @on(Compose.RequestWanted)
    def _send_request(self) -> None:
        work = self._requests.open(self.composer)
        self.screen.run_worker(work, group="request", exclusive=True)
