"""How a message's payload is looked at: by the decoder chosen or pinned, or the best one."""

from __future__ import annotations

from dataclasses import dataclass

from pubsub_tui.decode.json_large import LargeJson
from pubsub_tui.decode.protobuf_schema import Schema
from pubsub_tui.decode.registry import HEX, best_decoder, candidates, decode
from pubsub_tui.decode.view import Sureness, View, with_notes
from pubsub_tui.message import Message
from pubsub_tui.model.filter.by_topic import ByTopic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.decoder_choices import DecoderChoices
from pubsub_tui.ui.pins import Pins
from pubsub_tui.ui.sparkplug_births import SparkplugBirths, notes_on
from pubsub_tui.ui.sparkplug_order import order_notes

_HOW_SURE: dict[Sureness, str] = {
    "certain": ".",
    "likely": "; it is likely right.",
    "possible": "; it is possible, no more.",
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A decoder that is not left to fit best: why, within brackets and as a sentence begins."""

    decoder: str
    because: str
    sentence: str


class Decoding:
    """Decodes what is looked at, with what is known besides the payload."""

    def __init__(
        self, traffic: Traffic, pins: Pins, schemas: ByTopic[Schema] | None = None
    ) -> None:
        """``schemas`` are of Protobuf messages."""
        self.pins = pins
        self._schemas = schemas or ByTopic[Schema]()
        self._traffic = traffic
        self._births = SparkplugBirths(traffic)
        self._choices = DecoderChoices()
        self._large: tuple[Message, LargeJson] | None = None

    def view(self, message: Message) -> tuple[View, str]:
        """A payload's view, and in few words which decoder gave it.

        The best one is named with how sure it is, one that was chosen or pinned as such: how
        sure that is stands above its lines.
        """
        births = self._births.births(message)
        wanted = self._wanted(message.topic)
        view = decode(
            message.payload,
            message.topic,
            wanted.decoder if wanted is not None else None,
            self._births.names(births),
            _missing(message),
            self._schema(message.topic),
        )
        if view.kind.startswith("Sparkplug"):
            notes = [*order_notes(self._traffic, message), *notes_on(message, births)]
            view = with_notes(view, notes)
        return (view, view.title) if wanted is None else _as_wanted(view, wanted)

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
        schema = self._schema(message.topic)
        offered = candidates(message.payload, message.topic, names, _missing(message), schema)
        self._choices.turn(message.topic, offered, step)

    def decoder_of(self, message: Message) -> str:
        """The name of the decoder that a message is shown with; empty for an empty payload."""
        wanted = self._wanted(message.topic)
        if wanted is not None:
            return wanted.decoder
        if not message.payload:
            return ""
        names = self._births.names(self._births.births(message))
        schema = self._schema(message.topic)
        return best_decoder(message.payload, message.topic, names, _missing(message), schema)

    def leave_to_pins(self, topic: str) -> None:
        """Forget what was chosen for a topic that has a pin: that holds at once."""
        if self.pins.of(topic) is not None:
            self._choices.forget(topic)

    def depends_on(self, message: Message) -> tuple[Message, ...]:
        """Messages that explain this one; when others do, its view is another."""
        return self._births.births(message)

    def _schema(self, topic: str) -> Schema | None:
        found = self._schemas.of(topic)
        return found[1] if found is not None else None

    def _wanted(self, topic: str) -> _Wanted | None:
        chosen = self._choices.of(topic)
        if chosen is not None:
            return _Wanted(chosen, "chosen", "Chosen for this topic")
        pin = self.pins.of(topic)
        if pin is not None:
            topics, name = pin
            return _Wanted(name, f"pinned by {sanitize(topics)}", f"Pinned by {sanitize(topics)}")
        return None


def _as_wanted(view: View, wanted: _Wanted) -> tuple[View, str]:
    if view.kind == HEX and wanted.decoder != HEX:
        return with_notes(view, [f"{wanted.sentence}."]), f"{HEX} · {wanted.decoder} failed"
    note = f"{wanted.sentence}{_HOW_SURE[view.sureness]}"
    return with_notes(view, [note]), f"{view.kind} ({wanted.because})"


def _missing(message: Message) -> int:
    return message.size - len(message.payload)
