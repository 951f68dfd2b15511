"""The broker tab: its figures, the connection, and why there is nothing to see."""

from __future__ import annotations

import pytest

from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.transports.scripted import ScriptedTransport
from pubsub_tui.ui.widgets.connection_lines import PATIENCE
from tests.ui.dashboard import Dashboard, dashboard
from tests.ui.test_hostile import HOSTILE, assert_harmless

BROKER = "#broker"
TALL = (120, 90)
BOTH = ("#", "$SYS/#")
LOST = Problem(Cause.CLOSED, "localhost:1883 closed the connection.")


async def tell(shown: Dashboard, **figures: str) -> None:
    """Let mosquitto tell figures; ``__`` in a name is a slash."""
    await shown.arrive(
        *[
            shown.message(f"$SYS/broker/{name.replace('__', '/')}", text)
            for name, text in figures.items()
        ]
    )


async def open_tab(shown: Dashboard) -> None:
    """Show the tab; its size is known a moment after the key."""
    await shown.press("6")
    await shown.frame(0.1)


async def some_minutes(shown: Dashboard) -> None:
    """Five rounds of mosquitto, ten seconds apart."""
    for number in range(5):
        await tell(
            shown,
            version="mosquitto version 2.0.11",
            uptime=f"{100 + 10 * number} seconds",
            clients__connected=str(10 + number),
            messages__received=str(1_000_000 + 1200 * number),
            bytes__received=str(2_000_000 * number),
            load__messages__received__1min="61.22",
            load__messages__received__15min="58.1",
        )
        await shown.frame(9.5)


def prose(shown: Dashboard) -> str:
    """The text of the tab as one line."""
    return " ".join(shown.text(BROKER).split())


def words(shown: Dashboard, text: str) -> list[str]:
    return shown.line(text, BROKER).split()


async def test_figures_rates_and_bars() -> None:
    async with dashboard(size=TALL) as shown:
        await some_minutes(shown)
        await open_tab(shown)
        assert "7 figures" in shown.lines("#details-pane")[0]
        assert "Read by the names that mosquitto gives its figures." in prose(shown)
        assert words(shown, "version") == ["version", "mosquitto", "version", "2.0.11"]
        assert words(shown, "up for") == ["up", "for", "2m", "20s"]
        assert words(shown, "connected")[:2] == ["connected", "14"]
        assert words(shown, "packets in")[2:] == ["1,004,800", "120/s", "▇▇▇▇"]
        assert shown.lines(BROKER)[shown.row(" bytes", BROKER) + 1].split()[:5] == [
            "in",
            "8.0",
            "MB",
            "200",
            "kB/s",
        ]
        assert words(shown, "load, a minute")[3:] == ["1", "min", "5", "min", "15", "min"]
        assert "61.2              58.1" in shown.text(BROKER)


async def test_what_is_new_is_drawn_and_nothing_else_is() -> None:
    async with dashboard(size=TALL) as shown:
        await open_tab(shown)
        await some_minutes(shown)
        view = shown.main._details.broker
        drawn = view._lines
        await shown.arrive(shown.message("noise", "x"))
        assert view._lines is drawn
        await tell(shown, clients__connected="99")
        assert words(shown, "connected")[:2] == ["connected", "99"]


async def test_the_connection_and_never_a_password() -> None:
    async with dashboard(size=TALL, filters=BOTH) as shown:
        await open_tab(shown)
        assert shown.lines(BROKER)[:3] == [
            " localhost:1883 · MQTT 5 · scripted · client pubsub-tui-scripted",
            " user anna",
            " subscribed to # QoS 0 · $SYS/# QoS 0",
        ]
        assert "subscribed to # QoS 0 · $SYS/# QoS 0" in shown.text(BROKER)
        shown.session.log_in(type(shown.session.login)("hunter2", "anna"))
        await shown.frame()
        assert "hunter2" not in shown.text()
        await shown.lose(LOST)
        assert "localhost:1883 · waiting" in shown.text(BROKER)
        assert "once it is connected" in shown.text(BROKER)


async def test_not_subscribed() -> None:
    async with dashboard(filters=("#",)) as shown:
        await open_tab(shown)
        assert "Not subscribed to $SYS" in shown.text(BROKER)
        assert "Add $SYS/# to the subscriptions" in shown.text(BROKER)


async def test_refused() -> None:
    transport = ScriptedTransport(refusals={"$SYS/#": "not authorized"})
    async with dashboard(filters=BOTH, transport=transport) as shown:
        await open_tab(shown)
        assert "The broker refused $SYS/#: not authorized." in shown.text(BROKER)
        assert "subscribed to # QoS 0\n" in shown.text(BROKER)


async def test_nothing_came_yet_and_nothing_at_all() -> None:
    async with dashboard(filters=BOTH) as shown:
        await open_tab(shown)
        assert "Waiting: mosquitto sends every 10 s" in prose(shown)
        await shown.frame(PATIENCE + 1)
        assert "This broker publishes nothing below $SYS, or does not" in shown.text(BROKER)
        await tell(shown, version="mosquitto version 2.0.11")
        assert "publishes nothing" not in shown.text(BROKER)


