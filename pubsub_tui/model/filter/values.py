"""Values in a payload: found by their path, compared with what the filter says."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

from pubsub_tui.message import Message
from pubsub_tui.model.filter import nodes
from pubsub_tui.model.filter.literals import number
from pubsub_tui.model.filter.payload import NOTHING, SEARCHED_BYTES, Document, text

ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
# "20.0 °C", "45%", "-3 dBm": a number and one word without digits.
_UNIT = r"""(?:[^\W\d]|[%°‰€$"'])[^\s\d]{0,11}"""
_MEASURED = re.compile(rf"\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*(?:{_UNIT})?\s*")
_LONGEST_MEASURED = 64


def payload_test(node: nodes.Comparison, document: Document) -> Callable[[Message, float], bool]:
    """Whether the value at the path exists and compares as the filter says."""
    compares = comparison(node.operator, node.value)
    if node.path == nodes.BARE_PAYLOAD:
        return lambda message, now: compares(_bare_value(message, document))
    path = node.path
    may_hold = _key_search(path)

    def holds(message: Message, now: float) -> bool:
        if not may_hold(message.payload):
            return False
        return compares(lookup(document.of(message), path))

    return holds


def lookup(value: object, path: nodes.Path) -> object:
    """The value at a path; `NOTHING` when there is none."""
    for step in path:
        if isinstance(step, str):
            if not isinstance(value, dict):
                return NOTHING
            value = value.get(step, NOTHING)
        elif isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return NOTHING
    return value


def _key_search(path: nodes.Path) -> Callable[[bytes], bool]:
    """A quick look at whether a payload may hold a path: most that do not lack its last key."""
    keys = [step.encode("utf-8", "replace") for step in path if isinstance(step, str)]
    last = keys[-1] if keys else b""
    if b'"' in last or b"\\" in last:
        last = b""

    def may_hold(payload: bytes) -> bool:
        # With a backslash, the key may be there in other letters: "\u0076" is "v".
        return last in payload or b"\\" in payload

    return may_hold


def _bare_value(message: Message, document: Document) -> object:
    """A payload that is one value; of an object, its key ``value``."""
    payload = message.payload
    if not payload:
        return NOTHING
    value = document.of(message)
    if value is NOTHING and len(payload) <= SEARCHED_BYTES:
        return text(payload).strip()
    if isinstance(value, dict):
        return value.get(nodes.BARE_PAYLOAD[0], NOTHING)
    return NOTHING if isinstance(value, list) else value


def comparison(compared: nodes.Operator, wanted: int | float | str) -> Callable[[object], bool]:
    """A test of values against a number or a text. `NOTHING` passes none."""
    if compared == "~":
        return _contains(str(wanted).casefold())
    if isinstance(wanted, str):
        return _text_comparison(compared, wanted.casefold())
    order = ORDERS[compared]
    if compared == "!=":
        return lambda value: value is not NOTHING and as_number(value) != wanted

    def compares(value: object) -> bool:
        found = as_number(value)
        return found is not None and order(found, wanted)

    return compares


def _text_comparison(compared: nodes.Operator, wanted: str) -> Callable[[object], bool]:
    order = ORDERS[compared]
    if compared == "=":
        return lambda value: as_text(value) == wanted
    if compared == "!=":
        return lambda value: value is not NOTHING and as_text(value) != wanted
    # That 9 comes after "10" is no order anyone asked for: only text is ordered as text.
    return lambda value: isinstance(value, str) and order(value.casefold(), wanted)


def _contains(wanted: str) -> Callable[[object], bool]:
    def contains(value: object) -> bool:
        values = value if isinstance(value, list) else (value,)
        for each in values:
            found = as_text(each)
            if found is not None and wanted in found:
                return True
        return False

    return contains


def as_number(value: object) -> int | float | None:
    """A number, also in a text such as ``20.0 °C``; true is 1 and false is 0."""
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str) or len(value) > _LONGEST_MEASURED:
        return None
    match = _MEASURED.fullmatch(value)
    return None if match is None else number(match[1])


def as_text(value: object) -> str | None:
    """A single value as JSON writes it, folded to one case; None for objects and arrays."""
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return repr(value).casefold() if isinstance(value, int | float) else None
