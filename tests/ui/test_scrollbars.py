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
        await shown.frame()
        rows = thumb(shown, "#log")
        assert not rows[0]
        assert rows[-1]


async def test_it_stands_right_when_a_longer_log_follows_a_short_one() -> None:
    async with dashboard(size=(80, 24)) as shown:
        for second in range(20):
            await shown.arrive(shown.message("a/long", "x"))
            if second % 3 == 0:
                await shown.arrive(shown.message("a/brief", "x"))
        await shown.press("o", "down")
        await shown.frame()
        await shown.press("down")
        await shown.frame()
        assert not any(thumb(shown, "#log"))
        await shown.press("down")
        await shown.frame()
        rows = thumb(shown, "#log")
        assert not rows[0]
        assert rows[-1]
