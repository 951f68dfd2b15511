"""A row of bars in text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_BARS = "▁▂▃▄▅▆▇"
"""Without the full block, which would run into the row above."""


def value_sparkline(values: Sequence[float | None]) -> str:
    """Draw each value as a bar between the lowest and the highest; None is a gap."""
    present = [value for value in values if value is not None]
    if not present:
        return ""
    low, high = min(present), max(present)
    extent = high / 2 - low / 2  # The whole may be beyond the largest double.
    highest = len(_BARS) - 1
    return "".join(
        " "
        if value is None
        else _BARS[round((value / 2 - low / 2) / extent * highest) if extent else highest // 2]
        for value in values
    )


def sparkline(values: Sequence[float], cells: int) -> str:
    """Draw ``values`` in ``cells`` bars; several values share a bar, which shows their largest.

    A bar above the lowest means more than nothing came.
    """
    if not values or cells <= 0:
        return ""
    cells = min(cells, len(values))
    borders = [i * len(values) // cells for i in range(cells + 1)]
    peaks = [max(values[start:stop]) for start, stop in pairwise(borders)]
    highest = max(peaks)
    if highest <= 0:
        return _BARS[0] * cells
    return "".join(
        _BARS[0] if peak <= 0 else _BARS[1 + round(peak / highest * (len(_BARS) - 2))]
        for peak in peaks
    )
