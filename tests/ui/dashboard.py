"""The app under test: a scripted transport, a clock that is set by hand, and what is on screen."""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len
from rich.style import Style
from textual.events import MouseScrollDown, MouseScrollUp, Paste
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets._toast import Toast

from pubsub_tui.decode.protobuf_schema import Schema
from pubsub_tui.message import Message
from pubsub_tui.model.filter.by_topic import ByTopic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.session import Credentials, Phase, Session
from pubsub_tui.settings import PlottedValue
from pubsub_tui.transports.base import Problem, Subscription
from pubsub_tui.transports.scripted import ScriptedTransport
from pubsub_tui.ui.app import Look, PubSubApp
from pubsub_tui.ui.connections import Connection
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.examining import Examine
from pubsub_tui.ui.pins import Pins
from pubsub_tui.ui.screens.main import MainScreen

START = 1_700_000_000.0
"""Unix time at which every test begins: 2023-11-14 22:13:20 UTC."""


class Clock:
    """Unix time in seconds, moved by the test."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


class LongWaits(random.Random):
    """Makes the wait before the second attempt to connect 30 seconds, which no test sits out."""

    def uniform(self, a: float, b: float) -> float:
        return 60.0


@dataclass(slots=True)
class Broker:
    """One of the brokers that are connected to.

    Attributes:
        transports, passwords: what each attempt to connect got, oldest first.
    """

    session: Session
    traffic: Traffic
    transports: list[ScriptedTransport]
    passwords: list[str | None]

    @property
    def transport(self) -> ScriptedTransport:
        """The newest transport that was made."""
        return self.transports[-1]


class Dashboard:
    """A running app, its transport, and ways to look at it.

    Attributes:
        session, transports, passwords: those of the first broker.
        brokers: all of them.
    """

    def __init__(self, app: PubSubApp, brokers: Sequence[Broker], clock: Clock) -> None:
        self.app = app
        self.brokers = brokers
        self.session = brokers[0].session
        self.transports = brokers[0].transports
        self.passwords = brokers[0].passwords
        self.clock = clock
        self.pilot: Pilot[None]

    @property
    def transport(self) -> ScriptedTransport:
        """The newest transport that was made."""
        return self.transports[-1]

    @property
    def main(self) -> MainScreen:
        """The screen of the dashboard, whatever lies over it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    async def frame(self, seconds: float = 0.5) -> None:
        """Move the clock on, and draw a frame; what is not on show is settled, too."""
        self.clock.now += seconds
        self.app.connections.settle_others()
        self.main.tick()
        await self.pilot.pause()

    async def arrive(self, *messages: Message) -> None:
        """Let messages arrive, and draw a frame."""
        self.transport.feed(list(messages))
        await self.frame()

    async def lose(self, problem: Problem) -> None:
        """Lose the connection, and draw a frame."""
        self.transport.lose(problem)
        await self.pilot.pause()
        await self.frame()

    async def press(self, *keys: str) -> None:
        """Press keys, and draw a frame."""
        await self.pilot.press(*keys)
        await self.frame()

    async def paste(self, text: str) -> None:
        """Paste a text as the terminal would, and draw a frame."""
        self.app.post_message(Paste(text))
        await self.pilot.pause()
        await self.frame()

    def message(self, topic: str, payload: bytes | str = b"", **fields: object) -> Message:
        """A message that arrives now."""
        data = payload.encode() if isinstance(payload, str) else payload
        return Message(topic, data, received_at=self.clock.now, **fields)  # type: ignore[arg-type]

    async def focus(self, selector: str) -> None:
        """Give a widget the keys, and draw a frame."""
        self.app.screen.query_one(selector, Widget).focus()
        await self.frame()

    async def click(self, text: str, selector: str = "", *, times: int = 1) -> None:
        """Click on the first cell of a text, and draw a frame."""
        region = self._region(selector)
        y = self.row(text, selector)
        x = self.column(text, selector)
        await self.pilot.click(offset=(region.x + x, region.y + y), times=times)
        await self.frame()

    async def wheel(self, steps: int, selector: str) -> None:
        """Turn the mouse wheel over a widget, up when ``steps`` is negative; draw a frame."""
        turn = MouseScrollUp if steps < 0 else MouseScrollDown
        await self.pilot._post_mouse_events([turn] * abs(steps), selector, offset=(2, 1))
        await self.frame()

    def notifications(self) -> str:
        """What the notifications on screen say, as one line."""
        rows = self.app.screen._compositor.render_strips()
        words: list[str] = []
        for toast in self.app.screen.walk_children(Toast):
            place = toast.content_region
            for row in rows[place.y : place.bottom]:
                words += row.crop(place.x, place.right).text.split()
        return " ".join(words)

    def row(self, text: str, selector: str = "") -> int:
        """In which line of a widget a text stands first."""
        lines = self.lines(selector)
        found = [row for row, line in enumerate(lines) if text in line]
        assert found, f"{text!r} is not on screen:\n" + "\n".join(lines)
        return found[0]

    def line(self, text: str, selector: str = "") -> str:
        """The first line of a widget that holds a text."""
        return self.lines(selector)[self.row(text, selector)]

    def column(self, text: str, selector: str = "") -> int:
        """In which column, in cells, a text begins where it stands first."""
        return cell_len(self.line(text, selector).partition(text)[0])

    def style(self, text: str, selector: str = "") -> Style:
        """How the first cell of a text is drawn where it stands first."""
        x = self.column(text, selector)
        strip = self.strips(selector)[self.row(text, selector)]
        return next(iter(strip.crop(x, x + 1))).style or Style()

    def strips(self, selector: str = "") -> list[Strip]:
        """What is drawn on screen, or within a widget, line by line."""
        region = self._region(selector)
        rows = self.app.screen._compositor.render_strips()[region.y : region.bottom]
        return [row.crop(region.x, region.right) for row in rows]

    def lines(self, selector: str = "") -> list[str]:
        """The text on screen, or within a widget, line by line."""
        return [strip.text.rstrip() for strip in self.strips(selector)]

    def text(self, selector: str = "") -> str:
        """The same as one string."""
        return "\n".join(self.lines(selector))

    def _region(self, selector: str) -> Region:
        screen = self.app.screen
        return screen.query_one(selector, Widget).region if selector else screen.region


