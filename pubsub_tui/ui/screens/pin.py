"""Pins a decoder to topics, or takes the pin off; it is kept in the user's configuration."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Button, Input, Label, Static

from pubsub_tui.config_edit import NotWritten
from pubsub_tui.decode.registry import decoder_names
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.pins import Pins
from pubsub_tui.ui.widgets.writing import Visible


class PinScreen(ModalScreen[str | None]):
    """Returns what was done in a sentence, or None when the user gave up.

    What can not be done is said here, and what was typed stays.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False)
    ]
    DEFAULT_CSS = """
    PinScreen {
        align: center middle;
        & #pin {
            width: 66; max-width: 92%; height: auto; max-height: 100%; overflow-y: auto;
            padding: 1 2;
            border: round $border; background: $surface;
        }
        & Label { color: $muted; margin: 0 0 0 1; width: 1fr; }
        & #pin-complaint { color: $text-error; display: none; margin: 1 0 0 1; }
        & Horizontal { height: auto; margin: 1 0 0 0; align-horizontal: right; }
        & Button { margin: 0 0 0 2; }
    }
    """

    def __init__(self, pins: Pins, topic: str, decoder: str) -> None:
        """For a topic and the name of the decoder that it is shown with."""
        super().__init__()
        self._pins = pins
        self._topic = topic
        self._decoder = decoder
        self._pinned = pins.of(topic)

    def compose(self) -> ComposeResult:
        with Vertical(id="pin") as box:
            box.border_title = "pin a decoder"
            box.border_subtitle = "enter pins · esc cancels"
            yield Label("topic filter: + stands for one level, # for all below")
            # Not selected as a whole: a level is to be replaced, not the topic.
            yield Input(self._topic, id="pin-topics", highlighter=Visible(), select_on_focus=False)
            yield Label("decoder; empty unpins")
            names = SuggestFromList(decoder_names(), case_sensitive=False)
            yield Input(self._decoder, id="pin-decoder", suggester=names, highlighter=Visible())
            yield Label(self._state(), markup=False)
            yield Static(id="pin-complaint", markup=False)
            with Horizontal():
                yield Button("Cancel", id="pin-cancel", compact=True)
                if self._pinned is not None:
                    yield Button("Unpin", id="pin-off", variant="warning", compact=True)
                yield Button("Pin", id="pin-on", variant="primary", compact=True)

    def _state(self) -> str:
        file = f"Kept in {sanitize(str(self._pins.path))}."
        if self._pinned is None:
            return file
        return f"Pinned by {sanitize(self._pinned[0])}: {sanitize(self._pinned[1])}.\n{file}"

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#pin-complaint").display = False

    @on(Input.Submitted)
    @on(Button.Pressed, "#pin-on")
    def _pin(self, event: Input.Submitted | Button.Pressed) -> None:
        event.stop()
        topics = self.query_one("#pin-topics", Input).value.strip()
        decoder = self.query_one("#pin-decoder", Input).value.strip()
        if not decoder:
            self._take_off(topics)
            return
        try:
            name = self._pins.pin(topics, decoder)
        except (ValueError, NotWritten) as error:
            self._complain(error)
        else:
            self.dismiss(f"{topics} is decoded as {name} from now on.")

    @on(Button.Pressed, "#pin-off")
    def _take_off_what_holds(self, event: Button.Pressed) -> None:
        event.stop()
        if self._pinned is not None:
            self._take_off(self._pinned[0])

    @on(Button.Pressed, "#pin-cancel")
    def _cancel(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(None)

    def _take_off(self, topics: str) -> None:
        try:
            self._pins.unpin(topics)
        except (ValueError, NotWritten) as error:
            self._complain(error)
        else:
            self.dismiss(f"{topics} is no longer pinned.")

    def _complain(self, error: Exception) -> None:
        complaint = self.query_one("#pin-complaint", Static)
        complaint.update(Content(sanitize(str(error).removesuffix(".") + ".")))
        complaint.display = True
        complaint.scroll_visible(animate=False)
