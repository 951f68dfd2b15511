"""``pubsub-tui request`` against a real mosquitto and responders of two kinds."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiomqtt
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from pubsub_tui.demo.answering import answer_requests
from pubsub_tui.demo.answers import ROBOT_COMMAND, ROBOT_REPLY, THERMOSTAT_SET, THERMOSTAT_STATE
from tests.brokers import HOST, Mosquitto
from tests.headless.program import run
from tests.transports.linking import linked


@asynccontextmanager
async def answering_with_mqtt_5(port: int) -> AsyncIterator[None]:
    """A responder on ``service`` that goes by response topic and correlation data."""
    async with aiomqtt.Client(HOST, port, protocol=aiomqtt.ProtocolVersion.V5) as client:
        await client.subscribe("service")

        async def answer() -> None:
            async for message in client.messages:
                # paho makes these attributes as it goes.
                asked: Any = message.properties
                for correlation, payload in (
                    (b"of another request", b"wrong"),
                    (asked.CorrelationData, b"to " + bytes(message.payload)),
                ):
                    properties = Properties(PacketTypes.PUBLISH)
                    properties.CorrelationData = correlation
                    await client.publish(asked.ResponseTopic, payload, properties=properties)

        task = asyncio.create_task(answer())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})


@asynccontextmanager
async def answering_as_the_demo(port: int) -> AsyncIterator[None]:
    ready = asyncio.Event()
    task = asyncio.create_task(answer_requests(HOST, port, ready))
    try:
        await ready.wait()
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


@pytest.mark.parametrize("reply", [(), ("--reply", "my/replies")])
async def test_with_mqtt_5_the_response_with_its_correlation_data_is_taken(
    reply: tuple[str, ...], mosquitto: Mosquitto
) -> None:
    async with answering_with_mqtt_5(mosquitto.port):
        done = await run("request", "service", "-m", "hello", *reply, port=mosquitto.port)
    assert (done.code, done.out) == (0, b"to hello\n")
    assert re.fullmatch(r"pubsub-tui: The response took [\d.,]+ ms\.\n", done.err)


@pytest.mark.parametrize("version", ["5", "3.1.1"])
async def test_a_responder_without_mqtt_5_answers_on_a_topic_of_its_own(
    version: str, mosquitto: Mosquitto
) -> None:
    ask = ("request", ROBOT_COMMAND, "-m", '{"id": 7, "command": "home"}', "--reply", ROBOT_REPLY)
    async with answering_as_the_demo(mosquitto.port):
        done = await run(*ask, "--mqtt-version", version, port=mosquitto.port)
    assert done.code == 0
    assert b'"id":7' in done.out.replace(b" ", b"")


async def test_an_old_retained_state_is_no_response(mosquitto: Mosquitto) -> None:
    async with linked(mosquitto.port) as other:
        await other.send(THERMOSTAT_STATE, b"old", retain=True)
    ask = ("request", THERMOSTAT_SET, "-m", "19.5", "--reply", THERMOSTAT_STATE, "-q", "1")
    async with answering_as_the_demo(mosquitto.port):
        done = await run(*ask, "--mqtt-version", "3.1.1", port=mosquitto.port)
    assert done.code == 0
    assert b"19.5" in done.out


async def test_no_response_in_time_is_told_with_what_became_of_the_request(
    mosquitto: Mosquitto,
) -> None:
    ask = ("request", "nobody", "-m", "x", "-q", "1", "--within", "300ms", "--reply", "my/replies")
    done = await run(*ask, port=mosquitto.port)
    assert (done.code, done.out) == (1, b"")
    assert done.err == (
        "pubsub-tui: No response on my/replies within 0.3s. "
        "The request itself: acknowledged: no matching subscribers.\n"
    )


async def test_what_can_not_be_published_is_told(mosquitto: Mosquitto) -> None:
    done = await run("request", "a/#", "-m", "x", port=mosquitto.port)
    assert done.code == 1
    assert "can not hold the wildcard #" in done.err


async def test_without_response_topics_one_has_to_be_named(mosquitto: Mosquitto) -> None:
    done = await run("request", "a", "-m", "x", "--mqtt-version", "3.1.1", port=mosquitto.port)
    assert done.code == 2
    assert "--reply TOPIC" in done.err
