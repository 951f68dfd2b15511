"""Draws the README's pictures from the running app: ``python -m screenshots.make [FOLDER]``.

The fleet of the demo tells its story of one minute, with a fixed seed and clock, through the
scripted transport: the same pictures every time, without a broker.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from pubsub_tui import paths
from pubsub_tui.demo.fleet import events
from pubsub_tui.message import Message
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.session import Phase, Session
from pubsub_tui.transports.base import Subscription
from pubsub_tui.transports.scripted import ScriptedTransport
from pubsub_tui.ui.app import Look, PubSubApp
from pubsub_tui.ui.connections import Connection
from pubsub_tui.ui.screens.main import MainScreen
from pubsub_tui.ui.themes import load_themes

START = 1_700_000_000.0
SECONDS = 75.0
SEED = 7
STEP = 0.25


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its file's name, theme, size in cells, and the keys pressed before it."""

    name: str
    theme: str
    size: tuple[int, int]
    keys: Sequence[str]


TO_OVEN = ("down",) * 4 + ("right", *("down",) * 3, "right", "down")


def _pin(letters: str) -> tuple[str, ...]:
    """Go to the topic that some letters find, and pin its first number."""
    return ("ctrl+o", *letters, "enter", "plus", "enter")


PICTURES = (
    Picture("dashboard", "harbour", (120, 35), TO_OVEN),
    Picture("top", "linen", (120, 35), ("5",)),
    Picture("plot", "harbour", (120, 35), (*_pin("l1zone1temp"), *_pin("l1zone2temp"), "4")),
    Picture("small", "high-contrast", (80, 24), TO_OVEN),
)


async def draw(picture: Picture, folder: Path) -> Path:
    """Draw one picture; returns its file."""
    now = START
    traffic = Traffic(clock=lambda: now)
    transport = ScriptedTransport(protocol="MQTT 3.1.1")
    filters = [Subscription("#")]
    session = Session(lambda _: transport, traffic.add, filters, endpoint="localhost:1883")
    themes = load_themes([paths.shipped_themes()])
    app = PubSubApp([Connection(session, traffic)], Look(themes.loaded, picture.theme))
    app.animation_level = "none"
    async with app.run_test(size=picture.size) as pilot:
        while session.state.phase is not Phase.ONLINE:
            await pilot.pause()
        story = takewhile(lambda event: event.at < SECONDS, events(SEED))
        for event in story:
            while now < START + event.at:
                traffic.settle(now)
                now += STEP
            at = START + event.at
            retained = event.retain and not event.at
            transport.feed([Message(event.topic, event.payload, event.qos, retained, at)])
        now = START + SECONDS
        screen = app.screen
        assert isinstance(screen, MainScreen)
        for key in picture.keys:
            screen.tick()
            await pilot.press(key)
        now += STEP
        screen.tick()
        await pilot.pause()
        file = folder / f"{picture.name}.svg"
        file.write_text(app.export_screenshot(), encoding="utf-8")
    return file


def main() -> None:
    """Draw all pictures into a folder; this one when none is named."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for picture in PICTURES:
        print(asyncio.run(draw(picture, folder)))


if __name__ == "__main__":
    main()
