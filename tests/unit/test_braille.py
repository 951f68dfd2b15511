"""Lines in braille: what is highest and lowest in a column is drawn, and nothing beyond."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.model.plot.columns import Column
from pubsub_tui.ui.braille import Canvas, Join, Scale, Trace, runs

ALWAYS = Join(math.inf, 0)
NEVER = Join(-1.0, -1)
FINITE = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def columns(draw: st.DrawFn) -> dict[int, Column | None]:
    made: dict[int, Column | None] = {}
    for at in range(draw(st.integers(1, 12))):
        values = draw(st.lists(FINITE, max_size=4))
        made[at] = (
            Column(min(values), max(values), values[0], values[-1], at, at) if values else None
        )
    return made


def height(dots: int) -> tuple[int, int]:
    """The lowest and the highest dot."""
    return (dots & -dots).bit_length() - 1, dots.bit_length() - 1


def traced(made: dict[int, Column | None], rows: int, join: Join) -> tuple[Scale, list[int]]:
    present = [column for column in made.values() if column is not None]
    low = min((column.low for column in present), default=0.0)
    high = max((column.high for column in present), default=1.0)
    scale = Scale(low, high, rows)
    trace = Trace(len(made), scale)
    trace.draw(made, 0, join)
    return scale, trace.dots()


@given(columns(), st.integers(4, 200))
def test_without_joins_a_column_is_from_its_lowest_to_its_highest(
    made: dict[int, Column | None], rows: int
) -> None:
    # Neighbours always meet, so that every other column is looked at.
    made = {at: column if at % 2 == 0 else None for at, column in made.items()}
    scale, dots = traced(made, rows, NEVER)
    for at, column in made.items():
        if column is None:
            assert dots[at] == 0
        else:
            assert height(dots[at]) == (
                round(scale.place(column.low)),
                round(scale.place(column.high)),
            )


@given(columns(), st.integers(4, 200))
def test_joins_hide_no_peak_and_make_none(made: dict[int, Column | None], rows: int) -> None:
    scale, dots = traced(made, rows, ALWAYS)
    present = [at for at, column in made.items() if column is not None]
    for at in present:
        column = made[at]
        assert column is not None
        assert dots[at] >> max(0, min(round(scale.place(column.low)), rows - 1)) & 1
        assert dots[at] >> max(0, min(round(scale.place(column.high)), rows - 1)) & 1
    if present:
        assert all(dots[present[0] : present[-1] + 1])
        assert not any(dots[: present[0]])
        assert not any(dots[present[-1] + 1 :])
        union = 0
        for each in dots:
            union |= each
        extent = {made[at].low for at in present} | {made[at].high for at in present}  # type: ignore[union-attr]
        if len(extent) > 1:
            assert height(union) == (0, rows - 1)


def test_a_line_goes_on_to_the_points_beyond_the_edges() -> None:
    trace = Trace(8, Scale(0.0, 7.0, 8))
    trace.draw({4: Column(4, 4, 4, 4, 4, 4)}, 0, ALWAYS, (-2.0, -2.0, 0), (10.0, 10.0, 9))
    assert all(each >> at & 1 for at, each in enumerate(trace.dots()))


def test_nothing_is_drawn_where_nothing_came_for_long() -> None:
    made: dict[int, Column | None] = dict.fromkeys(range(10))
    made[0], made[9] = Column(1, 1, 1, 1, 0, 0), Column(1, 1, 1, 1, 90, 90)
    assert [bool(each) for each in traced(made, 8, Join(50.0, 4))[1]] == [True, *[False] * 8, True]
    assert all(traced(made, 8, Join(90.0, 4))[1])
    assert all(traced(made, 8, Join(50.0, 9))[1])


def test_values_outside_a_held_scale_are_cut_off() -> None:
    trace = Trace(4, Scale(0.0, 1.0, 8))
    trace.draw(
        {
            0: Column(5, 9, 5, 9, 0, 0),
            1: Column(-1e308, 1e308, -1e308, 1e308, 1, 1),
            3: Column(-9, -5, -9, -5, 3, 3),
        },
        0,
        NEVER,
    )
    dots = trace.dots()
    assert dots[1] == 0xFF
    assert dots[3] == 0


def test_equal_and_extreme_scales_hold_their_values() -> None:
    for low, high in ((3.0, 3.0), (-1.7e308, 1.7e308), (0.0, 5e-324), (1e15, 1e15 + 0.125)):
        scale = Scale(low, high, 8)
        assert round(scale.place(low)) == 0
        assert round(scale.place(high)) in (0, 7)
        assert low == high or round(scale.place(high)) == 7


def test_the_line_that_was_added_last_owns_a_cell() -> None:
    canvas = Canvas(2, 2)
    canvas.add(0, [0b1, 0b1, 0b10000, 0])
    canvas.add(1, [0b1000, 0, 0, 0])
    assert canvas.rows() == [(" ⡀", b"\0\1"), ("⣁ ", b"\2\0")]


def test_runs_of_one_line_take_the_empty_cells_along() -> None:
    assert runs("ab  c  ", b"\1\1\0\0\1\2\0") == [("ab  c", 0), ("  ", 1)]
    assert runs("  a", b"\0\0\3") == [("  ", -1), ("a", 2)]