async def test_an_unknown_broker_leads_to_the_tree() -> None:
    async with dashboard(filters=BOTH) as shown:
        await shown.arrive(shown.message("$SYS/Other/state", "fine"))
        await open_tab(shown)
        assert "of no broker known here" in shown.text(BROKER)
        assert "And 1 topic more below $SYS" in shown.text(BROKER)


async def test_nanomq_tells_no_figures() -> None:
    async with dashboard(filters=BOTH) as shown:
        await shown.arrive(shown.message("$SYS/brokers/connected", '{"client_id":"x"}'))
        await open_tab(shown)
        assert words(shown, "last to connect")[3:] == ['{"client_id":"x"}']
        assert "NanoMQ publishes no figures" in shown.text(BROKER)


async def test_the_node_of_a_cluster_is_named() -> None:
    async with dashboard(filters=BOTH, size=TALL) as shown:
        for node in ("emqx@a", "emqx@b"):
            await shown.arrive(shown.message(f"$SYS/brokers/{node}/version", "5.8.0"))
        await open_tab(shown)
        assert "EMQX gives its figures. They are of emqx@a, one of 2 nodes." in prose(shown)


@pytest.mark.parametrize("by", ["key", "click"])
async def test_to_sys_in_the_tree(by: str) -> None:
    async with dashboard(size=TALL) as shown:
        await tell(shown, version="mosquitto version 2.0.11", connection__b__state="1")
        await open_tab(shown)
        if by == "click":
            await shown.click("And 1 topic more", BROKER)
        else:
            await shown.focus(BROKER)
            await shown.press("z", "enter")
        assert shown.main.maximized is None
        assert shown.main._tree.selected is not None
        assert shown.main._tree.selected.path == "$SYS"
        assert shown.main._tree.has_focus


async def test_enter_says_when_there_is_nothing_to_go_to() -> None:
    async with dashboard() as shown:
        await open_tab(shown)
        await shown.focus(BROKER)
        await shown.press("enter")
        assert "Nothing came from below $SYS." in shown.notifications()


async def test_enter_says_when_the_filter_hides_sys() -> None:
    async with dashboard() as shown:
        await tell(shown, version="1")
        await shown.press("slash", *"zzz", "enter")
        await open_tab(shown)
        await shown.focus(BROKER)
        await shown.press("enter")
        assert "The filter hides $SYS." in shown.notifications()


async def test_clear_forgets_the_figures_and_waits() -> None:
    async with dashboard(filters=BOTH) as shown:
        await some_minutes(shown)
        await open_tab(shown)
        await shown.press("x", "y")
        assert "Nothing came from below $SYS yet." in shown.text(BROKER)
        await tell(shown, clients__connected="3")
        assert words(shown, "connected") == ["connected", "3"]


async def test_what_the_broker_dropped_stays_in_the_status_line_after_clear() -> None:
    async with dashboard(size=(160, 30)) as shown:
        await tell(shown, publish__messages__dropped="7")
        assert "broker dropped 7" in shown.text("StatusBar")
        await shown.press("x", "y")
        assert "broker dropped 7" in shown.text("StatusBar")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 35), (200, 50), (250, 70)])
async def test_it_fits_every_width(size: tuple[int, int]) -> None:
    async with dashboard(size=size, filters=BOTH) as shown:
        await some_minutes(shown)
        await open_tab(shown)
        view = shown.main._details.broker
        assert view.max_scroll_x == 0
        wide = view.size.width >= 100
        both = [line for line in shown.lines(BROKER) if "version" in line and "packets" in line]
        assert bool(both) == wide


async def test_the_keys_scroll() -> None:
    async with dashboard(size=(80, 24)) as shown:
        await some_minutes(shown)
        await open_tab(shown)
        await shown.focus(BROKER)
        assert "load, a minute" not in shown.text(BROKER)
        await shown.press("G")
        assert "load, a minute" in shown.text(BROKER)
        await shown.press("g")
        assert "localhost:1883" in shown.lines(BROKER)[0]


async def test_a_text_is_searched() -> None:
    async with dashboard(size=(80, 24)) as shown:
        await some_minutes(shown)
        await open_tab(shown)
        await shown.focus(BROKER)
        await shown.press("slash", *"packets", "enter")
        assert "packets in" in shown.text(BROKER)
        await shown.press("n")
        assert "load, a minute" in shown.text(BROKER)


@pytest.mark.parametrize(
    "payload",
    [*HOSTILE, "9" * 1_000_000, "NaN", "-1", "1e99", "x" * 1_000_000, "-" + "9" * 25, "", "1e-99"],
    ids=lambda text: ascii(text[:12]),
)
async def test_a_hostile_broker_is_harmless(payload: str) -> None:
    data = payload.encode("utf-8", "surrogateescape")
    async with dashboard(size=(120, 90), filters=BOTH, username=payload or None) as shown:
        names = ["version", "uptime", "clients/connected", "messages/received", "bytes/received"]
        names += ["heap/current", "load/messages/received/1min", "load/bytes/sent/5min"]
        for value in (b"1", data, data):
            await shown.arrive(*[shown.message(f"$SYS/broker/{name}", value) for name in names])
        await open_tab(shown)
        assert_harmless(shown)
        assert shown.main._details.broker.max_scroll_x == 0
        await shown.arrive(shown.message(f"$SYS/{payload}@x/bytes/sent", data))
        assert_harmless(shown)
