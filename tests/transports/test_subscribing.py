"""Subscriptions that change while a session runs, against a real mosquitto."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pubsub_tui.message import Message
from pubsub_tui.subscriptions import Entry
from pubsub_tui.transports.base import Publication, Subscription
from tests.brokers import Mosquitto, eventually
from tests.transports.handmade import Reader, Writer, read_kind, read_number, read_version, serving
from tests.transports.linking import Linked, linked
from tests.transports.packets import suback
from tests.transports.test_session import Running, running

SUBSCRIBE = 8
ALL, A, AB = (Subscription(each) for each in ("#", "a/#", "a/b"))
both_versions = pytest.mark.parametrize("version", [5, 4])


def kept(it: Running) -> list[Message]:
    history = it.traffic.history
    return history.slice(history.first, history.end)


def payloads(it: Running) -> list[bytes]:
    return [message.payload for message in kept(it)]


async def change(it: Running, *subscriptions: Subscription) -> None:
    """Add these to the list, and wait for the broker."""
    for each in subscriptions:
        it.session.subscriptions.put(Entry(each))
    await it.session.agree()


async def online(it: Running) -> None:
    await eventually(lambda: it.session.state.link is not None)


async def said(other: Linked, it: Running, topic: str, payload: bytes, qos: int = 1) -> None:
    """Publish, and wait until a later message has come, so that all copies of it have."""
    await other.send(topic, payload, qos)
    await settle(other, it)


async def settle(other: Linked, it: Running) -> None:
    before = payloads(it).count(b"end")
    await other.send("end", b"end")
    await eventually(lambda: payloads(it).count(b"end") > before)


@both_versions
async def test_filters_are_added_and_removed_while_messages_come(
    mosquitto: Mosquitto, version: int
) -> None:
    end = Subscription("end")
    async with running(mosquitto.port, version=version, subscriptions=[end]) as it:
        await online(it)
        async with linked(mosquitto.port) as other:
            await said(other, it, "a/b", b"before")
            await change(it, AB)
            assert [(each.topic_filter, each.qos) for each in it.session.state.granted] == [
                ("end", 0),
                ("a/b", 0),
            ]
            await said(other, it, "a/b", b"while")
            it.session.subscriptions.remove("a/b")
            await it.session.agree()
            await said(other, it, "a/b", b"after")
            assert [each for each in payloads(it) if each != b"end"] == [b"while"]
            assert [each.topic_filter for each in it.session.state.granted] == ["end"]


@both_versions
async def test_a_paused_filter_is_silent_until_it_is_resumed(
    mosquitto: Mosquitto, version: int
) -> None:
    subscriptions = [Subscription("end"), A]
    async with running(mosquitto.port, version=version, subscriptions=subscriptions) as it:
        await online(it)
        async with linked(mosquitto.port) as other:
            for payload, paused in ((b"1", False), (b"2", True), (b"3", False)):
                it.session.subscriptions.pause("a/#", paused)
                await it.session.agree()
                await said(other, it, "a/x", payload)
            assert [each for each in payloads(it) if each != b"end"] == [b"1", b"3"]


@pytest.mark.parametrize("qos", [0, 1, 2])
async def test_what_overlapping_filters_bring_counts_once(mosquitto: Mosquitto, qos: int) -> None:
    subscriptions = [replace(each, qos=qos) for each in (ALL, A, AB)]
    async with running(mosquitto.port, version=5, subscriptions=subscriptions) as it:
        await online(it)
        async with linked(mosquitto.port) as other:
            for payload in (b"same", b"same", b"other"):
                await other.send("a/b", payload, qos)
            await said(other, it, "a/c", b"two", qos)
            await eventually(lambda: it.session.repeated() == 3 * 2 + 1)
            assert [it.session.brought(name) for name in ("#", "a/#", "a/b")] == [5, 4, 3]
            assert sorted(payloads(it)) == [b"end", b"other", b"same", b"same", b"two"]
            assert it.traffic.received == 5
            assert {message.properties for message in kept(it)} == {None}


async def test_a_filter_that_overlaps_is_added_and_copies_count_once(mosquitto: Mosquitto) -> None:
    async with linked(mosquitto.port) as other:
        await other.send("a/kept", b"retained", retain=True)
        async with running(mosquitto.port, version=5, subscriptions=[ALL]) as it:
            await online(it)
            await it.receives("a/kept")
            await said(other, it, "a/b", b"before")
            await change(it, A)
            await said(other, it, "a/b", b"while")
            it.session.subscriptions.remove("#")
            it.session.subscriptions.put(Entry(Subscription("end")))
            await it.session.agree()
            await said(other, it, "a/b", b"after")
            # The new subscription brings what is retained; the one asked for again does not.
            expected = [b"retained", b"before", b"end", b"retained", b"while", b"end"]
            assert payloads(it) == [*expected, b"after", b"end"]
            assert it.session.repeated() == 1


async def test_with_3_1_1_nothing_is_left_out(mosquitto: Mosquitto) -> None:
    async with running(mosquitto.port, version=4, subscriptions=[ALL, A]) as it:
        await online(it)
        assert it.session.state.link is not None
        assert not it.session.state.link.capabilities.identifiers
        async with linked(mosquitto.port) as other:
            await said(other, it, "a/b", b"x", 0)
            # mosquitto sends one copy to clients of this version.
            assert payloads(it) == [b"x", b"end"]
            assert it.session.repeated() == 0
            assert it.session.brought("#") is None


async def test_no_local_keeps_what_we_publish_away(mosquitto: Mosquitto) -> None:
    subscriptions = [replace(ALL, no_local=True)]
    async with running(mosquitto.port, version=5, subscriptions=subscriptions) as it:
        await online(it)
        async with linked(mosquitto.port) as other:
            outcome = await it.session.publish(Publication("a", b"mine", 1))
            assert outcome.accepted
            await said(other, it, "a", b"another's")
            assert payloads(it) == [b"another's", b"end"]


@pytest.mark.parametrize("as_published", [True, False])
async def test_live_messages_keep_their_retain_flag_when_asked_to(
    mosquitto: Mosquitto, as_published: bool
) -> None:
    subscriptions = [replace(ALL, retain_as_published=as_published)]
    async with running(mosquitto.port, version=5, subscriptions=subscriptions) as it:
        await online(it)
        assert it.session.retain_as_published == as_published
        it.traffic.retain_as_published = as_published  # As the screen does once a frame.
        async with linked(mosquitto.port) as other:
            await other.send("a", b"kept", retain=True)
            await other.send("b", b"kept", retain=True)
            await said(other, it, "a", b"")
            assert [each.retain for each in kept(it)] == [as_published, as_published, False, False]
            it.traffic.settle()
            # Where live messages have no flag, an empty one is taken for what deletes.
            retained = {each: it.traffic.topic(each) for each in "ab"}
            flags = {name: topic.retained for name, topic in retained.items() if topic is not None}
            assert flags == {"a": as_published, "b": as_published}


@pytest.mark.parametrize(("handling", "comes"), [(0, [1, 1]), (1, [1, 0]), (2, [0, 0])])
async def test_retained_messages_come_as_retain_handling_says(
    mosquitto: Mosquitto, handling: int, comes: list[int]
) -> None:
    async with (
        linked(mosquitto.port) as other,
        running(mosquitto.port, version=5, subscriptions=[Subscription("end")]) as it,
    ):
        await online(it)
        await other.send("a/b", b"kept", retain=True)
        counts = []
        entry = Entry(replace(A, retain_handling=handling))
        it.session.subscriptions.put(entry)
        for qos in (0, 1):
            # Changed, it is subscribed to again, and is not new.
            changed = Entry(replace(entry.subscription, qos=qos))
            it.session.subscriptions.put(changed, "a/#")
            await it.session.agree()
            before = payloads(it).count(b"kept")
            await settle(other, it)
            counts.append(payloads(it).count(b"kept") - before)
        assert counts == comes


async def test_members_of_a_group_share_the_messages(mosquitto: Mosquitto) -> None:
    shared = [Subscription("$share/workers/a/#"), Subscription("end")]
    async with (
        running(mosquitto.port, version=5, subscriptions=shared) as one,
        running(mosquitto.port, version=5, subscriptions=shared) as two,
    ):
        await online(one)
        await online(two)
        async with linked(mosquitto.port) as other:
            for number in range(20):
                await other.send("a/job", b"%d" % number)
            for it in (one, two):
                await settle(other, it)
        mine, yours = (
            {each.payload for each in kept(it) if each.topic == "a/job"} for it in (one, two)
        )
        assert mine
        assert yours
        assert not mine & yours
        assert len(mine | yours) == 20


async def test_the_list_as_it_is_comes_back_after_the_connection_was_lost(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pubsub_tui.session.wait_seconds", lambda *_: 0.02)
    async with running(mosquitto.port, version=5, subscriptions=[A, AB]) as it:
        await online(it)
        await change(it, Subscription("end", 1), Subscription("c"))
        it.session.subscriptions.remove("a/b")
        it.session.subscriptions.pause("c", True)
        await it.session.agree()
        mosquitto.kill()
        await eventually(lambda: it.session.state.link is None)
        it.session.subscriptions.put(Entry(Subscription("d")))
        await it.session.agree()
        mosquitto.start()
        await online(it)
        assert [each.topic_filter for each in it.session.state.granted] == ["a/#", "end", "d"]
        async with linked(mosquitto.port) as other:
            for topic in ("a/b", "c", "d"):
                await other.send(topic, topic.encode())
            await settle(other, it)
            assert payloads(it) == [b"a/b", b"d", b"end"]


async def test_excluded_topics_are_counted_and_not_kept(mosquitto: Mosquitto) -> None:
    async with running(mosquitto.port, version=5, subscriptions=[ALL]) as it:
        await online(it)
        it.traffic.excludes.add("a/#")
        async with linked(mosquitto.port) as other:
            await said(other, it, "a/b", b"no")
            assert payloads(it) == [b"end"]
            assert (it.traffic.received, it.traffic.excludes.count) == (2, 1)


async def test_a_broker_without_identifiers_gets_none() -> None:
    """To send one to it would be an error of the protocol (MQTT 5.0, section 3.2.2.3.12)."""
    asked: list[bytes] = []

    async def serve(reader: Reader, writer: Writer) -> None:
        assert await read_version(reader) == 5
        writer.write(b"\x20\x05\x00\x00\x02\x29\x00")
        packet = await read_kind(reader, SUBSCRIBE)
        asked.append(packet)
        writer.write(suback(5, int.from_bytes(packet[2:4], "big"), 0, 0x87))
        await read_number(reader, SUBSCRIBE)

    async with serving(serve) as server, linked(server.port) as near:
        assert not near.link.capabilities.identifiers
        granted = await near.transport.subscribe([ALL, A])
        assert [each.qos for each in granted] == [0, None]
        assert granted[1].refusal == "not authorized"
        assert asked[0][4] == 0


async def test_a_filter_that_was_refused_takes_no_part_in_copies() -> None:
    """Else the other copy would be waited for that never comes."""
    numbers: list[int] = []

    async def serve(reader: Reader, writer: Writer) -> None:
        await read_version(reader)
        writer.write(b"\x20\x03\x00\x00\x00")
        for code in (0, 0x87):
            packet = await read_kind(reader, SUBSCRIBE)
            numbers.append(packet[6])
            writer.write(suback(5, int.from_bytes(packet[2:4], "big"), code))
        publish = b"\x30\x08\x00\x03a/b\x02\x0b\x01"
        writer.write(publish + b"\x30\x08\x00\x03a/b\x02\x0b\x01")
        await asyncio.sleep(3600)

    async with serving(serve) as server, linked(server.port) as near:
        granted: Sequence[object] = await near.transport.subscribe([ALL, A])
        assert len(granted) == 2
        await near.payloads(2)
        assert numbers == [1, 2]
        assert near.transport.repeated() == 0
        assert [each.properties for each in near.received] == [None, None]
