"""Requests over a connection of their own, against a real mosquitto and responders of all kinds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from pubsub_tui.inquiry import Inquiry, Stage
from pubsub_tui.message import Message
from pubsub_tui.properties import correlation_data, response_properties, response_topic
from pubsub_tui.transports.base import Outcome, Publication, Transport
from pubsub_tui.transports.mqtt import MqttTransport
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.transports.scripted import ScriptedTransport
from tests.brokers import HOST, PATIENCE, Mosquitto, eventually
from tests.conftest import StartMosquitto
from tests.transports.linking import linked

ASKED = Publication("service", b"hello", 1)
SOON = 0.3
LONG = PATIENCE * 10
Answers = Callable[[Message], Sequence[Publication]]


def to(port: int, version: int | None = None) -> Callable[[], Transport]:
    return lambda: MqttTransport(MqttOptions(HOST, port, version=version))


def echo(message: Message) -> list[Publication]:
    """What a responder that knows MQTT 5 answers."""
    block = message.properties or b""
    topic, correlation = response_topic(block), correlation_data(block)
    assert topic is not None
    assert correlation is not None
    properties = b"\x09" + len(correlation).to_bytes(2, "big") + correlation
    return [Publication(topic, b"to " + message.payload, properties=properties)]


def elsewhere(message: Message) -> list[Publication]:
    """What one answers that does not: twice, always on the same topic."""
    return [Publication("replies", b"first"), Publication("replies", b"second")]


@asynccontextmanager
async def responder(port: int, answers: Answers) -> AsyncIterator[list[Message]]:
    """Answers what comes on ``service``, and gives it."""
    asked: list[Message] = []
    async with linked(port) as other:
        await other.subscribe("service", 1)

        async def answer() -> None:
            while True:
                await eventually(lambda: other.received, LONG)
                asked.append(other.received.pop(0))
                for publication in answers(asked[-1]):
                    await other.transport.publish(publication)

        task = asyncio.create_task(answer())
        try:
            yield asked
        finally:
            task.cancel()
            await asyncio.wait({task})


async def answered(inquiry: Inquiry, responses: int = 1) -> None:
    """Run it until there are so many responses, and end the wait for more."""
    running = asyncio.create_task(inquiry.run())
    await eventually(lambda: inquiry.over or len(inquiry.responses) >= responses)
    inquiry.wait_for(0.0)
    await asyncio.wait_for(running, PATIENCE)


@pytest.mark.parametrize("qos", [0, 1, 2])
async def test_the_response_comes_with_its_time(qos: int, mosquitto: Mosquitto) -> None:
    inquiry = Inquiry(to(mosquitto.port), replace(ASKED, qos=qos), None, LONG)
    async with responder(mosquitto.port, echo) as other:
        await answered(inquiry)
    assert inquiry.stage is Stage.ANSWERED
    (response,) = inquiry.responses
    assert response.message.payload == b"to hello"
    assert response.named
    assert response.seconds > 0
    assert inquiry.outcome is not None
    assert inquiry.outcome.accepted
    assert len(other) == 1


async def test_all_who_answer_in_time_are_heard(mosquitto: Mosquitto) -> None:
    inquiry = Inquiry(to(mosquitto.port), ASKED, None, LONG)
    async with responder(mosquitto.port, echo), responder(mosquitto.port, echo):
        await answered(inquiry, 2)
    one, other = inquiry.responses
    assert one.message.payload == other.message.payload == b"to hello"
    assert one.seconds <= other.seconds


async def test_topic_and_correlation_data_that_are_written_are_used(mosquitto: Mosquitto) -> None:
    asked = replace(ASKED, properties=response_properties("my/replies", b"\x00\x01"))
    inquiry = Inquiry(to(mosquitto.port), asked, None, LONG)
    async with responder(mosquitto.port, echo):
        await answered(inquiry)
    (response,) = inquiry.responses
    assert response.message.topic == "my/replies"
    assert correlation_data(response.message.properties or b"") == b"\x00\x01"


async def test_with_mqtt_3_the_first_on_the_chosen_topic_is_the_reply(
    mosquitto: Mosquitto,
) -> None:
    async with linked(mosquitto.port) as other:
        await other.send("replies", b"of old", retain=True)
    inquiry = Inquiry(to(mosquitto.port, 4), ASKED, "replies", PATIENCE)
    async with responder(mosquitto.port, elsewhere) as service:
        await inquiry.run()
    assert inquiry.stage is Stage.ANSWERED
    (response,) = inquiry.responses
    assert response.message.payload == b"first"
    assert not response.named
    assert service[0].properties is None


async def test_a_responder_without_mqtt_5_is_taken_for_what_it_is(mosquitto: Mosquitto) -> None:
    inquiry = Inquiry(to(mosquitto.port), ASKED, "replies", LONG)
    async with responder(mosquitto.port, elsewhere):
        await answered(inquiry, 2)
    assert [each.message.payload for each in inquiry.responses] == [b"first", b"second"]
    assert not any(each.named for each in inquiry.responses)


async def test_with_mqtt_3_a_reply_topic_has_to_be_chosen(mosquitto: Mosquitto) -> None:
    inquiry = Inquiry(to(mosquitto.port, 4), ASKED, None, SOON)
    async with responder(mosquitto.port, elsewhere) as service:
        await inquiry.run()
        assert not service
    assert inquiry.stage is Stage.UNSENT
    assert inquiry.problem == "MQTT 3.1.1 has no response topics. Nothing was sent."


@pytest.mark.parametrize(
    ("topic", "words"),
    [("service", "it would answer itself"), ("a/#", "without wildcards"), ("a\0", "NUL")],
)
async def test_a_topic_that_can_not_be_replied_on(
    topic: str, words: str, mosquitto: Mosquitto
) -> None:
    inquiry = Inquiry(to(mosquitto.port), ASKED, topic, SOON)
    await inquiry.run()
    assert inquiry.stage is Stage.UNSENT
    assert words in inquiry.problem


@pytest.mark.parametrize("version", [5, 4])
async def test_nobody_answers(version: int, mosquitto: Mosquitto) -> None:
    inquiry = Inquiry(to(mosquitto.port, version), ASKED, "replies", SOON)
    await inquiry.run()
    assert inquiry.stage is Stage.TIMED_OUT
    assert inquiry.exchange is not None
    accepted = "acknowledged: no matching subscribers" if version == 5 else "acknowledged"
    assert inquiry.exchange.nothing_came(SOON) == (
        f"No response on replies within 0.3s. The request itself: {accepted}."
    )


async def test_the_time_can_be_changed_while_it_runs(mosquitto: Mosquitto) -> None:
    inquiry = Inquiry(to(mosquitto.port), ASKED, None, 1000.0)
    running = asyncio.create_task(inquiry.run())
    await eventually(lambda: inquiry.outcome is not None)
    assert inquiry.left > 900
    inquiry.wait_for(0.01)
    await asyncio.wait_for(running, PATIENCE)
    assert inquiry.stage is Stage.TIMED_OUT


async def test_a_refused_request_is_not_waited_for(start_mosquitto: StartMosquitto) -> None:
    broker = start_mosquitto(acl="topic readwrite other/#\n")
    inquiry = Inquiry(to(broker.port), ASKED, None, LONG)
    await asyncio.wait_for(inquiry.run(), PATIENCE)
    assert inquiry.stage is Stage.REFUSED
    assert inquiry.outcome is not None
    assert inquiry.outcome.reason == "not authorized"


async def test_with_mqtt_3_a_refusal_can_not_be_told_from_silence(
    start_mosquitto: StartMosquitto,
) -> None:
    broker = start_mosquitto(acl="topic readwrite other/#\n")
    inquiry = Inquiry(to(broker.port, 4), ASKED, "replies", SOON)
    await inquiry.run()
    assert inquiry.stage is Stage.TIMED_OUT


async def test_a_lost_connection_says_whether_the_request_was_acknowledged(
    mosquitto: Mosquitto,
) -> None:
    inquiry = Inquiry(to(mosquitto.port), ASKED, None, LONG)
    running = asyncio.create_task(inquiry.run())
    await eventually(lambda: inquiry.outcome is not None)
    mosquitto.kill()
    await asyncio.wait_for(running, PATIENCE)
    assert inquiry.stage is Stage.LOST
    assert inquiry.problem
    assert inquiry.exchange is not None
    assert inquiry.exchange.of_itself() == (
        "The request itself: acknowledged: no matching subscribers."
    )


async def test_without_a_broker_nothing_is_sent(mosquitto: Mosquitto) -> None:
    mosquitto.kill()
    inquiry = Inquiry(to(mosquitto.port), ASKED, None, SOON)
    await inquiry.run()
    assert inquiry.stage is Stage.UNSENT
    assert "Nothing was sent." in inquiry.problem
    assert not inquiry.sent


async def test_giving_up_leaves_no_subscription(mosquitto: Mosquitto) -> None:
    inquiry = Inquiry(to(mosquitto.port), ASKED, None, LONG)
    running = asyncio.create_task(inquiry.run())
    await eventually(lambda: inquiry.outcome is not None)
    running.cancel()
    await asyncio.wait({running})
    await eventually(lambda: "disconnected" in mosquitto.log)


async def test_what_others_subscribe_to_brings_no_second_answer(mosquitto: Mosquitto) -> None:
    inquiry = Inquiry(to(mosquitto.port), ASKED, None, LONG)
    async with linked(mosquitto.port) as session, responder(mosquitto.port, echo):
        await session.subscribe("#", 0)
        await session.subscribe("service", 0)
        await answered(inquiry)
        await eventually(lambda: len(session.received) == 2)
        assert {each.topic for each in session.received} > {"service"}
    assert len(inquiry.responses) == 1


async def test_a_request_that_is_never_acknowledged_says_so() -> None:
    class Silent(ScriptedTransport):
        async def publish(self, publication: Publication) -> Outcome:
            await asyncio.Event().wait()
            raise AssertionError

    inquiry = Inquiry(Silent, ASKED, "replies", 0.05)
    await asyncio.wait_for(inquiry.run(), PATIENCE)
    assert inquiry.stage is Stage.TIMED_OUT
    assert inquiry.exchange is not None
    assert inquiry.exchange.of_itself() == "The request itself: not acknowledged."


async def test_an_answer_counts_also_when_the_acknowledgement_does_not_come() -> None:
    class Silent(ScriptedTransport):
        async def publish(self, publication: Publication) -> Outcome:
            self.feed([Message("replies", b"answer")])
            await asyncio.Event().wait()
            raise AssertionError

    inquiry = Inquiry(lambda: Silent(protocol="MQTT 3.1.1"), ASKED, "replies", LONG)
    await asyncio.wait_for(inquiry.run(), PATIENCE)
    assert inquiry.stage is Stage.ANSWERED


async def test_given_up() -> None:
    inquiry = Inquiry(ScriptedTransport, ASKED, None, LONG)
    running = asyncio.create_task(inquiry.run())
    await eventually(lambda: inquiry.outcome is not None)
    inquiry.give_up()
    running.cancel()
    await asyncio.wait({running})
    assert inquiry.stage is Stage.GIVEN_UP
    assert inquiry.over
