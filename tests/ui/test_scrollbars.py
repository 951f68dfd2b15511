"""The scrollbars stand where the view stands."""

from __future__ import annotations

from tests.ui.dashboard import Dashboard, dashboard


def thumb(shown: Dashboard, selector: str) -> list[bool]:
    """For each row of a widget, whether the scrollbar's thumb is in it."""
    ends = [strip.crop(strip.cell_length - 1) for strip in shown.strips(selector)]
    colours = [(next(iter(end)).style, next(iter(end)).text) for end in ends]
    track = [style.bgcolor if style else None for style, _ in colours]
    return [colour != track[0] for colour in track]


async def test_a_scrollbar_that_comes_while_following_stands_at_the_end() -> None:
    async with dashboard(size=(80, 24)) as shown:
        await shown.arrive(*[shown.message("a", str(each)) for each in range(50)])
        rows = thumb(shown, "#log")
        assert not rows[0]
        assert rows[-1]


async def test_it_stands_right_after_another_topic_was_chosen() -> None:
    async with dashboard(size=(80, 24)) as shown:
        await shown.arrive(*[shown.message(f"a/{each % 2}", str(each)) for each in range(40)])
        await shown.arrive(shown.message("b", "1"))
        await shown.press("o", "end")
        assert not any(thumb(shown, "#log"))
        await shown.press("home", "down", "down")
        rows = thumb(shown, "#log")
        assert not rows[0]
        assert rows[-1]
