"""How a message's payload is looked at: by the decoder chosen for its topic, or the best one."""

from __future__ import annotations

from pubsub_tui.decode.json_large import LargeJson
from pubsub_tui.decode.registry import HEX, candidates, decode
from pubsub_tui.decode.view import Sureness, View, with_notes
from pubsub_tui.message import Message
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.ui.decoder_choices import DecoderChoices
from pubsub_tui.ui.sparkplug_births import SparkplugBirths, notes_on

_CHOSEN: dict[Sureness, str] = {
    "certain": "Chosen for this topic.",
    "likely": "Chosen for this topic; it is likely right.",
    "possible": "Chosen for this topic; it is possible, no more.",
}


class Decoding:
    """Decodes what is looked at, with what is known besides the payload."""

    def __init__(self, traffic: Traffic) -> None:
        self._births = SparkplugBirths(traffic)
        self._choices = DecoderChoices()
        self._large: tuple[Message, LargeJson] | None = None

    def view(self, message: Message) -> tuple[View, str]:
        """A payload's view, and in few words which decoder gave it.

        The best one is named with how sure it is, one that was chosen as such: how sure that is
        stands above its lines.
        """
        births = self._births.births(message)
        chosen = self._choices.of(message.topic)
        view = decode(
            message.payload,
            message.topic,
            chosen,
            self._births.names(births),
            missing=_missing(message),
        )
        if births and view.kind.startswith("Sparkplug"):
            view = with_notes(view, notes_on(message, births))
        if chosen is None:
            return view, view.title
        if view.kind == HEX and chosen != HEX:
            return view, f"{HEX} · {chosen} failed"
        return with_notes(view, [_CHOSEN[view.sureness]]), f"{view.kind} (chosen)"

    def large(self, message: Message, view: View) -> LargeJson | None:
        """The whole of a JSON payload of which the view shows but a part; the same each time."""
        if view.kind != "JSON" or view.shown == len(message.payload):
            return None
        if self._large is None or self._large[0] is not message:
            self._large = message, LargeJson(message.payload, _missing(message))
        return self._large[1]

    def choose(self, message: Message, step: int) -> None:
        """Choose the next decoder for a message's topic, or one before with a negative step."""
        names = self._births.names(self._births.births(message))
        offered = candidates(message.payload, message.topic, names, missing=_missing(message))
        self._choices.turn(message.topic, offered, step)

    def depends_on(self, message: Message) -> tuple[Message, ...]:
        """Messages that explain this one; when others do, its view is another."""
        return self._births.births(message)


def _missing(message: Message) -> int:
    return message.size - len(message.payload)
