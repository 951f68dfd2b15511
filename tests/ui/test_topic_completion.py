"""The list of topics under a line in which one is written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.pilot import Pilot
from textual.widgets import Input

from pubsub_tui.message import Message
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.widgets.topic_completion import Offers, TopicInput
from tests.ui.dashboard import dashboard
from tests.ui.test_filter import keys
from tests.ui.test_hostile import HOSTILE

TOPICS = ("site/line/2/temp", "site/line/10/temp", "site/light", "$SYS/uptime", "a/{{x", "b/+/c")


class Pane(App[None]):
    """A line in a narrow pane at the lower left, and one after it for the focus to go to."""

    CSS = """
    #above { height: 1fr; width: 26; }
    #pane { height: 7; width: 26; }
    """

    def __init__(self, topics: tuple[str, ...]) -> None:
        super().__init__()
        self.traffic = Traffic()
        self.traffic.add([Message(each, b"1") for each in topics])
        self.submitted: list[str] = []

    def compose(self) -> ComposeResult:
        yield Vertical(id="above")
        with Vertical(id="pane"):
            yield TopicInput(self.traffic, id="topic")
            yield Input(id="next")

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        self.submitted.append(event.value)


class Shown:
    """The running app, and what is on its screen."""

    def __init__(self, app: Pane, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *wanted: str) -> None:
        await self.pilot.press(*wanted)
        while not self.topic._timer._active.is_set() and not self.topic._completion.complete:
            await self.pilot.pause()
        while self.offers.display and not self.topic._completion.complete:
            await self.pilot.pause()
        await self.pilot.pause()

    @property
    def topic(self) -> TopicInput:
        return self.app.query_one(TopicInput)

    @property
    def offers(self) -> Offers:
        return self.app.query_one(Offers)

    @property
    def listed(self) -> list[str]:
        """The topics that are on screen, as they are drawn."""
        if not self.offers.display:
            return []
        region = self.offers.content_region
        rows = self.app.screen._compositor.render_strips()[region.y : region.bottom]
        return [row.crop(region.x, region.right).text.strip(" ▁▂▃▄▅▆▇█") for row in rows]


@asynccontextmanager
async def pane(
    *topics: str, size: tuple[int, int] = (80, 24), text: str = ""
) -> AsyncIterator[Shown]:
    app = Pane(topics or TOPICS)
    async with app.run_test(size=size) as pilot:
        shown = Shown(app, pilot)
        shown.topic.focus()
        shown.topic.value = text
        await pilot.pause()
        yield shown


async def test_a_topic_is_written_level_by_level() -> None:
    async with pane() as shown:
        await shown.press("s", "i")
        assert shown.listed[0] == "site/"
        await shown.press("down", "tab")
        assert shown.topic.value == "site/"
        assert shown.listed[:2] == ["site/light", "site/line/"]
        await shown.press(*keys("line"), "down", "enter", "down", "down", "enter")
        assert shown.topic.value == "site/line/10/"
        await shown.press("right")
        assert shown.topic.value == "site/line/10/temp"
        assert shown.listed == []
        assert shown.topic.has_focus
        assert shown.app.submitted == []


async def test_enter_and_tab_do_what_they_always_do_when_nothing_is_chosen() -> None:
    async with pane() as shown:
        await shown.press(*keys("site"))
        assert shown.listed
        await shown.press("enter")
        assert (shown.app.submitted, shown.listed) == (["site"], [])
        await shown.press("slash")
        assert shown.listed
        await shown.press("down", "up", "tab")
        assert shown.app.query_one("#next", Input).has_focus
        assert (shown.topic.value, shown.listed) == ("site/", [])


async def test_escape_closes_it_and_down_opens_it_again() -> None:
    async with pane() as shown:
        await shown.press("s", "down", "escape")
        assert (shown.topic.value, shown.listed) == ("s", [])
        await shown.press("enter")
        assert shown.app.submitted == ["s"]
        await shown.press("down")
        assert shown.listed == ["site/"]  # One letter is too little to search for.


async def test_what_others_put_in_opens_nothing() -> None:
    async with pane(text="site/") as shown:
        assert shown.listed == []
        await shown.press("end", "l")
        assert shown.listed
        shown.topic.value = "site/l"
        shown.topic.value = "si"
        await shown.pilot.pause()
        assert shown.listed == []


async def test_it_is_closed_inside_of_a_text_and_when_all_is_deleted() -> None:
    async with pane() as shown:
        await shown.press("s", "left", "x")
        assert shown.listed == []
        await shown.press("end", "backspace", "backspace")
        assert (shown.topic.value, shown.listed) == ("", [])
        await shown.press("down")
        assert shown.listed == ["a/", "b/", "site/"]


async def test_a_click_takes_a_topic() -> None:
    async with pane() as shown:
        await shown.press(*keys("site/"))
        await shown.pilot.click(Offers, offset=(3, 2))
        await shown.pilot.pause()
        assert shown.topic.value == "site/line/"
        assert shown.topic.has_focus
        assert shown.listed[:2] == ["site/line/2/", "site/line/10/"]


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (200, 50)])
async def test_it_is_wholly_on_screen_and_leaves_the_line_free(size: tuple[int, int]) -> None:
    topics = tuple(f"a/rather/long/topic/that/is/wider/than/the/pane/{n}" for n in range(40))
    async with pane(*topics, size=size) as shown:
        await shown.press("p", "n", "3")
        region = shown.offers.region
        assert shown.app.screen.region.contains_region(region)
        assert not region.overlaps(shown.topic.region)
        assert shown.listed[0].endswith("the/pane/3")


async def test_braces_in_a_topic_are_no_variable_and_behind_one_nothing_is_offered() -> None:
    async with pane() as shown:
        await shown.press("a", "slash", "right")
        assert shown.topic.value == "a/{{{{x"
        await shown.press("backspace", "down")
        assert shown.listed == ["a/{{x"]
    async with pane() as shown:
        await shown.press(*keys("{{now}}/"))
        assert shown.listed == []


async def test_what_can_not_be_published_to_is_not_offered() -> None:
    async with pane() as shown:
        await shown.press("b", "slash")
        assert shown.listed == []


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_topics_are_drawn_inert(text: str) -> None:
    async with pane(f"hostile/{text}", size=(200, 50)) as shown:
        await shown.press(*keys("hostile/"))
        for name in shown.listed:
            assert sanitize(name) == name


async def test_among_many_topics_each_look_takes_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pubsub_tui.ui.widgets.topic_completion._SLICE_SECONDS", 0)
    topics = tuple(f"flat/device{number}/temp" for number in range(100_000))
    async with pane(*topics) as shown:
        await shown.pilot.press(*keys("flat/device9"))
        await shown.pilot.pause()
        assert not shown.topic._completion.complete
        assert shown.listed[:2] == ["flat/device9/", "flat/device90/"]
        await shown.pilot.press("down", "tab")
        await shown.pilot.pause()
        assert shown.topic.value == "flat/device9/"
        assert shown.listed == ["flat/device9/temp"]
        await shown.pilot.press("escape")
        assert shown.listed == []


async def test_escape_closes_the_list_before_it_leaves_the_zoom() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("site/lamp", "on"))
        await shown.focus("#compose-topic")
        await shown.press("f2")
        await shown.focus("#compose-topic")
        await shown.press("s", "down")
        assert "site/" in shown.text("Offers")
        await shown.press("escape")
        assert not shown.main.query_one(Offers).display
        assert shown.main.maximized is not None
        await shown.press("escape")
        assert shown.main.maximized is None
