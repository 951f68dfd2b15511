"""Pairing what came over two connections: once, in order, and what stays alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.model.arrivals import Arrival
from pubsub_tui.model.lag import PATIENCE, REACH, Lag, Lags, measure

LATER = 1000.0
"""Long after all that is tested with."""


def came(*times: tuple[str, float]) -> list[Arrival]:
    return [Arrival(n, at, payload.encode(), False) for n, (payload, at) in enumerate(times)]


def beats(*times: float) -> list[Arrival]:
    """Messages that are all the same."""
    return came(*(("on", at) for at in times))


def lags(first: Sequence[Arrival], second: Sequence[Arrival], since: float = 0.0) -> Lags:
    return measure(first, second, since, LATER)


def test_nothing_came() -> None:
    assert lags([], []) == Lags(None, None, (0, 0), (0, 0), 0.0)


def test_last_median_and_p95_of_what_came_later_over_the_second() -> None:
    first = came(*((str(n), 10.0 * n) for n in range(20)))
    second = came(*((str(n), 10.0 * n + (1.0 if n == 5 else 0.2)) for n in range(20)))
    forth = lags(first, second).forth
    assert forth is not None
    assert (forth.last, forth.median, forth.p95) == pytest.approx((0.2, 0.2, 0.2))
    assert forth.count == 20
    assert lags(second, first).back == forth
    assert lags(second, first).forth is None


def test_each_way_has_its_own_lag() -> None:
    found = lags(came(("a", 1.0), ("b", 9.0)), came(("a", 2.0), ("b", 5.0)))
    assert found.forth == Lag(1.0, 1.0, 1.0, 1)
    assert found.back == Lag(4.0, 4.0, 4.0, 1)


def test_what_came_together_goes_with_the_more_frequent_way() -> None:
    first = came(("a", 1.0), ("b", 2.0), ("c", 3.003))
    second = came(("a", 1.2), ("b", 2.2), ("c", 3.0))
    found = lags(first, second)
    assert found.back is None
    assert found.forth is not None
    assert found.forth.last == pytest.approx(-0.003)


def test_equal_messages_are_paired_in_order() -> None:
    forth = lags(beats(1.0, 1.1, 1.2), beats(1.5, 1.6, 1.7)).forth
    assert forth is not None
    assert forth.count == 3
    assert forth.median == pytest.approx(0.5)


def test_a_lost_copy_does_not_shift_the_others() -> None:
    found = lags(beats(0, 10, 20, 30), beats(0.1, 10.1, 30.1))
    assert found.forth is not None
    assert found.forth.count == 3
    assert found.forth.p95 == pytest.approx(0.1)
    assert found.alone == (1, 0)


def test_a_copy_that_is_still_to_come_does_not_either() -> None:
    found = measure(beats(10, 20, 30), beats(0.1, 10.1, 20.1), -9.0, 30.05)
    assert found.forth is not None
    assert found.forth.count == 2
    assert found.forth.last == pytest.approx(0.1)
    assert found.coming == (1, 0)
    assert found.alone == (0, 1)


def test_what_is_too_far_apart_is_not_one_message() -> None:
    found = lags(came(("a", 1.0)), came(("a", 2.0 + REACH)))
    assert found.forth is None
    assert found.alone == (1, 1)


def test_what_came_before_both_were_heard_is_paired_and_not_counted_as_alone() -> None:
    first = came(("a", 1.0), ("b", 2.0), ("c", 50.0))
    found = lags(first, came(("a", 1.5)), since=30.0)
    assert found.forth == Lag(0.5, 0.5, 0.5, 1)
    assert found.alone == (1, 0)


def test_without_a_connection_nothing_is_counted_as_alone() -> None:
    assert lags(beats(1, 2, 3), [], since=float("inf")).alone == (0, 0)


_TIMES = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 200)), max_size=30)


@given(_TIMES, _TIMES)
def test_every_message_is_paired_once_or_alone(
    one: list[tuple[str, int]], other: list[tuple[str, int]]
) -> None:
    first, second = (
        came(*((payload, float(at)) for payload, at in sorted(each, key=lambda e: e[1])))
        for each in (one, other)
    )
    found = measure(first, second, -PATIENCE, LATER)
    paired = sum(lag.count for lag in (found.forth, found.back) if lag is not None)
    assert (len(first) - paired, len(second) - paired) == found.alone
    assert all(lag.median <= REACH for lag in (found.forth, found.back) if lag is not None)
