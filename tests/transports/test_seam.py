"""Notices when the installed paho and aiomqtt have changed where the fast lane holds on to them."""

from __future__ import annotations

import logging
from typing import Any

import aiomqtt
import pytest
from paho.mqtt.client import MQTTMessage

from pubsub_tui.transports import seam
from pubsub_tui.transports.aliases import TopicAliases
from tests.brokers import HOST, Mosquitto
from tests.transports.linking import linked


class Refused(Exception):
    """Says that the wrapping was asked for."""


async def test_the_installed_libraries_have_the_seam(caplog: pytest.LogCaptureFixture) -> None:
    client = aiomqtt.Client(HOST)
    paho = seam.paho_of(client)
    assert [name for name in seam._NEEDED if not hasattr(paho, name)] == []
    with caplog.at_level(logging.WARNING):
        assert seam.install(client, lambda inner: inner)
    assert caplog.text == ""


async def test_paho_makes_its_socket_where_we_wrap_it(mosquitto: Mosquitto) -> None:
    client = aiomqtt.Client(HOST, mosquitto.port)

    def refuse(inner: Any) -> Any:
        inner.close()
        raise Refused

    assert seam.install(client, refuse)
    with pytest.raises(Refused):
        await client.__aenter__()


@pytest.mark.parametrize("version", [5, 4])
async def test_everything_that_arrives_goes_through_the_lane(
    mosquitto: Mosquitto, version: int
) -> None:
    async with linked(mosquitto.port, version) as near:
        lane = near.lane
        assert lane is not None
        assert lane.first_bytes[:1] == b"\x20"
        await near.subscribe()
        await near.send("t", b"x", 0)
        await near.payloads(1)
        assert near.received[0].received_at == lane.received_at


def test_a_topic_of_pahos_that_is_no_utf_8_can_be_had() -> None:
    message = MQTTMessage(topic=b"bad/\xff")
    converted = seam.to_message(message, 1.0, TopicAliases())
    assert converted.topic.encode("utf-8", "surrogateescape") == b"bad/\xff"
