"""Deleting retained messages on screen, and bringing them back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pubsub_tui.message import Message
from pubsub_tui.retained.undo_reading import newest_for, read_contents, whole_messages
from pubsub_tui.transports.base import Outcome
from pubsub_tui.transports.scripted import ScriptedTransport
from pubsub_tui.ui.screens.undertaking import Undertaking
from tests.brokers import PATIENCE
from tests.ui.dashboard import Dashboard, dashboard

BOX = "#undertaking"


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A state folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "pubsub-tui" / "undo"


def keeping(*topics: str) -> dict[str, Message]:
    """The retained messages of a broker."""
    return {
        topic: Message(topic, b"on", 1, True, properties=b"\x01\x01")
        for topic in topics or ("site/1/a", "site/1/b", "site/2/a", "hall")
    }


async def said(shown: Dashboard, words: str) -> None:
    """Wait until the dialog says it, its line breaks aside."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while not (isinstance(shown.app.screen, Undertaking) and words in flat(shown)):
        assert loop.time() < deadline, f"{words!r} is not said:\n{shown.text()}"
        await asyncio.sleep(0.01)
        if isinstance(shown.app.screen, Undertaking):
            shown.app.screen.tick()
        await shown.pilot.pause()


def flat(shown: Dashboard) -> str:
    """What the dialog says as one line."""
    return " ".join(shown.text(BOX).replace("│", " ").split())


async def test_a_branch_is_listed_deleted_and_restored(state: Path) -> None:
    kept = keeping()
    async with dashboard(kept=kept) as shown:
        await shown.frame()
        before = dict(kept)
        await shown.press("down", "down")
        assert shown.main._tree.selected is not None
        assert shown.main._tree.selected.path == "site"
        await shown.press("D")
        await said(shown, "Delete 3 retained messages at and below site (6 bytes)?")
        assert "An undo file is written first." in flat(shown)
        assert [topic in shown.text(BOX) for topic in before] == [True, True, True, False]
        await shown.press("y")
        await said(shown, "3 of 3 deleted, and 0 remained.")
        assert list(kept) == ["hall"]
        path = newest_for(state, "localhost:1883")
        assert path is not None
        assert [each.topic for each in whole_messages(path)] == ["site/1/a", "site/1/b", "site/2/a"]
        await shown.press("U")
        await said(shown, "Publish 3 retained messages again that were deleted at")
        assert "site/2/a" in shown.text(BOX)
        await shown.press("y")
        await said(shown, "3 of 3 published again.")
        await shown.press("escape")
        assert kept == before


async def test_no_is_the_default_and_deletes_nothing(state: Path) -> None:
    kept = keeping()
    async with dashboard(kept=kept) as shown:
        for keys in (["enter"], ["escape"], ["n"]):
            await shown.press("D")
            await said(shown, "Delete 4 retained messages of all topics")
            await shown.press(*keys)
            assert not isinstance(shown.app.screen, Undertaking)
        assert len(kept) == 4
        assert newest_for(state, "localhost:1883") is None


async def test_one_topic_from_the_tree_and_one_from_the_log(state: Path) -> None:
    kept = keeping("a", "b")
    async with dashboard(kept=kept) as shown:
        await shown.press("down", "d")
        await said(shown, "Delete 1 retained message on a")
        await shown.press("y")
        await said(shown, "1 of 1 deleted")
        await shown.press("escape")
        assert "U brings them back." in shown.notifications()
        assert str(state.parent) in shown.notifications().replace(" ", "")
        await shown.press("home")
        await shown.focus("#log")
        await shown.press("up")
        assert shown.main._log.selected is not None
        assert shown.main._log.selected.topic == "b"
        await shown.press("d")
        await said(shown, "Delete 1 retained message on b")
        await shown.press("y")
        await said(shown, "1 of 1 deleted")
        assert not kept


async def test_what_the_filter_shows_is_deleted_and_nothing_else() -> None:
    kept = keeping()
    async with dashboard(kept=kept) as shown:
        await shown.press("slash", *"site/+/a", "enter")
        await shown.focus("#tree")
        await shown.press("home", "D")
        await said(shown, "Delete 2 retained messages of all topics that the filter shows")
        await shown.press("y")
        await said(shown, "2 of 2 deleted")
        assert sorted(kept) == ["hall", "site/1/b"]


