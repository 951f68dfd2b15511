"""The payload in the user's own editor, in a real terminal."""

from __future__ import annotations

from pathlib import Path

from tests.brokers import HOST, Mosquitto
from tests.end_to_end.terminal import Terminal
from tests.end_to_end.test_dashboard import publish

_EDITOR = """#!/bin/sh
printf 'editing %s\\n' "$(cat "$1")"
read -r line
[ "$line" = fail ] && exit 3
printf '%s\\n' "$line" > "$1"
"""


async def test_an_editor_gets_the_terminal_and_messages_go_on_being_received(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text(_EDITOR)
    editor.chmod(0o755)
    async with Terminal(
        *("--host", HOST, "-p", str(mosquitto.port)),
        home=tmp_path,
        environment={"EDITOR": str(editor), "VISUAL": ""},
    ) as terminal:
        await terminal.shows("MQTT 5")
        terminal.press("p")
        await terminal.cursor_beside("site/line/set")
        terminal.press("lamp\t")
        await terminal.cursor_beside("text")
        terminal.press("off")
        await terminal.shows("off")
        terminal.press("\x1bOS")
        await terminal.shows("editing off")
        await publish(mosquitto, "meanwhile", "arrived")
        terminal.press("on\r")
        await terminal.shows("meanwhile", "arrived", "lamp", "on")
        terminal.press("\x07")
        await terminal.shows("✓ sent in", "lamp on")
        terminal.press("\x1bOS")
        await terminal.shows("editing on")
        terminal.press("fail\r")
        await terminal.shows("ended with code 3: nothing was changed")
