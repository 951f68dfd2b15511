"""An entry of what was sent ↔ a line of JSON, in ASCII: a terminal that shows it acts on none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.outgoing.property_names import to_table
from pubsub_tui.outgoing.row_fields import draft_of
from pubsub_tui.outgoing.sent import Sent

_END_OF_TIME = 253_402_000_000
"""Unix time: shortly before the year 10000, which no calendar has."""
_MOST = 10**12
_OF_THE_DRAFT = ("topic", "payload", "kind", "qos", "retain", "properties")


class DamagedLine(ValueError):
    """A line is no entry."""


def to_line(sent: Sent) -> bytes:
    """One line, line break included. Lone surrogates are escaped, and come back as they were."""
    draft = sent.draft
    fields: dict[str, object] = {
        "key": sent.key,
        "at": sent.at,
        "endpoint": sent.endpoint,
        "topic": draft.topic,
        "payload": draft.text,
        "kind": draft.kind.value,
        "qos": draft.qos,
        "retain": draft.retain,
        "properties": to_table(draft.properties),
        "reason": sent.reason,
        "seconds": sent.seconds,
        "count": sent.count,
        "accepted": sent.accepted_count,
        "secret": sent.secret,
        "too_long": sent.too_long,
    }
    return json.dumps(fields, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def from_line(line: bytes) -> Sent:
    """The entry of a line; what a later version may add to it is passed over.

    Raises:
        DamagedLine: it is none.
    """
    try:
        fields = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise DamagedLine("it is no JSON") from None
    if not isinstance(fields, dict):
        raise DamagedLine("it is no object")
    try:
        draft = draft_of({name: fields[name] for name in _OF_THE_DRAFT if name in fields})
    except OutgoingError as error:
        raise DamagedLine(str(error)) from None
    count = _within(fields, "count", int, 1, _MOST)
    return Sent(
        at=float(_within(fields, "at", float, 0, _END_OF_TIME)),
        endpoint=_get(fields, "endpoint", str),
        draft=draft,
        reason=_get(fields, "reason", str),
        seconds=float(_within(fields, "seconds", float, 0, _MOST)),
        count=count,
        accepted_count=_within(fields, "accepted", int, 0, count),
        secret=_get(fields, "secret", bool),
        too_long=_get(fields, "too_long", bool),
        key=_get(fields, "key", str),
    )


def _get(fields: Mapping[str, Any], name: str, *kinds: type) -> Any:
    value = fields.get(name)
    if type(value) not in kinds:
        raise DamagedLine(f"{name} is none")
    return value


def _within(fields: Mapping[str, Any], name: str, kind: type, least: int, most: int) -> Any:
    """A number from ``least`` to ``most``; a whole one may stand for a ``float``."""
    value = _get(fields, name, int, kind)
    if not least <= value <= most:
        raise DamagedLine(f"{name} is none")
    return value
