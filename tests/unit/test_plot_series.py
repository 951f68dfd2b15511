"""Series and their columns: whatever comes in whichever order, every peak is kept."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.model.plot import series as module
from pubsub_tui.model.plot.series import Series

AT = st.integers(0, 400).map(lambda tenths: 1e9 + tenths / 10)
POINT = st.tuples(AT, st.floats(allow_nan=False, allow_infinity=False))
STEPS = st.lists(
    st.tuples(st.just("add"), POINT)
    | st.tuples(st.just("older"), st.lists(POINT, max_size=5))
    | st.tuples(st.just("look"), st.sampled_from([0.05, 0.1, 0.3, 1.0, 7.0])),
    max_size=40,
)


def looked_at(series: Series, seconds: float) -> None:
    """Every column against the points themselves."""
    first, last = int(1e9 / seconds) - 2, int((1e9 + 41) / seconds) + 2
    columns, complete = series.columns.between(seconds, first, last, math.inf)
    assert complete
    seen = 0
    for at in range(first, last + 1):
        inside = [
            (when, value)
            for when, value in zip(series.times, series.values, strict=True)
            if at * seconds <= when < (at + 1) * seconds
        ]
        column = columns[at]
        seen += len(inside)
        if not inside:
            assert column is None
            continue
        assert column is not None
        values = [value for _, value in inside]
        assert (column.low, column.high) == (min(values), max(values))
        assert (column.first, column.last) == (values[0], values[-1])
        assert (column.first_at, column.last_at) == (inside[0][0], inside[-1][0])
    assert seen == len(series)


@given(STEPS, st.integers(3, 50))
def test_columns_have_the_lowest_and_highest_of_their_points(
    steps: list[tuple[str, object]], most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_POINTS", most)
        patch.setattr(module, "_SLACK", 2)
        series, came = Series("t", (), 0), 0
        for step, value in steps:
            revision = series.revision
            if step == "add":
                series.add(*value)  # type: ignore[misc]
                came += 1
            elif step == "older":
                series.add_older(value)  # type: ignore[arg-type]
                came += len(value)  # type: ignore[arg-type]
            else:
                looked_at(series, value)  # type: ignore[arg-type]
            assert (series.revision > revision) == (step != "look" and value != [])
            assert list(series.times) == sorted(series.times)
            assert len(series) + series.left == came
            assert len(series) <= most + 2
        looked_at(series, 0.1)


def test_reading_stops_in_time_and_goes_on_with_the_rest() -> None:
    series = Series("t", (), 0)
    series.add_older([(float(second), float(second)) for second in range(1000)])
    columns, complete = series.columns.between(1.0, 0, 999, time.perf_counter() - 1)
    assert not complete
    assert 999 in columns
    assert 0 not in columns
    while not complete:
        columns, complete = series.columns.between(1.0, 0, 999, time.perf_counter() - 1)
    assert all(columns[at] is not None for at in range(1000))


def test_neighbours_of_a_moment() -> None:
    series = Series("t", (), 0)
    assert series.before(5.0) is None
    assert series.after(5.0) is None
    series.add_older([(1.0, 10.0), (5.0, 50.0), (9.0, 90.0)])
    assert series.before(5.0) == (1.0, 10.0)
    assert series.after(5.0) == (5.0, 50.0)
    assert series.after(9.5) is None


def test_a_join_is_too_long_from_five_times_the_usual_on() -> None:
    series = Series("t", (), 0)
    series.add(0.0, 1.0)
    series.add(2.0, 1.0)
    assert series.longest_join() == math.inf
    series.add(4.0, 1.0)
    series.add(100.0, 1.0)
    assert series.longest_join() == 10.0


def test_recent_values_are_means_with_gaps() -> None:
    series = Series("t", (), 0)
    series.add_older([(1.0, 2.0), (2.0, 4.0), (35.0, 7.0), (60.0, 9.0)])
    assert series.recent(60.0, 60, 6) == [3.0, None, None, 7.0, None, 9.0]
    assert series.recent(1000.0, 60, 3) == [4.0, 7.0, 9.0]
    assert series.recent(60.0, 60, 1) == [5.5]


def test_huge_values_have_a_mean() -> None:
    series = Series("t", (), 0)
    for second in range(4):
        series.add(float(second), 1.7e308)
    assert series.recent(4.0, 4, 1) == [1.7e308]


def test_clearing_forgets_points_and_counts() -> None:
    series = Series("t", (), 0)
    series.add(1.0, 1.0)
    series.without = series.not_finite = 3
    revision = series.revision
    series.clear()
    assert (len(series), series.without, series.not_finite) == (0, 0, 0)
    assert series.revision > revision
    looked_at(series, 1.0)
