"""Repeats with a clock set by hand, and a broker that answers when it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest

from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft
from pubsub_tui.outgoing.publications import MOST_UNDER_WAY, Item, repeated
from pubsub_tui.outgoing.schedule import Schedule
from pubsub_tui.repeats.plan import Plan
from pubsub_tui.repeats.repeats import Repeats
from pubsub_tui.repeats.run import Run, State
from pubsub_tui.repeats.share import Share
from pubsub_tui.transports.base import Outcome, Publication
from tests.brokers import eventually


class Broker:
    """Accepts QoS 0; what has a higher QoS is answered by hand."""

    def __init__(self) -> None:
        self.linked = True
        self.published: list[Publication] = []
        self.waiting: list[asyncio.Future[Outcome]] = []
        self.now = 0.0
        self.repeats = Repeats(self.publish, lambda: self.linked, lambda: self.now)

    async def publish(self, publication: Publication) -> Outcome:
        self.published.append(publication)
        if publication.qos == 0:
            return Outcome(True, "sent")
        self.waiting.append(asyncio.get_running_loop().create_future())
        return await self.waiting[-1]

    def answer(self, outcome: Outcome) -> None:
        self.waiting.pop(0).set_result(outcome)

    def start(
        self,
        draft: Draft | None = None,
        every: float = 0.0,
        times: int | None = None,
        allow: Callable[[Item], str | None] = lambda item: None,
    ) -> Run:
        upcoming = repeated(compile_draft(draft or Draft("a", "{{count}}")), Context(), times)
        return self.repeats.start(Plan("a", upcoming, Schedule(every, times), times, allow))


@pytest.fixture
async def broker() -> Broker:
    return Broker()


async def settled() -> None:
    """Let everything run that does not wait for time."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_it_publishes_exactly_so_many(broker: Broker) -> None:
    run = broker.start(times=1_000)
    await eventually(lambda: run.ended)
    assert [each.payload for each in broker.published] == [b"%d" % n for n in range(1, 1_001)]
    assert (run.state, run.sent, run.accepted, run.total) == (State.DONE, 1_000, 1_000, 1_000)


async def test_each_is_published_when_it_is_due(broker: Broker) -> None:
    run = broker.start(every=0.001, times=3)
    await settled()
    assert run.sent == 1
    broker.now = 0.0011
    await eventually(lambda: run.sent == 2)
    await settled()
    assert (run.sent, run.state) == (2, State.RUNNING)
    broker.now = 0.002
    await eventually(lambda: run.state is State.DONE)
    assert run.rate() == pytest.approx(1_000)


async def test_a_pause_shifts_what_is_due(broker: Broker) -> None:
    run = broker.start(every=0.001, times=10)
    await settled()
    run.pause(True)
    await settled()
    broker.now = 60.0
    await asyncio.sleep(0)
    assert (run.state, run.sent, run.rate()) == (State.PAUSED, 1, None)
    run.pause(False)
    await settled()
    assert (run.state, run.sent) == (State.RUNNING, 1)
    broker.now = 60.001
    await eventually(lambda: run.sent == 2)
    # What a pause takes after the last one does not slow down what is told either.
    run.pause(True)
    await settled()
    broker.now = 120.0
    run.pause(False)
    await settled()
    run.stop()
    assert run.state is State.STOPPED
    assert run.rate() == pytest.approx(1_000)


async def test_without_a_connection_it_waits_and_makes_up_for_nothing(broker: Broker) -> None:
    broker.linked = False
    run = broker.start(every=0.001)
    await settled()
    assert (run.state, run.sent) == (State.WAITING, 0)
    broker.now = 0.0105
    # The first and ten more.
    assert run.missed == 11
    broker.linked = True
    await eventually(lambda: run.sent)
    await settled()
    assert (run.state, run.sent, run.missed) == (State.RUNNING, 1, 11)
    broker.now = 60.0
    run.stop()
    await eventually(lambda: not broker.repeats._tasks)
    assert run.missed == 11


