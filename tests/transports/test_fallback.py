"""From version 5 to 3.1.1, and when not: servers made by hand."""

from __future__ import annotations

import asyncio

import pytest

from pubsub_tui.transports import opening
from pubsub_tui.transports.base import Cause
from pubsub_tui.transports.mqtt_options import MqttOptions
from tests.brokers import HOST, eventually
from tests.transports.handmade import Reader, Writer, read_version, serving, until_closed
from tests.transports.linking import PROTOCOLS, linked, problem_of
from tests.transports.packets import CONNACK

UNSUPPORTED_5 = b"\x20\x03\x00\x84\x00"
UNACCEPTABLE_3 = b"\x20\x02\x00\x01"
SHORT = 0.2


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SILENCE_SECONDS", SHORT)
    monkeypatch.setattr(opening, "ANSWER_SECONDS", SHORT)


class OldBroker:
    """Speaks 3.1.1; to version 5 it answers with these bytes, and then closes or is silent."""

    def __init__(self, to_version_5: bytes, closes: bool) -> None:
        self.to_version_5 = to_version_5
        self.closes = closes
        self.versions: list[int] = []

    async def __call__(self, reader: Reader, writer: Writer) -> None:
        version = await read_version(reader)
        self.versions.append(version)
        writer.write(CONNACK[4] if version == 4 else self.to_version_5)
        if version == 4 or not self.closes:
            await until_closed(reader)


old_brokers = pytest.mark.parametrize(
    ("to_version_5", "closes"),
    [
        pytest.param(UNSUPPORTED_5, True, id="refuses in the words of 5"),
        pytest.param(UNACCEPTABLE_3, True, id="refuses in the words of 3.1.1"),
        pytest.param(UNACCEPTABLE_3, False, id="refuses and stays"),
        pytest.param(b"", True, id="closes at once"),
        pytest.param(b"", False, id="is silent"),
    ],
)


@old_brokers
async def test_a_broker_that_knows_only_3_1_1_is_spoken_to_in_it(
    to_version_5: bytes, closes: bool
) -> None:
    broker = OldBroker(to_version_5, closes)
    async with serving(broker) as server:
        async with linked(server.port) as near:
            assert near.link.protocol == PROTOCOLS[4]
            assert not near.link.capabilities.properties
            assert broker.versions == [5, 4]
            await eventually(lambda: server.closed == 1)
        await eventually(lambda: server.closed == server.opened == 2)


@old_brokers
async def test_who_insists_on_version_5_gets_no_other(to_version_5: bytes, closes: bool) -> None:
    broker = OldBroker(to_version_5, closes)
    async with serving(broker) as server:
        problem = await problem_of(MqttOptions(HOST, server.port, version=5))
        await eventually(lambda: server.closed == 1)
    assert broker.versions == [5]
    expected = Cause.VERSION if to_version_5 else Cause.CLOSED if closes else Cause.TIMEOUT
    assert problem.cause is expected


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (0x86, Cause.CREDENTIALS),
        (0x87, Cause.NOT_AUTHORIZED),
        (0x88, Cause.UNAVAILABLE),
        (0x8A, Cause.BROKER),
    ],
)
async def test_a_refusal_for_another_reason_is_final(code: int, cause: Cause) -> None:
    broker = OldBroker(bytes([0x20, 3, 0, code, 0]), closes=True)
    async with serving(broker) as server:
        problem = await problem_of(MqttOptions(HOST, server.port))
        await eventually(lambda: server.closed == 1)
    assert problem.cause is cause
    assert broker.versions == [5]


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (2, Cause.CLIENT_ID),
        (3, Cause.UNAVAILABLE),
        (4, Cause.CREDENTIALS),
        (5, Cause.NOT_AUTHORIZED),
    ],
)
async def test_the_refusals_of_3_1_1_are_understood(code: int, cause: Cause) -> None:
    async def refuse(reader: Reader, writer: Writer) -> None:
        assert await read_version(reader) == 4
        writer.write(bytes([0x20, 2, 0, code]))

    async with serving(refuse) as server:
        problem = await problem_of(MqttOptions(HOST, server.port, version=4))
    assert problem.cause is cause


async def test_a_server_that_never_says_a_word_is_a_timeout() -> None:
    versions: list[int] = []

    async def listen(reader: Reader, writer: Writer) -> None:
        versions.append(await read_version(reader))
        await until_closed(reader)

    async with serving(listen) as server:
        problem = await problem_of(MqttOptions(HOST, server.port))
        await eventually(lambda: server.closed == 2)
    assert problem.cause is Cause.TIMEOUT
    assert versions == [5, 4]


@pytest.mark.parametrize("version", [5, 4, None])
@pytest.mark.parametrize(
    ("greeting", "kind"),
    [
        (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "HTTP"),
        (b"<html><body>Bad request</body></html>", "HTTP"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "SSH"),
        (b"\x15\x03\x01\x00\x02\x02\x28", "TLS"),
        (b"220 mail.invalid ESMTP ready\r\n", "something other than MQTT"),
    ],
)
@pytest.mark.parametrize("closes", [True, False])
async def test_a_server_of_another_kind_is_named(
    version: int | None, greeting: bytes, kind: str, closes: bool
) -> None:
    async def greet(reader: Reader, writer: Writer) -> None:
        await read_version(reader)
        writer.write(greeting)
        if not closes:
            await until_closed(reader)

    async with serving(greet) as server:
        problem = await problem_of(MqttOptions(HOST, server.port, version=version))
        await eventually(lambda: server.closed == server.opened)
    assert problem.cause is (Cause.HTTP if kind == "HTTP" else Cause.NOT_MQTT)
    assert kind in problem.what


@pytest.mark.parametrize("version", [5, 4])
async def test_an_http_server_that_waits_for_a_line_is_a_timeout(version: int) -> None:
    async def wait_for_a_line(reader: Reader, writer: Writer) -> None:
        await reader.readuntil(b"\r\n\r\n")

    async with serving(wait_for_a_line) as server:
        problem = await problem_of(MqttOptions(HOST, server.port, version=version))
        await eventually(lambda: server.closed == 1)
    assert problem.cause is Cause.TIMEOUT


async def test_many_attempts_leave_no_task_behind() -> None:
    before = asyncio.all_tasks()
    for to_version_5, closes in ((UNSUPPORTED_5, True), (b"", True), (b"", False)):
        async with serving(OldBroker(to_version_5, closes)) as server:
            async with linked(server.port):
                pass
            await eventually(lambda server=server: server.closed == 2)  # type: ignore[misc]
    await eventually(lambda: asyncio.all_tasks() == before)
