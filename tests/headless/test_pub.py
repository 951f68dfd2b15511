"""``pubsub-tui pub`` against a real mosquitto: what arrives, and what is said of it."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import os
import signal
import struct
import sys
from collections import Counter
from pathlib import Path

import cbor2
import msgpack
import pytest

from pubsub_tui.cli import main
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.properties import Properties, read_properties
from pubsub_tui.outgoing.saved import save_template
from pubsub_tui.paths import user_templates
from tests.brokers import HOST, PATIENCE, Mosquitto, eventually, free_port
from tests.conftest import StartMosquitto
from tests.transports.linking import Linked, linked

ON = ("-h", HOST, "-p")


@pytest.fixture(autouse=True)
def _own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


async def pub(port: int, *words: str) -> int:
    """Run it on a thread, with an event loop of its own; returns the exit code."""
    try:
        return await asyncio.wait_for(
            asyncio.to_thread(main, ["pub", *ON, str(port), *words]), PATIENCE
        )
    except SystemExit as end:
        return int(end.code or 0)


async def arrived(near: Linked, count: int) -> list[bytes]:
    """The payloads, once a mark sent after them has come too: there are no more."""
    await near.send("the/end", b"")
    await eventually(lambda: near.received and near.received[-1].topic == "the/end")
    payloads = [message.payload for message in near.received[:-1]]
    assert len(payloads) == count
    return payloads


def stdin_of(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Standard input as a pipe with these bytes, closed behind them."""
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(os.fdopen(reading, "rb")))


@pytest.mark.parametrize(
    ("kind", "text", "payload"),
    [
        ("text", "é\n ", "é\n ".encode()),
        ("json", '{ "a": 1.0 }', b'{ "a": 1.0 }'),
        ("hex", "0x00 ff\n10", b"\x00\xff\x10"),
        ("base64", "_-8", b"\xff\xef"),
        ("number", "f32le 21.5 -1", struct.pack("<ff", 21.5, -1)),
        ("cbor", '{"a": [1, 2.5, null]}', cbor2.dumps({"a": [1, 2.5, None]})),
        ("msgpack", '{"a": [1, 2.5, null]}', msgpack.packb({"a": [1, 2.5, None]})),
    ],
)
async def test_every_kind_arrives_byte_for_byte(
    mosquitto: Mosquitto, kind: str, text: str, payload: bytes
) -> None:
    async with linked(mosquitto.port) as near:
        await near.subscribe()
        assert await pub(mosquitto.port, "a", "-m", text, "--kind", kind) == 0
        assert await arrived(near, 1) == [payload]


