"""The order of an edge node's Sparkplug messages: sequence numbers, and which BIRTH a death ends.

Source: Eclipse Sparkplug 3.0.0, sections 6.4.5 (seq) and 5.5 to 5.7 (bdSeq).
"""

from __future__ import annotations

from pubsub_tui.decode.errors import Unreadable
from pubsub_tui.decode.outline import Full
from pubsub_tui.decode.sparkplug_names import METRICS, NAME, Place, read_place, read_stamp
from pubsub_tui.decode.view import SHOWN_BYTES
from pubsub_tui.decode.wire import fields

NUMBERS = 256
"""Sequence numbers of an edge node; after the last comes 0."""
_SEQUENCED = frozenset({"NBIRTH", "NDATA", "DBIRTH", "DDEATH", "DDATA"})
_INT_VALUE, _LONG_VALUE = 10, 11


def is_sequenced(topic: str, group: str, node: str) -> bool:
    """Whether a message on that topic takes one of the edge node's sequence numbers."""
    # Looked for first, as nearly all topics are told by it, and 20 times as fast.
    if node not in topic:
        return False
    place = read_place(topic)
    return (
        place is not None
        and place.kind in _SEQUENCED
        and place.group == group
        and place.node == node
    )


def sequence_note(place: Place, payload: bytes, before: bytes) -> str:
    """How a message follows the one before of its edge node, in a sentence."""
    seq = read_stamp(payload)[1]
    last = read_stamp(before)[1]
    if seq is None:
        return unsequenced(place, payload)
    if place.kind == "NBIRTH":
        begins = "a NBIRTH begins the count anew"
        return f"seq {seq}: {begins}." if seq == 0 else f"seq {seq}, but {begins}, with 0."
    if last is None:
        return f"seq {seq}; in the message before none can be read."
    missing = (seq - last - 1) % NUMBERS
    if missing == 0:
        return f"seq {seq} follows {last}."
    if seq == last:
        return f"seq {seq} again, like the message before: sent or delivered twice."
    if missing >= NUMBERS // 2:
        return f"seq {seq} after {last}: out of order, or {missing} missing."
    return f"seq {seq}, {missing} missing after {last}."


def unsequenced(place: Place, payload: bytes, why: str = "") -> str:
    """What is to say of a message whose predecessor is not known, for the reason given."""
    seq = read_stamp(payload)[1]
    if seq is None:
        return f"No seq from 0 to {NUMBERS - 1} can be read: a {place.kind} has to have one."
    return f"seq {seq}; {why}."


def death_note(payload: bytes, birth: bytes) -> str:
    """Whether a NDEATH ends the session that a NBIRTH began, in a sentence."""
    death, begun = session_number(payload), session_number(birth)
    if death is None:
        return unmatched(payload)
    if begun is None:
        return f"bdSeq {death}; in the NBIRTH before none can be read."
    if death == begun:
        return f"bdSeq {death} is that of the NBIRTH before: its session ends."
    return f"bdSeq {death}, not the {begun} of the NBIRTH before: another session ends."


def unmatched(payload: bytes, why: str = "") -> str:
    """What is to say of a NDEATH whose NBIRTH is not known, for the reason given."""
    death = session_number(payload)
    if death is None:
        return "No bdSeq can be read: a NDEATH has to have one."
    return f"bdSeq {death}; {why}."


def session_number(payload: bytes) -> int | None:
    """The metric bdSeq of a NBIRTH or NDEATH; None when it has none that can be read."""
    try:
        for field in fields(payload[:SHOWN_BYTES], len(payload)):
            if field.number != METRICS or not isinstance(field.value, bytes):
                continue
            parts = {each.number: each.value for each in fields(field.value)}
            if parts.get(NAME) == b"bdSeq":
                value = parts.get(_LONG_VALUE, parts.get(_INT_VALUE))
                return value if isinstance(value, int) else None
    except (Unreadable, Full):
        pass
    return None
