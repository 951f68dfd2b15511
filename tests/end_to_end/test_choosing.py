"""The program without any argument, in a real terminal."""

from __future__ import annotations

import json
from pathlib import Path

from tests.brokers import HOST, Mosquitto
from tests.end_to_end.terminal import DOWN, Terminal


async def test_enter_alone_opens_localhost(tmp_path: Path) -> None:
    async with Terminal(home=tmp_path) as terminal:
        await terminal.shows("connections", "localhost:1883", "There are no profiles yet")
        terminal.press("\r")
        await terminal.shows("all topics", "localhost:1883", "messages · all topics")
        terminal.press("q")
        assert await terminal.ended() == 0


async def test_a_profile_is_chosen_written_and_left(mosquitto: Mosquitto, tmp_path: Path) -> None:
    file = tmp_path / "config" / "pubsub-tui" / "profiles.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'[profiles.here]\nhost = "{HOST}"\nport = {mosquitto.port}\n')
    async with Terminal("--history", "1MB", home=tmp_path) as terminal:
        await terminal.shows("here", "not used yet")
        terminal.press("t")
        await terminal.shows("let us in within", "MQTT 5")
        terminal.press("\r")
        await terminal.shows("MQTT 5", "Waiting for the first message")
        terminal.press("B")
        await terminal.shows("connections", "just now")
        terminal.press(DOWN + "\x1b")
        await terminal.until(lambda screen: "just now" not in screen, "the dashboard again")
        terminal.press("q")
        assert await terminal.ended() == 0
    uses = tmp_path / "state" / "pubsub-tui" / "profiles.json"
    assert list(json.loads(uses.read_text())) == ["here"]


async def test_escape_leaves(tmp_path: Path) -> None:
    async with Terminal(home=tmp_path) as terminal:
        await terminal.shows("connections", "localhost:1883")
        terminal.press("\x1b")
        assert await terminal.ended() == 0
        assert b"Traceback" not in terminal.written