@pytest.mark.parametrize("qos", [0, 1, 2])
@pytest.mark.parametrize("version", ["5", "3.1.1"])
async def test_qos_and_retain_are_as_asked_for(
    mosquitto: Mosquitto, qos: int, version: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("site/a", "-m", "x", "-q", str(qos), "-r", "-v", "--mqtt-version", version)
    assert await pub(mosquitto.port, *words) == 0
    word = "acknowledged" if qos else "sent"
    assert f"pubsub-tui: message 1 to site/a: {word}" in capsys.readouterr().err
    async with linked(mosquitto.port) as near:
        await near.subscribe()
        assert await near.payloads(1) == [b"x"]
        assert (near.received[0].qos, near.received[0].retain) == (qos, True)


async def test_properties_arrive(mosquitto: Mosquitto) -> None:
    words = ["content-type=text/plain", "response_topic=reply/a", "correlation-data=é"]
    words += ["message-expiry-interval=60", "payload-format-indicator=1", "user:a=b=c", "user:a="]
    async with linked(mosquitto.port) as near:
        await near.subscribe()
        options = [word for name in words for word in ("--property", name)]
        assert await pub(mosquitto.port, "a", "-n", *options) == 0
        assert await arrived(near, 1) == [b""]
        assert read_properties(near.received[0].properties or b"") == Properties(
            "text/plain", "reply/a", "é".encode(), 60, True, (("a", "b=c"), ("a", ""))
        )


async def test_a_file_and_stdin_are_sent_as_they_are(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bytes(range(256)) + b"{{count}}"
    path = tmp_path / "{{x}}"
    path.write_bytes(data)
    async with linked(mosquitto.port) as near:
        await near.subscribe()
        assert await pub(mosquitto.port, "a", "-f", str(path)) == 0
        stdin_of(monkeypatch, data)
        assert await pub(mosquitto.port, "a", "-s") == 0
        stdin_of(monkeypatch, b"00 01\n")
        assert await pub(mosquitto.port, "a", "-s", "--kind", "hex") == 0
        (tmp_path / "json").write_text("[1]")
        assert await pub(mosquitto.port, "a", "-f", str(tmp_path / "json"), "--kind", "cbor") == 0
        assert await arrived(near, 4) == [data, data, b"\x00\x01", b"\x81\x01"]


@pytest.mark.parametrize("qos", ["0", "1", "2"])
async def test_the_lines_of_stdin_are_sent_in_their_order(
    mosquitto: Mosquitto, qos: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [b"%d \xff{{x}}" % number for number in range(1000)] + [b"", b"last"]
    stdin_of(monkeypatch, b"\r\n".join(lines))
    async with linked(mosquitto.port) as near:
        await near.subscribe()
        assert await pub(mosquitto.port, "a/{{count}}", "-l", "-q", qos) == 0
        assert await arrived(near, 1002) == lines
        assert near.received[1001].topic == "a/1002"


async def test_stdin_may_be_a_file(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"a\nb\n")
    with path.open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        async with linked(mosquitto.port) as near:
            await near.subscribe()
            assert await pub(mosquitto.port, "a", "-l") == 0
            assert await arrived(near, 2) == [b"a", b"b"]


@pytest.mark.parametrize("every", [(), ("--every", "1ms", "--jitter", "100%")])
async def test_it_is_repeated_exactly_so_many_times(
    mosquitto: Mosquitto, every: tuple[str, ...]
) -> None:
    async with linked(mosquitto.port) as near:
        await near.subscribe()
        words = ("a", "-m", "{{count}}", "-q", "1", "--repeat", "50", *every)
        assert await pub(mosquitto.port, *words) == 0
        assert await arrived(near, 50) == [b"%d" % number for number in range(1, 51)]


async def test_a_saved_message_is_sent_with_what_is_asked_for(
    mosquitto: Mosquitto, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = Draft(
        "site/{{ask line}}",
        '{"n": {{count}}, "line": "{{topic 2}}"}',
        Kind.MSGPACK,
        1,
        True,
        Properties(user=(("by", "{{ask who}}"),)),
    )
    save_template(user_templates(), "my message", draft)
    sent = ("--template", "my message", "--ask", "who=anna=b")
    assert await pub(mosquitto.port, *sent) == 2
    said = "pubsub-tui: the message asks for 'line': add --ask 'line=VALUE'.\n"
    assert capsys.readouterr().err == said
    async with linked(mosquitto.port) as near:
        await near.subscribe()
        assert await pub(mosquitto.port, *sent, "--ask", "line=l2") == 0
        await arrived(near, 1)
        assert near.received[0].topic == "site/l2"
        assert msgpack.unpackb(near.received[0].payload) == {"n": 1, "line": "l2"}
        assert near.received[0].qos == 1
        assert read_properties(near.received[0].properties or b"").user == (("by", "anna=b"),)
    assert await pub(mosquitto.port, "--template", "none") == 2
    assert "there is no template 'none' in" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl"])
async def test_rows_of_a_file_are_sent_in_turn(
    mosquitto: Mosquitto, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    payloads = [number.to_bytes(2, "big") for number in range(300)]
    if name == "rows.csv":
        lines = ["topic,payload,qos,kind"]
        lines += [f"a/{n},{payload.hex()},1,hex" for n, payload in enumerate(payloads)]
    else:
        texts = [base64.b64encode(payload).decode() for payload in payloads]
        rows = [{"topic": f"a/{n}", "payload_base64": text} for n, text in enumerate(texts)]
        lines = [json.dumps({**row, "qos": 1}) for row in rows]
    path.write_text("\n".join(lines))
    async with linked(mosquitto.port) as near:
        await near.subscribe()
        assert await pub(mosquitto.port, "--from", str(path), "--repeat", "2") == 0
        assert await arrived(near, 600) == payloads * 2
        assert Counter(message.topic for message in near.received)["a/299"] == 2


async def test_a_row_that_is_none_ends_it_and_is_named(
    mosquitto: Mosquitto, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("topic,payload,kind\na,1,json\nb,{,json\nc,,\n")
    async with linked(mosquitto.port) as near:
        await near.subscribe()
        assert await pub(mosquitto.port, "--from", str(path)) == 2
        assert await arrived(near, 1) == [b"1"]
    said = f"{path}: line 3: JSON: column 2: expected a name in double quotes."
    wanted = f"pubsub-tui: {said}\npubsub-tui: 1 of 1 message published.\n"
    assert capsys.readouterr().err == wanted


@pytest.mark.parametrize("qos", ["1", "2"])
async def test_what_the_broker_refuses_is_said_with_its_reason(
    start_mosquitto: StartMosquitto, qos: str, capsys: pytest.CaptureFixture[str]
) -> None:
    broker = start_mosquitto(acl="topic readwrite site/#\n")
    words = ("{{choice secret}}/a", "-m", "x", "-q", qos)
    assert await pub(broker.port, *words, "--repeat", "2") == 1
    assert capsys.readouterr().err == (
        "pubsub-tui: message 1 to secret/a was not accepted: not authorized.\n"
        "pubsub-tui: message 2 to secret/a was not accepted: not authorized.\n"
        "pubsub-tui: 0 of 2 messages published.\n"
    )
    assert await pub(broker.port, "site/a", "-m", "x", "-q", qos) == 0
    assert capsys.readouterr().err == ""


async def test_what_comes_from_the_environment_is_not_told(
    start_mosquitto: StartMosquitto,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SECRET_KEY", "xyzzy+")
    broker = start_mosquitto(acl="topic readwrite site/#\n")
    assert await pub(broker.port, "a/{{env SECRET_KEY}}", "-m", "x", "-q", "1") == 2
    assert await pub(broker.port, "a", "-m", "u8 {{env SECRET_KEY}}", "--kind", "number") == 2
    monkeypatch.setenv("SECRET_KEY", "xyzzy")
    assert await pub(broker.port, "a/{{env SECRET_KEY}}", "-m", "x", "-q", "1") == 1
    said = capsys.readouterr().err
    assert "message 1 to a/{{env SECRET_KEY}} was not accepted: not authorized." in said
    assert "xyzzy" not in said


async def test_properties_need_mqtt_5(
    mosquitto: Mosquitto, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("a", "-m", "x", "--property", "content-type=a", "--mqtt-version", "3.1.1")
    assert await pub(mosquitto.port, *words) == 1
    assert "MQTT 3.1.1 has no properties; nothing was sent." in capsys.readouterr().err


async def test_without_a_broker_there_is_no_connection(
    capsys: pytest.CaptureFixture[str],
) -> None:
    port = free_port()
    assert await pub(port, "a", "-m", "x") == 3
    said = f"pubsub-tui: Nothing listens on {HOST}:{port}: connection refused.\n"
    assert capsys.readouterr().err == said


async def test_a_login_that_is_refused_is_no_connection_even_with_retry(
    start_mosquitto: StartMosquitto, capsys: pytest.CaptureFixture[str]
) -> None:
    broker = start_mosquitto(users={"anna": "pw"})
    assert await pub(broker.port, "a", "-m", "x", "--retry") == 3
    assert "Log in with -u and --password-file." in capsys.readouterr().err


async def test_with_retry_it_waits_for_the_broker(
    start_mosquitto: StartMosquitto, capsys: pytest.CaptureFixture[str]
) -> None:
    broker = start_mosquitto()
    broker.kill()
    publishing = asyncio.create_task(pub(broker.port, "a", "-m", "x", "-q", "1", "--retry"))
    said = ""

    def waits() -> bool:
        nonlocal said
        said += capsys.readouterr().err
        return "connection refused. Trying again." in said

    await eventually(waits)
    broker.start()
    assert await publishing == 0
    assert f"Connected to {HOST}:{broker.port}." in capsys.readouterr().err


async def test_a_link_that_is_lost_ends_it(
    start_mosquitto: StartMosquitto, capsys: pytest.CaptureFixture[str]
) -> None:
    broker = start_mosquitto()
    async with linked(broker.port) as near:
        await near.subscribe()
        words = ("a", "-m", "{{count}}", "-q", "1", "--every", "5ms")
        publishing = asyncio.create_task(pub(broker.port, *words))
        await near.payloads(3)
        broker.kill()
        assert await publishing == 1
    said = capsys.readouterr().err
    assert "pubsub-tui: Stopped before message " in said
    assert said.endswith(" published.\n")


async def test_a_link_that_is_lost_is_made_again_with_retry(
    start_mosquitto: StartMosquitto,
) -> None:
    broker = start_mosquitto()
    words = ("a", "-m", "{{count}}", "-q", "1", "--every", "5ms", "--repeat", "300", "--retry")
    async with linked(broker.port) as near:
        await near.subscribe()
        publishing = asyncio.create_task(pub(broker.port, *words))
        await near.payloads(3)
        broker.kill()
    broker.start()
    async with linked(broker.port) as near:
        await near.subscribe()
        await publishing
        await eventually(lambda: near.received and near.received[-1].payload == b"300")


async def test_ctrl_c_ends_it_with_a_count(mosquitto: Mosquitto) -> None:
    words = ("a", "-m", "{{count}}", "-q", "1", "--every", "5ms")
    async with linked(mosquitto.port) as near:
        await near.subscribe()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "pubsub_tui", "pub", *ON, str(mosquitto.port), *words),
            stderr=asyncio.subprocess.PIPE,
        )
        await near.payloads(3)
        process.send_signal(signal.SIGINT)
        _, said = await asyncio.wait_for(process.communicate(), PATIENCE)
        assert process.returncode == 130
        count = len(near.received)
        # What was under way may have come without its acknowledgement.
        accepted = int(said.decode().split()[2])
        assert accepted in (count, count - 1)
        assert said.decode().startswith(f"pubsub-tui: Interrupted: {accepted} of ")
        assert said.decode().count("\n") == 1


async def test_what_the_screen_would_ask_about_needs_yes(
    mosquitto: Mosquitto, capsys: pytest.CaptureFixture[str]
) -> None:
    live = ("live", "-m", "1", "-q", "1", "--production")
    async with linked(mosquitto.port) as near:
        await near.subscribe("#")
        assert await pub(mosquitto.port, *live) == 0
        assert await pub(mosquitto.port, *live, "-r") == 2
        assert capsys.readouterr().err.startswith(
            "pubsub-tui: message 1: This broker is marked production. "
            "Let it retain this message on live? Add --yes if so.\n"
        )
        assert await pub(mosquitto.port, "$own/x", "-m", "1") == 2
        assert "belongs to the broker itself" in capsys.readouterr().err
        assert await pub(mosquitto.port, *live, "-r", "--yes") == 0
        assert await arrived(near, 2) == [b"1", b"1"]


USAGE: list[tuple[tuple[str, ...], str]] = [
    (("-m", "x"), "say where to publish to: pubsub-tui pub TOPIC -m TEXT."),
    (("a",), "say what to publish: -m TEXT, -f FILE, -s, -l, -n, --template or --from."),
    (("a", "-m", "x", "-n"), "argument -n/--empty: not allowed with argument -m/--message."),
    (("a", "-m", "x", "--read-only"), "--read-only forbids to publish."),
    (("a/+", "-m", "x"), "message 1: a topic to publish to can not hold the wildcard +."),
    (("a", "-m", "{", "--kind", "json"), "message 1: JSON: column 2: expected a name in"),
    (("a", "-m", "{{x}}"), "payload: column 1: 'x' is not known; known are count, now, "),
    (("a", "-m", "{{env NOT_THERE}}"), "message 1: payload: column 1: the environment has no"),
    (("a", "-m", "x", "--ask", "b=c"), "the message does not ask for 'b'."),
    (("a", "-m", "x", "--ask", "b"), "--ask takes NAME=VALUE."),
    (("a", "-m", "x", "--property", "=b"), "--property takes NAME=VALUE."),
    (("a", "-m", "x", "--property", "b=c"), "property: expected one of content_type, "),
    (("a", "-m", "x", "--repeat", "0"), "argument --repeat: '0' is no number of messages"),
    (("a", "-m", "x", "--every", "x"), "argument --every: 'x' is no time such as 500ms"),
    (("a", "-m", "x", "--jitter", "1%"), "--jitter is a part of --every: say --every TIME"),
    (("a", "-m", "x", "--every", "1s", "--jitter", "101%"), "argument --jitter: '101%' is no"),
    (("a", "-l", "--repeat", "2"), "the lines of stdin come once: leave out --repeat."),
    (("a", "-n", "--kind", "hex"), "--kind is for what -m, -f, -s and -l give."),
    (("a", "--from", "x.csv"), "the rows of --from say that themselves: leave out TOPIC."),
    (("--from", "x.csv", "-r"), "the rows of --from say that themselves: leave out -r."),
    (("--from", "x.txt"), "x.txt: expected a file .csv or .jsonl."),
    (("--from", "/none.csv"), "/none.csv: it can not be read: no such file or directory."),
    (("a", "-f", "/none"), "/none: it can not be read: no such file or directory."),
    (("a", "-m", "x", "-L", "mqtt://h/b"), "leave the topic out of the URL: pub is given one"),
]


@pytest.mark.parametrize(("words", "said"), USAGE)
def test_what_can_not_be_meant_is_said_before_anything_connects(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code: object
    try:
        code = main(["pub", *words])
    except SystemExit as end:
        code = end.code
    assert code == 2
    assert capsys.readouterr().err.startswith(f"pubsub-tui: {said}")
