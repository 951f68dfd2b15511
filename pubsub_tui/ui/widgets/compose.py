"""Writes a message and publishes it; what became of it is said on the spot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Label, Select

from pubsub_tui.sanitize import sanitize
from pubsub_tui.session import Session
from pubsub_tui.transports.base import Outcome, Publication
from pubsub_tui.transports.publish_check import complaint
from pubsub_tui.ui.actions import bindings, keys_in_force
from pubsub_tui.ui.quantities import format_seconds, format_size
from pubsub_tui.ui.widgets.writing import PayloadArea, Tick, Visible

_READ_ONLY = "🔒 read-only: publishing is switched off."
_WIDE = 30
_QOS = [("QoS 0", 0), ("QoS 1", 1), ("QoS 2", 2)]


class Compose(Vertical):
    """Topic, payload, QoS, retain; nothing that was typed is lost whatever becomes of it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("compose")]
    DEFAULT_CSS = """
    Compose {
        background: $surface;
        & Input, & TextArea { border: none; background: $panel; }
        & #compose-where { height: 1; }
        & #compose-what { height: 1fr; min-height: 2; }
        & #compose-where > Label, & #compose-what > Label {
            width: 9; padding: 0 1; color: $muted;
        }
        & #compose-topic { width: 1fr; }
        & #compose-payload { height: 1fr; padding: 0; }
        & #compose-controls { height: 1; padding: 0 0 0 1; }
        & #compose-qos {
            width: 7; margin: 0 1 0 0;
            & > SelectCurrent { padding: 0; }
            & > SelectOverlay { width: 11; }
        }
        & #compose-retain {
            height: 1; width: auto;
            & > .toggle--button { color: $foreground; background: $surface; }
            &.-on > .toggle--button { color: $text-success; background: $surface; }
        }
        & #compose-send { height: 1; min-width: 6; width: 1fr; max-width: 12; margin: 0 0 0 1; }
        & #compose-outcome { width: 1fr; height: auto; max-height: 3; padding: 0 1; display: none; }
    }
    """

    def __init__(self, session: Session, keys: Mapping[str, str], *, id: str | None = None) -> None:
        """``keys`` are the user's own by action id."""
        super().__init__(id=id)
        self._session = session
        self._key = keys_in_force("compose.send", keys)[0]
        self._under_way = 0
        self._prefilled = ""

    def compose(self) -> ComposeResult:
        with Horizontal(id="compose-where"):
            yield Label("topic")
            yield Input(
                placeholder="site/line/set",
                id="compose-topic",
                compact=True,
                highlighter=Visible(),
            )
        with Horizontal(id="compose-what"):
            yield Label("payload")
            yield PayloadArea(
                id="compose-payload",
                compact=True,
                tab_behavior="focus",
                highlight_cursor_line=False,
            )
        with Horizontal(id="compose-controls"):
            yield Select(_QOS, value=0, allow_blank=False, id="compose-qos", compact=True)
            yield Tick("retain", id="compose-retain", compact=True)
            yield Button("Send", variant="primary", id="compose-send", compact=True)
        yield Label("", id="compose-outcome", markup=False)

    def on_mount(self) -> None:
        if self._session.read_only:
            self._say(_READ_ONLY, "text-warning")
            for each in self.query("Input, TextArea, Select, Checkbox, Button"):
                each.disabled = True

    def frame(self, now: float) -> None:
        """Nothing in this pane changes by itself."""

    def heading(self) -> tuple[str, str]:
        """Title, and how to send."""
        if self._session.read_only:
            return "publish", "read-only"
        return "publish", f"{self._key} sends" if self.size.width >= _WIDE else self._key

    def prefill(self, topic: str) -> None:
        """Put a topic into the topic line, once: what was made of it afterwards stays."""
        if topic != self._prefilled and not self._session.read_only:
            self._prefilled = topic
            self._topic.value = topic.encode(errors="replace").decode()

    def focus_topic(self) -> None:
        """Go to the payload when there is a topic, else to the topic."""
        if self._session.read_only:
            self.notify(_READ_ONLY, severity="warning", markup=False)
        else:
            (self._payload if self._topic.value else self._topic).focus()

    @property
    def _topic(self) -> Input:
        return self.query_one("#compose-topic", Input)

    @property
    def _payload(self) -> PayloadArea:
        return self.query_one("#compose-payload", PayloadArea)

    @on(Button.Pressed, "#compose-send")
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_send()

    @on(Input.Changed, "#compose-topic")
    def _check_topic(self, event: Input.Changed) -> None:
        event.stop()
        problem = complaint(Publication(event.value, b"")) if event.value else None
        self._say(f"✗ {problem}" if problem else "", "text-error")

    def action_send(self) -> None:
        """Publish what is written."""
        if self._session.read_only:
            return
        qos = self.query_one("#compose-qos", Select).value
        publication = Publication(
            self._topic.value,
            self._payload.text.encode(),
            qos if isinstance(qos, int) else 0,
            self.query_one("#compose-retain", Tick).value,
        )
        problem = complaint(publication)
        if problem is not None:
            self._say(f"✗ {problem}", "text-error")
            return
        self._under_way += 1
        self._say(f"sending {format_size(len(publication.payload))} …", "muted")
        self.run_worker(self._send(publication), group="publish", exit_on_error=False)

    async def _send(self, publication: Publication) -> None:
        try:
            outcome: Outcome = await self._session.publish(publication)
        finally:
            self._under_way -= 1
        words = sanitize(outcome.reason)
        if outcome.accepted:
            words += f" in {format_seconds(outcome.seconds)}"
        if self._under_way:
            words += f" · {self._under_way} still under way"
        mark, colour = ("✓", "text-success") if outcome.accepted else ("✗", "text-error")
        self._say(f"{mark} {words}", colour)

    def _say(self, words: str, colour: str) -> None:
        outcome = self.query_one("#compose-outcome", Label)
        outcome.display = bool(words)
        outcome.update(Content.styled(words, f"${colour}"))
