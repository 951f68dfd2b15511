"""The payload of a figure's topic as a number."""

from __future__ import annotations

import re

from pubsub_tui.model.broker.figures import Figure, Kind

_NUMBER = re.compile(
    rb"\s*(?P<number>[+-]?\d{1,25}(?P<part>\.\d{1,25})?(?P<power>[eE][+-]?\d{1,2})?)"
    rb"\s*(?P<unit>seconds?)?\s*"
)
_LONGEST = 80


def read(figure: Figure, payload: bytes) -> int | float | None:
    """The number that any bytes stand for, in seconds or bytes where the figure is.

    Returns:
        None for words, and for what is no finite number of a usual length.
    """
    if figure.kind is Kind.TEXT or len(payload) > _LONGEST:
        return None
    match = _NUMBER.fullmatch(payload)
    if match is None or (match["unit"] and figure.kind is not Kind.SECONDS):
        return None
    whole = match["part"] is None and match["power"] is None
    number = int(match["number"]) if whole else float(match["number"])
    return number if figure.scale == 1 else number * figure.scale
