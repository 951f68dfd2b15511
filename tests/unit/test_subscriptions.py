"""The list of subscriptions, and how the broker is brought in line with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pubsub_tui.subscriptions import Entry, Subscriptions
from pubsub_tui.transports.base import Granted, Subscription
from pubsub_tui.transports.scripted import ScriptedTransport

A, B, C = Subscription("a", 1), Subscription("b"), Subscription("c", no_local=True)


class Slow(ScriptedTransport):
    """Answers a SUBSCRIBE when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Event()

    async def subscribe(self, subscriptions: Sequence[Subscription]) -> list[Granted]:
        granted = await super().subscribe(subscriptions)
        await self.answers.wait()
        return granted


def filters(subscriptions: Subscriptions) -> list[str]:
    return [each.topic_filter for each in subscriptions.entries]


async def test_only_the_difference_is_asked_for() -> None:
    wanted, transport = Subscriptions([A, B]), ScriptedTransport(refusals={"b": "no"})
    await wanted.agree(transport)
    assert transport.subscribed == [A, B]
    assert wanted.granted == (Granted("a", 1), Granted("b", None, "no"))
    await wanted.agree(transport)
    wanted.put(Entry(C))
    await wanted.agree(transport)
    assert transport.subscribed == [A, B, C]
    wanted.remove("a")
    wanted.put(Entry(replace(C, qos=2), "sea", "B"), "c")
    await wanted.agree(transport)
    assert transport.unsubscribed == ["a"]
    assert transport.subscribed[3:] == [replace(C, qos=2)]
    assert wanted.granted == (Granted("b", None, "no"), Granted("c", 2))


async def test_what_does_not_concern_the_broker_is_not_asked_for() -> None:
    wanted, transport = Subscriptions([A]), ScriptedTransport()
    await wanted.agree(transport)
    wanted.put(Entry(A, "called", "A"), "a")
    await wanted.agree(transport)
    assert transport.subscribed == [A]


async def test_what_is_paused_is_given_up_and_asked_for_again() -> None:
    wanted, transport = Subscriptions([A, B]), ScriptedTransport()
    await wanted.agree(transport)
    wanted.pause("a", True)
    await wanted.agree(transport)
    assert transport.unsubscribed == ["a"]
    assert (wanted.active, filters(wanted)) == ([B], ["a", "b"])
    assert [each.topic_filter for each in wanted.granted] == ["b"]
    wanted.pause("a", False)
    await wanted.agree(transport)
    assert transport.subscribed == [A, B, A]


async def test_a_new_connection_gets_the_list_as_it_is() -> None:
    wanted = Subscriptions([A, B])
    await wanted.agree(ScriptedTransport())
    wanted.put(Entry(C))
    wanted.pause("b", True)
    wanted.begin()
    assert wanted.granted == ()
    transport = ScriptedTransport()
    await wanted.agree(transport)
    assert (transport.subscribed, transport.unsubscribed) == ([A, C], [])


async def test_what_changes_while_the_broker_thinks_is_asked_for_afterwards() -> None:
    wanted, transport = Subscriptions([A]), Slow()
    first = asyncio.create_task(wanted.agree(transport))
    await asyncio.sleep(0)
    wanted.remove("a")
    wanted.put(Entry(B))
    second = asyncio.create_task(wanted.agree(transport))
    transport.answers.set()
    await asyncio.gather(first, second)
    assert (transport.subscribed, transport.unsubscribed) == ([A, B], ["a"])
    assert [each.topic_filter for each in wanted.granted] == ["b"]


async def test_a_connection_need_not_wait_for_the_one_before() -> None:
    wanted, silent, transport = Subscriptions([A]), Slow(), ScriptedTransport()
    waiting = asyncio.create_task(wanted.agree(silent))
    await asyncio.sleep(0)
    wanted.begin()
    await wanted.agree(transport)
    silent.answers.set()
    await waiting
    assert (transport.subscribed, wanted.granted) == ([A], (Granted("a", 1),))


def test_a_filter_can_not_be_there_twice() -> None:
    wanted = Subscriptions([A, B, replace(A, qos=2)])
    assert [each.subscription for each in wanted.entries] == [replace(A, qos=2), B]
    with pytest.raises(ValueError, match="already in the list"):
        wanted.put(Entry(A))
    with pytest.raises(ValueError, match="already in the list"):
        wanted.put(Entry(A), "b")
    wanted.put(Entry(C), "a")
    assert filters(wanted) == ["c", "b"]
    wanted.remove("none")
    wanted.pause("none", True)
    assert filters(wanted) == ["c", "b"]


async def test_of_a_session_that_was_kept_only_what_is_at_qos_0_is_asked_for_again() -> None:
    wanted = Subscriptions([A, B])
    await wanted.agree(ScriptedTransport())
    wanted.begin(resumed=True)
    transport = ScriptedTransport()
    await wanted.agree(transport)
    assert transport.subscribed == [B]
    assert wanted.granted == (Granted("a", 1), Granted("b", 0))


async def test_what_was_removed_meanwhile_is_given_up_in_a_session_that_was_kept() -> None:
    wanted = Subscriptions([A, B])
    await wanted.agree(ScriptedTransport())
    wanted.remove("a")
    wanted.remove("b")
    wanted.begin(resumed=True)
    transport = ScriptedTransport()
    await wanted.agree(transport)
    assert transport.unsubscribed == ["a", "b"]


async def test_in_a_new_session_everything_is_asked_for() -> None:
    wanted = Subscriptions([A, B])
    await wanted.agree(ScriptedTransport())
    wanted.begin()
    transport = ScriptedTransport()
    await wanted.agree(transport)
    assert transport.subscribed == [A, B]
