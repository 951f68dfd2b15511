"""Retained messages deleted and brought back, as a user does it."""

from __future__ import annotations

from pathlib import Path

from pubsub_tui.transports.base import Publication
from tests.brokers import HOST, Mosquitto
from tests.end_to_end.terminal import DOWN, ESCAPE, Terminal
from tests.retained.keeping import keep, kept_by
from tests.transports.packets import user_property

BLOCK = user_property(b"unit", b"\xc2\xb0C")


def some() -> list[Publication]:
    """What a broker keeps."""
    site = [Publication(f"site/{number}", b"\xff\0", number, True, BLOCK) for number in range(3)]
    return [*site, Publication("yard", b"on", 1, True)]


async def test_on_screen(mosquitto: Mosquitto, tmp_path: Path) -> None:
    await keep(mosquitto, some(), version=5)
    topics = [each.topic for each in some()]
    before = await kept_by(mosquitto, topics)
    async with Terminal("--host", HOST, "-p", str(mosquitto.port), home=tmp_path) as terminal:
        await terminal.shows("▾ site")
        terminal.press(DOWN)
        await terminal.shows("messages · site")
        terminal.press("D")
        await terminal.shows("Delete 3 retained messages at and below site", "2 B  site/1")
        terminal.press("y")
        await terminal.shows("3 of 3 deleted, and 0 remained.", "state/pubsub-tui/undo")
        assert list(await kept_by(mosquitto, topics)) == ["yard"]
        terminal.press(ESCAPE)
        await terminal.until(lambda screen: "3 of 3 deleted" not in screen, "the dialog closed")
        terminal.press("U")
        await terminal.shows("Publish 3 retained messages again", "site/2")
        terminal.press("y")
        await terminal.shows("3 of 3 published again.")
        assert await kept_by(mosquitto, topics) == before
        terminal.press(ESCAPE)
        await terminal.until(lambda screen: "published again" not in screen, "the dialog closed")
        terminal.press("q")
        assert await terminal.ended() == 0


async def test_the_command_asks_on_a_terminal(mosquitto: Mosquitto, tmp_path: Path) -> None:
    await keep(mosquitto, some())
    asked = ("retained", "delete", "site/#", "-h", HOST, "-p", str(mosquitto.port))
    for answer, words, left in (("\n", "Nothing was deleted.", 3), ("y\n", "3 of 3 deleted", 0)):
        async with Terminal(*asked, home=tmp_path) as terminal:
            await terminal.shows("2  site/1", "An undo file is written first. [y/N]")
            terminal.press(answer)
            await terminal.shows(words)
            assert await terminal.ended() == (1 if left else 0)
        assert len(await kept_by(mosquitto, ["site/#"])) == left
