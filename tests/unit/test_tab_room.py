"""Tabs in one line: what leaves first, and what always stays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from pubsub_tui.ui.tab_room import fit_tabs, shorten

NAMES = ["edge.example:1883", "cloud.example:1883", "localhost:1884"]
RATES = [" 0.0/s", " 412/s", "  12/s"]


def drawn(room: int, active: int = 1) -> str:
    tabs = fit_tabs(NAMES, RATES, active, room)
    return "|".join(" ".join((str(t.index + 1), t.name, t.figure)).strip() for t in tabs)


def test_all_is_there_when_there_is_room() -> None:
    whole = "1 edge.example:1883  0.0/s|2 cloud.example:1883  412/s|3 localhost:1884   12/s"
    assert drawn(90) == whole


def test_rates_of_others_leave_first_then_their_names_then_the_active_ones_end() -> None:
    assert drawn(75) == "1 edge.example:1883|2 cloud.example:1883  412/s|3 localhost:1884"
    assert drawn(56) == "1 edge…:1883|2 cloud.example:1883|3 loca…:1884"
    assert drawn(35) == "1|2 cloud.example:1883|3"
    assert drawn(24) == "1|2 clo…1883|3"
    assert drawn(12) == "2 cl…883"


def test_a_long_name_keeps_both_ends() -> None:
    assert shorten("broker-eu-1.example:1883", 11) == "broke…:1883"
    assert shorten("温度温度温度", 7) == "温…温度"
    assert shorten("abcd", 2) == ""


@given(
    st.lists(
        st.text(st.sampled_from("ab:温e\u0301"), min_size=1, max_size=40), min_size=2, max_size=20
    ),
    st.integers(0, 19),
    st.integers(6, 250),
)
def test_the_active_tab_is_always_there_and_nothing_is_too_wide(
    names: list[str], active: int, room: int
) -> None:
    active %= len(names)
    tabs = fit_tabs(names, ["  1/s"] * len(names), active, room)
    assert sum(tab.width for tab in tabs) <= room
    assert [tab.index for tab in tabs] == list(range(tabs[0].index, tabs[-1].index + 1))
    assert active in [tab.index for tab in tabs]
    shown = next(tab for tab in tabs if tab.index == active)
    assert shown.name or room < 12 or cell_len(names[active]) == 0