async def test_nothing_retained_says_so() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("live", "x"))
        await shown.press("down", "d")
        await said(shown, "The broker keeps no retained messages on live.")
        assert "Delete" not in shown.line("Close", BOX)
        await shown.press("y")
        assert isinstance(shown.app.screen, Undertaking)
        await shown.press("escape")
        assert not isinstance(shown.app.screen, Undertaking)


async def test_read_only_opens_no_dialog() -> None:
    kept = keeping()
    async with dashboard(kept=kept, read_only=True) as shown:
        for key in ("D", "U"):
            await shown.press(key)
            await shown.frame()
            assert not isinstance(shown.app.screen, Undertaking)
        assert "Read-only: retained messages are neither deleted" in shown.notifications()


async def test_a_broker_without_retained_messages_is_said_at_once() -> None:
    async with dashboard(transport=ScriptedTransport(retain=False)) as shown:
        await shown.press("D")
        assert "This broker keeps no retained messages" in shown.notifications()


async def test_sys_and_names_with_wildcards_are_left_alone() -> None:
    async with dashboard(filters=("#", "$SYS/#")) as shown:
        for topic, words in (("$SYS/broker/x", "is the broker's own"), ("a+/b", "a wildcard")):
            await shown.arrive(shown.message(topic, "1", retain=True))
            shown.main._tree.select_path(topic)
            await shown.focus("#tree")
            await shown.press("d")
            assert words in shown.notifications()


async def test_without_an_undo_file_it_says_where_they_would_be() -> None:
    async with dashboard() as shown:
        await shown.press("U")
        while not shown.notifications():
            await shown.frame()
        assert "There is no undo file of this broker in" in shown.notifications()


async def test_d_on_all_topics_asks_for_a_topic() -> None:
    async with dashboard() as shown:
        await shown.press("d")
        assert "Pick a topic first." in shown.notifications()


async def test_a_refusal_is_counted_and_what_remained_is_listed() -> None:
    kept = keeping()
    async with dashboard(kept=kept) as shown:
        await shown.press("D")
        await said(shown, "Delete 4 retained messages")
        made = len(shown.transports)
        refusing = Outcome(False, "not authorized\x1b[2J")
        original = ScriptedTransport.publish

        async def refuse(self: ScriptedTransport, publication: object) -> Outcome:
            return refusing

        ScriptedTransport.publish = refuse  # type: ignore[method-assign]
        try:
            await shown.press("y")
            await said(shown, "0 of 4 deleted, and 4 remained.")
        finally:
            ScriptedTransport.publish = original  # type: ignore[method-assign]
        assert "4 refused: not authorized␛[2J." in flat(shown)
        assert "remained site/1/a" in flat(shown)
        assert len(shown.transports) > made


async def test_a_damaged_undo_file_is_named_and_not_restored(state: Path) -> None:
    kept = keeping()
    async with dashboard(kept=kept) as shown:
        await shown.press("D")
        await said(shown, "Delete 4")
        await shown.press("y")
        await said(shown, "4 of 4 deleted")
        path = newest_for(state, "localhost:1883")
        assert path is not None
        damage(path)
        assert read_contents(path).damage
        await shown.press("U")
        await said(shown, "is damaged: line 3 is damaged")
        await shown.press("y")
        await shown.press("escape")
        assert not kept


def damage(path: Path) -> None:
    """Change the third line."""
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"qos", b"Qos")
    path.write_bytes(b"".join(lines))


async def test_hostile_names_are_drawn_safely_and_a_long_list_is_counted() -> None:
    names = [f"n/{number:05}\x1b[31m[/b]" for number in range(5_003)]
    kept = keeping(*names)
    async with dashboard(kept=kept) as shown:
        await shown.press("D")
        await said(shown, "Delete 5,003 retained messages")
        assert "n/00000␛[31m[/b]" in shown.text(BOX)
        await shown.press("G")
        assert "and 3 more" in shown.text(BOX)
        await shown.press("escape")


async def test_it_fits_a_small_terminal() -> None:
    async with dashboard(kept=keeping(*map(str, range(50))), size=(60, 16)) as shown:
        await shown.press("D")
        await said(shown, "Delete 50")
        assert "Cancel" in shown.text()
        assert "Delete  y" in shown.text()
        await shown.press("escape")
