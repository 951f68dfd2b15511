"""The profile on screen: its name in its colour, and what is plotted from the start."""

from __future__ import annotations

import pytest
from textual.color import Color

from pubsub_tui.settings import PlottedValue, ProfileMark
from pubsub_tui.ui.profile_name import profile_name
from tests.ui.dashboard import Dashboard, dashboard


async def status(shown: Dashboard, mark: ProfileMark) -> str:
    """The last line of the screen with a profile."""
    shown.session.profile = mark
    await shown.frame(1)
    return shown.lines()[-1]


async def test_the_name_stands_before_the_broker() -> None:
    async with dashboard() as shown:
        line = await status(shown, ProfileMark("plant"))
        assert line.startswith(" ● plant localhost:1883 · MQTT 5")
        line = await status(shown, ProfileMark("plant", "#c62828"))
        assert line.startswith(" ●  plant  localhost:1883 · MQTT 5")


async def test_a_long_or_hostile_name_leaves_room_and_does_nothing() -> None:
    async with dashboard(size=(80, 24)) as shown:
        line = await status(shown, ProfileMark("\x1b[2J[/]" + "漢" * 60, "#ffffff"))
        assert "\x1b" not in line
        assert "[/]" in line
        assert "localhost:1883" in line


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#f9a825", "#1565c0", "#808080"])
def test_the_name_can_be_read_on_its_colour(colour: str) -> None:
    [span] = profile_name(ProfileMark("x", colour)).spans
    _, written, _, ground = str(span.style).split()
    assert Color.parse(ground) == Color.parse(colour)
    difference = abs(Color.parse(written).brightness - Color.parse(ground).brightness)
    assert difference > 0.35


async def test_numbers_of_the_profile_are_plotted_from_the_start() -> None:
    plots = (PlottedValue("a", ()), PlottedValue("j", ("v", 0)))
    async with dashboard(plots=plots) as shown:
        await shown.press("4")
        await shown.arrive(shown.message("a", b"21.5"), shown.message("j", b'{"v": [7]}'))
        await shown.frame(1)
        text = shown.text("#plot")
        assert "21.5" in text
        assert "v[0]" in text
