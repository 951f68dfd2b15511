"""From the history into series: nothing is missed, in whatever slices it is read."""

from __future__ import annotations

import pytest

from pubsub_tui.message import Message
from pubsub_tui.model.history import ENTRY_BYTES
from pubsub_tui.model.plot import collection as module
from pubsub_tui.model.plot.collection import MOST_LIVE, MOST_PINNED, Collection
from pubsub_tui.model.plot.numbers import BARE
from pubsub_tui.model.plot.series import Series
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.ui.plotting import read_text

LONG = 60.0
"""Seconds; enough to read everything there is."""


class Site:
    """Traffic whose messages come a second apart."""

    def __init__(self, history_bytes: int = 10_000_000) -> None:
        self.traffic = Traffic(history_bytes)
        self.collection = Collection(self.traffic, read_text)
        self.at = 0.0

    def come(self, topic: str, *payloads: object) -> Message:
        for payload in payloads:
            self.at += 1
            message = Message(topic, str(payload).encode(), received_at=self.at)
            self.traffic.add([message])
        return message


def points(series: Series) -> list[tuple[float, float]]:
    return list(zip(series.times, series.values, strict=True))


def test_what_was_kept_and_what_comes_both_become_points() -> None:
    site = Site()
    site.come("a", 1, 2)
    site.come("b", 9)
    assert site.collection.pin("a", BARE)
    site.come("a", 3)
    site.collection.advance(LONG)
    site.come("a", 4)
    site.collection.advance(LONG)
    assert points(site.collection.pinned[0]) == [(1, 1), (2, 2), (4, 3), (5, 4)]
    assert site.collection.progress == 1.0


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_slices_of_any_size_find_everything(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SLICE", size)
    site = Site()
    for n in range(20):
        site.come("a", n)
        site.come("b", f'{{"v":{n},"w":{-n}}}')
    site.collection.pin("a", BARE)
    # As if the time were up after every single message.
    for turn in range(200):
        if turn == 10:
            site.collection.pin("b", ("w",))
            site.come("a", 20)
        waiting = site.collection._waiting()
        if waiting:
            site.collection._look_back(waiting, -1.0)
        site.collection._take_new(-1.0)
    a, b = site.collection.pinned
    assert list(a.values) == [*range(20), 20]
    assert list(b.values) == [-n for n in range(20)]
    assert site.collection.progress == 1.0
    assert site.collection.behind == 0


def test_the_newest_are_found_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SLICE", 10)
    site = Site()
    site.come("a", *range(100))
    site.collection.pin("a", BARE)
    site.collection._look_back(site.collection._waiting(), float("inf"))
    assert list(site.collection.pinned[0].values) == list(range(90, 100))
    assert site.collection.progress == pytest.approx(0.1)


def test_what_is_no_number_is_counted() -> None:
    site = Site()
    site.come("a", 1, "running", "nan", '{"v":2}', "inf", 3)
    site.collection.pin("a", BARE)
    site.come("a", "idle")
    site.collection.advance(LONG)
    [series] = site.collection.pinned
    assert list(series.values) == [1, 3]
    assert (series.without, series.not_finite) == (3, 2)


def test_points_outlive_the_messages_that_left_the_history() -> None:
    site = Site(history_bytes=20 * (ENTRY_BYTES + 1))
    site.come("a", *[1] * 10)
    site.collection.pin("a", BARE)
    site.collection.advance(LONG)
    for _ in range(5):
        site.come("a", *[2] * 10)
        site.collection.advance(LONG)
    assert site.traffic.history.evicted > 0
    assert len(site.collection.pinned[0]) == 60
    assert site.collection.missed == 0


def test_messages_that_left_before_they_were_read_are_counted() -> None:
    site = Site(history_bytes=20 * (ENTRY_BYTES + 1))
    site.come("a", 1)
    site.collection.pin("a", BARE)
    site.come("a", *[2] * 100)
    site.collection.advance(LONG)
    series = site.collection.pinned[0]
    assert site.collection.missed > 0
    # The one from before the pin was looked back for, and had gone as well.
    assert site.collection.missed + len(series) == 100


def test_of_a_flood_on_a_plotted_topic_some_are_read_and_the_others_counted() -> None:
    site = Site(history_bytes=100_000_000)
    site.collection.pin("a", BARE)
    flood = [Message("a", b"1", received_at=n / 1000) for n in range(100_000)]
    rare = [Message("b", b"1", received_at=n / 1000) for n in range(50_000)]
    site.collection.pin("c", BARE)
    site.traffic.add([*flood, *rare, Message("c", b"2", received_at=200.0), *rare])
    site.collection.advance(LONG)
    a, c = site.collection.pinned
    assert 10_000 < len(a) < 50_000
    assert len(a) + site.collection.missed == 100_000
    assert list(c.values) == [2]
    assert site.collection.behind == 0


def test_forgetting_all_leaves_pinned_series_without_points() -> None:
    site = Site()
    site.come("a", 1, 2)
    site.collection.pin("a", BARE)
    site.collection.advance(LONG)
    site.traffic.clear()
    site.collection.advance(LONG)
    [series] = site.collection.pinned
    assert len(series) == 0
    site.come("a", 5)
    site.collection.advance(LONG)
    assert list(series.values) == [5]


def test_a_clock_that_was_set_back_keeps_the_points_in_order() -> None:
    site = Site()
    site.come("a", 1, 2, 3)
    site.at = 0.5
    site.come("a", 4)
    site.collection.pin("a", BARE)
    site.at = 0.2
    site.come("a", 5)
    site.collection.advance(LONG)
    assert points(site.collection.pinned[0]) == [(1, 1), (1.2, 5), (1.5, 4), (2, 2), (3, 3)]


def test_no_more_is_pinned_than_can_be_told_apart() -> None:
    site = Site()
    assert all(site.collection.pin(f"t{n}", BARE) for n in range(MOST_PINNED))
    assert not site.collection.pin("more", BARE)
    assert site.collection.pin("t0", BARE)
    assert [series.slot for series in site.collection.pinned] == list(range(MOST_PINNED))
    site.collection.unpin(site.collection.pinned[3])
    assert site.collection.pin("more", BARE)
    assert site.collection.pinned[-1].slot == 3
    site.collection.unpin_all()
    assert site.collection.shown == []


def test_without_a_pin_the_numbers_of_the_selected_topic_are_shown() -> None:
    site = Site()
    message = site.come("a", '{"x":1,"s":"on the move","y":2}', '{"x":3,"y":4}')
    site.collection.look_at(message)
    site.collection.advance(LONG)
    assert [series.path for series in site.collection.live] == [("x",), ("y",)]
    assert [list(series.values) for series in site.collection.live] == [[1, 3], [2, 4]]


def test_numbers_that_come_later_join_the_live_ones() -> None:
    site = Site()
    site.collection.look_at(site.come("a", "starting"))
    assert site.collection.live == []
    site.collection.look_at(site.come("a", '{"x":1}'))
    site.collection.look_at(site.come("a", '{"y":2,"x":1}'))
    site.collection.advance(LONG)
    assert [series.path for series in site.collection.live] == [("x",), ("y",)]
    assert list(site.collection.live[1].values) == [2]
    assert site.collection.live[1].without == 2


def test_live_series_are_few_and_no_time_stamps() -> None:
    site = Site()
    many = ",".join(f'"k{n}":{n}' for n in range(20))
    message = site.come("a", f'{{"ts":1700000000,{many}}}')
    stamped = Message("a", message.payload, received_at=1_700_000_001.0)
    site.collection.look_at(stamped)
    assert [series.path for series in site.collection.live] == [
        (f"k{n}",) for n in range(MOST_LIVE)
    ]
    only = Message("b", b'{"ts":1700000000}', received_at=1_700_000_001.0)
    site.collection.look_at(only)
    assert [series.path for series in site.collection.live] == [("ts",)]


def test_another_topic_has_its_own_series() -> None:
    site = Site()
    site.collection.look_at(site.come("a", 1))
    site.collection.look_at(site.come("b", 2))
    site.collection.advance(LONG)
    assert [(each.topic, list(each.values)) for each in site.collection.live] == [("b", [2])]
    site.collection.look_at(None)
    assert site.collection.live == []


def test_live_series_that_rest_are_found_again() -> None:
    site = Site()
    message = site.come("a", 1)
    site.collection.look_at(message)
    site.collection.advance(LONG)
    site.collection.rest()
    assert site.collection.shown == []
    message = site.come("a", 2)
    site.collection.advance(LONG)
    site.collection.look_at(message)
    site.collection.advance(LONG)
    assert list(site.collection.live[0].values) == [1, 2]


def test_a_live_series_that_is_pinned_keeps_its_points_and_colour() -> None:
    site = Site()
    site.collection.look_at(site.come("a", '{"x":1,"y":2}'))
    site.collection.advance(LONG)
    y = site.collection.live[1]
    site.collection.pin("a", ("y",))
    assert site.collection.pinned == [y]
    assert site.collection.shown == [y]
    assert list(y.values) == [2]


def test_nothing_is_decoded_while_nothing_is_plotted(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    site.come("a", 1)
    monkeypatch.setattr(site.collection.numbers, "at", None)
    site.collection.advance(LONG)
    assert site.collection.behind == 0
