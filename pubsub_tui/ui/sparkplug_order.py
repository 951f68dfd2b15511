"""How a Sparkplug message follows the ones before, looked up in the log when it is shown."""

from __future__ import annotations

from pubsub_tui.decode.sparkplug_names import Place, read_place
from pubsub_tui.decode.sparkplug_order import (
    death_note,
    is_sequenced,
    sequence_note,
    unmatched,
    unsequenced,
)
from pubsub_tui.message import Message
from pubsub_tui.model.earlier import Earlier, earlier
from pubsub_tui.model.predecessors import REACH
from pubsub_tui.model.traffic import Traffic


def order_notes(traffic: Traffic, message: Message) -> list[str]:
    """What its numbers say, in a sentence; nothing of a message that has none."""
    place = read_place(message.topic)
    if place is None:
        return []
    if place.kind == "NDEATH":
        return [_on_death(traffic, message, place)]
    if is_sequenced(message.topic, place.group, place.node):
        return [_on_sequence(traffic, message, place)]
    return []


def _on_sequence(traffic: Traffic, message: Message, place: Place) -> str:
    def fits(each: Message) -> bool:
        # A retained message was not sent now: it says nothing of the order.
        return not each.retain and is_sequenced(each.topic, place.group, place.node)

    if message.retain:
        return unsequenced(place, message.payload, "it was retained, so nothing came before it")
    found = earlier(traffic.history, message, fits)
    if found.message is not None or place.kind == "NBIRTH":
        before = found.message.payload if found.message is not None else b""
        return sequence_note(place, message.payload, before)
    none = f"none of {place.group}/{place.node}"
    return unsequenced(place, message.payload, _not_found(none, found))


def _on_death(traffic: Traffic, message: Message, place: Place) -> str:
    path = f"spBv1.0/{place.group}/NBIRTH/{place.node}"
    topic = traffic.topic(path)
    newest = topic.latest if topic is not None else None
    if newest is not None and newest.received_at > message.received_at:
        found = earlier(traffic.history, message, lambda each: each.topic == path)
    else:
        found = Earlier(newest, True)
    if found.message is not None:
        return death_note(message.payload, found.message.payload)
    return unmatched(message.payload, _not_found("no NBIRTH", found))


def _not_found(none: str, found: Earlier) -> str:
    if found.everything:
        return f"{none} before it is kept"
    return f"{none} within the last {REACH:,} messages"
