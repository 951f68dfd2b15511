"""``pubsub-tui expect`` against a real mosquitto."""

from __future__ import annotations

import json

from tests.brokers import Mosquitto, free_port
from tests.headless.program import Result, pipe, run, started, subscribed
from tests.transports.linking import linked


async def test_it_ends_as_soon_as_the_message_has_come(mosquitto: Mosquitto) -> None:
    wait = ("expect", "site/#", "--where", "temp>30", "--within", "60s")
    async with started(*wait, port=mosquitto.port) as program:
        await subscribed(mosquitto)
        async with linked(mosquitto.port) as other:
            for payload in (b'{"temp":29}', b'{"temp":31}', b'{"temp":32}'):
                await other.send("site/a", payload)
        done = await program.ended()
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["payload"] == '{"temp":31}'


async def test_what_does_not_come_in_time_is_not_seen(mosquitto: Mosquitto) -> None:
    async with linked(mosquitto.port) as other:
        await other.send("site/a", b'{"temp":29}', retain=True)
    wait = ("expect", "site/#", "--where", "temp>30", "--within", "500ms")
    done = await run(*wait, port=mosquitto.port)
    assert (done.code, done.out) == (1, b"")
    assert done.err == (
        "pubsub-tui: Within 0.5s, 1 messages came on site/#, and 0 of 1 expected.\n"
    )


async def test_several_can_be_expected_and_not_be_printed(mosquitto: Mosquitto) -> None:
    async with linked(mosquitto.port) as other:
        for topic in ("site/a", "site/b"):
            await other.send(topic, b"x", retain=True)
    quiet = ("expect", "site/+", "--quiet", "--within", "1s", "--count")
    both = await run(*quiet, "2", port=mosquitto.port)
    assert (both.code, both.out, both.err) == (0, b"", "")
    assert (await run(*quiet, "3", port=mosquitto.port)).code == 1


async def test_what_was_retained_counts_unless_it_must_not(mosquitto: Mosquitto) -> None:
    async with linked(mosquitto.port) as other:
        await other.send("site/a", b"x", retain=True)
    assert (await run("expect", "site/a", port=mosquitto.port)).code == 0
    fresh = ("expect", "site/a", "--no-retained", "--within", "500ms")
    assert (await run(*fresh, port=mosquitto.port)).code == 1


async def test_a_reader_that_leaves_is_not_what_was_expected(mosquitto: Mosquitto) -> None:
    wait = ("expect", "site/a", "--within", "60s")
    with pipe() as (reading, writing):
        async with started(*wait, port=mosquitto.port, stdout=writing) as program:
            writing.close()
            await subscribed(mosquitto)
            reading.close()
            assert await program.ended() == Result(1, b"", "")


async def test_without_a_broker_it_can_not_connect() -> None:
    done = await run("expect", "a", port=free_port())
    assert (done.code, done.out) == (3, b"")


async def test_a_broker_that_never_comes_is_no_connection_when_the_time_is_up() -> None:
    done = await run("expect", "a", "--retry", "--within", "500ms", port=free_port())
    assert done.code == 3
    assert "There was no connection within 0.5s." in done.err
