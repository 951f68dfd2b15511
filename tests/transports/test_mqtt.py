"""The MQTT transport against a real mosquitto, with both versions of the protocol."""

from __future__ import annotations

import asyncio

import pytest

from pubsub_tui.connect_options import ConnectOptions
from pubsub_tui.transports import seam
from pubsub_tui.transports.base import (
    Cause,
    Outcome,
    Publication,
    Subscription,
    TransportError,
)
from pubsub_tui.transports.mqtt_options import MqttOptions
from tests.brokers import HOST, PATIENCE, Mosquitto, eventually, free_port
from tests.conftest import StartMosquitto
from tests.transports.linking import PROTOCOLS, linked, problem_of
from tests.transports.packets import content_type, user_property

SECRET = "correct horse battery"
ONLY_OPEN = "topic readwrite open/#\n"

both_versions = pytest.mark.parametrize("version", [5, 4])


@both_versions
async def test_a_connection_says_what_it_is(mosquitto: Mosquitto, version: int) -> None:
    async with linked(mosquitto.port, version, connect=ConnectOptions(client_id="me")) as near:
        assert near.link.protocol == PROTOCOLS[version]
        assert near.link.client_id == "me"
        assert near.link.capabilities.properties == (version == 5)


async def test_version_5_is_tried_first(mosquitto: Mosquitto) -> None:
    async with linked(mosquitto.port) as near:
        assert near.link.protocol == PROTOCOLS[5]


@both_versions
async def test_messages_of_every_qos_arrive_with_their_qos(
    mosquitto: Mosquitto, version: int
) -> None:
    async with linked(mosquitto.port, version) as near:
        await near.subscribe()
        for qos in (0, 1, 2):
            await near.send(f"t/{qos}", b"%d" % qos, qos)
        await near.payloads(3)
        arrived = sorted((each.topic, each.payload, each.qos) for each in near.received)
        assert arrived == [("t/0", b"0", 0), ("t/1", b"1", 1), ("t/2", b"2", 2)]
        assert all(each.received_at > 0 for each in near.received)


@both_versions
async def test_the_granted_qos_is_the_brokers(
    start_mosquitto: StartMosquitto, version: int
) -> None:
    broker = start_mosquitto(extra=("max_qos 1",))
    async with linked(broker.port, version) as near:
        granted = await near.transport.subscribe([Subscription("a/#", 0), Subscription("b", 2)])
    assert [(each.topic_filter, each.qos) for each in granted] == [("a/#", 0), ("b", 1)]


@both_versions
async def test_retained_messages_are_told_from_live_ones(
    mosquitto: Mosquitto, version: int
) -> None:
    async with linked(mosquitto.port, version) as near:
        await near.send("state/0", b"kept", 0, retain=True)
        await near.send("state/1", b"kept", 1, retain=True)
        await near.subscribe()
        await near.payloads(2)
        await near.send("state/0", b"live", 0, retain=True)
        await near.payloads(3)
        arrived = sorted((each.topic, each.payload, each.retain) for each in near.received)
        assert arrived == [
            ("state/0", b"kept", True),
            ("state/0", b"live", False),
            ("state/1", b"kept", True),
        ]


@both_versions
async def test_qos_0_and_qos_1_keep_their_order(mosquitto: Mosquitto, version: int) -> None:
    # Fewer at QoS 1 than either side sends before it waits for acknowledgements (20).
    count = 18 * 3
    async with linked(mosquitto.port, version) as near:
        await near.subscribe()
        sending = (
            near.send("t", b"%d" % number, qos=int(number % 3 == 0)) for number in range(count)
        )
        await asyncio.gather(*sending)
        assert await near.payloads(count) == [b"%d" % number for number in range(count)]
        assert {each.qos for each in near.received} == {0, 1}


@both_versions
async def test_large_and_empty_payloads_arrive_whole(mosquitto: Mosquitto, version: int) -> None:
    payloads = [b"", bytes(range(256)), b"\x30\x00" * 1_000_000]
    async with linked(mosquitto.port, version) as near:
        await near.subscribe()
        for qos in (0, 1):
            for payload in payloads:
                await near.send("t", payload, qos)
        assert await near.payloads(6) == payloads * 2


@both_versions
async def test_an_unsubscribed_topic_is_silent(mosquitto: Mosquitto, version: int) -> None:
    async with linked(mosquitto.port, version) as near:
        await near.subscribe("a")
        await near.subscribe("b")
        await near.transport.unsubscribe(["a"])
        await near.send("a", b"unheard", 0)
        await near.send("b", b"heard", 0)
        assert await near.payloads(1) == [b"heard"]


