"""The screen of connections under test: files of its own, and what was chosen on it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.events import Paste

from pubsub_tui.config_edit import replace_file
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.session import Session
from pubsub_tui.settings import Settings
from pubsub_tui.transports.base import Subscription
from pubsub_tui.transports.scripted import ScriptedTransport
from pubsub_tui.ui.app import PubSubApp
from pubsub_tui.ui.connections import Connection
from pubsub_tui.ui.elsewhere import Elsewhere
from pubsub_tui.ui.profile_files import Places
from pubsub_tui.ui.screens.connections import ConnectionsScreen
from tests.ui.dashboard import START, Clock, Dashboard


class Chooser(Dashboard):
    """The app before it is connected.

    Attributes:
        places: the files that it reads and writes.
        chosen: the settings of what was connected to.
    """

    def __init__(self, folder: Path) -> None:
        self.places = Places(folder / "config" / "profiles.toml", folder / "state" / "uses.json")
        self.chosen: list[Settings] = []
        self.clock = Clock()
        base = Settings()
        self.app = PubSubApp(
            (),
            elsewhere=Elsewhere(
                lambda: ConnectionsScreen(base, self.places, {}, self.clock), self._make
            ),
        )

    def _make(self, settings: Settings) -> Connection:
        self.chosen.append(settings)
        traffic = Traffic(1_000_000, self.clock)
        transport = ScriptedTransport()
        session = Session(lambda _: transport, traffic.add, [Subscription("#")], "chosen:1883")
        return Connection(session, traffic)

    async def press(self, *keys: str) -> None:
        """Press keys, and let all come of it."""
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        """Wait for what works beside the screen."""
        busy = [each for each in self.app.workers if each.group in ("reach", "import", "editor")]
        if busy:
            await self.app.workers.wait_for_complete(busy)
        await self.pilot.pause()

    async def says(self, words: str) -> None:
        """Wait until that is on screen, its line breaks aside; the test's time limit ends it."""
        while words not in " ".join(self.text().replace("│", " ").split()):
            await self.settle()

    async def write(self, text: str) -> None:
        """Paste a text into what has the focus."""
        self.app.post_message(Paste(text))
        await self.pilot.pause()

    @property
    def file(self) -> str:
        """The file of profiles as it is now."""
        return self.places.profiles.read_text()


def prepare(folder: Path, profiles: str = "", uses: dict[str, float] | None = None) -> Chooser:
    """The app with what the files hold; ``uses`` are seconds before the start by name."""
    shown = Chooser(folder)
    if profiles:
        replace_file(shown.places.profiles, profiles, 0o600)
    times = {name: START - before for name, before in (uses or {}).items()}
    replace_file(shown.places.uses, json.dumps(times))
    return shown


@asynccontextmanager
async def chooser(
    folder: Path,
    profiles: str = "",
    uses: dict[str, float] | None = None,
    size: tuple[int, int] = (120, 35),
) -> AsyncIterator[Chooser]:
    """Run the app of `prepare`."""
    shown = prepare(folder, profiles, uses)
    async with shown.app.run_test(size=size, notifications=True) as pilot:
        shown.pilot = pilot
        await pilot.pause()
        yield shown
