"""``pubsub-tui log`` against a real mosquitto, in a process of its own."""

from __future__ import annotations

import asyncio
import errno
import json
import os
from pathlib import Path

import pytest

from tests.brokers import Mosquitto, free_port
from tests.conftest import StartMosquitto
from tests.headless.program import Result, pipe, run, started, subscribed
from tests.transports import packets
from tests.transports.handmade import (
    SUBSCRIBE,
    Reader,
    Writer,
    read_number,
    read_version,
    serving,
    until_closed,
)
from tests.transports.linking import linked


async def retain(mosquitto: Mosquitto, **payloads: bytes) -> None:
    """Let the broker keep a message each on ``a/NAME``."""
    async with linked(mosquitto.port) as other:
        for name, payload in payloads.items():
            await other.send(f"a/{name}", payload, retain=True)


async def test_it_ends_after_so_many_messages(mosquitto: Mosquitto) -> None:
    async with started("log", "-C", "2", "--mqtt-version", "5", port=mosquitto.port) as program:
        await subscribed(mosquitto)
        async with linked(mosquitto.port) as other:
            for payload in (b"one", b"two", b"three"):
                await other.send("a/b", payload)
        done = await program.ended()
    assert (done.code, done.err) == (0, "")
    assert [json.loads(line)["payload"] for line in done.out.splitlines()] == ["one", "two"]


async def test_a_line_of_json_has_the_message(mosquitto: Mosquitto) -> None:
    await retain(mosquitto, text=b'{"v":1}', bytes=b"\xff\x00")
    done = await run("log", "-t", "a/+", "-q", "1", "-C", "2", port=mosquitto.port)
    by_topic = {line["topic"]: line for line in map(json.loads, done.out.splitlines())}
    line = by_topic["a/text"]
    assert (line["qos"], line["retain"], line["size"]) == (1, True, 7)
    assert line["payload"] == '{"v":1}'
    assert by_topic["a/bytes"]["payload_base64"] == "/wA="


async def test_raw_payloads_are_exact(mosquitto: Mosquitto) -> None:
    await retain(mosquitto, b=b"\x1b[2J\xff\x00")
    options = ("log", "-C", "1", "--format", "raw")
    assert (await run(*options, port=mosquitto.port)).out == b"\x1b[2J\xff\x00\n"
    assert (await run(*options, "-N", port=mosquitto.port)).out == b"\x1b[2J\xff\x00"


async def test_a_filter_chooses(mosquitto: Mosquitto) -> None:
    await retain(mosquitto, cold=b'{"temp": 3}', hot=b'{"temp": 31}', other=b"31")
    done = await run("log", "--filter", "temp>30", "-W", "1s", port=mosquitto.port)
    assert (done.code, done.err) == (0, "")
    assert [json.loads(line)["topic"] for line in done.out.splitlines()] == ["a/hot"]


@pytest.mark.parametrize(
    ("option", "payload"), [("--retained-only", "old"), ("--no-retained", "new")]
)
async def test_what_was_retained_is_left_out_or_alone(
    option: str, payload: str, mosquitto: Mosquitto
) -> None:
    await retain(mosquitto, b=b"old")
    async with started("log", option, "-W", "2s", port=mosquitto.port) as program:
        await subscribed(mosquitto)
        async with linked(mosquitto.port) as other:
            await other.send("a/b", b"new")
        done = await program.ended()
    assert [json.loads(line)["payload"] for line in done.out.splitlines()] == [payload]


async def test_the_time_is_up(mosquitto: Mosquitto) -> None:
    nothing = await run("log", "-W", "300ms", port=mosquitto.port)
    assert (nothing.code, nothing.out) == (1, b"")
    await retain(mosquitto, b=b"x")
    assert (await run("log", "-W", "1s", port=mosquitto.port)).code == 0
    # Two were asked for.
    assert (await run("log", "-W", "1s", "-C", "2", port=mosquitto.port)).code == 1


async def test_the_brokers_own_topics_come_only_when_asked_for(mosquitto: Mosquitto) -> None:
    assert (await run("log", "-W", "500ms", port=mosquitto.port)).out == b""
    done = await run("log", "-t", "$SYS/broker/version", "-C", "1", port=mosquitto.port)
    assert json.loads(done.out)["topic"] == "$SYS/broker/version"


