"""The device that dies: its will is published, and it comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from pubsub_tui.demo.failing import STATUS, publish_packet
from pubsub_tui.demo.performance import perform
from tests.demo.listening import listening, text

pytestmark = pytest.mark.filterwarnings("ignore:`BrokerSysPlugin`:DeprecationWarning")


@pytest.fixture
async def port() -> AsyncIterator[int]:
    known: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    demo = asyncio.create_task(perform(7, known.set_result, lives_for=0.2, gone_for=0.1))
    async with asyncio.timeout(10):
        yield await known
    demo.cancel()
    await asyncio.wait({demo})
    assert demo.cancelled()


async def test_the_will_follows_the_death(port: int) -> None:
    live: list[str] = []
    async with asyncio.timeout(10), listening(port, STATUS) as client:
        async for message in client.messages:
            if not message.retain:
                live.append(text(message))
            if len(live) == 4:
                break
    assert set(live) == {"online", "offline"}
    assert live[0] != live[1] != live[2] != live[3]


async def test_the_will_is_retained(port: int) -> None:
    async with asyncio.timeout(10), listening(port, STATUS) as witness:
        async for message in witness.messages:
            if not message.retain and text(message) == "offline":
                break
        async with listening(port, STATUS) as late:
            async for message in late.messages:
                if message.retain:
                    break
    assert text(message) in {"online", "offline"}


def test_packets_as_the_specification_draws_them() -> None:
    assert publish_packet("a/b", b"hi", retain=True) == b"\x31\x07\x00\x03a/bhi"
    with pytest.raises(ValueError, match="127 bytes"):
        publish_packet("a/b", b"x" * 128)
