"""The way that tab takes through the panes."""

from __future__ import annotations

from pubsub_tui.ui.widgets.top import TopTable
from tests.ui.dashboard import dashboard


async def test_tab_goes_through_the_views_and_then_through_the_fields_of_publishing() -> None:
    async with dashboard() as shown:
        visited = []
        for _ in range(9):
            focused = shown.app.focused
            assert focused is not None
            visited.append(focused.id)
            await shown.press("tab")
        fields = [
            "compose-topic",
            "compose-payload",
            "compose-kind",
            "compose-qos",
            "compose-retain",
        ]
        assert visited == ["tree", "log", "payload", *fields, "compose-send"]
        await shown.press("shift+tab", "shift+tab")
        assert shown.app.focused is not None
        assert shown.app.focused.id == "compose-retain"


async def test_the_rates_are_gone_through_with_the_keys_of_the_other_lists() -> None:
    async with dashboard() as shown:
        await shown.arrive(*(shown.message(f"t/{number:02}", "x") for number in range(40)))
        await shown.press("5", "tab", "tab")
        await shown.press("S")
        for keys, row in ((("j", "j", "k"), 1), (("G",), 39), (("ctrl+u", "g"), 0)):
            await shown.press(*keys)
            assert shown.main.query_one(TopTable).cursor_at() == row
        await shown.press("ctrl+d", "g", "j", "enter")
        assert "t/01" in shown.text("#log-pane")