@pytest.mark.parametrize("version", ["5", "3.1.1"])
async def test_ctrl_c_ends_it_and_says_good_bye(version: str, mosquitto: Mosquitto) -> None:
    async with started("log", "--mqtt-version", version, port=mosquitto.port) as program:
        await subscribed(mosquitto)
        await retain(mosquitto, b=b"x")
        assert b'"a/b"' in await program.line()
        program.interrupt()
        done = await program.ended()
    assert (done.code, done.out, done.err) == (130, b"", "")
    assert "Received DISCONNECT from pubsub-tui-" in mosquitto.log


async def test_a_reader_that_has_seen_enough_ends_it(mosquitto: Mosquitto) -> None:
    await retain(mosquitto, b=b"x")
    with pipe() as (reading, writing):
        async with started("log", port=mosquitto.port, stdout=writing) as program:
            writing.close()
            assert await asyncio.to_thread(reading.read, 4096)
            reading.close()
            # Nothing more comes: it sees that the reader has gone, without writing.
            assert await program.ended() == Result(0, b"", "")


async def test_a_reader_that_goes_while_much_is_written_ends_it(mosquitto: Mosquitto) -> None:
    raw = ("log", "--format", "raw")
    with pipe() as (reading, writing):
        async with started(*raw, port=mosquitto.port, stdout=writing) as program:
            writing.close()
            await subscribed(mosquitto)
            async with linked(mosquitto.port) as other:
                await other.send("a/b", bytes(1_000_000))
                assert await asyncio.to_thread(reading.read, 4096)
                reading.close()
            assert await program.ended() == Result(0, b"", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
async def test_an_output_that_can_not_be_written_is_told(mosquitto: Mosquitto) -> None:
    await retain(mosquitto, b=b"x")
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        async with started("log", port=mosquitto.port, stdout=full) as program:
            done = await program.ended()
    finally:
        os.close(full)
    words = os.strerror(errno.ENOSPC)
    assert (done.code, done.err) == (1, f"pubsub-tui: The output can not be written: {words}.\n")


async def test_without_a_broker_it_fails_at_once() -> None:
    done = await run("log", port=free_port())
    assert (done.code, done.out) == (3, b"")
    assert "connection refused" in done.err
    assert done.err.count("\n") == 1


async def test_with_retry_it_waits_for_the_broker(mosquitto: Mosquitto) -> None:
    mosquitto.kill()
    async with started("log", "--retry", "-C", "1", port=mosquitto.port) as program:
        await program.says("Trying again.")
        mosquitto.start()
        await program.says("Connected to")
        await retain(mosquitto, b=b"x")
        assert (await program.ended()).code == 0


async def test_a_lost_connection_is_told_and_made_again(mosquitto: Mosquitto) -> None:
    async with started("log", "-C", "1", port=mosquitto.port) as program:
        await subscribed(mosquitto)
        mosquitto.kill()
        await program.says("was lost. Trying again.")
        mosquitto.start()
        await program.says("s without a connection.")
        await retain(mosquitto, b=b"after")
        done = await program.ended()
    assert done.code == 0
    assert json.loads(done.out)["payload"] == "after"


async def test_a_wrong_password_ends_it_even_with_retry(
    start_mosquitto: StartMosquitto,
) -> None:
    broker = start_mosquitto(users={"anna": "right"})
    done = await run("log", "--retry", "-u", "anna", "-P", "s3kr1t", port=broker.port)
    assert (done.code, done.out) == (3, b"")
    assert "--password-file" in done.err
    assert "s3kr1t" not in done.err


async def test_a_refused_subscription_is_told() -> None:
    async def refuse(reader: Reader, writer: Writer) -> None:
        version = await read_version(reader)
        writer.write(packets.CONNACK[version])
        number = await read_number(reader, SUBSCRIBE)
        writer.write(packets.suback(version, number, 0x87))
        await until_closed(reader)

    async with serving(refuse) as server:
        done = await run("log", "-t", "closed/#", port=server.port)
    assert done.code == 1
    assert done.err == (
        "pubsub-tui: The broker refused the subscription to closed/#: not authorized.\n"
    )


async def test_what_is_granted_is_printed_though_something_else_is_refused() -> None:
    async def refuse_the_second(reader: Reader, writer: Writer) -> None:
        version = await read_version(reader)
        writer.write(packets.CONNACK[version])
        number = await read_number(reader, SUBSCRIBE)
        writer.write(packets.suback(version, number, 0, 0x87))
        writer.write(packets.publish(version, b"open/a", b"x"))
        await until_closed(reader)

    both = ("-t", "open/#", "-t", "closed/#")
    async with serving(refuse_the_second) as server:
        done = await run("log", *both, "-W", "1s", port=server.port)
    assert (done.code, done.out.count(b'"open/a"')) == (0, 1)
    assert "refused the subscription to closed/#" in done.err
