"""Deleting retained messages and bringing them back, on a real mosquitto."""

from __future__ import annotations

import asyncio
import os
import random
import stat
from pathlib import Path

import pytest

from pubsub_tui.retained.removal import Removal, Stage
from pubsub_tui.retained.restoring import Restoring
from pubsub_tui.retained.undo_reading import newest_for, read_contents, whole_messages
from pubsub_tui.retained.wanted import at, below
from pubsub_tui.transports.base import Publication
from tests.brokers import PATIENCE, Mosquitto, eventually
from tests.conftest import StartMosquitto
from tests.retained.keeping import keep, kept_by, removal, to
from tests.transports.linking import linked
from tests.transports.packets import content_type, text, user_property

EVERY_BYTE = bytes(range(256))
CORRELATION = b"\x09" + text(EVERY_BYTE)
EXPIRES = b"\x02" + (3600).to_bytes(4, "big")


def block(number: int) -> bytes | None:
    """Properties of many kinds; user properties in an order that is not paho's."""
    if number % 3 == 0:
        return None
    users = user_property(b"k", "ä\u202e[b]".encode()) + user_property(b"k", str(number).encode())
    return users + CORRELATION + content_type(b"text/plain") if number % 3 == 1 else users


def many(count: int) -> list[Publication]:
    """Retained messages with all bytes, all QoS, and with and without properties."""
    draw = random.Random(count)
    odd = (b"\0", b" ", b"\n", b"null", EVERY_BYTE, b"\xff\xfe", b'"sum":"')
    made = [
        Publication(
            f"site/{number % 10}/größe {number}",
            odd[number % 7] if number % 2 else draw.randbytes(1 + number % 60),
            number % 3,
            True,
            block(number // 3),
        )
        for number in range(count)
    ]
    return [*made, Publication("site/large", draw.randbytes(1_000_000), 2, True, block(1))]


async def test_ten_thousand_are_cleared_and_restored_byte_for_byte(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    publications = many(9_999)
    some = [each.topic for each in publications[::20]]
    await keep(mosquitto, publications)
    await keep(mosquitto, [Publication("elsewhere", b"stays", 1, True)])
    before = await kept_by(mosquitto, some)
    assert len(before) == len(some)
    work = removal(mosquitto, tmp_path, below("site"))
    await work.look()
    assert work.stage is Stage.LISTED
    assert work.found == {each.topic: len(each.payload) for each in publications}
    await work.delete()
    assert (work.failure, work.stage) == ("", Stage.DONE)
    assert work.sent is not None
    assert (work.saved, work.sent.accepted, work.remained, work.others) == (10_000, 10_000, [], 0)
    assert not await kept_by(mosquitto, ["site/#"])
    assert "elsewhere" in await kept_by(mosquitto, ["elsewhere"])
    assert saved_by(work) == set(publications)

    assert work.undo is not None
    back = Restoring(to(mosquitto), read_contents(work.undo), per_second=1e6)
    await back.run()
    assert (back.failure, back.told.newer, back.told.missing) == ("", 0, 0)
    assert await kept_by(mosquitto, some) == before
    again = removal(mosquitto, tmp_path, below("site"))
    await again.look()
    await again.delete()
    assert saved_by(again) == set(publications)


def saved_by(work: Removal) -> set[Publication]:
    """What is in the undo file; all of it has to be whole."""
    assert work.undo is not None
    contents = read_contents(work.undo)
    assert not contents.damage
    saved = [
        Publication(each.topic, each.payload, each.qos, True, each.properties)
        for each in whole_messages(work.undo)
    ]
    assert len(saved) == contents.whole
    return set(saved)


@pytest.mark.parametrize("version", [4, 5])
async def test_both_versions_of_mqtt(mosquitto: Mosquitto, tmp_path: Path, version: int) -> None:
    await keep(mosquitto, many(60))
    work = removal(mosquitto, tmp_path, below("site"), version=version)
    await work.look()
    await work.delete()
    assert work.remained == []
    assert work.undo is not None
    back = Restoring(to(mosquitto, version=version), read_contents(work.undo))
    await back.run()
    assert (back.failure, back.told.missing) == ("", 0)
    assert len(await kept_by(mosquitto, [each.topic for each in many(60)])) == 61


async def test_properties_that_the_connection_can_not_carry_are_told(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    await keep(mosquitto, [Publication("a", b"1", 1, True, content_type(b"x"))], version=5)
    work = removal(mosquitto, tmp_path, version=5)
    await work.look()
    await work.delete()
    assert work.undo is not None
    back = Restoring(to(mosquitto, version=4), read_contents(work.undo))
    await back.run()
    assert back.told.bare == 1
    assert await kept_by(mosquitto, ["a"]) == {"a": (b"1", 1, {})}


async def test_only_what_was_listed_is_deleted(mosquitto: Mosquitto, tmp_path: Path) -> None:
    await keep(mosquitto, [Publication(f"a/{number}", b"x", 1, True) for number in range(3)])
    work = removal(mosquitto, tmp_path, below("a", frozenset({"a/0", "a/1"})))
    await work.look()
    assert list(work.found) == ["a/0", "a/1"]
    await keep(mosquitto, [Publication("a/1", b"", 1, True), Publication("a/3", b"new", 1, True)])
    await work.delete()
    assert (work.saved, work.gone, work.remained) == (1, 1, [])
    assert sorted(await kept_by(mosquitto, ["a/#"])) == ["a/2", "a/3"]


async def test_the_undo_file_holds_what_was_kept_when_it_was_deleted(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    await keep(mosquitto, [Publication("a", b"old", 1, True)])
    work = removal(mosquitto, tmp_path, at("a"))
    await work.look()
    await keep(mosquitto, [Publication("a", b"newer", 2, True)])
    await work.delete()
    assert work.undo is not None
    assert [(each.payload, each.qos) for each in whole_messages(work.undo)] == [(b"newer", 2)]


async def test_what_is_not_retained_is_not_listed(mosquitto: Mosquitto, tmp_path: Path) -> None:
    await keep(mosquitto, [Publication("a", b"live", 1), Publication("b", b"kept", 0, True)])
    work = removal(mosquitto, tmp_path)
    await work.look()
    assert work.found == {"b": 4}


async def test_live_traffic_does_not_keep_it_waiting(mosquitto: Mosquitto, tmp_path: Path) -> None:
    await keep(mosquitto, [Publication("a", b"kept", 1, True)])
    async with linked(mosquitto.port) as busy:
        work = removal(mosquitto, tmp_path)

        async def talk() -> None:
            while work.stage is not Stage.DONE:
                await busy.transport.publish(Publication("live", b"x", 1))

        talking = asyncio.ensure_future(talk())
        await asyncio.wait_for(work.look(), PATIENCE)
        await asyncio.wait_for(work.delete(), PATIENCE)
        await talking
    assert (list(work.found), work.remained) == (["a"], [])


async def test_the_undo_file_is_for_its_owner_only_and_found_by_its_broker(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    files = []
    for number in range(2):
        await keep(mosquitto, [Publication("a", b"%d" % number, 1, True)])
        work = removal(mosquitto, tmp_path / "undo")
        await work.look()
        await work.delete()
        files.append(work.undo)
    assert files[0] != files[1]
    assert newest_for(tmp_path / "undo", "here") == files[1]
    assert newest_for(tmp_path / "undo", "elsewhere") is None
    assert newest_for(tmp_path / "nothing", "here") is None
    modes = {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "undo").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "undo").stat().st_mode) == 0o700


ACL = "topic readwrite free/#\ntopic read locked/#\n"


async def test_what_the_broker_refuses_is_counted_with_its_reason(
    start_mosquitto: StartMosquitto, tmp_path: Path
) -> None:
    broker = start_mosquitto(
        {"root": "r", "anna": "a"},
        "user root\ntopic readwrite #\nuser anna\n" + ACL,
    )
    root = {"username": "root", "password": "r"}
    anna = {"username": "anna", "password": "a"}
    topics = [f"{where}/{number}" for where in ("free", "locked") for number in range(30)]
    await keep(broker, [Publication(topic, b"x", 1, True) for topic in topics], **root)
    for version in (5, 4):
        work = removal(broker, tmp_path, below(""), **anna, version=version)
        await work.look()
        await work.delete()
        assert work.sent is not None
        assert work.remained is not None
        assert sorted(work.remained) == sorted(topics[30:])
        refused = {"not authorized": 30} if version == 5 else {}
        assert work.sent.refused == refused
    assert sorted(await kept_by(broker, ["#"], **root)) == sorted(topics[30:])


async def test_a_login_that_is_refused_says_so(
    start_mosquitto: StartMosquitto, tmp_path: Path
) -> None:
    broker = start_mosquitto({"anna": "a"}, "user anna\ntopic readwrite free\n")
    work = removal(broker, tmp_path, at("free"), username="anna", password="wrong")
    await work.look()
    assert "does not let this client in" in work.failure
    assert work.stage is Stage.DONE


async def test_a_broker_that_goes_away_in_the_middle_leaves_a_whole_undo_file(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    await keep(mosquitto, many(2_000))
    work = removal(mosquitto, tmp_path, below("site"))
    work._per_second = 500
    await work.look()
    deleting = asyncio.ensure_future(work.delete())
    await eventually(lambda: work.sent is not None and work.sent.accepted >= 50)
    mosquitto.kill()
    await asyncio.wait_for(deleting, 10)
    assert work.sent is not None
    assert "was lost" in work.failure
    assert 50 <= work.sent.accepted < 2_001
    assert work.sent.accepted + work.sent.unanswered <= 2_001
    assert not work.sent.refused
    assert work.remained is None
    assert work.undo is not None
    contents = read_contents(work.undo)
    assert (contents.whole, contents.damage) == (2_001, ())


async def test_a_broker_that_is_away_when_it_begins(mosquitto: Mosquitto, tmp_path: Path) -> None:
    await keep(mosquitto, [Publication("a", b"x", 1, True)])
    work = removal(mosquitto, tmp_path)
    await work.look()
    mosquitto.kill()
    await work.delete()
    assert "connection refused" in work.failure
    assert (work.sent, work.undo) == (None, None)
    assert newest_for(tmp_path, "here") is None


async def test_stopping_deletes_no_more_and_says_what_remained(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    await keep(mosquitto, many(1_000))
    work = removal(mosquitto, tmp_path, below("site"))
    work._per_second = 500
    await work.look()
    deleting = asyncio.ensure_future(work.delete())
    await eventually(lambda: work.sent is not None and work.sent.accepted >= 20)
    work.stop()
    await asyncio.wait_for(deleting, 10)
    assert work.sent is not None
    assert work.sent.stopped
    assert work.remained is not None
    assert work.sent.accepted + len(work.remained) == 1_001
    assert work.sent.accepted < 200
    assert work.undo is not None
    assert read_contents(work.undo).whole == 1_001


async def test_the_pace_is_kept(mosquitto: Mosquitto, tmp_path: Path) -> None:
    await keep(mosquitto, many(59))
    work = removal(mosquitto, tmp_path, below("site"))
    work._per_second = 200
    await work.look()
    loop = asyncio.get_running_loop()
    started = loop.time()
    await work.delete()
    assert loop.time() - started >= 59 / 200


async def test_read_only_deletes_nothing(mosquitto: Mosquitto, tmp_path: Path) -> None:
    await keep(mosquitto, [Publication("a", b"x", 1, True)])
    work = removal(mosquitto, tmp_path, read_only=True)
    await work.look()
    await work.delete()
    assert work.sent is not None
    assert work.sent.refused == {"read-only: publishing is switched off": 1}
    assert work.remained == ["a"]
    assert await kept_by(mosquitto, ["a"])


async def test_a_folder_that_can_not_be_written_stops_it_before_anything_is_deleted(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    await keep(mosquitto, [Publication("a", b"x", 1, True)])
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    work = removal(mosquitto, in_the_way / "undo")
    await work.look()
    await work.delete()
    assert work.failure.startswith("The undo file can not be written in ")
    assert work.sent is None
    assert await kept_by(mosquitto, ["a"])


@pytest.mark.parametrize("topic", ["$SYS/broker/version", "a/\0", "", "$share/g/a"])
async def test_what_can_not_be_deleted_is_said_before_anything_is_asked(
    mosquitto: Mosquitto, tmp_path: Path, topic: str
) -> None:
    work = removal(mosquitto, tmp_path, at(topic))
    await work.look()
    assert work.failure.endswith(".")
    assert (work.stage, work.found) == (Stage.DONE, {})


async def test_restoring_leaves_newer_messages_alone(mosquitto: Mosquitto, tmp_path: Path) -> None:
    await keep(mosquitto, [Publication(topic, b"old", 1, True) for topic in ("a/1", "a/2")])
    work = removal(mosquitto, tmp_path, below("a"))
    await work.look()
    await work.delete()
    await keep(mosquitto, [Publication("a/1", b"new", 1, True)])
    assert work.undo is not None
    back = Restoring(to(mosquitto), read_contents(work.undo))
    await back.run()
    assert back.told.newer == 1
    kept = await kept_by(mosquitto, ["a/1", "a/2"])
    assert {topic: payload for topic, (payload, _, _) in kept.items()} == {
        "a/1": b"new",
        "a/2": b"old",
    }


async def test_a_damaged_file_restores_nothing_unless_forced(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    await keep(mosquitto, [Publication(f"a/{number}", b"x", 1, True) for number in range(4)])
    work = removal(mosquitto, tmp_path, below("a"))
    await work.look()
    await work.delete()
    assert work.undo is not None
    lines = work.undo.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"qos":1', b'"qos":2')
    os.truncate(work.undo, 0)
    work.undo.write_bytes(b"".join(lines))
    back = Restoring(to(mosquitto), read_contents(work.undo))
    await back.run()
    assert "is damaged: line 3 is damaged" in back.failure
    assert not await kept_by(mosquitto, ["a/#"])
    back = Restoring(to(mosquitto), read_contents(work.undo))
    await back.run(damaged_too=True)
    assert (back.failure, back.told.missing) == ("", 0)
    assert len(await kept_by(mosquitto, ["a/#"])) == 3


async def test_an_expiry_is_kept(mosquitto: Mosquitto, tmp_path: Path) -> None:
    await keep(mosquitto, [Publication("a", b"x", 1, True, EXPIRES)], version=5)
    work = removal(mosquitto, tmp_path)
    await work.look()
    await work.delete()
    assert work.undo is not None
    (message,) = whole_messages(work.undo)
    assert message.properties is not None
    assert 3590 <= int.from_bytes(message.properties[1:], "big") <= 3600


async def test_restoring_says_how_far_it_came_when_the_broker_goes_away(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    await keep(mosquitto, many(500))
    work = removal(mosquitto, tmp_path, below("site"))
    await work.look()
    await work.delete()
    assert work.undo is not None
    back = Restoring(to(mosquitto), read_contents(work.undo), per_second=200)
    restoring = asyncio.ensure_future(back.run())
    await eventually(lambda: back.sent is not None and back.sent.accepted >= 20)
    mosquitto.kill()
    await asyncio.wait_for(restoring, PATIENCE)
    assert back.lost
    assert back.sent is not None
    assert 20 <= back.sent.accepted < 501
    assert "was lost" in back.failure


async def test_stopping_a_restoration(mosquitto: Mosquitto, tmp_path: Path) -> None:
    await keep(mosquitto, many(500))
    work = removal(mosquitto, tmp_path, below("site"))
    await work.look()
    await work.delete()
    assert work.undo is not None
    back = Restoring(to(mosquitto), read_contents(work.undo), per_second=200)
    restoring = asyncio.ensure_future(back.run())
    await eventually(lambda: back.sent is not None and back.sent.accepted >= 20)
    back.stop()
    await asyncio.wait_for(restoring, PATIENCE)
    assert back.sent is not None
    assert back.sent.stopped
    assert (back.failure, back.told.missing) == ("", 0)
    left = removal(mosquitto, tmp_path, below("site"))
    await left.look()
    assert len(left.found) == back.sent.accepted
