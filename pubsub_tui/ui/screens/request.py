"""A request and its response, side by side, with the time between them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static
from textual.worker import Worker, WorkerState

from pubsub_tui.inquiry import Inquiry, Stage
from pubsub_tui.message import Message
from pubsub_tui.model.filter.literals import duration_or_seconds, written_duration
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.requests import reply_topic_complaint
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.actions import bindings, keys_in_force
from pubsub_tui.ui.clipboard import copy_payload
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.quantities import format_round_trip
from pubsub_tui.ui.requesting import Requesting, how_sure, told
from pubsub_tui.ui.widgets.exchanged import Exchanged
from pubsub_tui.ui.widgets.writing import Visible

_PERIOD = 1 / 12
_SIDE_BY_SIDE = 100
"""Columns from which the two have room beside each other."""
_TALL = 30
"""Rows of which some can be left to what lies below."""
_BUTTONS = (("close", "Close"), ("edit", "Edit"), ("copy", "Copy response"), ("send", "Send"))
_CHOOSE = "MQTT 3.1.1 has no response topics: choose where the response comes. enter sends."
_log = logging.getLogger(__name__)


class RequestScreen(ModalScreen[bool]):
    """Sends at once, unless it has to be said where the response comes.

    Returns whether what is written is to be changed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("request")]
    DEFAULT_CSS = """
    RequestScreen {
        align: center middle;
        & #request-box {
            width: 96%; max-width: 170; height: 94%; padding: 0 1;
            border: round $border; background: $surface;
        }
        & #request-fields { height: 1; & > Label { color: $muted; padding: 0 1 0 0; } }
        & Input { border: none; padding: 0; height: 1; background: $panel; }
        & #request-topic { width: 1fr; margin: 0 2 0 0; }
        & #request-seconds { width: 8; }
        & #request-said { height: auto; min-height: 1; max-height: 4; }
        & #request-sides { height: 1fr; layout: vertical; }
        & #request-answered { height: 5fr; }
        & #request-asked { height: 4fr; }
        &.-wide #request-sides { layout: horizontal; & > Exchanged { height: 1fr; } }
        &.-low #request-box { width: 100%; height: 100%; }
        & #request-buttons { height: 1; align-horizontal: right; }
        & Button { margin: 0 0 0 1; min-width: 8; }
    }
    """

    def __init__(self, requesting: Requesting, decoding: Decoding, keys: Mapping[str, str]) -> None:
        """``keys`` are the user's own by action id."""
        super().__init__()
        self._requesting = requesting
        self._request_side = Exchanged("request", decoding, id="request-asked")
        self._response_side = Exchanged("response", decoding, id="request-answered")
        self._keys = {
            name: keys_in_force(f"request.{name}", keys)[0]
            for name in ("send", "time", "edit", "copy", "next", "close")
        }
        self._drawn: Inquiry | None = None
        self._drawn_sent = False
        self._at = 0
        self._complaint = ""
        self._asked: Message = requesting.request

    def compose(self) -> ComposeResult:
        keys, requesting = self._keys, self._requesting
        with Vertical(id="request-box") as box:
            box.border_title = "request and response"
            box.border_subtitle = Content(
                f"{keys['send']} sends again · {keys['time']} time-out · {keys['close']} closes"
            )
            with Horizontal(id="request-fields"):
                yield Label("reply topic")
                yield Input(
                    requesting.reply_topic,
                    placeholder="made up",
                    compact=True,
                    highlighter=Visible(),
                    id="request-topic",
                )
                yield Label("time-out")
                seconds = written_duration(requesting.habits.seconds)
                yield Input(seconds, compact=True, highlighter=Visible(), id="request-seconds")
            yield Static(id="request-said", markup=False)
            with Container(id="request-sides"):
                yield self._request_side
                yield self._response_side
            with Horizontal(id="request-buttons"):
                for name, words in _BUTTONS:
                    label = Content(f"{words}  {keys[name]}")
                    yield Button(label, id=name, compact=True)

    def on_mount(self) -> None:
        self.query_one("#send", Button).variant = "primary"
        self.set_interval(_PERIOD, self.tick)
        if self._requesting.needs_reply_topic:
            self._topic.focus()
        else:
            self._response_side.focus()
            self.action_send()
        self.tick()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= _SIDE_BY_SIDE, "-wide")
        self.set_class(event.size.height < _TALL, "-low")

    def tick(self) -> None:
        """Show what changed."""
        self._requesting.remember()
        inquiry = self._requesting.inquiry
        if self._complaint:
            self._say(f"✗ {self._complaint}", "text-error")
        elif inquiry is None:
            self._say(_CHOOSE, "text-warning")
        else:
            self._say(*told(inquiry))
        sent = inquiry is not None and inquiry.sent
        if (inquiry, sent) != (self._drawn, self._drawn_sent):
            self._drawn, self._drawn_sent = inquiry, sent
            self._asked = self._requesting.request
        self._request_side.show(self._asked, "request", secret=self._requesting.secret)
        self._show_response(inquiry)

    def action_send(self) -> None:
        """Send it, or send it again as a new request."""
        if not self._read_fields():
            return
        self._requesting.give_up()
        work = self._send(self._topic.value)
        self.run_worker(work, group="request", exclusive=True, exit_on_error=False)

    def action_step(self, step: int) -> None:
        """Show another of several responses."""
        inquiry = self._requesting.inquiry
        count = len(inquiry.responses) if inquiry is not None else 0
        self._at = max(0, min(self._at + step, count - 1))
        self.tick()

    def action_time(self) -> None:
        """Go to the time-out."""
        self._seconds.focus()

    def action_copy(self) -> None:
        """Copy the payload of the response on show."""
        response = self._response()
        if response is None:
            self.notify("There is no response to copy.", severity="warning", markup=False)
        else:
            copy_payload(self.app, response)

    def action_edit(self) -> None:
        """Go back to what is written, to change it."""
        self._leave(edit=True)

    def action_close(self) -> None:
        """Leave; what is still waited for is given up."""
        self._leave(edit=False)

    def action_move(self, where: str) -> None:
        """Move in the side that has the focus, or else in the response."""
        on_request = self._request_side.has_focus
        side = self._request_side if on_request else self._response_side
        getattr(side, f"action_{where}")()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input is not self._seconds:
            self.action_send()
        elif self._read_fields():
            self._keep_waiting()

    @on(Input.Changed)
    def _change(self, event: Input.Changed) -> None:
        event.stop()
        self._complaint = ""

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        getattr(self, f"action_{event.button.id}")()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A mistake of ours is told here, and its traceback goes to the log file."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            _log.error("the request failed", exc_info=event.worker.error)
            self._complaint = sanitize(
                f"This failed by a mistake of pubsub-tui: {event.worker.error!r}."
            )
        self.tick()

    @property
    def _topic(self) -> Input:
        return self.query_one("#request-topic", Input)

    @property
    def _seconds(self) -> Input:
        return self.query_one("#request-seconds", Input)

    async def _send(self, reply_topic: str) -> None:
        try:
            publication = await self._requesting.prepare(self.app)
        except OutgoingError as error:
            self._complaint = f"{sanitize(str(error))}. Nothing was sent."
            return
        if publication is None:
            self._complaint = "Not sent."
            return
        self._at = 0
        inquiry = self._requesting.begin(publication, reply_topic)
        if isinstance(self.focused, Input):
            self._response_side.focus()
        await inquiry.run()

    def _keep_waiting(self) -> None:
        """Wait for what is under way as long as is asked now; nothing is sent by that."""
        inquiry = self._requesting.inquiry
        if inquiry is None:
            self._topic.focus()
            return
        inquiry.wait_for(self._requesting.habits.seconds)
        self._response_side.focus()

    def _read_fields(self) -> bool:
        """Take over what is in the fields; whether all of it can be used."""
        topic, seconds = self._topic.value, duration_or_seconds(self._seconds.value.strip())
        problem = None
        if topic or self._requesting.needs_reply_topic:
            problem = reply_topic_complaint(topic, self._requesting.request.topic)
        if problem is not None:
            self._complaint = f"The reply topic: {sanitize(problem)}."
            self._topic.focus()
        elif not seconds:
            self._complaint = "The time-out: expected a time such as 500ms, 5s or 2m."
            self._seconds.focus()
        else:
            self._complaint = ""
            self._requesting.habits.seconds = seconds
            return True
        return False

    def _response(self) -> Message | None:
        inquiry = self._requesting.inquiry
        if inquiry is None or not inquiry.responses:
            return None
        return inquiry.responses[self._at].message

    def _show_response(self, inquiry: Inquiry | None) -> None:
        side = self._response_side
        if inquiry is None or not inquiry.responses:
            over = inquiry is not None and inquiry.over
            side.border_title = "response"
            side.say(_in_its_place(inquiry) if over else "The response will be shown here.")
            return
        response = inquiry.responses[self._at]
        title = f"response · {format_round_trip(response.seconds)}"
        count = len(inquiry.responses)
        if count > 1:
            title += f" · {self._at + 1} of {count}, {self._keys['next']} shows the next"
        side.show(response.message, title, how_sure(response))
        side.border_title = Content(title)

    def _say(self, words: str, colour: str) -> None:
        self.query_one("#request-said", Static).update(Content.styled(words, f"${colour}"))

    def _leave(self, *, edit: bool) -> None:
        self.workers.cancel_node(self)
        self._requesting.give_up()
        self.dismiss(edit)


def _in_its_place(inquiry: Inquiry | None) -> str:
    if inquiry is not None and inquiry.stage is Stage.TIMED_OUT:
        return "No response came in time."
    return "There is no response."
