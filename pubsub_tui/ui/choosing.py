"""The keys that choose a decoder, for every pane from which the payload on show can be told."""

from __future__ import annotations

from textual.message import Message as UiMessage
from textual.widget import Widget


class DecoderTurned(UiMessage):
    """The payload on show is wanted with another decoder, ``step`` places on."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class ChoosesDecoder(Widget):
    """Asks the screen: the payload may be on show elsewhere."""

    def action_turn_decoder(self, step: int) -> None:
        """Ask for the next decoder, or for one before with a negative step."""
        self.post_message(DecoderTurned(step))
