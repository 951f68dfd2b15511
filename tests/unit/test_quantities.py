"""Figures as they are read: the right unit at every limit, and never wider than their column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.ui.quantities import (
    counted,
    format_age,
    format_any_rate,
    format_count,
    format_rate,
    format_round_trip,
    format_seconds,
    format_share,
    format_size,
    format_span,
    format_times,
)


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 B"),
        (1, "1 B"),
        (0.4, "0 B"),
        (999, "999 B"),
        (999.4, "999 B"),
        (999.5, "1.0 kB"),
        (1000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_950, "10 kB"),
        (31_337, "31 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (256_000_000, "256 MB"),
        (999_500_000, "1.0 GB"),
        (1_500_000_000_000, "1.5 TB"),
        (2_500_000_000_000_000, "2500 TB"),
    ],
)
def test_sizes_change_their_unit_where_three_digits_end(size: float, shown: str) -> None:
    assert format_size(size) == shown


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (0, "0.0/s"),
        (0.2, "0.2/s"),
        (9.94, "9.9/s"),
        (9.95, "10/s"),
        (412, "412/s"),
        (999.5, "1000/s"),
        (9_999.4, "9999/s"),
        (9_999.5, "10k/s"),
        (999_499, "999k/s"),
        (999_500, "1.0M/s"),
        (9_949_000, "9.9M/s"),
        (9_950_000, "10M/s"),
        (123_400_000, "123M/s"),
    ],
)
def test_rates_change_their_unit_where_four_digits_end(rate: float, shown: str) -> None:
    assert format_rate(rate) == shown


@given(st.floats(0, 9e9))
def test_a_rate_fits_into_seven_cells(rate: float) -> None:
    assert len(format_rate(rate)) <= 7


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-3600, "now"),
        (-0.001, "now"),
        (0, "now"),
        (0.999, "now"),
        (1, "1s"),
        (59.99, "59s"),
        (60, "1m"),
        (3599.9, "59m"),
        (3600, "1h"),
        (86_399, "23h"),
        (86_400, "1d"),
        (999 * 86_400, "999d"),
        (1000 * 86_400, "2y"),
        (1.7e9, "53y"),
    ],
)
def test_an_age_is_in_whole_units_and_never_from_the_future(seconds: float, shown: str) -> None:
    assert format_age(seconds) == shown


@given(st.floats(-1e12, 1e10))
def test_an_age_fits_into_four_cells(seconds: float) -> None:
    assert len(format_age(seconds)) <= 4


_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "y": 365 * 86_400}


@given(st.floats(1, 3e9))
def test_an_age_is_rounded_down_by_less_than_one_of_its_units(seconds: float) -> None:
    shown = format_age(seconds)
    unit = _UNIT_SECONDS[shown[-1]]
    assert 0 <= seconds - int(shown[:-1]) * unit < unit


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 ms"),
        (0.0124, "12 ms"),
        (0.9994, "999 ms"),
        (0.9995, "1.0 s"),
        (1.44, "1.4 s"),
        (75, "75.0 s"),
    ],
)
def test_a_duration_is_in_milliseconds_below_a_second(seconds: float, shown: str) -> None:
    assert format_seconds(seconds) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0"),
        (1_204_331, "1,204,331"),
        (999_999_999, "999,999,999"),
        (1_000_000_000, "1.000 G"),
        (12_345_678_901, "12.346 G"),
    ],
)
def test_a_count_is_exact_below_a_billion(count: int, shown: str) -> None:
    assert format_count(count) == shown


@given(st.integers(0, 9_999 * 10**9))
def test_a_count_fits_into_eleven_cells(count: int) -> None:
    assert len(format_count(count)) <= 11


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 topics"), (1, "1 topic"), (2, "2 topics"), (1204, "1,204 topics")]
)
def test_only_one_is_singular(count: int, shown: str) -> None:
    assert counted(count, "topic") == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1m 00s"),
        (3599, "59m 59s"),
        (3600, "1h 00m"),
        (86_399, "23h 59m"),
        (86_400, "1d 00h"),
        (86_400 * 1234 + 3600 * 7.5, "1,234d 07h"),
    ],
)
def test_how_long_something_has_run(seconds: float, shown: str) -> None:
    assert format_span(seconds) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0, "0%"),
        (0.0009, "<0.1%"),
        (0.001, "0.1%"),
        (0.0994, "9.9%"),
        (0.0995, "10%"),
        (0.814, "81%"),
        (1, "100%"),
    ],
)
def test_shares(share: float, shown: str) -> None:
    assert format_share(share) == shown


@pytest.mark.parametrize(
    ("times", "shown"),
    [(0, "0.0×"), (3.04, "3.0×"), (9.95, "10×"), (9_999, "9999×"), (1e9, ">9999×")],
)
def test_times(times: float, shown: str) -> None:
    assert format_times(times) == shown


@pytest.mark.parametrize(
    ("rate", "shown"),
    [(0.0, "0.0/s"), (412.0, "412/s"), (0.1, "0.1/s"), (1 / 60, "1.0/min"), (1 / 7200, "0.5/h")],
)
def test_what_is_rare_is_told_a_minute_or_an_hour(rate: float, shown: str) -> None:
    assert format_any_rate(rate) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0.0 ms"),
        (0.01234, "12.3 ms"),
        (1.204, "1,204.0 ms"),
        (-0.5, "-500.0 ms"),
        (12.5, "12.50 s"),
        (185, "3m 05s"),
    ],
)
def test_round_trips(seconds: float, shown: str) -> None:
    assert format_round_trip(seconds) == shown
