"""The message that is looked at, against the one before it on its topic or a marked one."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType

from pubsub_tui.decode.difference import difference
from pubsub_tui.decode.view import Line
from pubsub_tui.message import Message
from pubsub_tui.model.previous import PreviousSearch
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.choosing import Marked
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.widgets.lines_view import LinesView
from pubsub_tui.ui.widgets.log_row import clock_time, cut_left

_WIDEST_TOPIC = 60


class Diff(LinesView):
    """Compares two payloads once, when they are first shown; searches a slice a frame."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("diff")]

    def __init__(
        self,
        traffic: Traffic,
        decoding: Decoding,
        looked_at: Callable[[], Message | None],
        *,
        id: str | None = None,
    ) -> None:
        """``looked_at`` tells the message that the payload tab shows."""
        super().__init__(id=id)
        self._decoding = decoding
        self._looked_at = looked_at
        self._history = traffic.history
        self._looking: PreviousSearch | None = None
        self._message: Message | None = None
        self._shown: tuple[Message | None, Message | None] | None = None
        self._marked: Message | None = None
        self.state = ""

    def mark(self, message: Message | None) -> None:
        """Compare with this message from the next frame; None is the one before again."""
        self._marked = message
        self._looking = None
        self._shown = None

    def frame(self, now: float) -> None:
        """Show how the message that is looked at differs."""
        message = self._looked_at()
        if message is not self._message:
            self._message = message
            self._looking = None
        if message is None:
            self._tell("Select a topic that has messages, or pick one.", message)
        elif self._marked is not None:
            self._compare(message, self._marked, "the marked message")
        else:
            self._compare_with_previous(message)

    def action_unmark(self) -> None:
        self.post_message(Marked(None))

    def _compare_with_previous(self, message: Message) -> None:
        if self._looking is None:
            self._looking = PreviousSearch(self._history, message)
        if not self._looking.done and not self._looking.advance():
            self.state = "looking back …"
            return
        if self._looking.found is None:
            self._tell("No earlier message of this topic is kept.", message)
        else:
            self._compare(message, self._looking.found, "the message before")

    def _compare(self, message: Message, old: Message, called: str) -> None:
        if self._shown is not None and self._shown[0] is message and self._shown[1] is old:
            return
        before = self._shown[0] if self._shown is not None else None
        self._shown = (message, old)
        view = difference(
            old.payload,
            message.payload,
            lambda: (self._decoding.view(old)[0], self._decoding.view(message)[0]),
        )
        self.state = view.kind
        lines = _title(message)
        lines.append([(f" {clock_time(message.received_at)}", "muted")])
        lines.append([(f" against {called} {clock_time(old.received_at)}", "muted")])
        if old.topic != message.topic:
            lines.append([(f" of {_name(old)}", "muted")])
        if message.truncated_from or old.truncated_from:
            lines.append([(" Only what was kept of the payloads is compared.", "muted")])
        lines += [[], *([(" ", "text"), *line] for line in view.lines)]
        self.draw_lines(lines, stay=before is not None and before.topic == message.topic)

    def _tell(self, sentence: str, message: Message | None) -> None:
        self._shown = None
        self.state = ""
        lines = [] if message is None else _title(message)
        self.draw_lines([*lines, [(f" {sentence}", "muted")]], stay=False)


def _title(message: Message) -> list[Line]:
    return [[(f" {_name(message)}", "title")]]


def _name(message: Message) -> str:
    return cut_left(sanitize(message.topic[-300:]), _WIDEST_TOPIC) or "(empty)"
