"""Whole screens as pictures, compared with the ones looked at and accepted.

Accept new ones with ``pytest tests/ui/test_snapshots.py --snapshot-update``, after looking.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from pubsub_tui.doctor import advice
from pubsub_tui.doctor.abilities import Abilities
from pubsub_tui.doctor.examination import Examination
from pubsub_tui.doctor.report import Report
from pubsub_tui.doctor.step import Outcome, Step
from pubsub_tui.message import Message
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.saved import save_template
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.session import Phase, Session
from pubsub_tui.subscriptions import Entry
from pubsub_tui.transports.base import Cause, Problem, Said, Subscription
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.transports.scripted import ScriptedTransport
from pubsub_tui.ui.screens.compare import CompareScreen
from pubsub_tui.ui.screens.request import RequestScreen
from tests.ui.choosing import prepare
from tests.ui.dashboard import Dashboard, build
from tests.ui.test_links import talk as talk_of_links
from tests.ui.test_repeats import some_runs
from tests.ui.test_retained import said
from tests.ui.test_sent import entries

pytestmark = pytest.mark.usefixtures("drawn")

SnapCompare = Callable[..., bool]
Steps = Callable[[Dashboard], Awaitable[None]]

REFUSED = Problem(
    Cause.REFUSED,
    "Nothing listens on localhost:1883: connection refused.",
    "Is the broker running, and is the port right? `pubsub-tui --demo` needs no broker.",
)


@pytest.fixture(autouse=True)
def fixed_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One time zone, the colours of the default theme, and nothing that moves."""
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setattr(Input, "cursor_blink", False)
    random.seed(1)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def picture(
    compare: SnapCompare, size: tuple[int, int], shown: Dashboard, steps: Steps | None = None
) -> bool:
    """Run the app through some steps, and compare the last screen with the accepted one."""

    async def run(pilot: Pilot[None]) -> None:
        shown.pilot = pilot
        await pilot.pause()
        while shown.session.state.phase is Phase.CONNECTING:
            await pilot.pause()
        # What came on subscribing is counted now, whether a frame was drawn meanwhile or not.
        await shown.frame(0)
        await shown.frame()
        if steps is not None:
            await steps(shown)
        await shown.frame(0.5)

    return compare(shown.app, terminal_size=size, run_before=run)


