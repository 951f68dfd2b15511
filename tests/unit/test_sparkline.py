"""Sparklines: no value is left out, and the smallest differs from nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.ui.sparkline import sparkline

VALUES = st.lists(st.integers(0, 10**9), min_size=1, max_size=130)
_RISING = sparkline(range(100), 100)
LOWEST, HIGHEST = _RISING[0], _RISING[-1]


@given(VALUES, st.integers(1, 140))
def test_there_is_a_bar_for_every_cell_as_long_as_there_are_values(
    values: list[int], cells: int
) -> None:
    assert len(sparkline(values, cells)) == min(cells, len(values))


@given(st.integers(1, 130), st.integers(1, 140), st.data())
def test_a_single_value_is_seen_wherever_it_is(
    length: int, cells: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, length - 1))
    values = [0] * length
    values[at] = 1
    drawn = sparkline(values, cells)
    assert drawn.count(HIGHEST) == 1
    assert drawn.count(LOWEST) == len(drawn) - 1
    assert abs(drawn.index(HIGHEST) - at * len(drawn) / length) <= 1


def test_the_newest_value_is_in_the_last_bar_for_every_width() -> None:
    drawn = {
        (length, cells): sparkline([0] * (length - 1) + [1], cells)
        for length in range(1, 131)
        for cells in range(1, length + 1)
    }
    assert [size for size, bars in drawn.items() if bars[-1] != HIGHEST] == []


@given(VALUES)
def test_bars_are_in_the_order_of_their_values(values: list[int]) -> None:
    bars = sparkline(values, len(values))
    in_order = [bar for _, bar in sorted(zip(values, bars, strict=True))]
    assert in_order == sorted(bars)


@given(VALUES)
def test_only_nothing_has_the_lowest_bar_and_the_most_has_the_highest(values: list[int]) -> None:
    bars = sparkline(values, len(values))
    assert [bar == LOWEST for bar in bars] == [value == 0 for value in values]
    assert all(bars[at] == HIGHEST for at, value in enumerate(values) if 0 < value == max(values))


@given(VALUES, st.integers(1, 9))
def test_a_bar_shows_the_largest_of_its_values(values: list[int], together: int) -> None:
    repeated = [value for value in values for _ in range(together)]
    assert sparkline(repeated, len(values)) == sparkline(values, len(values))
    spread = [part for value in values for part in (value, *[0] * (together - 1))]
    assert sparkline(spread, len(values)) == sparkline(values, len(values))


@pytest.mark.parametrize(("values", "cells"), [([], 5), ([1, 2], 0), ([1, 2], -1)])
def test_no_values_or_no_room_is_no_text(values: list[int], cells: int) -> None:
    assert sparkline(values, cells) == ""


def test_nothing_came_is_a_flat_line() -> None:
    assert sparkline([0, 0, 0], 3) == LOWEST * 3
