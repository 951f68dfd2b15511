"""Sparkplug B: the metrics of edge nodes and devices, with their names, types and times.

Sources: Eclipse Sparkplug 3.0.0, and for the field numbers Tahu's sparkplug_b.proto.
"""

from __future__ import annotations

import json

from pubsub_tui.decode.decoder import Context, Damaged, Unreadable
from pubsub_tui.decode.figures import milliseconds_text
from pubsub_tui.decode.outline import MOST_VALUES, Full
from pubsub_tui.decode.sparkplug_metrics import MetricWriter, integer, time_entry
from pubsub_tui.decode.sparkplug_names import (
    BODY,
    METRICS,
    SEQ,
    TIMESTAMP,
    UUID,
    Place,
    SparkplugNames,
    read_place,
)
from pubsub_tui.decode.view import SHOWN_BYTES, View, with_notes
from pubsub_tui.decode.wire import Field, fields
from pubsub_tui.sanitize import sanitize

_OLD_STATES = (b"ONLINE", b"OFFLINE")
_NOWHERE = Place("", "", "")


def view_sparkplug(payload: bytes, context: Context) -> View:
    """A Sparkplug payload; by its topic, or, when chosen, on any topic.

    Aliases are resolved with `Context.sparkplug`; what it does not know is said. A BIRTH that
    is looked at teaches it.
    """
    place = read_place(context.topic)
    if place is None:
        if not context.chosen:
            raise Unreadable("the topic is none of Sparkplug B")
        place = _NOWHERE
    if place.kind == "STATE":
        return _view_state(place, payload, context)
    names = context.sparkplug
    if names is not None and place.is_birth and context.topic is not None:
        names.learn(context.topic, payload)
    try:
        view = _view_payload(place, payload, names, context.missing)
    except Unreadable as error:
        raise (Damaged if place.kind else Unreadable)(str(error)) from None
    return with_notes(view, [sanitize(note) for note in _notes(place, names)])


def _view_state(place: Place, payload: bytes, context: Context) -> View:
    """A host application's state: JSON since version 3.0 (section 6.4.26), one word before."""
    old = payload in _OLD_STATES
    if not old and not (context.topic or "").startswith("spBv1.0/"):
        raise Unreadable("neither ONLINE nor OFFLINE")
    inner = context.inner(payload, context.missing)
    if not old and not inner.kind.startswith("JSON"):
        raise Damaged("a STATE that is not JSON")
    said = payload.decode().lower() if old else _state_in_words(payload)
    view = View("Sparkplug B STATE", inner.lines, inner.shown)
    return with_notes(view, [sanitize(f"The host application {place.node} is {said}.")])


def _state_in_words(payload: bytes) -> str:
    try:
        state = json.loads(payload[:SHOWN_BYTES])
    except (ValueError, RecursionError):
        state = None
    online = state.get("online") if isinstance(state, dict) else None
    if not isinstance(online, bool):
        return "in no known state: online has to be true or false"
    word = "online" if online else "offline"
    since = state.get("timestamp")
    moment = milliseconds_text(since) if type(since) is int else ""
    return f"{word} since {moment}" if moment else f"{word}; its timestamp is no time"


def _view_payload(place: Place, payload: bytes, names: SparkplugNames | None, missing: int) -> View:
    head = payload[:SHOWN_BYTES]
    writer = MetricWriter(place, names)
    outline = writer.outline
    seen: dict[int, Field] = {}
    metrics: list[Field] = []
    limit = _collect(head, len(payload) + missing, seen, metrics)
    shown = len(head)
    try:
        outline.open("{", None)
        for number, name in ((TIMESTAMP, "timestamp"), (SEQ, "seq"), (UUID, "uuid")):
            if number in seen:
                _entry(writer, name, seen[number])
        outline.string("metrics")
        outline.open("{", None)
        for field in metrics:
            shown = field.at
            writer.metric(_bytes_of(field))
        if not limit:
            shown = len(head)
            outline.close()
            _write_rest(writer, seen)
    except Full as full:
        limit = str(full)
    if limit:
        outline.stop(limit)
    kind = f"Sparkplug B {place.kind}" if place.kind else "Sparkplug B"
    return View(kind, outline.finish(), shown, "certain" if place.kind else "possible")


def _collect(head: bytes, size: int, seen: dict[int, Field], metrics: list[Field]) -> str:
    """Sort the fields of a Payload; the last of several counts, as in Protobuf. What stopped it."""
    try:
        for field in fields(head, size):
            if field.number != METRICS:
                seen[field.number] = field
            elif len(metrics) < MOST_VALUES:
                metrics.append(field)
    except Full as limit:
        return str(limit)
    return ""


def _write_rest(writer: MetricWriter, seen: dict[int, Field]) -> None:
    outline = writer.outline
    if BODY in seen:
        outline.string("body")
        outline.data(_bytes_of(seen[BODY]))
    outline.close()
    extensions = sum(number > BODY for number in seen)
    if extensions:
        outline.stop(f"fields of {extensions} extensions are not shown")


def _entry(writer: MetricWriter, name: str, field: Field) -> None:
    if name == "timestamp":
        time_entry(writer.outline, name, integer(field))
        return
    writer.outline.string(name)
    if name == "seq":
        writer.outline.scalar(str(integer(field)), "number")
    else:
        writer.outline.string(_bytes_of(field).decode("utf-8", "replace"))


def _bytes_of(field: Field) -> bytes:
    if isinstance(field.value, int):
        raise Unreadable(f"the field {field.number} at offset {field.at:,} is a number")
    return field.value


def _notes(place: Place, names: SparkplugNames | None) -> list[str]:
    """What the memory knows of this message, in words."""
    notes = []
    if place.is_data and (names is None or not names.has_birth(place)):
        birth = "NBIRTH" if place.kind == "NDATA" else "DBIRTH"
        notes.append(f"No {birth} of {place.sender} has been seen: names and types may be missing.")
    if place.kind == "NDEATH":
        notes.append(f"A session of {place.sender} has ended: its metrics are stale.")
    if place.kind == "DDEATH":
        notes.append(f"{place.sender} has gone: its metrics are stale.")
    return notes
