"""The demo as its users meet it: a child process with a broker full of traffic."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pubsub_tui.demo.house import COFFEE
from pubsub_tui.demo.process import DemoProcess, start_demo
from tests.demo.listening import first, listening, text

PATIENCE = 10.0


@pytest.fixture
async def demo() -> AsyncIterator[DemoProcess]:
    async with await start_demo() as process:
        yield process


async def test_a_new_subscriber_sees_live_and_retained_topics(demo: DemoProcess) -> None:
    live, retained = set[str](), dict[str, str]()
    wanted_live = {"factory/line1/press/temperature", "factory/line3/robot/pose"}
    wanted_live |= {"house/meter/power", "house/roof/inverter"}
    wanted_retained = {"factory/line2/press/state", "house/hall/door", "house/bath/light", COFFEE}
    async with asyncio.timeout(PATIENCE), listening(demo.port, "#") as client:
        async for message in client.messages:
            if message.retain:
                retained[message.topic.value] = text(message)
            else:
                live.add(message.topic.value)
            if wanted_live <= live and wanted_retained <= retained.keys():
                break
    assert retained["factory/line2/press/state"] == "running"
    assert retained["house/hall/door"] == "closed"


async def test_thermostat_answers(demo: DemoProcess) -> None:
    async with (
        asyncio.timeout(PATIENCE),
        listening(demo.port, "house/thermostat/state") as client,
    ):
        before = await first(client)
        await client.publish("house/thermostat/set", "23.5", qos=1)
        after = await first(client)
    assert before.retain
    assert json.loads(text(before))["target"] == 21.0
    assert json.loads(text(after))["target"] == 23.5


async def test_robot_replies_with_the_id(demo: DemoProcess) -> None:
    async with (
        asyncio.timeout(PATIENCE),
        listening(demo.port, "factory/line1/robot/reply") as client,
    ):
        await client.publish("factory/line1/robot/command", '{"id": 9, "command": "pick"}', qos=1)
        reply = json.loads(text(await first(client)))
    assert reply == {"id": 9, "ok": True, "command": "pick", "state": "done"}


async def test_a_paho_program_talks_to_another_client(demo: DemoProcess) -> None:
    program = Path(__file__).with_name("users_registered.py")
    async with (
        asyncio.timeout(PATIENCE),
        listening(demo.port, "#"),
        listening(demo.port, "users/#") as client,
    ):
        paho = await asyncio.create_subprocess_exec(
            sys.executable, str(program), str(demo.port), stdout=PIPE, stderr=PIPE
        )
        message = await first(client)
        said, complaints = await paho.communicate()
    assert (message.topic.value, text(message)) == ("users/registered", "John Doe")
    assert said.decode() == "users/registered John Doe\n"
    assert complaints == b""
    assert paho.returncode == 0
