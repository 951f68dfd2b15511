"""Writes a message and publishes it; what became of it is said on the spot."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, Label, Select, TextArea

from pubsub_tui.sanitize import sanitize
from pubsub_tui.session import Session
from pubsub_tui.transports.base import Outcome, Publication
from pubsub_tui.transports.publish_check import complaint
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.quantities import format_seconds, format_size

_QOS = [("QoS 0", 0), ("QoS 1", 1), ("QoS 2", 2)]


class Compose(Vertical):
    """Topic, payload, QoS, retain; nothing that was typed is lost whatever becomes of it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("compose")]
    DEFAULT_CSS = """
    Compose {
        background: $surface;
        & Input, & TextArea { border: none; padding: 0 1; background: $boost; }
        & #compose-where { height: 1; }
        & #compose-what { height: 1fr; min-height: 2; }
        & #compose-where > Label, & #compose-what > Label {
            width: 9; padding: 0 1; color: $muted;
        }
        & #compose-topic { width: 1fr; }
        & #compose-payload { height: 1fr; }
        & #compose-controls { height: 1; }
        & #compose-qos { width: 11; }
        & #compose-retain {
            height: 1; width: auto; margin: 0 1;
            & > .toggle--button { color: $panel; background: $panel; }
            &.-on > .toggle--button { color: $text-success; background: $panel; }
        }
        & #compose-send { height: 1; min-width: 6; width: 1fr; max-width: 12; }
        & #compose-outcome { height: auto; max-height: 3; padding: 0 1; display: none; }
    }
    """

    def __init__(self, session: Session, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._session = session

    def compose(self) -> ComposeResult:
        with Horizontal(id="compose-where"):
            yield Label("topic")
            yield Input(placeholder="site/line/set", id="compose-topic", compact=True)
        with Horizontal(id="compose-what"):
            yield Label("payload")
            yield TextArea(id="compose-payload", compact=True, tab_behavior="focus")
        with Horizontal(id="compose-controls"):
            yield Select(_QOS, value=0, allow_blank=False, id="compose-qos", compact=True)
            yield Checkbox("retain", id="compose-retain", compact=True)
            yield Button("Send", variant="primary", id="compose-send", compact=True)
        yield Label("", id="compose-outcome", markup=False)

    def on_mount(self) -> None:
        if self._session.read_only:
            self._say("🔒 read-only: publishing is switched off.", "text-warning")
            for each in self.query("Input, TextArea, Select, Checkbox, Button"):
                each.disabled = True

    def frame(self, now: float) -> None:
        """Nothing in this pane changes by itself."""

    def heading(self) -> tuple[str, str]:
        """Title, and how to send."""
        return "publish", "read-only" if self._session.read_only else "ctrl+g sends"

    def prefill(self, topic: str) -> None:
        """Put a topic into the topic line."""
        self.query_one("#compose-topic", Input).value = topic.encode(errors="replace").decode()

    def focus_topic(self) -> None:
        """Go to the payload when there is a topic, else to the topic."""
        topic = self.query_one("#compose-topic", Input)
        (self.query_one("#compose-payload", TextArea) if topic.value else topic).focus()

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
            self.query_one("#compose-topic", Input).value,
            self.query_one("#compose-payload", TextArea).text.encode(),
            qos if isinstance(qos, int) else 0,
            self.query_one("#compose-retain", Checkbox).value,
        )
        self._say(f"sending {format_size(len(publication.payload))} …", "muted")
        self.run_worker(self._send(publication), group="publish", exit_on_error=False)

    async def _send(self, publication: Publication) -> None:
        outcome: Outcome = await self._session.publish(publication)
        reason = sanitize(outcome.reason)
        if outcome.accepted:
            self._say(f"✓ {reason} in {format_seconds(outcome.seconds)}", "text-success")
        else:
            self._say(f"✗ {reason}", "text-error")

    def _say(self, words: str, colour: str) -> None:
        outcome = self.query_one("#compose-outcome", Label)
        outcome.display = bool(words)
        outcome.update(Content.styled(words, f"${colour}"))
