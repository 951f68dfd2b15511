"""What is usual for a topic, and when it is overdue."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.cadence import KEPT, cadence, is_overdue, lateness
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic

START = 1_000.0
FRAME = 0.25


class Listening:
    """Traffic that is settled four times a second, as a screen would."""

    def __init__(self) -> None:
        self.now = START
        self.traffic = Traffic(clock=lambda: self.now)
        self.traffic.settle()

    def wait(self, seconds: float) -> None:
        """Let so long pass with frames."""
        end = self.now + seconds
        while self.now + FRAME < end:
            self.now += FRAME
            self.traffic.settle()
        self.now = end
        self.traffic.settle()

    def hear(self, topic: str = "t", *, payload: bytes = b"x", retain: bool = False) -> None:
        self.traffic.add([Message(topic, payload, 0, retain, self.now)])
        self.traffic.settle()

    def hear_at(self, *seconds: float, topic: str = "t") -> None:
        """One message after each of these waits."""
        for wait in seconds:
            self.wait(wait)
            self.hear(topic)

    def topic(self, path: str = "t") -> Topic:
        found = self.traffic.topic(path)
        assert found is not None
        return found

    def late(self, path: str = "t") -> float | None:
        return lateness(self.topic(path), self.now, self.traffic.since)

    def overdue(self, path: str = "t") -> bool:
        return is_overdue(self.topic(path), self.now, self.traffic.since)


@given(st.floats(0.5, 20), st.integers(10, 20))
def test_regular_arrivals_are_never_overdue_and_one_past_three_intervals_is(
    interval: float, count: int
) -> None:
    listening = Listening()
    for _ in range(count):
        listening.hear()
        for _ in range(4):
            listening.wait(interval / 4)
            assert not listening.overdue()
    listening.wait(1.98 * interval)
    assert not listening.overdue()
    listening.wait(0.04 * interval)
    assert listening.overdue()
    assert listening.late() == pytest.approx(3.02, rel=0.01)


@given(st.lists(st.floats(0.6, 1.4), min_size=5, max_size=30))
def test_arrivals_that_vary_are_not_overdue_before_the_next_one(waits: list[float]) -> None:
    listening = Listening()
    for wait in waits:
        listening.wait(wait * 4)
        assert not listening.traffic.topic_count or not listening.overdue()
        listening.hear()


def test_nothing_is_said_before_three_intervals_are_known() -> None:
    listening = Listening()
    listening.hear_at(0, 2, 2, 2)
    assert cadence(listening.topic()) is None
    listening.wait(60)
    assert listening.late() is None
    listening = Listening()
    listening.hear_at(0, 2, 2, 2, 2)
    assert cadence(listening.topic()) == (2, 0)


def test_the_usual_interval_is_the_median_and_half_of_them_are_within_the_jitter() -> None:
    listening = Listening()
    listening.hear_at(0, 9, 3, 4, 5, 6, 7, 8, 30)
    found = cadence(listening.topic())
    assert found is not None
    assert found.interval == 6
    assert found.jitter == pytest.approx((8 - 4) / 2, abs=1)


def test_only_the_last_intervals_count() -> None:
    listening = Listening()
    listening.hear_at(0, *[2] * 20, *[5] * KEPT)
    assert cadence(listening.topic()) == (5, 0)


def test_one_long_pause_changes_nothing_and_two_are_usual() -> None:
    listening = Listening()
    listening.hear_at(0, 2, 2, 2, 2, 60, 2, 2)
    assert cadence(listening.topic()) == (2, 0)
    listening.hear_at(60, 2)
    found = cadence(listening.topic())
    assert found is not None
    assert found.interval == 30
    listening.wait(80)
    assert not listening.overdue()


@pytest.mark.parametrize("length", [1, 2])
def test_a_burst_each_minute_is_not_overdue_between_two(length: int) -> None:
    listening = Listening()
    for _ in range(12):
        for _ in range(length * 20):
            listening.hear()
            listening.wait(0.05)
        for _ in range(60):
            listening.wait(1.01)
            assert not listening.overdue()
    listening.wait(60)
    assert listening.overdue()


def test_many_messages_in_a_frame_share_the_time_since_the_one_before() -> None:
    listening = Listening()
    for _ in range(40):
        listening.wait(FRAME)
        listening.traffic.add([Message("t", b"x", 0, False, listening.now)] * 5)
    found = cadence(listening.topic())
    assert found is not None
    assert found.interval == pytest.approx(FRAME / 5)
    listening.wait(1.4)
    assert not listening.overdue()
    listening.wait(0.2)
    assert listening.overdue()


def test_messages_below_a_topic_are_not_its_own() -> None:
    listening = Listening()
    for _ in range(6):
        listening.hear("a")
        for _ in range(10):
            listening.wait(0.5)
            listening.hear("a/b")
    found = cadence(listening.topic("a"))
    assert found is not None
    assert found.interval == 5
    listening.hear_at(*[0.5] * 40, topic="a/b")
    assert listening.overdue("a")
    assert not listening.overdue("a/b")


def test_a_topic_with_only_a_retained_message_is_never_overdue() -> None:
    listening = Listening()
    listening.hear(retain=True)
    listening.wait(3600)
    assert listening.late() is None


def test_the_interval_after_a_retained_message_does_not_count() -> None:
    listening = Listening()
    listening.hear(retain=True)
    listening.hear_at(20, 2, 2)
    assert cadence(listening.topic()) is None
    listening.hear_at(2)
    assert cadence(listening.topic()) == (2, 0)


def test_nobody_is_overdue_because_we_were_offline() -> None:
    listening = Listening()
    listening.hear_at(0, *[10] * 5)
    listening.wait(5)
    listening.traffic.hear(False)
    listening.wait(500)
    assert listening.late() is None
    assert not listening.overdue()
    listening.traffic.hear(True)
    listening.hear(retain=True)
    listening.wait(29)
    assert not listening.overdue()
    listening.wait(2)
    assert listening.overdue()


def test_an_interval_that_began_while_offline_does_not_count() -> None:
    listening = Listening()
    listening.hear_at(0, *[10] * 4)
    for _ in range(KEPT):
        listening.traffic.hear(False)
        listening.wait(100)
        listening.traffic.hear(True)
        listening.hear()
    assert cadence(listening.topic()) == (10, 0)


def test_a_program_that_was_stopped_calls_nobody_overdue() -> None:
    listening = Listening()
    listening.hear_at(0, *[2] * 5)
    listening.now += 3600
    listening.traffic.settle()
    assert not listening.overdue()
    listening.wait(5.9)
    assert not listening.overdue()
    listening.wait(0.2)
    assert listening.overdue()
    listening.traffic.hear(False)
    listening.now += 3600
    listening.traffic.settle()
    assert listening.traffic.since == math.inf


def test_a_clock_that_is_set_back() -> None:
    listening = Listening()
    listening.hear_at(0, *[2] * 5)
    listening.now -= 500
    listening.traffic.settle()
    assert listening.late() == 0
    listening.hear_at(*[3] * 2)
    assert cadence(listening.topic()) == (2, 0)
    listening.wait(7)
    assert listening.overdue()


@given(st.lists(st.tuples(st.floats(-50, 50), st.integers(0, 3), st.booleans()), max_size=30))
def test_any_clock_and_any_arrivals_give_figures_that_make_sense(
    steps: list[tuple[float, int, bool]],
) -> None:
    now = START
    traffic = Traffic(clock=lambda: now)
    for step, count, retain in steps:
        now += step
        traffic.add([Message("a/b", b"x", 0, retain, now)] * count)
        traffic.settle()
        for topic in traffic.root.with_messages():
            late = lateness(topic, now, traffic.since)
            assert late is None or late >= 0
            found = cadence(topic)
            assert found is None or (found.interval > 0 and found.jitter >= 0)


def test_changes_and_the_largest_payload_are_counted() -> None:
    listening = Listening()
    for payload in (b"a", b"a", b"bb", b"bb", b"a", b""):
        listening.hear(payload=payload)
    topic = listening.topic()
    assert (topic.changes, topic.max_bytes) == (3, 2)


@pytest.mark.parametrize(
    ("payloads", "changes"),
    [
        ([b"a", b"b", b"c", b"d"], 3),
        ([b"a", b"a", b"a"], 0),
        ([b"a"], 0),
        ([], 0),
    ],
)
def test_changes_of_topics_that_are_new_in_a_frame(payloads: list[bytes], changes: int) -> None:
    traffic = Traffic()
    traffic.add([Message("a/b", b"x", 0, False, START)])
    traffic.add([Message("a", payload, 0, False, START) for payload in payloads])
    traffic.settle()
    topic = traffic.topic("a")
    assert topic is not None
    assert (topic.changes, topic.count, topic.unsettled) == (changes, len(payloads), 0)
    assert topic.subtree_count == len(payloads) + 1


@given(st.lists(st.tuples(st.sampled_from(["a", "a/b", "a/c"]), st.integers(0, 4), st.booleans())))
def test_what_changes_always_or_never_is_told_so_however_it_comes(
    steps: list[tuple[str, int, bool]],
) -> None:
    """Topic a/c never changes, the others always do."""
    traffic = Traffic()
    number = 0
    for path, count, settled in steps:
        for _ in range(count):
            number += 1
            payload = b"same" if path == "a/c" else b"%d" % number
            traffic.add([Message(path, payload, 0, False, START)])
        if settled:
            traffic.settle()
    traffic.settle()
    for topic in traffic.root.with_messages():
        assert topic.changes == (0 if topic.name == "c" else topic.count - 1)