@both_versions
@pytest.mark.parametrize(("qos", "reason"), [(0, "sent"), (1, "acknowledged"), (2, "acknowledged")])
async def test_a_publication_says_what_became_of_it(
    mosquitto: Mosquitto, version: int, qos: int, reason: str
) -> None:
    async with linked(mosquitto.port, version) as near:
        await near.subscribe()
        outcome = await near.transport.publish(Publication("t", b"x", qos))
        assert (outcome.accepted, outcome.reason) == (True, reason)
        assert outcome.seconds >= 0


@pytest.mark.parametrize("qos", [1, 2])
async def test_version_5_says_when_nobody_listens(mosquitto: Mosquitto, qos: int) -> None:
    async with linked(mosquitto.port, 5) as near:
        outcome = await near.transport.publish(Publication("t", b"x", qos))
        assert outcome.accepted
        assert outcome.reason.startswith("acknowledged")


@pytest.mark.parametrize("qos", [1, 2])
async def test_a_publication_that_the_acl_forbids_is_refused(
    start_mosquitto: StartMosquitto, qos: int
) -> None:
    broker = start_mosquitto(acl=ONLY_OPEN)
    async with linked(broker.port, 5) as near:
        refused = await near.transport.publish(Publication("closed", b"x", qos))
        assert (refused.accepted, refused.reason) == (False, "not authorized")
        allowed = await near.transport.publish(Publication("open/a", b"x", qos))
        assert allowed.accepted


@pytest.mark.parametrize(
    ("topic", "words"),
    [("", "empty"), ("a/#", "#"), ("a/+", "+"), ("a\0b", "NUL"), ("\udcff", "Unicode")],
)
async def test_what_mqtt_forbids_is_not_sent(mosquitto: Mosquitto, topic: str, words: str) -> None:
    async with linked(mosquitto.port) as near:
        outcome = await near.transport.publish(Publication(topic, b"x"))
        assert not outcome.accepted
        assert words in outcome.reason
        await near.send("still", b"connected")


async def test_properties_are_refused_where_they_would_be_left_out(mosquitto: Mosquitto) -> None:
    async with linked(mosquitto.port, version=4) as near:
        outcome = await near.transport.publish(Publication("t", b"x", properties=b"\x01\x01"))
        assert not outcome.accepted
        assert outcome.reason == "MQTT 3.1.1 has no properties; nothing was sent"


@pytest.mark.parametrize("qos", [0, 1, 2])
async def test_a_packet_that_is_too_large_for_the_broker_is_not_sent(
    start_mosquitto: StartMosquitto, qos: int
) -> None:
    broker = start_mosquitto(extra=("max_packet_size 1000",))
    block = b"\x03\x00\x01a"
    async with linked(broker.port, version=5) as near:
        await near.subscribe()
        # Two bytes of header and length, the topic with its length, packet id, properties.
        room = 1000 - 3 - 3 - (2 if qos else 0) - 1 - len(block)
        fits = Publication("t", bytes(room), qos, properties=block)
        too_large = Publication("t", bytes(room + 1), qos, properties=block)
        refused = await near.transport.publish(too_large)
        assert not refused.accepted
        assert refused.reason == "it takes 1,001 bytes; this broker takes 1,000; nothing was sent"
        assert (await near.transport.publish(fits)).accepted
        await near.send("end", b"")
        assert await near.payloads(2) == [bytes(room), b""]


async def test_malformed_properties_are_not_sent(mosquitto: Mosquitto) -> None:
    async with linked(mosquitto.port, 5) as near:
        outcome = await near.transport.publish(Publication("t", b"x", properties=b"\xfe\x01"))
        assert not outcome.accepted
        assert "properties" in outcome.reason


@pytest.mark.parametrize("qos", [0, 1, 2])
async def test_properties_go_there_and_back_undecoded(mosquitto: Mosquitto, qos: int) -> None:
    block = content_type(b"text/plain") + user_property(b"k", "ä\u202e[b]".encode())
    async with linked(mosquitto.port, 5) as near:
        await near.subscribe()
        outcome = await near.transport.publish(Publication("t", b"x", qos, properties=block))
        assert outcome.accepted
        await near.payloads(1)
        assert near.received[0].properties == block


async def test_a_user_property_comes_back(mosquitto: Mosquitto) -> None:
    block = user_property(b"unit", "°C".encode())
    async with linked(mosquitto.port, 5) as near:
        await near.subscribe()
        await near.transport.publish(Publication("t", b"21", properties=block))
        await near.payloads(1)
        assert near.received[0].properties == block


async def test_without_properties_there_is_no_block(mosquitto: Mosquitto) -> None:
    block = user_property(b"k", b"v")
    async with linked(mosquitto.port, 5) as sender, linked(mosquitto.port, 4) as near:
        await near.subscribe()
        await sender.transport.publish(Publication("t", b"x", 1, properties=block))
        await sender.send("t", b"y", 0)
        await near.payloads(2)
        assert [each.properties for each in near.received] == [None, None]


