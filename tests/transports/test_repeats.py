"""Repeats over a session with a real mosquitto, which is restarted meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft
from pubsub_tui.outgoing.publications import of_file, repeated
from pubsub_tui.outgoing.schedule import Schedule
from pubsub_tui.repeats.plan import Plan
from pubsub_tui.repeats.repeats import Repeats
from pubsub_tui.repeats.run import State
from pubsub_tui.session import Phase, Session
from tests.brokers import Mosquitto, eventually
from tests.conftest import StartMosquitto
from tests.transports.linking import linked
from tests.transports.test_session import quick_retry, running

__all__ = ["quick_retry"]


def repeats_of(session: Session) -> Repeats:
    return Repeats(session.publish, lambda: session.state.link is not None)


def plan(draft: Draft, every: float, times: int) -> Plan:
    upcoming = repeated(compile_draft(draft), Context(), times)
    return Plan(draft.topic, upcoming, Schedule(every, times), times, lambda item: None)


@pytest.mark.parametrize("qos", [0, 1, 2])
async def test_exactly_so_many_arrive_in_their_order(mosquitto: Mosquitto, qos: int) -> None:
    async with running(mosquitto.port) as near, linked(mosquitto.port) as far:
        await near.reaches(Phase.ONLINE)
        await far.subscribe("a")
        run = repeats_of(near.session).start(plan(Draft("a", "{{count}}", qos=qos), 0.0, 2_000))
        await eventually(lambda: run.ended)
        assert (run.state, run.accepted) == (State.DONE, 2_000)
        assert await far.payloads(2_000) == [b"%d" % number for number in range(1, 2_001)]


async def test_the_rows_of_a_file_arrive_in_turn(mosquitto: Mosquitto, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("topic,payload,qos\n" + "".join(f"a/{n},{n},{n % 3}\n" for n in range(100)))
    async with running(mosquitto.port) as near, linked(mosquitto.port) as far:
        await near.reaches(Phase.ONLINE)
        await far.subscribe("a/#")
        rows = Plan("rows.csv", of_file(path, 2), Schedule(0.001, 2), None, lambda _: None)
        run = repeats_of(near.session).start(rows)
        await eventually(lambda: run.ended)
        assert (run.state, run.total) == (State.DONE, 200)
        assert len(await far.payloads(200)) == 200


@pytest.mark.usefixtures("quick_retry")
async def test_over_a_restart_nothing_is_sent_twice_and_what_is_unknown_is_told(
    start_mosquitto: StartMosquitto,
) -> None:
    broker = start_mosquitto()
    async with running(broker.port) as near:
        await near.reaches(Phase.ONLINE)
        run = repeats_of(near.session).start(plan(Draft("a/{{count}}", "x", qos=1), 0.001, 600))
        await eventually(lambda: run.accepted > 200)
        broker.kill()
        await eventually(lambda: run.state is State.WAITING)
        before = run.sent
        assert before < 600
        broker.start()
        await eventually(lambda: run.ended)
        assert (run.state, run.sent) == (State.DONE, 600)
        assert run.accepted + run.refused + run.unanswered == 600
        # All that was published after the restart came, and nothing came twice.
        await near.receives("a/600")
        topics = [f"a/{number}" for number in range(1, 601)]
        counts = [topic.count if (topic := near.traffic.topic(name)) else 0 for name in topics]
        assert set(counts) <= {0, 1}
        assert counts[before:] == [1] * (600 - before)
        assert sum(counts) <= run.accepted + run.unanswered
    # One may have been on its way to a connection that was gone when it came there.
    told = ("lost before it was acknowledged", "not connected; nothing was sent")
    assert run.accepted == 600 or any(words in run.last_refusal for words in told)


async def test_what_the_broker_refuses_is_counted_with_its_reason(
    start_mosquitto: StartMosquitto,
) -> None:
    broker = start_mosquitto(acl="topic readwrite site/#\n")
    async with running(broker.port) as near:
        await near.reaches(Phase.ONLINE)
        run = repeats_of(near.session).start(plan(Draft("secret", "x", qos=1), 0.0, 30))
        await eventually(lambda: run.ended)
        assert (run.refused, run.accepted, run.unanswered) == (30, 0, 0)
        assert run.last_refusal == "message 30 to secret: not authorized"
