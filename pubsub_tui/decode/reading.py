"""A payload that is a bare number, with or without a unit, or a boolean; and how it changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pubsub_tui.message import Message

LONGEST = 64
"""Bytes; a longer payload is no reading."""
WIDEST_CHANGE = 12
"""Cells that the text of a change takes at most."""

_MOST_DIGITS = 9
# A unit has no digits, so that an id such as 3f2a91 is none.
_NUMBER = re.compile(
    r"([-+−]?[0-9]{1,20})([.,][0-9]{1,20})?([eE][-+]?[0-9]{1,2})?"
    r"(\s{0,2}(?:[^\W\d_]|[°%‰$€£])(?:[^\W\d_]|[°%‰$€£/·^]){0,9})?"
)
_BOOLEANS = {"true": 1, "false": 0, "on": 1, "off": 0}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sensor or a switch says.

    Attributes:
        whole: sign and digits before the decimal point, or the word of a boolean.
        rest: the point, what follows, and the unit; as it was sent, so not safe to draw.
        unit: empty when there is none.
        value: 0 or 1 for a boolean.
        boolean: whether it is one.
    """

    whole: str
    rest: str
    unit: str
    value: Decimal
    boolean: bool = False


def reading(payload: bytes) -> Reading | None:
    """The number or boolean that a payload is; None when it is anything else.

    A decimal comma is one, unless three digits follow: those could be thousands.
    """
    if len(payload) > LONGEST:
        return None
    try:
        text = payload.decode().strip()
    except UnicodeDecodeError:
        return None
    truth = _BOOLEANS.get(text.lower())
    if truth is not None:
        return Reading(text, "", "", Decimal(truth), boolean=True)
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    whole, fraction, power, unit = (part or "" for part in match.groups())
    if fraction[:1] == "," and len(fraction) == 4:
        return None
    value = Decimal(whole.replace("−", "-") + fraction.replace(",", ".") + power)
    return Reading(whole, fraction + power + unit, unit.strip(), value)


def change(new: Message, old: Message) -> str:
    """How a message differs from the one before: ``▲ +0.4``, ``▼ -2``, ``=`` or ``≠``."""
    now, before = reading(new.payload), reading(old.payload)
    if now is None or before is None or _kind(now) != _kind(before):
        same = new.size == old.size and new.payload == old.payload
        return "=" if same else "≠"
    difference = now.value - before.value
    if not difference:
        return "="
    arrow = "▲" if difference > 0 else "▼"
    return arrow if now.boolean else f"{arrow} {difference_text(difference)}"


def difference_text(difference: Decimal) -> str:
    """A signed difference in at most ten characters; exact when that is enough."""
    size = difference.adjusted()
    if not -_MOST_DIGITS < size < _MOST_DIGITS - 1:
        return f"{difference:+.2e}".replace("e+", "e")
    text = f"{difference:+f}"
    if len(text) <= _MOST_DIGITS:
        return text
    decimals = _MOST_DIGITS - 3 - max(0, size)
    if size > 1 - decimals:
        return f"{difference:+.{max(0, decimals)}f}"
    return f"{difference:+.2e}"


def _kind(each: Reading) -> tuple[bool, str]:
    return each.boolean, each.unit
