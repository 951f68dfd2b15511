"""Properties by their names in the specification, as in templates, exports and options."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pubsub_tui.outgoing.base64_digits import from_base64
from pubsub_tui.outgoing.problem import wrong
from pubsub_tui.outgoing.properties import LONGEST_EXPIRY, Properties
from pubsub_tui.outgoing.utf8 import to_utf8

NAMES = (
    "content_type",
    "response_topic",
    "correlation_data",
    "correlation_data_base64",
    "message_expiry_interval",
    "payload_format_indicator",
)
USER = "user_properties"
"""In a table: a list of pairs of name and value."""
USER_PREFIX = "user:"
"""Before the name of a single user property."""
_NUMBERS = ("message_expiry_interval", "payload_format_indicator")
_DIGITS = re.compile(r"[0-9]{1,12}")


def with_property(properties: Properties, name: str, value: str) -> Properties:
    """The properties, and this one. ``user:NAME`` adds a user property to those before.

    Raises:
        OutgoingError: there is no such property, or it can not have that value.
    """
    if name.startswith(USER_PREFIX):
        pair = (name.removeprefix(USER_PREFIX), value)
        return replace(properties, user=(*properties.user, pair))
    # Mosquitto's tools write dashes.
    name = name.replace("-", "_")
    if name == "content_type":
        return replace(properties, content_type=value)
    if name == "response_topic":
        return replace(properties, response_topic=value)
    if name == "correlation_data":
        return replace(properties, correlation_data=to_utf8(value, name))
    if name == "correlation_data_base64":
        return replace(properties, correlation_data=from_base64(value))
    if name == "message_expiry_interval":
        return replace(properties, message_expiry=_seconds(name, value))
    if name == "payload_format_indicator":
        if value not in ("0", "1"):
            raise wrong(name, "expected 1 for UTF-8 text or 0 for bytes")
        return replace(properties, is_text=value == "1")
    raise wrong("property", f"expected one of {', '.join(NAMES)}, or {USER_PREFIX}NAME")


def from_table(table: Mapping[str, Any]) -> Properties:
    """Properties by name, with `USER` as a list of pairs.

    Raises:
        OutgoingError: a name is not known, or a value is none.
    """
    properties = Properties()
    for name, value in table.items():
        if name == USER:
            properties = replace(properties, user=_pairs(value))
        elif name.startswith(USER_PREFIX):
            raise wrong(name, f"in a table, user properties are pairs in {USER}")
        elif name in _NUMBERS and type(value) is int:
            properties = with_property(properties, name, str(value))
        elif name not in _NUMBERS and isinstance(value, str):
            properties = with_property(properties, name, value)
        else:
            raise wrong(name, "expected a number" if name in _NUMBERS else "expected a text")
    return properties


def to_table(properties: Properties) -> dict[str, Any]:
    """What `from_table` reads. Correlation data that is no text is written in base64."""
    table: dict[str, Any] = {}
    if properties.content_type is not None:
        table["content_type"] = properties.content_type
    if properties.response_topic is not None:
        table["response_topic"] = properties.response_topic
    if properties.correlation_data is not None:
        table |= _correlation(properties.correlation_data)
    if properties.message_expiry is not None:
        table["message_expiry_interval"] = properties.message_expiry
    if properties.is_text is not None:
        table["payload_format_indicator"] = int(properties.is_text)
    if properties.user:
        table[USER] = [list(pair) for pair in properties.user]
    return table


def _correlation(data: bytes) -> dict[str, str]:
    try:
        return {"correlation_data": data.decode()}
    except UnicodeDecodeError:
        return {"correlation_data_base64": base64.b64encode(data).decode()}


def _seconds(name: str, value: str) -> int:
    seconds = int(value) if _DIGITS.fullmatch(value) else -1
    if not 0 <= seconds <= LONGEST_EXPIRY:
        raise wrong(name, f"expected 0 to {LONGEST_EXPIRY:,} seconds")
    return seconds


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    """The pairs of a list of lists. Raises OutgoingError."""
    pairs = []
    for pair in value if isinstance(value, list) else [value]:
        match pair:
            case [str(name), str(text)]:
                pairs.append((name, text))
            case _:
                raise wrong(USER, 'expected pairs of texts, such as [["site", "a"]]')
    return tuple(pairs)