async def test_what_a_pause_holds_back_is_not_counted_as_missed(broker: Broker) -> None:
    broker.linked = False
    run = broker.start(every=1.0)
    await settled()
    broker.now = 1.5
    assert run.missed == 2
    run.pause(True)
    await settled()
    broker.now = 60.0
    assert run.missed == 2
    run.pause(False)
    await settled()
    broker.now = 61.5
    assert run.missed == 4
    run.stop()
    await settled()
    broker.now = 100.0
    assert run.missed == 4


async def test_so_many_wait_for_the_broker_at_a_time(broker: Broker) -> None:
    run = broker.start(Draft("a", "x", qos=1), times=MOST_UNDER_WAY + 2)
    await settled()
    assert run.under_way == len(broker.published) == MOST_UNDER_WAY
    broker.answer(Outcome(True, "acknowledged"))
    broker.answer(Outcome(False, "not authorized"))
    broker.answer(Outcome(False, "the connection was lost", unknown=True))
    await settled()
    assert (run.accepted, run.refused, run.unanswered) == (1, 1, 1)
    assert run.last_refusal == "message 3 to a: the connection was lost"
    assert run.sent == MOST_UNDER_WAY + 2
    assert not run.ended
    for _ in range(run.under_way):
        broker.answer(Outcome(True, "acknowledged"))
    await eventually(lambda: run.state is State.DONE)
    # Nothing was sent twice.
    assert len(broker.published) == MOST_UNDER_WAY + 2


async def test_what_must_not_be_published_ends_it(broker: Broker) -> None:
    def allow(item: Item) -> str | None:
        return "not this one" if item.topic == "a/3" else None

    run = broker.start(Draft("a/{{count}}", "x"), allow=allow)
    await eventually(lambda: run.ended)
    assert (run.state, run.failure) == (State.FAILED, "message 3: not this one")
    assert [each.topic for each in broker.published] == ["a/1", "a/2"]


async def test_a_message_that_can_not_be_made_ends_it(broker: Broker) -> None:
    run = broker.start(Draft("a", "{{env NOT_THERE}}"))
    await eventually(lambda: run.ended)
    assert run.failure == "message 1: payload: column 1: the environment has no NOT_THERE"
    assert run.sent == 0


@pytest.mark.parametrize("qos", [0, 1])
async def test_a_mistake_of_ours_is_told(broker: Broker, qos: int) -> None:
    async def broken(publication: Publication) -> Outcome:
        raise RuntimeError("oops")

    broker.repeats = Repeats(broken, lambda: True)
    run = broker.start(Draft("a", "x", qos=qos))
    await eventually(lambda: run.ended)
    assert run.failure == "by a mistake of pubsub-tui: RuntimeError('oops')"


async def test_all_are_stopped_at_the_end(broker: Broker) -> None:
    ends: list[Run] = []
    running = broker.start(every=3_600.0)
    waiting = broker.start(Draft("a", "x", qos=1))
    upcoming = repeated(compile_draft(Draft("b", "x")), Context(), None)
    flood = broker.repeats.start(
        Plan("b", upcoming, Schedule(0.0, None), None, lambda item: None), ends.append
    )
    await settled()
    await broker.repeats.close()
    assert [run.state for run in (running, waiting, flood)] == [State.STOPPED] * 3
    assert ends == [flood]
    sent = len(broker.published)
    await settled()
    assert len(broker.published) == sent


async def test_only_what_ended_is_taken_off(broker: Broker) -> None:
    run, other = broker.start(every=3_600.0), broker.start(times=1)
    assert broker.repeats.runs == (other, run)
    broker.repeats.take_off(run)
    await eventually(lambda: other.ended)
    broker.repeats.take_off(other)
    assert list(broker.repeats.runs) == [run]
    await broker.repeats.close()


async def test_a_flood_leaves_time_to_others(broker: Broker) -> None:
    flood = broker.start()
    turns: list[int] = []
    for _ in range(50):
        await asyncio.sleep(0)
        turns.append(flood.sent)
    assert any(later == earlier for earlier, later in pairwise(turns[1:]))
    await broker.repeats.close()


def test_all_that_hurry_share_half_of_the_time() -> None:
    share = Share()
    one, other = object(), object()
    assert share.rest(one, 0.002) == 0.002
    assert share.rest(other, 0.002) == 0.006
    assert share.rest(one, 0.001) == 0.003
    share.leave(other)
    assert share.rest(one, 0.001) == 0.001
