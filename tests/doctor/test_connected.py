"""What is found out over an open connection, and what a broker refuses or ends there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from pubsub_tui.connect_options import ConnectOptions
from pubsub_tui.doctor.examination import Examination
from pubsub_tui.transports.base import Cause, Problem, Subscription
from pubsub_tui.transports.mqtt import MqttTransport
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.way import Tls, Way
from tests.brokers import HOST, Mosquitto, eventually
from tests.certificates import make_ca, make_pair
from tests.conftest import StartMosquitto
from tests.doctor.examining import examined, only, tried
from tests.transports.handmade import (
    SUBSCRIBE,
    Reader,
    Serve,
    Writer,
    read_packet,
    read_version,
    serving,
    until_closed,
)
from tests.transports.packets import packet, suback


def broker(
    answer: Callable[[bytes, int], int | None], more: bytes = b"", then: bytes = b""
) -> Serve:
    """Lets everybody in and answers each SUBSCRIBE with the code that ``answer`` has for it.

    Args:
        answer: gets the topic filter and the QoS asked for; None leaves it unanswered.
        more: the properties of its CONNACK.
        then: sent after the first SUBACK.
    """

    async def serve(reader: Reader, writer: Writer) -> None:
        version = await read_version(reader)
        block = bytes([len(more)]) + more if version == 5 else b""
        writer.write(packet(0x20, b"\0\0" + block))
        rest = then
        while True:
            asked = await read_packet(reader)
            kind = asked[0] >> 4
            if kind == 14:
                return
            number = int.from_bytes(asked[2:4], "big")
            if kind == SUBSCRIBE:
                code = answer(asked[7:-1] if version == 5 else asked[6:-1], asked[-1] & 3)
                if code is not None:
                    writer.write(suback(version, number, code) + rest)
                    rest = b""
            elif kind == 10:
                block = b"\x00\x00" if version == 5 else b""
                writer.write(packet(0xB0, asked[2:4] + block))

    return serve


def granting(topic_filter: bytes, qos: int) -> int:
    return qos


def no_answer_to_ourselves(topic_filter: bytes, qos: int) -> int:
    """What is published does not come back there: its subscription is refused."""
    return 0x87 if topic_filter.startswith(b"pubsub-tui/") else qos


async def test_a_broker_that_is_well(mosquitto: Mosquitto) -> None:
    report = await examined(mosquitto.port)
    assert report.connected
    assert report.findings == ()
    assert report.verdict == f"{HOST}:{mosquitto.port} is well."
    abilities = report.abilities
    assert abilities is not None
    assert abilities.versions == {"MQTT 3.1.1": True, "MQTT 5": True}
    assert abilities.sys
    assert sorted(abilities.round_trips) == [0, 1, 2]
    assert all(0 < seconds < 2 for seconds in abilities.round_trips.values())
    assert "retain=1" not in mosquitto.log
    # Another client may have the usual id: that one is never used.
    assert "as pubsub-tui-" in mosquitto.log


async def test_all_steps_of_a_secure_connection(
    start_mosquitto: StartMosquitto, tmp_path: Path
) -> None:
    folder = tmp_path / "certificates"
    folder.mkdir()
    ca = make_ca(folder)
    pair = make_pair(folder, ca, days=(-1, 9.5))
    files = (f"cafile {ca.cert}", f"certfile {pair.cert}", f"keyfile {pair.key}")
    secured = start_mosquitto(extra=files)
    report = await examined(secured.port, way=Way(tls=Tls(ca=ca.cert)))
    assert tried(report)[:4] == ["resolve done", "TCP done", "TLS done", "CONNECT done"]
    assert report.steps[2].detail.startswith("TLS 1.3")
    assert [(each.name, each.wrong) for each in report.findings] == [
        ("certificate-expires-soon", False)
    ]
    careless = await examined(secured.port, way=Way(tls=Tls(insecure=True)))
    assert "insecure" in [each.name for each in careless.findings]
    assert not careless.wrong


async def test_nothing_is_published_when_that_is_forbidden(mosquitto: Mosquitto) -> None:
    report = await examined(mosquitto.port, read_only=True)
    assert report.abilities is not None
    assert report.abilities.not_measured == "not measured: read-only, so nothing is published"
    assert not any(step.name == "PUBLISH" for step in report.steps)
    assert "Received PUBLISH" not in mosquitto.log
    assert not report.wrong


async def test_what_a_broker_limits(start_mosquitto: StartMosquitto) -> None:
    small = start_mosquitto(
        extra=(
            "max_packet_size 5000",
            "retain_available false",
            "max_keepalive 30",
            "max_topic_alias 3",
        )
    )
    report = await examined(small.port)
    assert report.abilities is not None
    rows = dict(report.abilities.rows())
    assert rows["largest packet"] == "5,000 bytes"
    assert rows["retained messages"] == "no"
    assert rows["topic aliases"] == "3"
    assert rows["keepalive"] == "30 s, as the broker wants it"


async def test_who_may_not_publish_is_told(start_mosquitto: StartMosquitto) -> None:
    guarded = start_mosquitto(acl="topic read #\ntopic read $SYS/#\n")
    report = await examined(guarded.port)
    assert {each.name for each in report.findings} == {"message-not-returned", "publish-refused"}
    assert not report.wrong
    assert report.abilities is not None
    assert report.abilities.not_measured


async def test_all_topics_refused() -> None:
    def refuse(topic_filter: bytes, qos: int) -> int:
        return 0x87 if topic_filter == b"#" else no_answer_to_ourselves(topic_filter, qos)

    async with serving(broker(refuse)) as server:
        report = await examined(server.port)
    assert only(report).name == "all-topics-refused"
    assert "not authorized" in only(report).what
    names = [each.name for each in report.findings]
    assert "no-sys" in names


async def test_another_filter_refused_and_a_lower_qos() -> None:
    def answer(topic_filter: bytes, qos: int) -> int:
        if topic_filter == b"secret/#":
            return 0x87
        return 0 if topic_filter == b"a" else no_answer_to_ourselves(topic_filter, qos)

    asked = [Subscription("secret/#"), Subscription("a", 2), Subscription("$share/g/b")]
    async with serving(broker(answer)) as server:
        report = await examined(server.port, asked)
    assert [each.name for each in report.wrong] == ["filter-refused", "qos-lowered"]
    (shared,) = [each for each in report.steps if each.about == "$share/g/b"]
    assert "not tried" in shared.detail


async def test_sys_that_is_not_offered() -> None:
    async with serving(broker(no_answer_to_ourselves)) as server:
        report = await examined(server.port, [Subscription("#")], seconds=0.3)
    (finding,) = report.findings
    assert (finding.name, finding.wrong) == ("no-sys", False)
    assert report.abilities is not None
    assert report.abilities.sys is False


async def test_the_filter_for_all_leaves_out_sys(mosquitto: Mosquitto) -> None:
    report = await examined(mosquitto.port, [Subscription("#")])
    assert [each.name for each in report.findings] == ["hash-leaves-out-sys"]
    assert not report.wrong


async def test_an_older_broker() -> None:
    async def old(reader: Reader, writer: Writer) -> None:
        if await read_version(reader) == 5:
            return
        writer.write(b"\x20\x02\x00\x00")
        while True:
            asked = await read_packet(reader)
            if asked[0] >> 4 == SUBSCRIBE:
                writer.write(suback(4, int.from_bytes(asked[2:4], "big"), 0x80))

    async with serving(old) as server:
        report = await examined(
            server.port, [Subscription("#")], connect=ConnectOptions(receive_maximum=5)
        )
    assert report.connected
    assert report.abilities is not None
    assert report.abilities.versions == {"MQTT 3.1.1": True, "MQTT 5": False}
    assert [each.name for each in report.wrong] == ["options-left-out", "all-topics-refused"]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (0x8B, "unavailable"),
        (0x8D, "keepalive"),
        (0x8E, "taken-over"),
        (0x95, "packet-size"),
        (0x96, "rate"),
        (0x97, "quota"),
        (0x9D, "moved"),
    ],
)
async def test_a_connection_that_the_broker_ends(code: int, name: str) -> None:
    bye = bytes([0xE0, 0x0A, code, 8, 0x1F, 0, 5]) + b"words"
    async with serving(broker(granting, then=bye)) as server:
        report = await examined(server.port, connect=ConnectOptions(client_id="mine"))
    assert report.connected
    assert only(report).name == name
    said = only(report).said
    assert said is not None
    assert (said.code, said.reason) == (code, "words")


async def test_a_connection_that_ends_without_a_word() -> None:
    async def hang_up(reader: Reader, writer: Writer) -> None:
        await read_version(reader)
        writer.write(b"\x20\x03\x00\x00\x00")
        await read_packet(reader)

    async with serving(hang_up) as server:
        report = await examined(server.port, version=5)
    assert only(report).name == "closed"
    assert "may not do" in only(report).cause


async def test_another_client_with_the_same_id(mosquitto: Mosquitto) -> None:
    rivals: list[MqttTransport] = []

    async def rival() -> None:
        """Comes back whenever it is pushed out."""
        while True:
            mine = MqttTransport(
                MqttOptions(HOST, mosquitto.port, connect=ConnectOptions(client_id="twin"))
            )
            await mine.connect(lambda batch: None)
            rivals.append(mine)
            await mine.wait_closed()
            await mine.close()
            await asyncio.sleep(0.3)

    running = asyncio.create_task(rival())
    try:
        await eventually(lambda: rivals)
        report = await examined(mosquitto.port, connect=ConnectOptions(client_id="twin"))
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await asyncio.gather(*(each.close() for each in rivals))
    assert only(report).name == "taken-over"
    assert "twin" in only(report).what
    assert any("--client-id" in each for each in only(report).tries)


async def test_what_the_dashboard_has_met_with_is_told(mosquitto: Mosquitto) -> None:
    before = [
        Problem(Cause.REFUSED, "Nothing listens."),
        Problem(Cause.SILENT, "It went silent."),
        Problem(Cause.TAKEN_OVER, "Another client.", "Another id."),
        Problem(Cause.TAKEN_OVER, "Another client.", "Another id."),
    ]
    report = await examined(mosquitto.port, before=before)
    silent, taken = report.findings
    assert (silent.name, silent.wrong, silent.earlier) == ("silent", False, True)
    # The dashboard's own connection is still being pushed out.
    assert (taken.name, taken.wrong) == ("taken-over", True)
    assert taken.what == "Another client. This happened 2 times lately."


async def test_it_can_be_stopped_and_leaves_nothing_open() -> None:
    async def listen(reader: Reader, writer: Writer) -> None:
        await until_closed(reader)

    async with serving(listen) as server:
        examination = Examination(MqttOptions(HOST, server.port), [], 5.0)
        running = asyncio.create_task(examination.run())
        await eventually(lambda: examination.record.running == "CONNECT")
        running.cancel()
        await asyncio.wait({running}, timeout=5)
        assert running.cancelled()
        await eventually(lambda: server.closed == server.opened)
    assert examination.report().steps[-1].detail == "stopped"


async def test_a_broker_that_takes_only_small_messages(start_mosquitto: StartMosquitto) -> None:
    small = start_mosquitto(extra=("message_size_limit 5",))
    report = await examined(small.port)
    assert only(report).name == "packet-size"
    assert "message_size_limit" in only(report).tries[0]
    published = [each.detail for each in report.steps if each.name == "PUBLISH"]
    assert published == ["it did not come back", "packet too large", "packet too large"]