@both_versions
async def test_read_only_publishes_nothing(mosquitto: Mosquitto, version: int) -> None:
    async with (
        linked(mosquitto.port, version) as other,
        linked(mosquitto.port, version, read_only=True) as near,
    ):
        await near.subscribe()
        for qos in (0, 1, 2):
            outcome = await near.transport.publish(Publication("t", b"no", qos))
            assert not outcome.accepted
            assert "read-only" in outcome.reason
        await other.send("t", b"yes")
        assert await near.payloads(1) == [b"yes"]


@both_versions
async def test_the_right_password_lets_in(start_mosquitto: StartMosquitto, version: int) -> None:
    broker = start_mosquitto(users={"ada": SECRET})
    async with linked(broker.port, version, username="ada", password=SECRET) as near:
        await near.send("t", b"x")


@pytest.mark.parametrize("version", [5, 4, None])
@pytest.mark.parametrize("username", ["ada", None])
async def test_a_wrong_login_is_told_without_the_password(
    start_mosquitto: StartMosquitto, version: int | None, username: str | None
) -> None:
    broker = start_mosquitto(users={"ada": SECRET})
    wrong = "wrong-and-secret" if username else None
    options = MqttOptions(HOST, broker.port, username, wrong, version)
    problem = await problem_of(options)
    assert problem.cause in (Cause.CREDENTIALS, Cause.NOT_AUTHORIZED)
    assert "wrong-and-secret" not in f"{problem} {options!r}"
    assert broker.log.count("New client connected") == 0


@pytest.mark.parametrize("version", [5, 4, None])
async def test_a_port_where_nothing_listens(version: int | None) -> None:
    options = MqttOptions(HOST, free_port(), version=version)
    problem = await problem_of(options)
    assert problem.cause is Cause.REFUSED
    assert options.endpoint in problem.what
    assert problem.hint


@pytest.mark.parametrize("version", [5, 4, None])
async def test_a_host_that_does_not_resolve(version: int | None) -> None:
    problem = await problem_of(MqttOptions("name.invalid", version=version))
    assert problem.cause is Cause.UNRESOLVED
    assert "name.invalid" in problem.what


@both_versions
@pytest.mark.parametrize("gently", [True, False])
async def test_a_broker_that_goes_away_is_noticed(
    mosquitto: Mosquitto, version: int, gently: bool
) -> None:
    async with linked(mosquitto.port, version) as near:
        await near.subscribe()
        closed = asyncio.create_task(near.transport.wait_closed())
        if gently:
            mosquitto.stop()
        else:
            mosquitto.kill()
        problem = await asyncio.wait_for(closed, PATIENCE)
        assert problem.cause in (Cause.CLOSED, Cause.BROKER)
        assert f":{mosquitto.port}" in problem.what
        outcome = await near.transport.publish(Publication("t", b"x"))
        assert not outcome.accepted
        with pytest.raises(TransportError):
            await near.transport.subscribe([Subscription("t")])


@both_versions
async def test_a_closed_transport_refuses_politely(mosquitto: Mosquitto, version: int) -> None:
    async with linked(mosquitto.port, version) as near:
        transport = near.transport
    await transport.close()
    assert await transport.publish(Publication("t", b"x")) == Outcome(
        False, "not connected; nothing was sent"
    )
    with pytest.raises(TransportError):
        await transport.subscribe([Subscription("t")])
    assert transport.backlog() == 0


@both_versions
async def test_closing_says_good_bye(mosquitto: Mosquitto, version: int) -> None:
    async with linked(mosquitto.port, version, connect=ConnectOptions(client_id="polite")):
        pass
    await eventually(lambda: "Client polite disconnected." in mosquitto.log)
    assert "DISCONNECT from polite" in mosquitto.log


@both_versions
async def test_messages_come_the_plain_way_when_the_seam_is_gone(
    mosquitto: Mosquitto,
    version: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(seam, "_NEEDED", (*seam._NEEDED, "_gone_from_paho"))
    block = user_property(b"k", b"v") if version == 5 else None
    async with linked(mosquitto.port, version) as near:
        assert "paho-mqtt has no _gone_from_paho any more" in caplog.text
        await near.send("state", b"kept", retain=True)
        await near.subscribe()
        closed = asyncio.create_task(near.transport.wait_closed())
        for qos in (0, 1, 2):
            await near.transport.publish(Publication("t", b"%d" % qos, qos, properties=block))
        await near.payloads(4)
        arrived = {(e.topic, e.payload, e.qos, e.retain, e.properties) for e in near.received}
        assert arrived == {
            ("state", b"kept", 1, True, None),
            *(("t", b"%d" % qos, qos, False, block) for qos in (0, 1, 2)),
        }
        mosquitto.kill()
        problem = await asyncio.wait_for(closed, PATIENCE)
        assert problem.cause is Cause.CLOSED
