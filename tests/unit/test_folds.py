"""Folded lines: rows and lines, one from the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.ui.folds import Folds

RANGES = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=8)


def _shown(ranges: list[tuple[int, int]]) -> tuple[Folds, list[int]]:
    """Some folds, and the lines of 80 that are left, found the long way.

    A range that would cut another one is left out, as brackets never cut each other.
    """
    folds = Folds()
    kept: list[tuple[int, int]] = []
    for start, size in ranges:
        end = start + size
        if any(a <= start <= b < end or start < a <= end < b for a, b in kept):
            continue
        if any(a <= start and end <= b for a, b in kept):
            continue
        kept = [(a, b) for a, b in kept if not start <= a <= end] + [(start, end)]
        folds.fold(start, end)
    hidden = {line for a, b in kept for line in range(a + 1, b + 1)}
    return folds, [line for line in range(80) if line not in hidden]


@given(RANGES)
def test_rows_are_the_lines_that_are_left(ranges: list[tuple[int, int]]) -> None:
    folds, shown = _shown(ranges)
    assert folds.rows(80) == len(shown)
    assert [folds.line_of(row) for row in range(len(shown))] == shown
    assert [folds.row_of(line) for line in shown] == list(range(len(shown)))


@given(RANGES)
def test_a_hidden_line_has_the_row_of_what_hides_it(ranges: list[tuple[int, int]]) -> None:
    folds, shown = _shown(ranges)
    for line in range(80):
        start = folds.hiding(line)
        assert (start is None) == (line in shown)
        if start is not None:
            assert start in folds
            assert folds.row_of(line) == folds.row_of(start)


@given(RANGES)
def test_what_is_unfolded_is_shown_again(ranges: list[tuple[int, int]]) -> None:
    folds, _ = _shown(ranges)
    for start in folds.starts():
        folds.unfold(start)
    assert len(folds) == 0
    assert folds.rows(80) == 80


def test_the_last_one_grows() -> None:
    folds = Folds()
    folds.fold(1, 2)
    folds.fold(5, 6)
    folds.grow(9)
    assert folds.rows(12) == 12 - 1 - 4
    assert folds.line_of(5) == 10
