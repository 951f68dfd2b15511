"""When there was no connection, and in which rows of the log that stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model import gaps as gaps_module
from pubsub_tui.model.gaps import Gap, Gaps
from pubsub_tui.model.log_rows import LogRows
from pubsub_tui.model.log_view import LogView
from pubsub_tui.model.traffic import Traffic


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_gap_stands_before_the_first_message_after_it() -> None:
    clock = Clock()
    traffic = Traffic(clock=clock)
    traffic.hear(True)
    traffic.add([Message("t", b"1")] * 3)
    traffic.hear(False)
    traffic.hear(False)
    # A session that was kept sends before all is subscribed to again.
    traffic.add([Message("t", b"2")])
    clock.now += 12.4
    traffic.hear(True, 12.4)
    traffic.hear(True, 12.4)
    assert traffic.gaps.entries == (Gap(3, 1000.0, 12.4),)


def test_before_the_first_connection_there_is_no_gap() -> None:
    traffic = Traffic(clock=Clock())
    traffic.hear(False)
    traffic.hear(True, None)
    assert traffic.gaps.entries == ()


def test_gaps_with_no_message_between_them_are_one() -> None:
    gaps = Gaps()
    for now in (100.0, 200.0):
        gaps.begin(5)
        gaps.end(now, 2.0)
    assert gaps.entries == (Gap(5, 98.0, 4.0, 2),)


def test_of_very_many_gaps_none_is_dropped() -> None:
    gaps = Gaps()
    for number in range(gaps_module.MOST + 10):
        gaps.begin(number)
        gaps.end(float(number), 1.0)
    assert len(gaps.entries) == gaps_module.MOST
    assert sum(each.times for each in gaps.entries) == gaps_module.MOST + 10
    assert sum(each.seconds for each in gaps.entries) == gaps_module.MOST + 10


def test_gaps_go_with_the_messages_that_they_stood_among() -> None:
    traffic = Traffic(history_bytes=20_000, clock=Clock())
    traffic.hear(True)
    traffic.add([Message("t", b"x" * 100)] * 50)
    traffic.hear(False)
    traffic.hear(True, 1.0)
    traffic.add([Message("t", b"x" * 100)] * 20)
    traffic.settle()
    assert [each.sequence for each in traffic.gaps.entries] == [50]
    traffic.add([Message("t", b"x" * 100)] * 200)
    traffic.settle()
    assert [each.sequence for each in traffic.gaps.entries] == []


@given(
    st.lists(st.sampled_from(["a", "b", "gap"]), max_size=60),
    st.booleans(),
    st.none() | st.integers(0, 60),
)
def test_rows_are_messages_with_gaps_between_them(
    events: list[str], scoped: bool, paused_at: int | None
) -> None:
    traffic = Traffic(clock=Clock())
    traffic.hear(True)
    expected: list[str] = []
    pending = False
    for event in events:
        if event == "gap":
            traffic.hear(False)
            traffic.hear(True, 1.0)
            pending = pending or paused_at is None or traffic.history.end < paused_at
        else:
            traffic.add([Message(event, b"%d" % traffic.history.end)])
            number = traffic.history.end - 1
            shown = not (scoped and event == "b") and (paused_at is None or number < paused_at)
            if shown:
                expected += (["gap"] if pending else []) + [str(number)]
                pending = False
    view = LogView(traffic.history)
    if scoped:
        view.scope(lambda topic: topic == "a")
    while view.advance() or not view.complete:
        pass
    rows = LogRows(view, traffic.gaps)
    rows.advance(paused_at)
    messages = len(view) if paused_at is None else view.row_of(paused_at)
    if pending and len(view):
        expected.append("gap")
    found = []
    for row in range(rows.count(messages)):
        if rows.gap(row) is not None:
            found.append("gap")
        else:
            place = rows.place_from(row)
            assert rows.row_of_place(place) == row
            found.append(str(view[place]))
    assert found == expected
