"""``pubsub-tui retained`` as scripts and people use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pubsub_tui.transports.base import Publication
from tests.brokers import Mosquitto
from tests.conftest import StartMosquitto
from tests.headless.program import run, started
from tests.retained.keeping import keep, kept_by
from tests.transports.packets import user_property

BLOCK = user_property(b"unit", b"\xc2\xb0C")


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A state folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "pubsub-tui" / "undo"


def some() -> list[Publication]:
    """Retained messages in two branches."""
    topics = ["site/1/temp", "site/1/ü", "site/2/temp"]
    return [Publication(topic, b"\0x", 1, True, BLOCK) for topic in topics]


def files_in(folder: Path) -> list[str]:
    """The names of the files there."""
    return [str(path) for path in folder.iterdir()] if folder.exists() else []


def the_only(folder: Path) -> str:
    """The name of the one file there."""
    (path,) = files_in(folder)
    return path


def cut_third_line(path: str) -> None:
    """Damage a file."""
    lines = Path(path).read_bytes().splitlines(keepends=True)
    Path(path).write_bytes(b"".join(lines[:2]) + lines[2][:40])


async def test_list(mosquitto: Mosquitto) -> None:
    await keep(mosquitto, some())
    result = await run("retained", "list", "site/1/#", port=mosquitto.port)
    assert result.code == 0
    assert [json.loads(line) for line in result.out.splitlines()] == [
        {"topic": "site/1/temp", "size": 2},
        {"topic": "site/1/ü", "size": 2},
    ]
    assert "2 retained messages at and below site/1 (4 bytes)." in result.err


async def test_list_of_nothing(mosquitto: Mosquitto) -> None:
    result = await run("retained", "list", port=mosquitto.port)
    assert (result.code, result.out) == (0, b"")
    assert "The broker keeps no retained messages of all topics." in result.err


async def test_a_dry_run_deletes_nothing(mosquitto: Mosquitto, state: Path) -> None:
    await keep(mosquitto, some())
    result = await run("retained", "delete", "site/#", "--dry-run", port=mosquitto.port)
    assert (result.code, result.out.count(b"\n")) == (0, 3)
    assert len(await kept_by(mosquitto, ["site/#"])) == 3
    assert not files_in(state)


async def test_delete_and_restore(mosquitto: Mosquitto, state: Path) -> None:
    await keep(mosquitto, some(), version=5)
    before = await kept_by(mosquitto, ["site/#"])
    result = await run("retained", "delete", "site/1/#", "--yes", port=mosquitto.port)
    assert (result.code, result.out) == (0, b"")
    assert "2 of 2 deleted, and 0 remained." in result.err
    assert the_only(state) in result.err
    assert list(await kept_by(mosquitto, ["site/#"])) == ["site/2/temp"]
    result = await run("retained", "restore", the_only(state), "--dry-run", port=mosquitto.port)
    assert (result.code, json.loads(result.out.split(b"\n")[0])["topic"]) == (0, "site/1/temp")
    assert list(await kept_by(mosquitto, ["site/#"])) == ["site/2/temp"]
    result = await run("retained", "restore", the_only(state), port=mosquitto.port)
    assert result.code == 0
    assert "2 of 2 published again." in result.err
    assert await kept_by(mosquitto, ["site/#"]) == before


async def test_delete_does_not_ask_where_nobody_can_answer(mosquitto: Mosquitto) -> None:
    await keep(mosquitto, some())
    result = await run("retained", "delete", "site/#", port=mosquitto.port)
    assert result.code == 2
    assert "--yes" in result.err
    assert len(await kept_by(mosquitto, ["site/#"])) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("delete",), "needs a topic filter"),
        (("restore",), "needs an undo file"),
        (("delete", "#", "--yes", "--read-only"), "--read-only"),
        (("restore", "x", "--read-only"), "--read-only"),
        (("restore", "x", "--production"), "add --yes"),
        (("restore", "/nowhere/x"), "can not be read"),
        (("delete", "a/#/b", "--yes"), "# must be the last level"),
        (("delete", "$SYS/#", "--yes"), "$SYS"),
        (("drop",), "ACTION"),
        (("list", "-L", "mqtt://h/a"), "URL"),
    ],
)
async def test_bad_usage_is_one_sentence(arguments: tuple[str, ...], words: str) -> None:
    result = await run("retained", *arguments, port=1)
    assert result.code == 2
    assert words in result.err
    assert result.err.count("\n") == 1


async def test_no_connection(start_mosquitto: StartMosquitto) -> None:
    broker = start_mosquitto()
    broker.kill()
    result = await run("retained", "list", port=broker.port)
    assert result.code == 3
    assert "connection refused" in result.err


async def test_what_the_broker_refuses_is_told_and_makes_it_fail(
    start_mosquitto: StartMosquitto, state: Path
) -> None:
    broker = start_mosquitto(
        {"root": "r", "anna": "a"},
        "user root\ntopic readwrite #\nuser anna\ntopic read #\n",
    )
    await keep(broker, some(), username="root", password="r")
    login = ("-u", "anna", "-P", "a")
    result = await run("retained", "delete", "#", "--yes", *login, port=broker.port)
    assert result.code == 1
    assert "3 refused: not authorized." in result.err
    assert "0 of 3 deleted, and 3 remained." in result.err


async def test_a_damaged_file_restores_its_whole_lines_when_forced(
    mosquitto: Mosquitto, state: Path
) -> None:
    await keep(mosquitto, some())
    await run("retained", "delete", "#", "--yes", port=mosquitto.port)
    path = the_only(state)
    cut_third_line(path)
    result = await run("retained", "restore", path, port=mosquitto.port)
    assert result.code == 1
    assert "line 3 is damaged" in result.err
    assert "Nothing was published." in result.err
    result = await run("retained", "restore", path, "--damaged-too", port=mosquitto.port)
    assert result.code == 0
    assert len(await kept_by(mosquitto, ["#"])) == 1


async def test_ctrl_c_stops_it_and_says_how_far_it_came(mosquitto: Mosquitto, state: Path) -> None:
    many = [Publication(f"site/{number}", b"x", 1, True) for number in range(300)]
    await keep(mosquitto, many)
    asked = ("retained", "delete", "site/#", "--yes", "--rate", "50")
    async with started(*asked, port=mosquitto.port) as running:
        await running.says("Deleting …")
        running.interrupt()
        result = await running.ended()
    assert result.code == 130
    assert "Stopped: " in result.err
    left = len(await kept_by(mosquitto, [each.topic for each in many]))
    assert f"{300 - left} of 300 deleted, and {left} remained." in result.err
    assert 0 < left < 300


async def test_retry_waits_for_the_broker(start_mosquitto: StartMosquitto) -> None:
    broker = start_mosquitto()
    broker.kill()
    async with started("retained", "list", "--retry", port=broker.port) as running:
        await running.says("connection refused")
        broker.start()
        result = await running.ended()
    assert result.code == 0
