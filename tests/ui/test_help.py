"""The help screen, the command palette and the keys: all made from the one list of actions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from textual.keys import format_key
from textual.widget import Widget

from pubsub_tui.model.traffic import Traffic
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.settings import Settings
from pubsub_tui.ui.actions import ACTIONS, ALT_DIGITS, SCOPES, Action
from pubsub_tui.ui.app import Look, PubSubApp
from pubsub_tui.ui.profile_files import Places
from pubsub_tui.ui.screens.request import RequestScreen
from pubsub_tui.ui.widgets.connection_chooser import ConnectionChooser
from pubsub_tui.ui.widgets.repeat_rows import RepeatRows
from pubsub_tui.ui.widgets.sent_browser import SentBrowser
from pubsub_tui.ui.widgets.subscription_list import SubscriptionList
from tests.ui.dashboard import Dashboard, dashboard

HELP = "#help"
ANOTHER = {"cloud:1883": None}
"""One more connection."""
OVER_ALL = ("subscriptions", "sent", "repeats", "request", "profiles")
"""The scopes of screens that lie over the dashboard."""
USERS_KEYS = {
    "app.publish": "f2",
    "app.help": "f3,f6",
    "tree.open-all": "ctrl+o",
    "compose.send": "f4",
    "app.quit": "ctrl+x",
}


def row(action: Action, keys: str) -> str:
    """What the help screen says of an action, its spaces and line breaks aside."""
    shown = " ".join(format_key(key) for key in keys.split(",") if key not in ALT_DIGITS)
    return f"{shown} {action.tooltip}"


@pytest.mark.parametrize("users", [{}, USERS_KEYS], ids=["usual", "user's"])
async def test_it_lists_every_action_with_the_key_in_force(users: dict[str, str]) -> None:
    async with dashboard(look=Look(keys=users), size=(100, 500), others=ANOTHER) as shown:
        await shown.press(users.get("app.help", "f1").split(",")[0])
        lines = [line.strip("│ ") for line in shown.lines(HELP)]
        for title in SCOPES.values():
            assert title in lines
        words = " ".join(" ".join(lines).split())
        for action in ACTIONS:
            assert row(action, users.get(action.id, action.keys)) in words


@pytest.mark.parametrize("size", [(60, 16), (80, 24)])
async def test_it_is_read_to_the_end_with_the_keys(size: tuple[int, int]) -> None:
    async with dashboard(size=size) as shown:
        await shown.press("question_mark")
        assert "Everywhere" in shown.text(HELP)
        assert "lag" not in shown.text(HELP)
        await shown.press("end")
        assert "bytes that have arrived here" in shown.text(HELP)
        await shown.press("pageup")
        assert "bytes that have arrived here" not in shown.text(HELP)
        await shown.press("home")
        assert "Everywhere" in shown.text(HELP)
        await shown.press("down", "down")
        assert "Everywhere" not in shown.text(HELP)
        assert all(strip.cell_length == size[0] for strip in shown.strips())


async def test_it_scrolls_with_the_keys_of_the_panes_too() -> None:
    async with dashboard(size=(80, 24)) as shown:
        await shown.press("question_mark", "j", "j")
        assert "Everywhere" not in shown.text(HELP)
        await shown.press("k", "k")
        assert "Everywhere" in shown.text(HELP)
        await shown.press("G")
        assert "bytes that have arrived here" in shown.text(HELP)
        await shown.press("g")
        assert "Everywhere" in shown.text(HELP)


@pytest.mark.parametrize("key", ["escape", "q", "question_mark", "f1"])
async def test_it_closes_and_nothing_else(key: str) -> None:
    async with dashboard() as shown:
        await shown.press("question_mark")
        assert "─ help ─" in shown.text()
        await shown.press(key)
        assert "─ help ─" not in shown.text()
        assert shown.app.is_running
        assert "━ topics ━" in shown.text()


async def command(shown: Dashboard, words: str, tooltip: str) -> None:
    """Find a command in the palette, and run it; the palette searches in its own time."""
    await shown.press("ctrl+p")
    await shown.paste(words)
    for _ in range(100):
        if tooltip in shown.text():
            break
        await shown.frame()
    await shown.press("enter")
    for _ in range(100):
        if shown.app.screen is shown.main:
            break
        await shown.frame()
    await shown.frame()
    assert tooltip not in shown.text()


async def test_the_palette_runs_a_command() -> None:
    async with dashboard() as shown:
        await command(shown, "zoom", "Give this pane the whole screen")
        assert "publish" not in shown.text()
        assert shown.main.query_one("#tree-pane").region.size == (120, 34)


async def test_the_palette_runs_the_command_of_a_pane() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a/b", "on"), shown.message("a/c/d", "on"))
        await command(shown, "topics: close all", "Close every level.")
        assert "▸ a (2)" in shown.text("#tree")


async def test_the_palette_offers_every_action_but_movements() -> None:
    async with dashboard(others=ANOTHER) as shown:
        offered = {command.help for command in shown.app.get_system_commands(shown.main)}
        missing = {action.id for action in ACTIONS if action.tooltip not in offered}
        moves = ("up", "down", "page-", "half-", "first", "last", "next", "previous", "left")
        elsewhere = {action.id for action in ACTIONS if action.scope in OVER_ALL}
        moved = {name for name in missing if name.split(".")[1].startswith(moves)}
        left_out = missing - (moved - elsewhere)
        by_name = {f"connections.{number}" for number in range(1, 10)}
        right = {"payload.right", "diff.right", "plot.right"}
        assert left_out == {"app.palette", *right, *by_name, *elsewhere}
        assert {"Change the colours.", "Save a picture of the screen as SVG."} <= offered


def test_every_action_is_described_and_has_a_name_of_its_own() -> None:
    assert max(Counter(action.id for action in ACTIONS).values()) == 1
    for action in ACTIONS:
        assert action.id.startswith(f"{action.scope}.")
        assert action.scope in SCOPES
        assert action.label
        assert action.tooltip.endswith(".")


@pytest.mark.parametrize("scope", SCOPES)
def test_no_two_actions_of_a_scope_share_a_key(scope: str) -> None:
    keys = [key for each in ACTIONS if each.scope == scope for key in each.keys.split(",")]
    assert Counter(keys).most_common(1)[0][1] == 1


async def test_every_action_has_its_method() -> None:
    async with dashboard() as shown:
        for action in ACTIONS:
            name = action.method.partition("(")[0]
            target: Widget | PubSubApp | type[RequestScreen] = shown.main
            if name.startswith("app."):
                target, name = shown.app, name.removeprefix("app.")
            elif action.scope == "sent":
                target = SentBrowser(SentHistory(), "", {}, float)
            elif action.scope == "repeats":
                target = RepeatRows(shown.app.connections.all[0].repeats)
            elif action.scope == "request":
                target = RequestScreen
            elif action.scope == "subscriptions":
                target = SubscriptionList(shown.session, Traffic(), {}, "")
            elif action.scope == "profiles":
                target = ConnectionChooser(Settings(), Places(Path(), Path()), {})
            elif action.scope != "app":
                target = shown.main.query_one(f"#{action.scope}")
            assert callable(getattr(target, f"action_{name}", None)), action.id


async def test_a_pane_takes_no_key_that_works_everywhere_but_to_search_its_lines() -> None:
    everywhere = {key for each in ACTIONS if each.scope == "app" for key in each.keys.split(",")}
    for action in ACTIONS:
        # What the top sorts by and the plot has in front is named on screen; while a filter is
        # written, ctrl+r finds filters; over all else, no key works everywhere.
        own = action.id in ("top.sort", "plot.series", "filter.saved") or action.method == "search"
        if action.scope not in ("app", *OVER_ALL) and not own:
            assert not everywhere & set(action.keys.split(",")), action.id


async def test_the_users_keys_work_and_the_usual_ones_no_more() -> None:
    async with dashboard(look=Look(keys=USERS_KEYS)) as shown:
        await shown.arrive(shown.message("a/b", "on"))
        await shown.press("O", "o")
        assert "b on" not in shown.text("#tree")
        await shown.press("ctrl+o")
        assert "b on" in shown.text("#tree")
        await shown.press("question_mark", "f1")
        assert "─ help ─" not in shown.text()
        await shown.press("f6")
        assert "─ help ─" in shown.text()
        await shown.press("escape", "home", "p")
        assert "━ topics ━" in shown.text()
        await shown.press("f2", "t", "f5", "ctrl+g")
        assert not shown.transport.published
        await shown.press("f4")
        assert [each.topic for each in shown.transport.published] == ["t"]
        await shown.press("escape", "q")
        assert shown.app.is_running
        await shown.press("ctrl+x")
        assert not shown.app.is_running


async def test_the_screen_names_the_users_keys() -> None:
    async with dashboard(look=Look(keys=USERS_KEYS)) as shown:
        assert "Press f2 to publish" in shown.text("Notice")
        assert " f4 sends " in shown.text("#compose-pane")
        assert shown.lines()[-1].endswith("f3 help")
