"""The fleet as a pure story: no broker, no clock."""

from __future__ import annotations

import itertools
import json
import struct
from collections import Counter
from collections.abc import Iterable

import pytest

from pubsub_tui.demo.event import Event
from pubsub_tui.demo.fleet import events
from pubsub_tui.demo.house import COFFEE

FIVE_MINUTES = 300.0


def until(end: float, seed: int = 7) -> list[Event]:
    return list(itertools.takewhile(lambda event: event.at < end, events(seed)))


@pytest.fixture(scope="module")
def story() -> list[Event]:
    return until(FIVE_MINUTES)


def test_same_seed_tells_the_same_story() -> None:
    assert until(20, seed=3) == until(20, seed=3)
    assert until(20, seed=3) != until(20, seed=4)


@pytest.mark.parametrize("seed", [0, 7, 123])
def test_rate_is_about_fifty_a_second(seed: int) -> None:
    assert 40 < len(until(FIVE_MINUTES, seed)) / FIVE_MINUTES < 60


def test_time_never_goes_back(story: list[Event]) -> None:
    times = [event.at for event in story]
    assert times == sorted(times)
    assert times[0] == 0.0


def test_topics_are_valid_topic_names(story: list[Event]) -> None:
    topics = {event.topic for event in story}
    assert all(not set("+#\0") & set(topic) for topic in topics)
    assert all(all(topic.split("/")) for topic in topics)
    assert {topic.split("/")[0] for topic in topics} == {"factory", "house", "haus"}
    assert COFFEE in topics
    assert "factory/line1/press/temperature" in topics
    assert "house/kitchen/temperature" in topics


def test_a_burst_of_200_comes_about_once_a_minute(story: list[Event]) -> None:
    per_second = Counter(int(event.at) for event in story if "/camera/" in event.topic)
    assert sum(per_second.values()) == 200 * len(bursts(per_second))
    assert 4 <= len(bursts(per_second)) <= 6


def bursts(seconds: Iterable[int]) -> list[int]:
    """The seconds in which a burst begins; one burst may touch two of them."""
    known = set(seconds)
    return sorted(second for second in known if second - 1 not in known)


def test_a_device_floods_now_and_then(story: list[Event]) -> None:
    per_second = Counter(int(e.at) for e in story if e.topic == "house/cellar/pump/float")
    floods = bursts(second for second, count in per_second.items() if count > 10)
    assert 2 <= len(floods) <= 5
    assert max(per_second.values()) == 40
    assert min(per_second.values()) == 1


@pytest.mark.parametrize("seed", [0, 7, 123])
def test_a_device_goes_quiet_now_and_then(seed: int) -> None:
    times = [e.at for e in until(FIVE_MINUTES, seed) if e.topic == "house/garden/weather/wind"]
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert {round(gap) for gap in gaps} == {2, 32}
    assert 2 <= sum(gap > 30 for gap in gaps) <= 4
    assert all(gap < 30 for gap in gaps[:15])


def test_states_are_retained_and_change(story: list[Event]) -> None:
    states = [event for event in story if event.topic == "factory/line1/press/state"]
    assert {event.payload for event in states} == {b"running", b"idle"}
    assert all(event.retain and event.qos == 1 for event in states)
    lights = {event.payload for event in story if event.topic == "house/kitchen/light"}
    assert lights == {b"on", b"off"}


def test_payloads_are_json_numbers_and_binary(story: list[Event]) -> None:
    last = {event.topic: event.payload for event in story}
    assert json.loads(last["factory/line1/press/temperature"]).keys() == {"value", "unit"}
    assert 0 < float(last["house/kitchen/temperature"]) < 40
    assert len(struct.unpack(">64h", last["factory/line1/press/vibration"])) == 64
    volts, _, watt_hours, status = struct.unpack(">HhIB", last["house/roof/inverter"])
    assert 3_800 <= volts < 3_900
    assert watt_hours > 1_000_000
    assert status == 3


def test_counters_never_go_down(story: list[Event]) -> None:
    counts = [int(e.payload) for e in story if e.topic == "factory/line1/conveyor/count"]
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_alarms_end(story: list[Event]) -> None:
    alarms = [json.loads(e.payload) for e in story if e.topic == "factory/line1/oven/alarm"]
    assert alarms
    assert [alarm["active"] for alarm in alarms[:2]] == [True, False]
