"""One side of a request and its response: a message, decoded, or what is said in its place."""

from __future__ import annotations

from itertools import takewhile

from textual.content import Content

from pubsub_tui.decode.view import Line
from pubsub_tui.message import Message
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.joined_lines import JoinedLines
from pubsub_tui.ui.widgets.description import describe_message
from pubsub_tui.ui.widgets.folding_view import FoldingView


class Exchanged(FoldingView):
    """Decodes a message once, and again when the width that its topic is wrapped to changes."""

    DEFAULT_CSS = """
    Exchanged {
        width: 1fr; height: 1fr; min-height: 3; border: round $border; color: $foreground;
        border-title-color: $muted; border-subtitle-color: $muted;
        &:focus { border: round $primary; border-title-color: $primary; }
    }
    """

    def __init__(self, title: str, decoding: Decoding, *, id: str) -> None:
        super().__init__(id=id)
        self.border_title = title
        self._decoding = decoding
        self._shown: tuple[object, ...] | None = None

    def say(self, sentence: str, colour: str = "muted") -> None:
        """Show a sentence, which has to be safe to draw, in place of a message."""
        if self._shown != (sentence,):
            self._shown = (sentence,)
            self.border_subtitle = ""
            self.draw_lines([[(f" {sentence}", colour)]], stay=False)

    def show(self, message: Message, title: str, note: str = "", *, secret: bool = False) -> None:
        """Show a message.

        Args:
            title: safe to draw.
            note: is said above it, when there is something to say.
            secret: the payload is left out, and that is said.
        """
        width = self.size.width
        if self._shown is not None and self._shown[0] is message and self._shown[1:] == (width,):
            return
        self._shown = (message, width)
        self.border_title = Content(title)
        lines, state = describe_message(message, width, self._decoding)
        if secret:
            # All that stands before the payload.
            head = takewhile(bool, lines)
            lines, state = [*head, [], [(" (secret: not shown)", "muted")]], "secret"
        self.border_subtitle = Content(state)
        if isinstance(lines, JoinedLines):
            self.draw_large(lines)
            return
        noted: list[Line] = [[(f" {note}", "muted")]] if note else []
        self.draw_lines([*noted, *lines], stay=False)
