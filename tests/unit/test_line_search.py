"""Where a text stands in lines, in cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from pubsub_tui.ui.line_search import LineSearch, marked


def _search(text: str, *lines: str) -> LineSearch:
    search = LineSearch()
    search.start(text)
    search.advance([[(line, "text")] for line in lines], 60.0)
    return search


def test_places_are_in_cells_and_span_parts_of_a_line() -> None:
    search = LineSearch()
    search.start("bc")
    search.advance([[("日b", "key"), ("c bc", "text")], [("none", "text")]], 60.0)
    assert search.places == {0: [(2, 4), (5, 7)]}


def test_case_matters_only_with_an_upper_case_letter() -> None:
    assert _search("ab", "AB ab").places == {0: [(0, 2), (3, 5)]}
    assert _search("Ab", "AB ab").places == {}


def test_signs_are_no_pattern() -> None:
    assert list(_search("a.*[", "axx", "a.*[").places) == [1]


def test_steps_go_round() -> None:
    search = _search("x", "x", "", "x", "x")
    assert search.first(1) == 2
    assert [search.step(1) for _ in range(3)] == [3, 0, 2]
    assert [search.step(-1) for _ in range(3)] == [0, 3, 2]
    assert search.state == "2 of 3 lines"


def test_many_lines_are_searched_in_slices() -> None:
    lines = [[("x", "text")]] * 1_000
    search = LineSearch()
    search.start("x")
    search.advance(lines, 0.0)
    assert "searched" in search.state
    while "searched" in search.state:
        search.advance(lines, 0.0)
    assert search.state == "1,000 lines"


def test_other_lines_are_looked_through_again() -> None:
    search = _search("x", "x")
    search.renew()
    search.advance([[("y", "text")], [("x", "text")]], 60.0)
    assert search.state == "1 line"
    assert search.step(1) == 1


@given(st.lists(st.text("ab日é ", min_size=1), min_size=1), st.text("ab日", min_size=1, max_size=2))
def test_marking_changes_no_text(parts: list[str], text: str) -> None:
    line = [(part, "text") for part in parts]
    search = LineSearch()
    search.start(text)
    search.advance([line], 60.0)
    segments = [Segment(part) for part in parts]
    if 0 in search.places:
        bold = Style(bold=True)
        result = marked(segments, search.places[0], bold)
        assert "".join(each.text for each in result) == "".join(parts)
        found = sum(cell_len(each.text) for each in result if each.style == bold)
        assert found == sum(end - start for start, end in search.places[0])
