"""The figures of a real mosquitto, from its $SYS topics to the page of the broker."""

from __future__ import annotations

from pubsub_tui.model.broker.page import BrokerPage, Row
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.transports.base import Subscription
from pubsub_tui.transports.mqtt import MqttTransport
from pubsub_tui.transports.mqtt_options import MqttOptions
from tests.brokers import HOST, eventually
from tests.conftest import StartMosquitto
from tests.transports.linking import linked


async def test_two_clients_are_seen_on_the_page(start_mosquitto: StartMosquitto) -> None:
    broker = start_mosquitto(extra=("sys_interval 1",))
    traffic = Traffic()
    page = BrokerPage(traffic)

    def rows() -> dict[str, Row]:
        traffic.settle()
        page.advance()
        return {f"{row.figure.group}/{row.figure.name}": row for row in page.rows()}

    def number(name: str) -> int | float | None:
        row = rows().get(name)
        return row.number if row is not None else None

    transport = MqttTransport(MqttOptions(HOST, broker.port))
    await transport.connect(traffic.add)
    try:
        await transport.subscribe([Subscription("$SYS/#")])
        async with linked(broker.port) as other:
            await other.subscribe("a")
            await eventually(lambda: number("clients/connected") == 2)
            await eventually(lambda: (number("clients/subscriptions") or 0) >= 2)
            for _ in range(5):
                await other.send("a", b"12345")
            await eventually(lambda: (rows()["bytes/in"].rate or 0) > 0)
        await eventually(lambda: number("clients/connected") == 1)
    finally:
        await transport.close()
    found = rows()
    assert page.broker is not None
    assert page.broker.table.broker == "mosquitto"
    assert found["broker/version"].payload.startswith(b"mosquitto version ")
    uptime = found["broker/up for"].number
    assert uptime is not None
    assert 1 <= uptime < 60
    assert set(found["clients/connected"].bars) >= {1, 2}
    assert page.others >= 0
