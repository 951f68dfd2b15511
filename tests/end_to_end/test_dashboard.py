"""The program as its user meets it: a real terminal, a real broker, real keys."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from tests.brokers import HOST, Mosquitto
from tests.conftest import StartMosquitto
from tests.end_to_end.terminal import DOWN, Terminal

DIALOG = "enter logs in"


def log_text(home: Path) -> str:
    """All that was logged."""
    return "".join(each.read_text() for each in home.rglob("*.log"))


async def publish(broker: Mosquitto, topic: str, payload: str, *more: str) -> None:
    """Publish with mosquitto's own client."""
    words = ("-h", HOST, "-p", str(broker.port), "-t", topic, "-m", payload, *more)
    client = await asyncio.create_subprocess_exec("mosquitto_pub", *words)
    assert await client.wait() == 0


async def test_a_message_travels_from_a_publisher_to_the_tree_the_log_and_the_payload(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    async with Terminal("--host", HOST, "-p", str(mosquitto.port), home=tmp_path) as terminal:
        await terminal.shows("Waiting for the first message", "MQTT 5")
        await publish(mosquitto, "site/1/temp", '{"v": 21.5}')
        screen = await terminal.shows("▾ site", 'temp {"v"', "site/1/temp")
        assert re.search(r"\d\d:\d\d:\d\d\.\d{3} site/1/temp", screen)
        terminal.press(DOWN * 3)
        await terminal.shows('"v": 21.5', "QoS 0")


async def test_what_is_typed_is_published_and_acknowledged(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    words = ("-h", HOST, "-p", str(mosquitto.port), "-t", "answer", "-C", "1")
    subscriber = await asyncio.create_subprocess_exec(
        "mosquitto_sub", *words, stdout=asyncio.subprocess.PIPE
    )
    async with Terminal("--host", HOST, "-p", str(mosquitto.port), home=tmp_path) as terminal:
        await terminal.shows("MQTT 5")
        terminal.press("p")
        await terminal.cursor_beside("site/line/set")
        terminal.press("answer\t")
        await terminal.cursor_beside("text")
        terminal.press("42")
        await terminal.shows("42")
        terminal.press("\x07")
        await terminal.shows("✓ sent in", "answer 42")
    printed, _ = await asyncio.wait_for(subscriber.communicate(), 10)
    assert printed == b"42\n"


async def test_it_survives_the_broker_and_says_so(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with Terminal("--host", HOST, "-p", str(mosquitto.port), home=tmp_path) as terminal:
        await terminal.shows("MQTT 5")
        mosquitto.stop()
        await terminal.shows("Trying again in", "waiting")
        mosquitto.start()
        terminal.press("r")
        await terminal.shows("MQTT 5", "Waiting for the first message")
        await publish(mosquitto, "back", "again")
        await terminal.shows("back again")


async def test_q_leaves_the_terminal_as_it_was(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with Terminal("--host", HOST, "-p", str(mosquitto.port), home=tmp_path) as terminal:
        await terminal.shows("MQTT 5")
        terminal.press("q")
        assert await terminal.ended() == 0
        assert b"\x1b[?1049l" in terminal.written
        assert b"Traceback" not in terminal.written


async def test_the_password_is_asked_for_and_never_shown(
    start_mosquitto: StartMosquitto, tmp_path: Path
) -> None:
    broker = start_mosquitto(users={"anna": "s3cret-word"})
    arguments = ("--host", HOST, "-p", str(broker.port), "-u", "anna")
    async with Terminal(*arguments, home=tmp_path) as terminal:
        await terminal.shows(DIALOG)
        terminal.press("wrong-word")
        await terminal.shows("•" * 10)
        terminal.press("\r")
        # The dialog stays; its field is empty, and the reason is there again.
        await terminal.shows("▊  password", "client in: not  ", DIALOG)
        terminal.press("s3cret-word\r")
        await terminal.shows("Waiting for the first message")
        assert b"s3cret" not in terminal.written
        assert b"wrong-word" not in terminal.written
    assert "s3cret" not in log_text(tmp_path)


async def test_the_demo_needs_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    async with Terminal("--demo", home=tmp_path) as terminal:
        await terminal.shows("factory", "demo on localhost:")
        port = await terminal.demo_port()
        terminal.press("q")
        assert await terminal.ended() == 0
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except ConnectionRefusedError:
        return
    writer.close()
    raise AssertionError("the demo's broker is still there")
