"""When repeated messages are due."""

from __future__ import annotations

from itertools import islice, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.outgoing.schedule import Schedule, due_times, parse_jitter


@given(
    st.floats(0, 100),
    st.integers(0, 50),
    st.floats(0, 1),
    st.floats(-1e9, 1e9),
    st.integers(0, 2**32),
)
def test_each_is_due_near_its_time_and_none_before_another(
    every: float, times: int, jitter: float, start: float, seed: int
) -> None:
    due = list(due_times(Schedule(every, times, jitter), start, Random(seed)))
    assert len(due) == times
    assert all(earlier <= later for earlier, later in pairwise([start, *due]))
    for number, moment in enumerate(due):
        # Rounding at a start of a billion seconds is a tenth of a microsecond.
        assert abs(moment - start - number * every) <= jitter * every + 1e-6


def test_it_does_not_drift_and_has_no_end_when_none_is_asked_for() -> None:
    due = due_times(Schedule(0.1, None), 5.0, Random(1))
    assert list(islice(due, 10_000, 10_002)) == [5.0 + 10_000 * 0.1, 5.0 + 10_001 * 0.1]


def test_jitter_goes_both_ways() -> None:
    due = due_times(Schedule(1.0, 1000, 0.1), 0.0, Random(1))
    away = [moment - number for number, moment in enumerate(due)]
    assert -0.1 <= min(away) < -0.09
    assert 0.09 < max(away) <= 0.1


@pytest.mark.parametrize(("text", "part"), [("10%", 0.1), ("0", 0), ("100 %", 1), ("2.5%", 0.025)])
def test_jitter_in_percent(text: str, part: float) -> None:
    assert parse_jitter(text) == part


@pytest.mark.parametrize("text", ["", "101%", "-1%", "10s"])
def test_what_is_no_jitter(text: str) -> None:
    with pytest.raises(ValueError, match="is no jitter: write 0% to 100%"):
        parse_jitter(text)
