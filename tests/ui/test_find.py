"""Finding: what is looked for is marked, nothing is hidden, and n and N go from match to match."""

from __future__ import annotations

from tests.ui.dashboard import Dashboard, dashboard
from tests.ui.test_filter import busy, keys

TREE, LOG, HISTORY, PAYLOAD = "#tree", "#log", "#history", "#payload"
FIND = "#find"


async def _picked(shown: Dashboard) -> str:
    """The payload of the picked message, as copying takes it."""
    await shown.press("y")
    return shown.app.clipboard


async def test_it_marks_what_it_finds_and_hides_nothing() -> None:
    async with busy() as shown:
        await shown.press("f", *keys("value>34"))
        log = [line for line in shown.lines(LOG) if line]
        assert len(log) == 7
        assert [line.split()[-1] for line in log if line.startswith("▌")] == ["35", "36"]
        assert "other" in shown.text(TREE)
        assert "2 messages" in shown.text(FIND)
        await shown.press("escape")
        assert "▌" not in shown.text(LOG)
        assert not shown.app.screen.query_one(FIND).display


async def test_a_mistake_is_told_and_what_was_marked_stays() -> None:
    async with busy() as shown:
        await shown.press("f", *keys("value>34 "), "left_parenthesis")
        assert "Column 11" in shown.text(FIND)
        assert shown.text(LOG).count("▌") == 2


async def test_n_goes_from_match_to_match_in_the_log() -> None:
    async with busy() as shown:
        await shown.press("f", *keys("site/2/temp"), "enter")
        await shown.focus(LOG)
        await shown.press("N")
        assert await _picked(shown) == "36"
        await shown.press("N")
        assert await _picked(shown) == "35"
        await shown.press("N")
        assert "Nothing more is found" in shown.notifications()
        assert await _picked(shown) == "35"
        await shown.press("n")
        assert await _picked(shown) == "36"


async def test_n_goes_down_the_history_to_older_matches() -> None:
    async with busy() as shown:
        await shown.press("f", *keys("value>30"), "enter", "2")
        await shown.focus(HISTORY)
        await shown.press("n", "n", "n", "y")
        assert shown.app.clipboard == "31"
        await shown.press("N", "y")
        assert shown.app.clipboard == "35"


async def test_n_goes_to_topics_that_are_folded_away() -> None:
    async with busy() as shown:
        await shown.press("O", "f", *keys("value>34"), "enter", "n", "y")
        assert shown.app.clipboard == "site/2/temp"
        await shown.press("n")
        assert "Nothing more is found" in shown.notifications()
        await shown.press("G", "N", "y")
        assert shown.app.clipboard == "site/2/temp"


async def test_n_passes_the_levels_above_what_a_filter_selects() -> None:
    async with busy() as shown:
        await shown.press("slash", *keys("temp"), "enter", "n")
        await shown.press("y")
        assert shown.app.clipboard == "site/1/temp"
        await shown.press("n", "y")
        assert shown.app.clipboard == "site/2/temp"


async def test_it_finds_within_scope_and_filter() -> None:
    async with busy() as shown:
        await shown.press("slash", *keys("site/2/#"), "enter", "f", *keys("3"))
        assert "2 messages" in shown.text(FIND)


async def test_without_anything_to_find_it_says_so() -> None:
    async with busy() as shown:
        for view in (TREE, LOG):
            await shown.focus(view)
            await shown.press("n")
            assert "Nothing is looked for." in shown.notifications()


async def test_a_match_far_back_is_gone_to_once_it_is_found() -> None:
    async with dashboard(history_bytes=100_000_000) as shown:
        await shown.arrive(shown.message("rare", "needle"))
        await shown.arrive(*[shown.message("often", "x")] * 120_000)
        await shown.press("f", *keys("needle"), "enter")
        await shown.focus(LOG)
        await shown.press("N")
        for _ in range(40):
            await shown.frame()
        assert await _picked(shown) == "needle"


async def test_leaving_the_line_goes_back_to_where_one_was() -> None:
    async with busy() as shown:
        await shown.focus(LOG)
        await shown.press("f", *keys("temp"), "enter")
        assert shown.app.focused is shown.app.screen.query_one(LOG)


async def test_a_text_is_searched_in_the_payload() -> None:
    async with dashboard() as shown:
        lines = [f"line {number}" for number in range(200)]
        lines[150] = "a Needle here"
        lines[170] = "needle needle"
        await shown.arrive(shown.message("a", "\n".join(lines)))
        await shown.press("G")
        await shown.focus(PAYLOAD)
        await shown.press("slash", *keys("needle"))
        assert "a Needle here" in shown.text(PAYLOAD)
        assert "1 of 2 lines" in shown.text("#search")
        await shown.press("enter", "n")
        assert "needle needle" in shown.text(PAYLOAD)
        assert "2 of 2 lines" in shown.text("#search")
        await shown.press("n")
        assert "a Needle here" in shown.text(PAYLOAD)
        await shown.press("N")
        assert "needle needle" in shown.text(PAYLOAD)
        await shown.press("slash", *keys("X"))
        assert "not found" in shown.text("#search")
        await shown.press("escape")
        assert shown.app.focused is shown.app.screen.query_one(PAYLOAD)


async def test_a_search_goes_on_in_the_next_payload() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "one\ntwo"))
        await shown.press("G")
        await shown.focus(PAYLOAD)
        await shown.press("slash", *keys("tw"), "enter")
        assert "1 of 1 line" in shown.text("#search")
        await shown.arrive(shown.message("a", "two\ntwo\ntwo"))
        assert "3 lines" in shown.text("#search")
