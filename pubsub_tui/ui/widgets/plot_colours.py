"""The colours of plotted series, and whether they are enough to tell them apart."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from rich.color import Color, ColorType

COLOURS = 6
SERIES_PARTS = tuple(f"series-{number}" for number in range(1, COLOURS + 1))
"""The parts of a style by their slot; the seventh series has the colour of the first."""

_FAR = 95.0
"""Distance from which two colours are told apart at a glance, when one has a hue."""
_HUE = 40


_MARKS = "123456789abc"


def series_css(widget: str, prefix: str) -> str:
    """The style sheet of a widget's component classes for series, ``prefix--series-1`` on."""
    return "".join(
        f"{widget} .{prefix}--{part} {{ color: $plot-{number}; }}\n"
        for number, part in enumerate(SERIES_PARTS, 1)
    )


def mark_of(slot: int) -> str:
    """The character that stands for a series."""
    return _MARKS[slot]


def part_of(slot: int) -> str:
    """The part of the style for a series."""
    return SERIES_PARTS[slot % COLOURS]


def hard_to_tell(colours: Iterable[Color | None]) -> bool:
    """Whether any two of the colours are alike, or are both grey."""
    return any(_alike(one, other) for one, other in combinations(colours, 2))


def _alike(one: Color | None, other: Color | None) -> bool:
    if one is None or other is None or one == other:
        return True
    if ColorType.DEFAULT in (one.type, other.type):
        return False
    a, b = one.get_truecolor(), other.get_truecolor()
    if max(a) - min(a) < _HUE and max(b) - min(b) < _HUE:
        return True
    # A common approximation of how different colours look ("redmean").
    red = (a.red + b.red) / 2
    distance: float = (
        (2 + red / 256) * (a.red - b.red) ** 2
        + 4 * (a.green - b.green) ** 2
        + (2 + (255 - red) / 256) * (a.blue - b.blue) ** 2
    )
    return distance < _FAR**2
