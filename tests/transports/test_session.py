"""The session against a real mosquitto that comes and goes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from pubsub_tui import session as session_module
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.session import Credentials, Phase, Session
from pubsub_tui.transports.base import Cause, Problem, Publication, Subscription
from pubsub_tui.transports.mqtt import MqttTransport
from pubsub_tui.transports.mqtt_options import MqttOptions
from pubsub_tui.transports.scripted import ScriptedTransport
from tests.brokers import HOST, PATIENCE, Mosquitto, eventually, free_port
from tests.conftest import StartMosquitto
from tests.transports.linking import linked

SECRET = "correct horse battery"
EVERYTHING = (Subscription("#", 1),)


@dataclass
class Running:
    """A session at work, and the passwords that its transports were given."""

    session: Session
    traffic: Traffic
    passwords: list[str | None]

    async def reaches(self, phase: Phase) -> None:
        """Wait until the connection stands there."""
        await eventually(lambda: self.session.state.phase is phase)

    async def receives(self, topic: str) -> None:
        """Wait until a message of that topic has come."""
        await eventually(lambda: self.traffic.topic(topic) is not None)


@asynccontextmanager
async def running(
    port: int,
    *,
    username: str | None = None,
    version: int | None = None,
    subscriptions: Sequence[Subscription] = EVERYTHING,
) -> AsyncIterator[Running]:
    passwords: list[str | None] = []

    def make(credentials: Credentials) -> MqttTransport:
        passwords.append(credentials.password)
        options = MqttOptions(HOST, port, username, credentials.password, version)
        return MqttTransport(options)

    traffic = Traffic()
    session = Session(make, traffic.add, subscriptions, f"{HOST}:{port}", spread=random.Random(1))
    task = asyncio.create_task(session.run())
    try:
        yield Running(session, traffic, passwords)
    finally:
        await asyncio.wait_for(session.close(), PATIENCE)
        await asyncio.wait({task}, timeout=PATIENCE)
    assert session.state.phase is Phase.CLOSED


@pytest.fixture
def no_retry_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "wait_seconds", lambda *_: 3600.0)


@pytest.fixture
def quick_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "wait_seconds", lambda *_: 0.02)


@pytest.mark.parametrize("version", [5, 4])
async def test_it_connects_subscribes_and_receives(mosquitto: Mosquitto, version: int) -> None:
    async with running(mosquitto.port, version=version) as it:
        await it.reaches(Phase.ONLINE)
        state = it.session.state
        assert state.link is not None
        assert [(each.topic_filter, each.qos) for each in state.granted] == [("#", 1)]
        assert (state.attempt, state.lost, state.problem, state.refused) == (0, 0, None, ())
        outcome = await it.session.publish(Publication("a/b", b"x", 1))
        assert outcome.accepted
        await it.receives("a/b")
        assert it.traffic.received == 1


@pytest.mark.usefixtures("quick_retry")
@pytest.mark.parametrize("version", [5, 4, None])
async def test_it_comes_back_after_the_broker_was_killed(
    mosquitto: Mosquitto, version: int | None
) -> None:
    async with running(mosquitto.port, version=version) as it:
        await it.reaches(Phase.ONLINE)
        for times in (1, 2):
            mosquitto.kill()
            await it.reaches(Phase.WAITING)
            state = it.session.state
            assert (state.lost, state.link) == (times, None)
            assert state.problem is not None
            await eventually(lambda: it.session.state.attempt >= 3)
            assert it.session.state.lost == times
            mosquitto.start()
            await it.reaches(Phase.ONLINE)
            assert (it.session.state.attempt, it.session.state.problem) == (0, None)
            async with linked(mosquitto.port) as other:
                await other.send(f"after/{times}", b"x")
            await it.receives(f"after/{times}")


@pytest.mark.usefixtures("quick_retry")
async def test_it_comes_back_after_the_broker_was_stopped(mosquitto: Mosquitto) -> None:
    async with running(mosquitto.port) as it:
        await it.reaches(Phase.ONLINE)
        mosquitto.stop()
        await eventually(lambda: it.session.state.lost == 1)
        mosquitto.start()
        await it.reaches(Phase.ONLINE)
        assert await _is_heard(it, "again")


@pytest.mark.usefixtures("no_retry_by_itself")
async def test_retry_now_ends_the_wait(mosquitto: Mosquitto) -> None:
    mosquitto.kill()
    async with running(mosquitto.port) as it:
        await it.reaches(Phase.WAITING)
        state = it.session.state
        assert state.retry_at is not None
        assert state.problem is not None
        assert state.problem.cause is Cause.REFUSED
        assert (state.attempt, state.lost) == (1, 0)
        it.session.retry_now()
        await eventually(lambda: it.session.state.attempt == 2)
        await it.reaches(Phase.WAITING)
        mosquitto.start()
        it.session.retry_now()
        await it.reaches(Phase.ONLINE)
        assert it.session.state.retry_at is None


@pytest.mark.usefixtures("no_retry_by_itself")
@pytest.mark.parametrize("version", [5, 4])
async def test_a_missing_password_is_asked_for(
    start_mosquitto: StartMosquitto, version: int
) -> None:
    broker = start_mosquitto(users={"ada": SECRET})
    async with running(broker.port, username="ada", version=version) as it:
        await it.reaches(Phase.NEEDS_PASSWORD)
        assert it.session.state.problem is not None
        it.session.log_in(Credentials("a wrong one"))
        await eventually(lambda: len(it.passwords) == 2)
        await it.reaches(Phase.NEEDS_PASSWORD)
        it.session.log_in(Credentials(SECRET))
        await it.reaches(Phase.ONLINE)
        assert it.session.state.lost == 0
        assert it.passwords == [None, "a wrong one", SECRET]
        for text in (repr(it.session.state), repr(Credentials(SECRET)), broker.log):
            assert SECRET not in text
            assert "a wrong one" not in text
        assert await _is_heard(it, "in")


@pytest.mark.usefixtures("quick_retry")
async def test_the_password_is_kept_for_the_next_connection(
    start_mosquitto: StartMosquitto,
) -> None:
    broker = start_mosquitto(users={"ada": SECRET})
    async with running(broker.port, username="ada") as it:
        await it.reaches(Phase.NEEDS_PASSWORD)
        it.session.log_in(Credentials(SECRET))
        await it.reaches(Phase.ONLINE)
        broker.kill()
        await eventually(lambda: it.session.state.lost == 1)
        broker.start()
        await it.reaches(Phase.ONLINE)
        assert set(it.passwords[1:]) == {SECRET}


@pytest.mark.usefixtures("no_retry_by_itself")
@pytest.mark.parametrize("qos", [0, 1, 2])
async def test_publishing_while_offline_says_so(qos: int) -> None:
    async with running(free_port()) as it:
        await it.reaches(Phase.WAITING)
        outcome = await it.session.publish(Publication("t", b"x", qos))
        assert (outcome.accepted, outcome.reason) == (False, "not connected; nothing was sent")
        assert it.session.backlog() == 0


@pytest.mark.usefixtures("no_retry_by_itself")
async def test_what_was_published_offline_is_not_sent_later(mosquitto: Mosquitto) -> None:
    mosquitto.kill()
    async with running(mosquitto.port) as it:
        await it.reaches(Phase.WAITING)
        outcome = await it.session.publish(Publication("early", b"x", 1, retain=True))
        assert not outcome.accepted
        mosquitto.start()
        it.session.retry_now()
        await it.reaches(Phase.ONLINE)
        assert await _is_heard(it, "late")
        assert it.traffic.topic("early") is None


@pytest.mark.usefixtures("no_retry_by_itself")
async def test_publishing_when_the_broker_has_just_gone_is_no_error(mosquitto: Mosquitto) -> None:
    async with running(mosquitto.port) as it:
        await it.reaches(Phase.ONLINE)
        mosquitto.kill()
        outcome = await asyncio.wait_for(it.session.publish(Publication("t", b"x", 1)), PATIENCE)
        assert not outcome.accepted
        assert outcome.reason


@pytest.mark.usefixtures("no_retry_by_itself")
async def test_closing_ends_every_phase(start_mosquitto: StartMosquitto) -> None:
    guarded, broker = start_mosquitto(users={"ada": SECRET}), start_mosquitto()
    for port, phase in (
        (free_port(), Phase.WAITING),
        (guarded.port, Phase.NEEDS_PASSWORD),
        (broker.port, Phase.ONLINE),
        (broker.port, Phase.CONNECTING),
    ):
        before = asyncio.all_tasks()
        async with running(port) as it:
            await it.reaches(phase)
        await eventually(lambda before=before: asyncio.all_tasks() <= before)  # type: ignore[misc]


async def _is_heard(it: Running, topic: str) -> bool:
    """Whether what the session itself publishes comes back to it."""
    outcome = await it.session.publish(Publication(topic, b"x", 1))
    await it.receives(topic)
    return outcome.accepted


async def test_each_change_of_its_state_is_told(mosquitto: Mosquitto) -> None:
    phases: list[Phase] = []
    session = Session(
        lambda _: MqttTransport(MqttOptions(HOST, mosquitto.port)),
        lambda _: None,
        EVERYTHING,
        "here",
        on_change=lambda state: phases.append(state.phase),
    )
    task = asyncio.create_task(session.run())
    await eventually(lambda: Phase.ONLINE in phases)
    await asyncio.wait_for(session.close(), PATIENCE)
    await asyncio.wait({task}, timeout=PATIENCE)
    assert list(dict.fromkeys(phases)) == [Phase.CONNECTING, Phase.ONLINE, Phase.CLOSED]


async def test_links_that_last_only_a_moment_make_the_waits_grow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def wait(attempt: int, _: random.Random) -> float:
        asked.append(attempt)
        return 0.001

    monkeypatch.setattr(session_module, "wait_seconds", wait)
    now = 0.0
    transports: list[ScriptedTransport] = []

    def make(_: Credentials) -> ScriptedTransport:
        transports.append(ScriptedTransport())
        return transports[-1]

    session = Session(make, lambda _: None, EVERYTHING, "here", clock=lambda: now)
    task = asyncio.create_task(session.run())
    for count, lasted in enumerate((1.0, 1.0, 1.0, 60.0, 1.0), 1):
        await eventually(lambda count=count: len(transports) == count)  # type: ignore[misc]
        await eventually(lambda: session.state.phase is Phase.ONLINE)
        now += lasted
        transports[-1].lose(Problem(Cause.CLOSED, "Gone."))
        await eventually(lambda count=count: session.state.lost == count)  # type: ignore[misc]
    await asyncio.wait_for(session.close(), PATIENCE)
    await asyncio.wait({task}, timeout=PATIENCE)
    assert asked == [1, 2, 3, 1, 1]


async def test_a_link_that_went_silent_is_missed_since_it_did() -> None:
    now = 100.0
    transports: list[ScriptedTransport] = []

    def make(_: Credentials) -> ScriptedTransport:
        transports.append(ScriptedTransport())
        return transports[-1]

    session = Session(make, lambda _: None, EVERYTHING, "here", clock=lambda: now)
    task = asyncio.create_task(session.run())
    await eventually(lambda: session.state.phase is Phase.ONLINE)
    assert session.state.gap is None
    transports[-1].lose(Problem(Cause.CLOSED, "Silent.", silent_for=90.0))
    await eventually(lambda: session.state.phase is Phase.WAITING)
    now += 10.0
    session.retry_now()
    await eventually(lambda: session.state.phase is Phase.ONLINE)
    assert session.state.gap == 100.0
    await asyncio.wait_for(session.close(), PATIENCE)
    await asyncio.wait({task}, timeout=PATIENCE)
