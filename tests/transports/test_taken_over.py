"""Two clients with one id push each other out: it is noticed, told, and not gone on with."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from pubsub_tui import session as session_module
from pubsub_tui.backoff import taken_over_seconds
from pubsub_tui.connect_options import ConnectOptions
from pubsub_tui.connection import make_session
from pubsub_tui.session import ConnectionState, Phase, Session
from pubsub_tui.settings import Settings
from pubsub_tui.transports import continuity
from pubsub_tui.transports.base import Cause, Problem
from pubsub_tui.transports.continuity import TIMES, Continuity
from tests.brokers import HOST, PATIENCE, Mosquitto, eventually
from tests.transports import packets
from tests.transports.handmade import Reader, Writer, read_version, serving
from tests.transports.linking import linked

both_versions = pytest.mark.parametrize("version", [5, 4])


@pytest.fixture(autouse=True)
def quick_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "wait_seconds", lambda *_: 0.02)


class Client:
    """A session, and what was said of its connection."""

    def __init__(self, port: int, version: int, client_id: str | None) -> None:
        self.problems: list[Problem] = []
        self.ids: list[str] = []
        connect = ConnectOptions(client_id=client_id)
        settings = Settings(HOST, port, topic_filters=("#",), mqtt_version=version, connect=connect)
        self.session: Session = make_session(settings, lambda _: None, self._changed)

    def _changed(self, state: ConnectionState) -> None:
        if state.problem is not None and state.problem not in self.problems:
            self.problems.append(state.problem)
        if state.link is not None:
            self.ids.append(state.link.client_id)

    @property
    def online(self) -> bool:
        return self.session.state.phase is Phase.ONLINE

    @property
    def waits_long(self) -> bool:
        return (self.session.seconds_to_retry() or 0) >= 10

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.session.run())
        try:
            await eventually(lambda: self.online)
            yield
        finally:
            await asyncio.wait_for(self.session.close(), PATIENCE)
            await asyncio.wait({task}, timeout=PATIENCE)


@both_versions
async def test_two_of_ours_with_an_id_of_the_users_stop_pushing(
    mosquitto: Mosquitto, version: int
) -> None:
    first, second = (Client(mosquitto.port, version, "twin") for _ in range(2))
    async with first.running(), second.running():

        def told() -> Client | None:
            both = (first, second)
            return next((each for each in both if each.waits_long), None)

        await eventually(lambda: told() is not None and (first.online or second.online))
        loser = told()
        assert loser is not None
        problem = loser.session.state.problem
        assert problem is not None
        assert problem.cause is Cause.TAKEN_OVER
        assert "twin" in problem.what
        assert "--client-id" in problem.hint
        assert first.session.state.lost + second.session.state.lost <= 2 * TIMES


async def take_over(reader: Reader, writer: Writer) -> None:
    """A broker that says that another client took over (MQTT 5.0, section 3.14.2.1)."""
    await read_version(reader)
    writer.write(packets.CONNACK[5] + b"\xe0\x02\x8e\x00")


async def test_the_brokers_own_word_for_it_is_taken_at_once() -> None:
    async with serving(take_over) as server:
        mine, made_up = ConnectOptions(client_id="mine"), ConnectOptions()
        for connect, cause in ((mine, Cause.TAKEN_OVER), (made_up, Cause.ID_GIVEN_UP)):
            async with linked(server.port, 5, connect=connect) as near:
                problem = await asyncio.wait_for(near.transport.wait_closed(), PATIENCE)
            assert problem.cause is cause
            assert f"another client connected with the id {near.link.client_id}" in problem.what


@both_versions
async def test_an_id_that_was_made_up_is_given_up(mosquitto: Mosquitto, version: int) -> None:
    client = Client(mosquitto.port, version, None)
    async with client.running():
        (first,) = set(client.ids)
        rival = Client(mosquitto.port, version, first)
        async with rival.running():
            await eventually(lambda: client.online and client.ids[-1] != first)
            await eventually(lambda: rival.online or rival.waits_long)
        assert any(first in each.what for each in client.problems)
        assert {each.cause for each in client.problems} == {Cause.CLOSED, Cause.ID_GIVEN_UP}


async def test_an_id_that_was_made_up_stays_when_the_link_is_lost_otherwise(
    mosquitto: Mosquitto,
) -> None:
    client = Client(mosquitto.port, 5, None)
    async with client.running():
        await asyncio.to_thread(mosquitto.kill)
        await asyncio.to_thread(mosquitto.start)
        await eventually(lambda: client.session.state.lost == 1 and client.online)
        assert len(set(client.ids)) == 1


async def test_another_transport_of_a_session_pushes_nobody_out(mosquitto: Mosquitto) -> None:
    client = Client(mosquitto.port, 5, "mine")
    async with client.running():
        others = [client.session.another_transport() for _ in range(2)]
        ids = set()
        for other in others:
            link = await other.connect(lambda _: None)
            assert link.resumed is None
            ids.add(link.client_id)
        for other in others:
            await other.close()
        assert len(ids | {"mine"}) == 3
        assert client.session.state.lost == 0


def test_short_links_in_a_row_are_suspicious() -> None:
    kept = Continuity("mine")
    short, long = continuity.SHORT_SECONDS / 2, continuity.SHORT_SECONDS * 2
    assert [kept.pushed_out(short) for _ in range(4)] == [False, False, True, True]
    assert not kept.pushed_out(long)
    assert [kept.pushed_out(short) for _ in range(2)] == [False, False]
    kept.explained()
    assert [kept.pushed_out(short) for _ in range(3)] == [False, False, True]


def test_a_made_up_id_can_be_changed() -> None:
    kept = Continuity()
    before = kept.client_id
    kept.take_another_id()
    assert kept.made_up
    assert kept.client_id != before


def test_the_waits_after_a_takeover_grow_to_ten_minutes() -> None:
    waits = [taken_over_seconds(times, random.Random(1)) for times in range(1, 9)]
    assert all(15 <= each <= 600 for each in waits)
    assert waits[-1] >= 300


async def test_another_id_can_be_taken_instead(mosquitto: Mosquitto) -> None:
    first, second = (Client(mosquitto.port, 5, "twin") for _ in range(2))
    async with first.running(), second.running():
        await eventually(lambda: first.session.pushed_out or second.session.pushed_out)
        loser = first if first.session.pushed_out else second
        loser.session.take_another_id()
        await eventually(lambda: loser.online and loser.ids[-1] != "twin")
        assert not loser.session.pushed_out
        await eventually(lambda: first.online and second.online)
