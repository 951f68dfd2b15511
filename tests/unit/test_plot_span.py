"""The window on time: zoom, pan, cursor and following."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.model.plot.span import WINDOWS, Span, window_text

NOW = 1_700_000_000.0


def span(oldest: float | None = NOW - 1000, columns: int = 100) -> Span:
    made = Span()
    made.update(columns, NOW, oldest)
    return made


@pytest.mark.parametrize(
    ("age", "window"),
    [
        (None, 10),
        (0, 10),
        (3, 10),
        (9.8, 10),
        (10, 15),
        (50, 60),
        (80, 90),
        (200, 300),
        (90_000, 300),
    ],
)
def test_the_first_window_is_what_there_is_up_to_five_minutes(
    age: float | None, window: float
) -> None:
    assert span(None if age is None else NOW - age).seconds == window


def test_it_follows_the_clock_by_whole_columns() -> None:
    it = span()
    last = it.last
    it.update(100, NOW + 0.5, NOW - 1000)
    assert it.last == last
    it.update(100, NOW + 3, NOW - 1000)
    assert it.last == last + 1


def test_zooming_keeps_the_time_under_the_cursor_in_place() -> None:
    it = span()
    it.move_cursor(0)
    it.move_cursor(-30)
    at, cursor = it.cursor_column, it.cursor
    assert at is not None
    assert cursor is not None
    share = (cursor - it.first * it.column_seconds) / it.seconds
    it.zoom(1)
    assert it.seconds == 180
    assert it.cursor == cursor
    assert (cursor - it.first * it.column_seconds) / it.seconds == pytest.approx(share, abs=0.02)


def test_zooming_while_following_goes_on_following() -> None:
    it = span()
    it.zoom(-1)
    assert it.seconds == 600
    assert it.following
    assert not it.automatic


def test_zooming_ends_at_the_shortest_and_the_longest_window() -> None:
    it = span()
    it.zoom(100)
    assert it.seconds == WINDOWS[0]
    it.zoom(-100)
    assert it.seconds == WINDOWS[-1]
    it.zoom(-1)
    assert it.seconds == WINDOWS[-1]


def test_panning_back_stops_following_and_forth_starts_it_again() -> None:
    it = span()
    last = it.last
    it.pan(-40)
    assert it.last == last - 40
    it.update(100, NOW + 60, NOW - 1000)
    assert it.last == last - 40
    it.pan(1000)
    assert it.following


def test_a_cursor_stops_following_and_stays_in_the_window() -> None:
    it = span()
    it.move_cursor(-1)
    assert it.cursor_column == it.last
    assert not it.following
    it.move_cursor(-130)
    assert it.cursor_column == it.first
    it.pan(10)
    assert it.cursor_column == it.first
    it.move_cursor(10_000)
    assert it.cursor_column == it.last
    it.follow()
    assert (it.cursor, it.following) == (None, True)


def test_the_oldest_points_are_at_the_left() -> None:
    it = span()
    it.go_to_oldest()
    assert it.oldest is not None
    assert it.first * it.column_seconds <= it.oldest < (it.first + 1) * it.column_seconds
    young = span(NOW - 2)
    young.go_to_oldest()
    assert young.following


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["zoom", "pan", "move_cursor", "place", "oldest", "follow", "wait"]),
            st.integers(-300, 300),
        ),
        max_size=30,
    ),
    st.integers(1, 300),
)
def test_whatever_is_pressed_the_cursor_is_inside_and_nothing_is_in_the_future(
    steps: list[tuple[str, int]], columns: int
) -> None:
    it, now = span(columns=columns), NOW
    for step, number in steps:
        if step == "wait":
            now += abs(number)
            it.update(columns, now, NOW - 1000)
        elif step == "place":
            it.place_cursor(it.first + abs(number) % columns)
        elif step == "oldest":
            it.go_to_oldest()
        elif step == "follow":
            it.follow()
        else:
            getattr(it, step)(number)
        assert it.last - it.first == columns - 1
        assert it.last * it.column_seconds <= now + 1e-6
        cursor = it.cursor_column
        assert cursor is None or it.first <= cursor <= it.last


def test_windows_are_written_in_their_unit() -> None:
    texts = [
        window_text(each) for each in (0.2, 1, 30, 60, 90, 1800, 3600, 43_200, 86_400, 604_800)
    ]
    assert texts == [
        "200 ms",
        "1 s",
        "30 s",
        "1 min",
        "90 s",
        "30 min",
        "1 h",
        "12 h",
        "1 d",
        "7 d",
    ]
