"""When repeated messages are due over pauses, and the rate that they reach."""

from __future__ import annotations

from random import Random

import pytest

from pubsub_tui.outgoing.pace import Pace
from pubsub_tui.outgoing.reached import Reached
from pubsub_tui.outgoing.schedule import Schedule


def pace(every: float, jitter: float = 0.0) -> Pace:
    return Pace(Schedule(every, None, jitter), 100.0, Random(1))


def test_the_first_is_due_at_once_and_the_others_are_reckoned_from_the_start() -> None:
    steps = pace(2.0)
    assert steps.seconds(100.0) == 0
    steps.advance()
    assert steps.seconds(100.5) == 1.5
    # Late by half a second: the next one is not.
    steps.advance()
    assert steps.seconds(102.5) == 1.5


def test_time_stands_still_while_it_is_held() -> None:
    steps = pace(2.0)
    steps.advance()
    steps.hold(101.5)
    steps.hold(130.0)
    steps.go_on(161.5)
    steps.go_on(170.0)
    assert steps.held == 60
    assert steps.seconds(161.5) == 0.5
    steps.advance()
    assert steps.seconds(162.0) == 2.0


def test_what_was_due_meanwhile_is_not_made_up_for() -> None:
    steps = pace(0.1)
    steps.advance()
    # The connection was found lost when the second was due, and is back after a minute.
    steps.hold(100.1)
    steps.go_on(160.1)
    assert steps.seconds(160.1) == 0
    steps.advance()
    assert steps.seconds(160.1) == pytest.approx(0.1)


def test_it_tells_for_how_many_the_time_came_while_it_was_held() -> None:
    steps = pace(2.0)
    steps.advance()
    assert steps.passed(200.0) == 0
    steps.hold(101.0)
    assert [steps.passed(now) for now in (101.0, 101.9, 102.0, 103.9, 104.0)] == [0, 0, 1, 1, 2]
    steps.go_on(104.0)
    assert steps.passed(200.0) == 0


def test_of_what_has_no_time_between_nothing_is_missed() -> None:
    steps = pace(0.0)
    steps.hold(100.0)
    assert steps.passed(160.0) == 0


def test_jitter_moves_each_within_its_part() -> None:
    steps = pace(1.0, 0.25)
    steps.advance()
    for number in range(1, 200):
        assert abs(steps.seconds(0.0) - 100 - number) <= 0.25
        steps.advance()


@pytest.mark.parametrize("every", [0.001, 0.3, 1.0, 60.0])
def test_the_rate_of_regular_messages_is_exact_from_the_second_on(every: float) -> None:
    reached = Reached(every)
    assert reached.rate(0.0) is None
    for number in range(50):
        reached.count(number * every)
        # Until the next one is due.
        rate = reached.rate((number + 0.9) * every)
        assert rate == (pytest.approx(1 / every) if number else None)


def test_the_rate_falls_once_messages_stay_away() -> None:
    reached = Reached(1.0)
    for number in range(5):
        reached.count(float(number))
    assert reached.rate(4.0) == pytest.approx(1.0)
    assert reached.rate(6.0) == pytest.approx(3 / 4)
    assert reached.rate(30.0) is None


def test_it_is_of_the_last_seconds_and_says_nothing_of_before_a_pause() -> None:
    reached = Reached(0.1)
    for number in range(100):
        reached.count(number * 0.1)
    for number in range(600):
        reached.count(10 + number * 0.01)
    rate = reached.rate(16.0)
    assert rate is not None
    assert 99 < rate < 101
    reached.begin_anew()
    reached.count(100.0)
    assert reached.rate(100.0) is None
    reached.count(101.0)
    assert reached.rate(101.0) == 1.0


def test_all_at_one_moment_have_no_rate() -> None:
    reached = Reached(0.0)
    for _ in range(3):
        reached.count(5.0)
    assert reached.rate(5.0) is None
