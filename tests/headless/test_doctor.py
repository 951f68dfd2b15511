"""``pubsub-tui doctor``: the report as text and JSON, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.brokers import HOST, Mosquitto, free_port
from tests.conftest import StartMosquitto
from tests.headless.program import run
from tests.transports.handmade import Reader, Writer, read_version, serving


async def test_a_broker_that_is_well(mosquitto: Mosquitto) -> None:
    done = await run("doctor", f"mqtt://{HOST}:{mosquitto.port}", port=None)
    assert (done.code, done.err) == (0, "")
    text = done.out.decode()
    assert text.startswith("What was tried\n")
    assert text.endswith(f"\n{HOST}:{mosquitto.port} is well.\n")
    assert "✓ CONNECT     MQTT 5" in text
    assert "protocol versions         MQTT 3.1.1: yes, MQTT 5: yes" in text
    assert "round trip, QoS 2" in text


async def test_json(mosquitto: Mosquitto) -> None:
    done = await run("doctor", "--json", "--read-only", "-t", "a/#", port=mosquitto.port)
    assert done.code == 0
    report = json.loads(done.out)
    assert report["connected"]
    assert [each["name"] for each in report["steps"]][:4] == [
        "resolve",
        "TCP",
        "CONNECT",
        "SUBSCRIBE",
    ]
    capabilities = report["capabilities"]
    assert capabilities["versions"] == {"MQTT 3.1.1": True, "MQTT 5": True}
    assert capabilities["max_qos"] == 2
    assert capabilities["round_trip_seconds"] == {}
    assert "read-only" in capabilities["not_measured"]


async def test_a_profile_by_its_name(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    saved = await run("--save", "home", "-t", "site/#", port=mosquitto.port)
    assert saved.code == 0, saved.err
    done = await run("doctor", "home", "--read-only", port=None)
    assert done.code == 0, done.err
    assert "SUBSCRIBE   site/#" in done.out.decode()


async def test_nothing_listens() -> None:
    done = await run("doctor", port=free_port())
    assert done.code == 3
    assert "Nothing listens on" in done.out.decode()


async def test_something_that_was_asked_for_is_refused(start_mosquitto: StartMosquitto) -> None:
    low = start_mosquitto(extra=("max_qos 1",))
    done = await run("doctor", "-t", "a", "-q", "2", port=low.port)
    assert done.code == 1
    assert "granted QoS 1 for a, and not QoS 2" in done.out.decode()


async def test_bad_usage() -> None:
    for words in (
        ("--within", "soon"),
        ("--retry",),
        ("-i", "x", "--session-expiry", "1h"),
        ("a b",),
    ):
        done = await run("doctor", *words, port=None)
        assert (done.code, done.out) == (2, b""), words
        assert done.err.startswith("pubsub-tui: "), done.err


async def test_what_a_broker_says_is_made_safe_and_holds_no_secret() -> None:
    async def refuse(reader: Reader, writer: Writer) -> None:
        await read_version(reader)
        reason = b"no \x1b[2J geheim-password"
        block = b"\x1f" + len(reason).to_bytes(2, "big") + reason
        writer.write(bytes([0x20, 3 + len(block), 0, 0x86, len(block)]) + block)

    async with serving(refuse) as server:
        words = ("doctor", "-u", "anna", "-P", "geheim-password")
        text = await run(*words, port=server.port)
        plain = await run(*words, "--json", port=server.port)
    assert text.code == plain.code == 3
    assert b"\x1b" not in text.out + plain.out
    assert b"geheim" not in text.out + plain.out
    assert "“no ␛[2J •••”" in text.out.decode()
