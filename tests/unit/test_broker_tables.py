"""Which broker it is and what its topics mean, by the samples of each broker's documentation."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pubsub_tui.message import Message
from pubsub_tui.model.broker.figures import GROUPS, Kind
from pubsub_tui.model.broker.page import BrokerPage
from pubsub_tui.model.broker.recognise import TABLES
from pubsub_tui.model.broker.table import Table
from pubsub_tui.model.traffic import Traffic

MOSQUITTO = {
    "$SYS/broker/version": "mosquitto version 2.0.11",
    "$SYS/broker/uptime": "123 seconds",
    "$SYS/broker/clients/connected": "12",
    "$SYS/broker/messages/received": "1204331",
    "$SYS/broker/publish/messages/dropped": "3",
    "$SYS/broker/retained messages/count": "41",
    "$SYS/broker/heap/current": "51824",
    "$SYS/broker/load/messages/received/1min": "61.22",
    "$SYS/broker/load/messages/received/15min": "58.10",
}
EMQX = {
    "$SYS/brokers": "emqx@127.0.0.1,emqx@10.0.0.2",
    "$SYS/brokers/emqx@127.0.0.1/version": "5.8.0",
    "$SYS/brokers/emqx@127.0.0.1/uptime": "3600000",
    "$SYS/brokers/emqx@127.0.0.1/stats/connections/count": "7",
    "$SYS/brokers/emqx@127.0.0.1/stats/subscriptions/shared/count": "2",
    "$SYS/brokers/emqx@127.0.0.1/metrics/messages/received": "99",
    "$SYS/brokers/emqx@127.0.0.1/metrics/messages/dropped/no_subscribers": "5",
    "$SYS/brokers/emqx@127.0.0.1/clients/emqtt-8348fe27a87976ad4db3/connected": "{}",
}
HIVEMQ = {
    "$SYS/broker/version": "4.9.0",
    "$SYS/broker/uptime": "77",
    "$SYS/broker/load/bytes/received": "5120",
    "$SYS/broker/messages/publish/received": "10",
    "$SYS/broker/messages/publish/dropped": "1",
    "$SYS/broker/messages/retained/count": "4",
    "$SYS/broker/load/connections/5min": "0.25",
}
VERNEMQ = {
    "$SYS/VerneMQ@127.0.0.1/mqtt/publish/received": "17",
    "$SYS/VerneMQ@127.0.0.1/router/subscriptions": "4",
    "$SYS/VerneMQ@127.0.0.1/retain/memory": "11344",
    "$SYS/VerneMQ@127.0.0.1/system/wallclock": "60000",
    "$SYS/VerneMQ@127.0.0.1/queue/message/drop": "0",
}
NANOMQ = {
    "$SYS/brokers/connected": '{"username":"hello", "ts":1691225605933,"proto_name":"MQTT"}',
    "$SYS/brokers/disconnected": '{"username":"hello","ts":1691225608391,"reason_code":"8b"}',
}
AMQTT = {
    "$SYS/broker/version": "aMQTT version 0.11.3",
    "$SYS/broker/uptime": "15",
    "$SYS/broker/load/bytes/received": "900",
    "$SYS/broker/messages/publish/received": "8",
    "$SYS/broker/heap/size": "64.5",
    "$SYS/broker/cpu/percent": "1.5",
}


def page(topics: Mapping[str, str], *more: Message) -> BrokerPage:
    traffic = Traffic()
    traffic.add([Message(topic, text.encode()) for topic, text in topics.items()])
    traffic.add(list(more))
    traffic.settle(0.0)
    shown = BrokerPage(traffic)
    shown.advance()
    return shown


def numbers(shown: BrokerPage) -> dict[str, int | float | None]:
    """By ``group/name``, and the minutes of averages."""
    return {
        f"{row.figure.group}/{row.figure.name}"
        + f" {row.figure.minutes}" * (row.figure.kind is Kind.AVERAGE): row.number
        for row in shown.rows()
    }


@pytest.mark.parametrize(
    ("topics", "broker", "some"),
    [
        (
            MOSQUITTO,
            "mosquitto",
            {
                "broker/up for": 123,
                "clients/connected": 12,
                "messages/packets in": 1204331,
                "messages/publish dropped": 3,
                "store/retained": 41,
                "store/heap": 51824,
                "load/packets in 1": 61.22,
                "load/packets in 15": 58.10,
            },
        ),
        (
            EMQX,
            "EMQX",
            {
                "broker/up for": 3600,
                "clients/total": 7,
                "clients/shared subscr.": 2,
                "messages/publish in": 99,
                "messages/no subscriber": 5,
            },
        ),
        (
            HIVEMQ,
            "HiveMQ",
            {
                "broker/up for": 77,
                "bytes/in": 5120,
                "messages/publish in": 10,
                "messages/publish dropped": 1,
                "store/retained": 4,
                "load/connections 5": 0.25,
            },
        ),
        (
            VERNEMQ,
            "VerneMQ",
            {
                "messages/publish in": 17,
                "clients/subscriptions": 4,
                "store/retained bytes": 11344,
                "broker/up for": 60,
                "messages/publish dropped": 0,
            },
        ),
        (NANOMQ, "NanoMQ", {"clients/last to connect": None, "clients/last to leave": None}),
        (
            AMQTT,
            "amqtt",
            {
                "broker/up for": 15,
                "bytes/in": 900,
                "messages/publish in": 8,
                "store/memory": 64.5 * 2**20,
                "load/processor": 1.5,
            },
        ),
    ],
    ids=["mosquitto", "EMQX", "HiveMQ", "VerneMQ", "NanoMQ", "amqtt"],
)
def test_each_broker_is_recognised_and_read(
    topics: Mapping[str, str], broker: str, some: Mapping[str, float | None]
) -> None:
    shown = page(topics)
    assert shown.broker is not None
    assert shown.broker.table.broker == broker
    found = numbers(shown)
    assert {name: found.get(name, "missing") for name in some} == some


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.broker)
def test_all_figures_of_a_table_have_a_place_on_the_page(table: Table) -> None:
    for topic, figure in table.figures.items():
        assert figure.group in GROUPS, topic
        average = figure.kind in (Kind.AVERAGE, Kind.BYTE_AVERAGE)
        assert average == (figure.minutes in (1, 5, 15)), topic
    names = {(each.group, each.name, each.minutes) for each in table.figures.values()}
    assert len(names) == len(set(table.figures.values()))


def test_a_figure_is_shown_once_though_the_broker_has_two_names_for_it() -> None:
    shown = page({"$SYS/broker/messages/stored": "3", "$SYS/broker/store/messages/count": "4"})
    assert numbers(shown) == {"store/stored messages": 4}
    assert shown.others == 0


def test_topics_that_are_not_on_the_page_are_counted() -> None:
    shown = page({**MOSQUITTO, "$SYS/broker/connection/bridge/state": "1", "$SYS/x": "y"})
    assert shown.others == 2


def test_of_a_cluster_one_node_is_shown() -> None:
    shown = page({**EMQX, "$SYS/brokers/emqx@10.0.0.2/version": "5.8.1"})
    assert shown.broker is not None
    assert (shown.broker.node, shown.broker.nodes) == ("emqx@10.0.0.2", 2)


def test_an_unknown_broker_is_not_guessed() -> None:
    shown = page({"$SYS/Coreflux/Version": "1", "a/b": "c"})
    assert shown.broker is None
    assert shown.rows() == []
    assert shown.others == 1
    assert page({"$SYS": "x"}).others == 1
    assert page({"a": "x"}).others == 0
