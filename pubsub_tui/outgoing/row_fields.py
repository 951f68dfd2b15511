"""The fields of a row, by the names that the dashboard's export gives them → a draft."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pubsub_tui.outgoing.base64_digits import from_base64
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.problem import wrong
from pubsub_tui.outgoing.properties import Properties, read_properties
from pubsub_tui.outgoing.property_names import from_table

_OF_THE_DELIVERY = ("topic_alias", "subscription_identifiers")
_PASSED_OVER = ("time", "interval", "change", "size")
KNOWN = (
    "topic",
    "payload",
    "payload_base64",
    "qos",
    "retain",
    "kind",
    "properties",
    "properties_base64",
    "topic_base64",
    "truncated_from",
    *_PASSED_OVER,
)
"""``kind`` is for files written by hand; the rest is what an export has."""
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def draft_of(fields: Mapping[str, Any]) -> Draft:
    """The draft of one row. An empty field is as one that is not there.

    Raises:
        OutgoingError: a field is not known, or its value is none; it is named.
    """
    given = {name: value for name, value in fields.items() if value not in (None, "")}
    for name in given:
        if name not in KNOWN:
            raise wrong("", f"{name!r} is not known; known are {', '.join(KNOWN)}")
    if "truncated_from" in given:
        raise wrong("", "only the beginning of this payload was kept, so it is not sent")
    if "topic" not in given or "topic_base64" in given:
        raise wrong("topic", "it is empty" if "topic" not in given else "it is not UTF-8")
    text, kind = _payload(given)
    return Draft(_text(given, "topic"), text, kind, _qos(given), _retain(given), _properties(given))


def _payload(fields: Mapping[str, Any]) -> tuple[str, Kind]:
    if "payload_base64" in fields:
        if "payload" in fields or "kind" in fields:
            raise wrong("payload_base64", "payload or kind is there too")
        return _text(fields, "payload_base64"), Kind.BASE64
    text, kind = _text(fields, "payload"), _text(fields, "kind") or Kind.TEXT
    if kind not in list(Kind):
        raise wrong("kind", f"expected one of {', '.join(Kind)}")
    return text, Kind(kind)


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise wrong(name, "expected a text")
    return value


def _qos(fields: Mapping[str, Any]) -> int:
    value = fields.get("qos", 0)
    if type(value) not in (int, str) or str(value) not in ("0", "1", "2"):
        raise wrong("qos", "expected 0, 1 or 2")
    return int(value)


def _retain(fields: Mapping[str, Any]) -> bool:
    retain = _FLAGS.get(str(fields.get("retain", False)).lower())
    if retain is None:
        raise wrong("retain", "expected true or false")
    return retain


def _properties(fields: Mapping[str, Any]) -> Properties:
    if "properties_base64" in fields:
        try:
            return read_properties(from_base64(_text(fields, "properties_base64")))
        except ValueError as error:
            raise wrong("properties_base64", f"they are malformed: {error}") from None
    table = fields.get("properties", {})
    if isinstance(table, str):
        try:
            table = json.loads(table)
        except (ValueError, RecursionError):
            raise wrong("properties", "expected an object of JSON") from None
    if not isinstance(table, dict):
        raise wrong("properties", "expected an object of JSON")
    return from_table({name: table[name] for name in table if name not in _OF_THE_DELIVERY})