def build(
    *,
    transport: ScriptedTransport | None = None,
    filters: Sequence[str] = ("#",),
    read_only: bool = False,
    history_bytes: int = 10_000_000,
    look: Look | None = None,
    username: str | None = "anna",
    pins: Pins | None = None,
    schemas: ByTopic[Schema] | None = None,
    kept: dict[str, Message] | None = None,
    sent: SentHistory | None = None,
    examine: Examine | None = None,
    plots: Sequence[PlottedValue] = (),
    others: Mapping[str, ScriptedTransport | None] | None = None,
) -> Dashboard:
    """Make the app. Every attempt to connect gets ``transport``, or a new one that succeeds.

    New ones share ``kept``, the retained messages of their broker. ``others`` are more brokers
    by endpoint, with the transport that each attempt to connect to them gets, or None.
    """
    clock = Clock()
    pins = pins or Pins({}, Path(os.devnull) / "config.toml")
    brokers: list[Broker] = []
    connections: list[Connection] = []
    for endpoint, always in {"localhost:1883": transport, **(others or {})}.items():
        traffic = Traffic(history_bytes, clock)
        broker = _broker(endpoint, traffic, filters, read_only, username, always, kept)
        brokers.append(broker)
        decoding = Decoding(traffic, pins, schemas)
        connections.append(
            Connection(broker.session, traffic, decoding, examine=examine, plots=plots)
        )
    return Dashboard(PubSubApp(connections, look, sent), brokers, clock)


def _broker(
    endpoint: str,
    traffic: Traffic,
    filters: Sequence[str],
    read_only: bool,
    username: str | None,
    transport: ScriptedTransport | None,
    kept: dict[str, Message] | None,
) -> Broker:
    transports: list[ScriptedTransport] = []
    passwords: list[str | None] = []

    def make(credentials: Credentials) -> ScriptedTransport:
        transports.append(transport or ScriptedTransport(kept=kept))
        passwords.append(credentials.password)
        return transports[-1]

    session = Session(
        make,
        traffic.add,
        [Subscription(each) for each in filters],
        endpoint=endpoint,
        read_only=read_only,
        spread=LongWaits(),
        clock=traffic.clock,
        login=Credentials(username=username),
    )
    return Broker(session, traffic, transports, passwords)


@asynccontextmanager
async def dashboard(
    *,
    size: tuple[int, int] = (120, 35),
    transport: ScriptedTransport | None = None,
    filters: Sequence[str] = ("#",),
    read_only: bool = False,
    history_bytes: int = 10_000_000,
    look: Look | None = None,
    username: str | None = "anna",
    online: bool = True,
    pins: Pins | None = None,
    schemas: ByTopic[Schema] | None = None,
    kept: dict[str, Message] | None = None,
    sent: SentHistory | None = None,
    examine: Examine | None = None,
    plots: Sequence[PlottedValue] = (),
    others: Mapping[str, ScriptedTransport | None] | None = None,
) -> AsyncIterator[Dashboard]:
    """Run the app of `build`, which is connected from the start unless ``online`` is false."""
    shown = build(
        transport=transport,
        filters=filters,
        read_only=read_only,
        history_bytes=history_bytes,
        look=look,
        username=username,
        pins=pins,
        schemas=schemas,
        kept=kept,
        sent=sent,
        examine=examine,
        plots=plots,
        others=others,
    )
    async with shown.app.run_test(size=size, notifications=True) as pilot:
        shown.pilot = pilot
        while online and shown.session.state.phase is not Phase.ONLINE:
            assert shown.app.is_running
            await pilot.pause()
        await shown.frame()
        yield shown
