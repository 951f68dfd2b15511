"""Labels of the axes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.model.plot.ticks import number_text, time_ticks, value_ticks

FINITE = st.floats(allow_nan=False, allow_infinity=False)


pytestmark = pytest.mark.usefixtures("utc")


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (19.8, 21.3, ["20.0", "20.5", "21.0"]),
        (-159.9, 580, ["0", "200", "400"]),
        (0, 1_000_000, ["0", "200,000", "400,000", "600,000", "800,000", "1,000,000"]),
        (0, 9e307, ["0", "2e307", "4e307", "6e307", "8e307"]),
        (0.1, 0.3, ["0.10", "0.15", "0.20", "0.25", "0.30"]),
        (-3e-9, 3e-9, ["-2e-9", "0", "2e-9"]),
    ],
)
def test_values_are_one_two_or_five_apart(low: float, high: float, labels: list[str]) -> None:
    assert [label for _, label in value_ticks(low, high, 5)] == labels


@given(FINITE, FINITE, st.integers(1, 40))
def test_ticks_are_within_the_range_and_not_too_many(a: float, b: float, most: int) -> None:
    low, high = sorted((a, b))
    ticks = value_ticks(low, high, most)
    assert len(ticks) <= most + 1
    if low < high:
        assert all(low <= value <= high for value, _ in ticks)
        assert sorted(ticks, key=lambda tick: tick[0]) == ticks


@given(st.floats())
def test_every_number_has_a_short_text(value: float) -> None:
    text = number_text(value)
    assert 0 < len(text) <= 12
    if abs(value) < 1e308:
        assert float(text.replace(",", "")) == pytest.approx(value, rel=1e-4, abs=1e-320)


def test_numbers_are_written_as_people_do() -> None:
    texts = [number_text(value) for value in (0.0, -0.5, 21.5, 1_234_567.0, 2.0**60, 1e-7, 1e308)]
    assert texts == ["0", "-0.5", "21.5", "1,234,567", "1.1529e18", "1e-7", "1e308"]


@pytest.mark.parametrize(
    ("seconds", "labels"),
    [
        (0.1, ["22:13:23.20", "22:13:23.25"]),
        (10, ["22:13:25", "22:13:30"]),
        (60, ["22:13:30", "22:13:45", "22:14:00", "22:14:15"]),
        (3600, ["22:15", "22:30", "22:45", "23:00"]),
        (4 * 86_400, ["Nov 15", "Nov 16", "Nov 17", "Nov 18"]),
    ],
)
def test_times_are_round_on_the_local_clock(seconds: float, labels: list[str]) -> None:
    start = 1_700_000_003.2
    assert [label for _, label in time_ticks(start, start + seconds, 4)] == labels


@given(st.floats(0, 4e9), st.sampled_from([0.1, 1, 60, 300, 86_400, 30 * 86_400]))
def test_times_are_in_the_window(first: float, seconds: float) -> None:
    for at, label in time_ticks(first, first + seconds, 5):
        assert first - 1e-5 <= at <= first + seconds
        assert label
