"""Looking back for the messages of one topic, in slices, and going on with new ones."""

from __future__ import annotations

import math

from pubsub_tui.message import Message
from pubsub_tui.model import arrivals as module
from pubsub_tui.model.arrivals import LONGEST_AGO, MOST, Arrivals
from pubsub_tui.model.traffic import Traffic

NOW = 10_000.0


def traffic(history_bytes: int = 10_000_000, *, rap: bool = True) -> Traffic:
    """Connected 1000 s ago."""
    found = Traffic(history_bytes, lambda: NOW)
    found.since = NOW - 1000
    found.retain_as_published = rap
    return found


def message(topic: str, ago: float, payload: bytes = b"", *, retain: bool = False) -> Message:
    return Message(topic, payload, 0, retain, NOW - ago)


def looked(model: Traffic, topic: str = "t") -> Arrivals:
    found = Arrivals(model, topic)
    while not found.complete:
        found.advance(NOW, 0.001)
    return found


def test_only_the_topic_itself_oldest_first() -> None:
    model = traffic()
    model.add([message("t", 30), message("t/below", 20), message("u", 10), message("t", 5)])
    found = looked(model)
    assert [NOW - each.at for each in found.live()] == [30, 5]
    model.add([message("t", 1), message("u", 0)])
    found.advance(NOW, 0.001)
    assert [each.sequence for each in found.live()] == [0, 3, 4]


def test_it_looks_back_in_slices() -> None:
    model = traffic()
    model.add([message("t", 500)])
    model.add([message("u", 400)] * (3 * module._SLICE))
    found = Arrivals(model, "t")
    found.advance(NOW, 0)
    assert not found.complete
    assert found.since == NOW - 400
    for _ in range(3):
        found.advance(NOW, 0)
    assert found.complete
    assert len(found.live()) == 1
    assert found.since == NOW - 1000


def test_equal_payloads_are_known_whatever_their_size() -> None:
    model = traffic()
    large = bytes(100_000)
    model.add(
        [message("t", 3, large), message("t", 2, large + b"."), message("t", 1, bytes(large))]
    )
    one, two, three = (each.payload for each in looked(model).live())
    assert one == three != two
    assert len(one) < 50


def test_no_more_and_nothing_older_than_what_is_asked_for() -> None:
    model = traffic()
    model.add([message("t", LONGEST_AGO + 50)])
    model.add([message("t", 500 - n / 10) for n in range(MOST + 100)])
    found = looked(model)
    assert len(found.live()) == MOST
    assert found.since == found.live()[0].at
    model.add([message("t", 0)])
    found.advance(NOW, 0.001)
    assert len(found.live()) == MOST
    assert NOW - 500 < found.since <= found.live()[0].at
    found.advance(NOW + LONGEST_AGO + 1, 0.001)
    assert found.live() == []


def test_what_was_evicted_is_not_known_to_have_been_missing() -> None:
    model = traffic(history_bytes=30_000)
    for n in range(1000):
        model.add([message("t" if n % 2 else "u", 900 - n / 2)])
    found = looked(model)
    assert found.since == model.history[model.history.first].received_at


def test_forgetting_all_begins_anew() -> None:
    model = traffic()
    model.add([message("t", 3)])
    found = looked(model)
    model.clear()
    model.add([message("t", 1)])
    found.advance(NOW, 0.001)
    assert [each.at for each in found.live()] == [NOW - 1]


def test_kept_messages_tell_no_time() -> None:
    plain = traffic(rap=False)
    plain.add([message("t", 3, retain=True), message("t", 2)])
    assert [each.sequence for each in looked(plain).live()] == [1]

    published = traffic()
    published.add([message("t", 9, retain=True), message("t", 8, retain=True)])
    published.hear(False)
    published.hear(True, 3.0)
    published.add([message("u", 4), message("t", 3, retain=True), message("t", 2, retain=True)])
    assert [each.sequence for each in looked(published).live()] == [1, 4]


def test_not_connected_it_can_not_say_what_is_missing() -> None:
    model = traffic()
    model.hear(False)
    assert looked(model).since == math.inf
