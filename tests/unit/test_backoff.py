"""The waits between attempts to connect."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.backoff import LAST_SECONDS, wait_seconds


class Fixed(Random):
    """Chance that always falls at the same place between the two ends."""

    def __init__(self, place: float) -> None:
        super().__init__()
        self._place = place

    def random(self) -> float:
        return self._place


@pytest.mark.parametrize(
    ("attempt", "longest"), [(1, 0.5), (2, 1.0), (3, 2.0), (6, 16.0), (7, 30.0), (8, 30.0)]
)
def test_waits_double_up_to_half_a_minute(attempt: int, longest: float) -> None:
    assert wait_seconds(attempt, Fixed(1.0)) == longest
    assert wait_seconds(attempt, Fixed(0.0)) == longest / 2


@given(st.integers(1, 10**9), st.integers())
def test_a_wait_is_from_the_upper_half_however_often_it_failed(attempt: int, seed: int) -> None:
    longest = wait_seconds(attempt, Fixed(1.0))
    assert longest / 2 <= wait_seconds(attempt, Random(seed)) <= longest <= LAST_SECONDS


def test_many_clients_do_not_come_back_together() -> None:
    waits = {round(wait_seconds(5, Random(seed)), 2) for seed in range(100)}
    assert len(waits) > 50