async def talk(shown: Dashboard) -> None:
    """Twenty seconds of a small factory, and a look at one of its machines."""
    draw = random.Random(7)
    shown.transport.feed(
        [
            shown.message("factory/status", "running", retain=True),
            shown.message("$SYS/broker/version", "mosquitto version 2.0.18", retain=True),
            shown.message("$SYS/broker/clients/connected", "12", retain=True),
        ]
    )
    for second in range(20):
        for line in (1, 2):
            for machine in ("mixer", "oven", "robot"):
                reading = {"t": round(60 + 10 * draw.random(), 1), "n": second, "ok": True}
                topic = f"factory/line{line}/{machine}"
                shown.transport.feed([shown.message(f"{topic}/state", json.dumps(reading))])
                if draw.random() < 0.4:
                    shown.transport.feed([shown.message(f"{topic}/rpm", str(draw.randint(1, 9)))])
        shown.transport.feed([shown.message("größe/温度", "21,5 °C", qos=1)])
        await shown.frame(1.0)
    await shown.press("o", *["down"] * 5)


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)], ids=lambda size: f"{size[0]}")
def test_traffic(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    assert picture(snap_compare, size, build(), talk)


@pytest.mark.parametrize("tab", ["2", "3"], ids=["history", "diff"])
def test_what_came_before(snap_compare: SnapCompare, tab: str) -> None:
    async def look(shown: Dashboard) -> None:
        await talk(shown)
        await shown.press(tab)

    assert picture(snap_compare, (120, 35), build(), look)


def test_broker(snap_compare: SnapCompare) -> None:
    async def look(shown: Dashboard) -> None:
        await talk(shown)
        for round_ in range(12):
            figures = {
                "uptime": f"{3600 + 10 * round_} seconds",
                "clients/connected": str(12 + round_ % 3),
                "clients/maximum": "31",
                "subscriptions/count": "57",
                "messages/received": str(1_204_331 + 900 * round_ + 40 * round_**2),
                "messages/sent": str(4_011_804 + 3000 * round_),
                "publish/messages/dropped": "12",
                "bytes/received": str(90_000_000 + 123_456 * round_),
                "retained messages/count": "41",
                "heap/current": str(5_182_400 + 9000 * round_),
                "load/messages/received/1min": "61.22",
                "load/messages/received/5min": "59.04",
                "load/messages/received/15min": "58.10",
            }
            for name, figure in figures.items():
                shown.transport.feed([shown.message(f"$SYS/broker/{name}", figure)])
            shown.transport.feed([shown.message("$SYS/broker/connection/bridge/state", "1")])
            await shown.frame(10.0)
        await shown.press("6", "tab", "tab", "z")

    assert picture(snap_compare, (120, 35), build(filters=("#", "$SYS/#")), look)


def test_top(snap_compare: SnapCompare) -> None:
    async def rank(shown: Dashboard) -> None:
        await talk(shown)
        for _ in range(8):
            shown.transport.feed([shown.message("factory/line1/oven/state", "on")])
            await shown.frame(1.0)
        await shown.press("g", "5")
        await shown.focus("#top")
        await shown.press("S", "S", "S", "down")

    assert picture(snap_compare, (120, 35), build(), rank)


def test_plot(snap_compare: SnapCompare) -> None:
    async def plot(shown: Dashboard) -> None:
        await talk(shown)
        for topic, key in (("factory/line1/mixer/state", "enter"), ("größe/温度", "left")):
            shown.main._tree.select_path(topic)
            await shown.press("plus", key)
        shown.main._tree.select_path("factory/line2/oven/rpm")
        await shown.press("plus")

    assert picture(snap_compare, (120, 35), build(), plot)


def test_subscriptions(snap_compare: SnapCompare) -> None:
    async def look(shown: Dashboard) -> None:
        await talk(shown)
        subscriptions = shown.session.subscriptions
        ovens = Subscription("factory/+/oven/#", 1, no_local=True, retain_as_published=True)
        subscriptions.put(Entry(ovens, "ovens", "A"))
        subscriptions.put(Entry(Subscription("$share/jobs/work/#", 2), "work", "D", paused=True))
        subscriptions.put(Entry(Subscription("secret/#")))
        await shown.session.agree()
        shown.main._traffic.excludes.add("größe/#")
        shown.transport.feed([shown.message("größe/温度", "21,5 °C")] * 12)
        shown.transport.copies = 1204
        await shown.press("s", "down")

    transport = ScriptedTransport(refusals={"secret/#": "not authorized"})
    assert picture(snap_compare, (120, 35), build(transport=transport), look)


def test_sent(snap_compare: SnapCompare) -> None:
    history = SentHistory()
    for each in entries():
        history.add(each)

    async def look(shown: Dashboard) -> None:
        await talk(shown)
        await shown.press("ctrl+r", *"set", "down")

    assert picture(snap_compare, (120, 35), build(sent=history), look)


def test_repeats(snap_compare: SnapCompare) -> None:
    shown = build()

    async def look(shown: Dashboard) -> None:
        await talk(shown)
        shown.main._publishing.composer.write(Draft("site/lamp/set", '{"on": true}'))
        shown.app.connections.all[0].repeats.runs = some_runs()
        await shown.press("f6", "enter")

    assert picture(snap_compare, (120, 35), shown, look)


def test_request(snap_compare: SnapCompare, monkeypatch: pytest.MonkeyPatch) -> None:
    """Times and what is made up would be others each time."""
    monkeypatch.setattr("secrets.token_hex", lambda size: "5f2c90d1" * (size // 4))
    transport = ScriptedTransport()

    async def ask(shown: Dashboard) -> None:
        await talk(shown)
        monkeypatch.setattr(shown.session, "another_transport", lambda: transport)
        monkeypatch.setattr("time.perf_counter", lambda: 100.0)
        shown.main._publishing.composer.write(
            Draft("house/lamp/get", '{"room": "kitchen", "all": true}', Kind.JSON, 1)
        )
        await shown.press("f7")
        await shown.frame()
        monkeypatch.setattr("time.perf_counter", lambda: 100.0123)
        block = b"\x09\x00\x10" + b"5f2c90d15f2c90d1" + b"\x03\x00\x10application/json"
        topic = "pubsub-tui/reply/5f2c90d15f2c90d1"
        lamps = {"lamps": [{"name": "table", "on": True}, {"name": "ceiling", "on": False}]}
        transport.feed([shown.message(topic, json.dumps(lamps), properties=block)])
        screen = shown.app.screen
        assert isinstance(screen, RequestScreen)
        screen.tick()

    assert picture(snap_compare, (120, 35), build(), ask)


def test_links(snap_compare: SnapCompare) -> None:
    async def link(shown: Dashboard) -> None:
        await talk_of_links(shown)
        await shown.focus("#log")
        await shown.press("g", "right_square_bracket")

    assert picture(snap_compare, (120, 35), build(), link)


CLOUD = "cloud.example:1883"
LOST = Problem(Cause.CLOSED, "spare.example:1883 closed the connection.")


def edge_and_others() -> Dashboard:
    """Three brokers; the third one can not be reached."""
    return build(others={CLOUD: None, "spare.example:1883": ScriptedTransport(problem=LOST)})


async def bridged(shown: Dashboard) -> None:
    """The factory, of which the second broker brings the ovens with a prefix, a little later."""
    await talk(shown)
    for number in range(30):
        reading = json.dumps({"t": 60 + number % 7, "n": number, "ok": True})
        shown.transport.feed([shown.message("factory/line1/oven/state", reading)])
        shown.clock.now += 0.02 + number % 5 / 100
        if number % 10:
            copy = shown.message("edge/factory/line1/oven/state", reading)
            shown.brokers[1].transport.feed([copy])
        await shown.frame(1.0)


def test_connections(snap_compare: SnapCompare) -> None:
    assert picture(snap_compare, (120, 35), edge_and_others(), bridged)


def test_compare(snap_compare: SnapCompare) -> None:
    async def look(shown: Dashboard) -> None:
        await bridged(shown)
        behind = '{"t": 60.5, "n": 29, "ok": false}'
        copy = shown.message("edge/factory/line1/oven/state", behind)
        shown.brokers[1].transport.feed([copy])
        for _ in range(8):
            await shown.frame(1.0)
        shown.main._tree.select_path("factory/line1/oven/state")
        await shown.press("C")
        shown.app.screen.query_one(Input).value = "edge/factory/line1/oven/state"
        await shown.pilot.pause()
        assert isinstance(shown.app.screen, CompareScreen)
        shown.app.screen.tick()

    assert picture(snap_compare, (120, 35), edge_and_others(), look)


def test_first_use(snap_compare: SnapCompare) -> None:
    assert picture(snap_compare, (80, 24), build(filters=("#", "$SYS/#")))


def test_failed(snap_compare: SnapCompare) -> None:
    shown = build(transport=ScriptedTransport(problem=REFUSED))
    assert picture(snap_compare, (100, 30), shown)


class Examined(Examination):
    """Has found out what it will, in times that are always the same."""

    def __init__(self, session: Session) -> None:
        super().__init__(MqttOptions("broker.example", 8883), ())
        self.finished = True

    async def run(self) -> None:
        """Nothing is tried."""

    def report(self) -> Report:
        moved = Said(0x9D, "server moved", "gone to the cloud", "new.example:8883")
        problem = Problem(
            Cause.MOVED,
            "broker.example:8883 refused the connection: server moved (gone to the cloud).",
            "Connect to new.example:8883.",
            said=moved,
        )
        steps = (
            Step("resolve", "broker.example", Outcome.DONE, 0.0123, "192.0.2.7, 2001:db8::7"),
            Step("TCP", "192.0.2.7:8883", Outcome.FAILED, 0.031, "connection refused"),
            Step("TCP", "[2001:db8::7]:8883", Outcome.DONE, 0.0298),
            Step(
                "TLS", "as broker.example", Outcome.DONE, 0.061, "TLS 1.3, TLS_AES_256_GCM_SHA384"
            ),
            Step("CONNECT", "MQTT 5", Outcome.FAILED, 1.25, problem.what, moved),
        )
        options = MqttOptions("broker.example", 8883)
        findings = (advice.from_problem(problem, options), advice.insecure())
        abilities = Abilities(
            versions={"MQTT 3.1.1": None, "MQTT 5": True}, not_measured="not measured"
        )
        return Report(
            options.endpoint, None, steps, findings, abilities, connected=False, finished=True
        )


def test_doctor(snap_compare: SnapCompare) -> None:
    async def ask(shown: Dashboard) -> None:
        await shown.press("!")
        await shown.pilot.pause()
        await shown.frame()

    shown = build(transport=ScriptedTransport(problem=REFUSED), examine=Examined)
    assert picture(snap_compare, (120, 35), shown, ask)


def test_help(snap_compare: SnapCompare) -> None:
    async def ask(shown: Dashboard) -> None:
        await talk(shown)
        await shown.press("question_mark")

    assert picture(snap_compare, (100, 30), build(), ask)


def test_export(snap_compare: SnapCompare, monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask(shown: Dashboard) -> None:
        await talk(shown)
        monkeypatch.chdir("/")
        await shown.press("w")

    assert picture(snap_compare, (120, 35), build(), ask)


def test_retained(
    snap_compare: SnapCompare, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    topics = [f"factory/line{number}/state" for number in range(40)]
    kept = {topic: Message(topic, b"running", 1, True) for topic in topics}

    async def ask(shown: Dashboard) -> None:
        await shown.press("D")
        await said(shown, "Delete 40")

    assert picture(snap_compare, (120, 35), build(kept=kept), ask)


def test_templates(
    snap_compare: SnapCompare, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    level = '{\n  "id": {{count}},\n  "level": {{ask level}},\n  "by": "{{uuid}}"\n}'
    save_template(tmp_path, "lamp on", Draft("factory/lamp/set", '{"on":true}', Kind.JSON, 1))
    save_template(tmp_path, "set level", Draft("factory/{{ask line}}/set", level, Kind.JSON))
    (tmp_path / "broken.toml").write_text('topic = "a"\nqos = 3\n')
    monkeypatch.setattr("pubsub_tui.paths.user_templates", lambda: tmp_path)

    async def ask(shown: Dashboard) -> None:
        await shown.press("ctrl+t", "down", "down")
        # The folder is another one each time.
        shown.app.screen.query_one("#templates-said", Static).update("Kept in ~/templates")

    assert picture(snap_compare, (120, 35), build(), ask)


CONNECTIONS = """\
[profiles.plant]
host = "broker.plant.example"
username = "anna"
tls = true
production = true
read-only = true
colour = "red"
password-prompt = true
subscriptions = ["site/#", {filter = "alarms/#", qos = 1}]

[profiles.workshop]
host = "192.0.2.7"
colour = "blue"

[profiles.wrong]
hots = "x"
"""


@pytest.mark.parametrize("keys", [(), ("e",)], ids=["list", "form"])
def test_choosing(snap_compare: SnapCompare, tmp_path: Path, keys: tuple[str, ...]) -> None:
    shown = prepare(tmp_path, CONNECTIONS, {"plant": 7_200.0, "workshop": 260_000.0})

    async def run(pilot: Pilot[None]) -> None:
        shown.pilot = pilot
        await pilot.pause()
        await shown.press(*keys)

    assert snap_compare(shown.app, terminal_size=(120, 35), run_before=run)
