"""A draft in the shape of what was seen on a topic."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from pubsub_tui.message import Message
from pubsub_tui.outgoing.draft import Draft, from_message
from pubsub_tui.outgoing.draft_template import verbatim
from pubsub_tui.outgoing.json_payload import Path, scalars
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.properties import Properties, read_properties, write_properties
from pubsub_tui.outgoing.template import literal

MOST_LOOKED_AT = 20
LARGEST_LOOKED_AT = 65_536
"""Bytes of a payload; a larger one is passed over."""
_MOST_BYTES = 262_144
"""Of all payloads that are read for what changes between them."""
_A_DAY = 86_400.0
_STRUCTURED = (Kind.JSON, Kind.CBOR, Kind.MSGPACK)
# The forms that {{now}} and {{iso}} have; seconds without a fraction, or milliseconds, are others.
_SECONDS = re.compile(r"[0-9]{9,10}\.[0-9]{1,9}")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z")
_Value = TypeVar("_Value", bound=Hashable)


def skeleton(messages: Sequence[Message]) -> Draft | None:
    """A template that renders to the newest message of one topic, but for the time in it.

    In JSON, and what can be written as JSON, a value becomes ``{{now}}`` or ``{{iso}}`` when it
    is about the time at which the message came, in the very form, and was another one before.
    QoS, retain, content type and payload format are what most of the messages have; all other
    properties belong to the single message, and are left out.

    Args:
        messages: what came on the topic, newest first. The first `MOST_LOOKED_AT` are looked
            at; what is large or was cut is passed over. An empty payload, which deletes a
            retained message, is only used when there are no others.

    Returns:
        The draft, which compiles, renders and can be published; None when there is nothing to
        learn from, or nothing can be published to the topic.
    """
    small = [
        each
        for each in messages[:MOST_LOOKED_AT]
        if not each.truncated_from and len(each.payload) <= LARGEST_LOOKED_AT
    ]
    seen = [each for each in small if each.payload] or small
    if not seen:
        return None
    newest = _bare(seen[0])
    if newest.topic_problem is not None:
        return None
    draft = replace(
        verbatim(newest),
        qos=_most([each.qos for each in seen]),
        retain=_most([each.retain for each in seen]),
        properties=_properties(seen),
    )
    if newest.kind in _STRUCTURED:
        draft = replace(draft, text=_with_time(newest, seen))
    return draft


def _bare(message: Message) -> Draft:
    return from_message(Message(message.topic, message.payload))


def _most(values: Sequence[_Value]) -> _Value:
    """The most frequent; of equally frequent ones, the newest."""
    return Counter(values).most_common(1)[0][0]


def _properties(messages: Sequence[Message]) -> Properties:
    found = []
    for message in messages:
        try:
            theirs = read_properties(message.properties or b"")
            learned = Properties(content_type=theirs.content_type, is_text=theirs.is_text)
            write_properties(learned)
        except ValueError:  # Malformed, or not allowed in what is sent.
            learned = Properties()
        found.append(learned)
    return _most(found)


def _with_time(newest: Draft, seen: Sequence[Message]) -> str:
    """The text as a template, with the time where it was."""
    came = seen[0].received_at
    times = [
        (path, start, end, variable)
        for path, start, end in scalars(newest.text)
        if (variable := _variable(newest.text[start:end], came)) is not None
    ]
    changed = _changed(newest, seen, {path for path, *_ in times})
    parts: list[str] = []
    at = 0
    for path, start, end, variable in times:
        if path in changed:
            parts += (literal(newest.text[at:start]), variable)
            at = end
    return "".join((*parts, literal(newest.text[at:])))


def _changed(newest: Draft, seen: Sequence[Message], paths: set[Path]) -> set[Path]:
    """Those of the paths where an earlier message has something else."""
    now = dict(_values(newest, paths))
    changed: set[Path] = set()
    size = len(seen[0].payload)
    for message in seen[1:]:
        size += len(message.payload)
        if changed == paths or size > _MOST_BYTES:
            break
        before = _bare(message)
        if before.kind is newest.kind:
            changed |= {path for path, value in _values(before, paths) if value != now[path]}
    return changed


def _values(draft: Draft, paths: set[Path]) -> Iterator[tuple[Path, str]]:
    for path, start, end in scalars(draft.text):
        if path in paths:
            yield path, draft.text[start:end]


def _variable(token: str, came: float) -> str | None:
    """What stands for a token of JSON that tells about that time, quoted as it is."""
    quote = '"' if token.startswith('"') else ""
    value = token.strip('"')
    if _SECONDS.fullmatch(value):
        moment, name = float(value), "now"
    elif quote and _ISO.fullmatch(value):
        try:
            moment, name = datetime.fromisoformat(value).timestamp(), "iso"
        except ValueError:  # Such as a 31st of February.
            return None
    else:
        return None
    return f"{quote}{{{{{name}}}}}{quote}" if abs(moment - came) < _A_DAY else None
