"""Messages written for other programs: whatever they hold, the same is read back."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.export import csv_lines, json_lines, text_lines
from pubsub_tui.export.compared import Compared
from pubsub_tui.export.fields import LARGEST_DECODED
from pubsub_tui.message import Message
from tests.unit.safe_text import unsafe_characters
from tests.unit.test_properties import EVERY_PROPERTY, utf8

AT = 1_764_081_000.123
LARGE = (b"\x26" + utf8("") + utf8("x" * 99)) * (LARGEST_DECODED // 99)

TOPICS = st.text() | st.binary(max_size=20).map(lambda data: data.decode(errors="surrogateescape"))
PAYLOADS = st.binary(max_size=60) | st.text(max_size=60).map(str.encode)
BLOCKS = st.none() | st.just(EVERY_PROPERTY) | st.binary(max_size=20)
MESSAGES = st.builds(
    Message,
    topic=TOPICS,
    payload=PAYLOADS,
    qos=st.integers(0, 2),
    retain=st.booleans(),
    received_at=st.floats(0, 4e9),
    properties=BLOCKS,
    truncated_from=st.just(0) | st.integers(1_000, 2_000),
)


def read_csv(*lines: bytes) -> list[dict[str, str]]:
    text = io.StringIO(b"".join(lines).decode(), newline="")
    return list(csv.DictReader(text, strict=True))


def assert_same(message: Message, read: dict[str, Any]) -> None:
    """What is read back of a message is what it was; ``read`` lacks what it does not have."""
    sent = message.topic.encode(errors="surrogateescape")
    assert base64.b64decode(read["topic_base64"]) == sent if "topic_base64" in read else True
    assert read["topic"] == sent.decode(errors="replace")
    assert ("topic_base64" in read) == (read["topic"].encode() != sent)
    if "payload_base64" in read:
        assert base64.b64decode(read["payload_base64"]) == message.payload
    elif message.truncated_from:
        assert message.payload.startswith(read["payload"].encode())
        assert len(message.payload) - len(read["payload"].encode()) < 4
    else:
        assert read["payload"].encode() == message.payload
    assert read["size"] == message.size
    assert read["qos"] == message.qos
    assert read["retain"] is message.retain
    assert read.get("truncated_from", 0) == message.truncated_from
    assert ("properties" in read or "properties_base64" in read) == bool(message.properties)
    at = datetime.strptime(read["time"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    assert abs(at.timestamp() - message.received_at) < 0.001_001


@given(MESSAGES)
def test_json_lines_are_read_back(message: Message) -> None:
    line = json_lines.line(message)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert_same(message, json.loads(line))


@given(MESSAGES)
def test_a_json_line_holds_nothing_that_a_terminal_acts_on(message: Message) -> None:
    text = json_lines.line(message).decode()
    acted_on = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F)]))
    assert not set(acted_on) & set(text[:-1])


def test_every_control_that_a_terminal_acts_on_is_escaped() -> None:
    codes = [*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F)]
    text = "".join(map(chr, [*codes, *range(0x2066, 0x206A)])) + "ä"
    line = json_lines.line(Message("t", text.encode()))
    assert json.loads(line)["payload"] == text
    assert line.decode().strip("\n").replace("ä", "").isascii()
    assert line.decode().strip("\n").isprintable()


@given(st.lists(MESSAGES, max_size=4))
def test_csv_is_read_back(messages: Sequence[Message]) -> None:
    rows = read_csv(csv_lines.HEAD, *map(csv_lines.line, messages))
    assert len(rows) == len(messages)
    for message, row in zip(messages, rows, strict=True):
        read: dict[str, Any] = {name: cell for name, cell in row.items() if cell}
        if "payload_base64" not in read:
            read["payload"] = row["payload"]
        read["topic"] = row["topic"]
        read |= {"size": int(read["size"]), "qos": int(read["qos"])}
        read |= {"retain": {"true": True, "false": False}[read["retain"]]}
        read |= {"truncated_from": int(row["truncated_from"] or 0)}
        assert_same(message, read)


@given(MESSAGES, st.none() | st.floats(-1e9, 1e9), st.sampled_from(["▲ +0.4", "=", "≠", ""]))
def test_the_history_says_interval_and_change_too(
    message: Message, interval: float | None, change: str
) -> None:
    row = Compared(message, interval, change)
    read = json.loads(json_lines.compared_line(row))
    assert (read["interval"], read["change"]) == (interval, change)
    assert_same(message, read)
    [cells] = read_csv(csv_lines.COMPARED_HEAD, csv_lines.compared_line(row))
    assert cells["interval"] == ("" if interval is None else str(interval))
    assert cells["change"] == change
    assert change in text_lines.compared_line(row).decode()


@given(MESSAGES)
def test_text_is_one_safe_line(message: Message) -> None:
    for line in (text_lines.line(message), text_lines.compared_line(Compared(message, 1.5, "="))):
        text = line.decode()
        assert text.endswith("\n")
        assert not unsafe_characters(text[:-1])


def test_the_keys_of_a_json_line_and_their_order() -> None:
    message = Message("site/ä", b"21.5", 1, True, AT)
    assert json_lines.line(message).decode() == (
        '{"time":"2025-11-25T14:30:00.123Z","topic":"site/ä","qos":1,"retain":true,"size":4,'
        '"payload":"21.5"}\n'
    )


def test_what_is_not_utf8_is_base64() -> None:
    read = json.loads(json_lines.line(Message("a\udcff", b"\xff\x00")))
    assert read["topic"] == "a\ufffd"
    assert base64.b64decode(read["topic_base64"]) == b"a\xff"
    assert "payload" not in read
    assert base64.b64decode(read["payload_base64"]) == b"\xff\x00"


def test_a_surrogate_that_no_byte_became_breaks_nothing() -> None:
    read = json.loads(json_lines.line(Message("a\ud800\udcff", b"")))
    assert read["topic"].startswith("a\ufffd")


def test_a_cut_payload_loses_only_a_character_that_is_not_whole() -> None:
    read = json.loads(json_lines.line(Message("a", "xä".encode()[:2], truncated_from=900)))
    assert read["payload"] == "x"
    assert (read["size"], read["truncated_from"]) == (900, 900)


def test_properties_have_their_names_of_the_specification() -> None:
    read = json.loads(json_lines.line(Message("a", b"", properties=EVERY_PROPERTY)))
    assert read["properties"] == {
        "payload_format_indicator": 1,
        "message_expiry_interval": 60,
        "topic_alias": 7,
        "response_topic": "reply/to",
        "correlation_data_base64": "AP8=",
        "content_type": "text/plain",
        "subscription_identifiers": [5, 128],
        "user_properties": [["site", "a"], ["site", "b"]],
    }


@pytest.mark.parametrize("block", [b"\x7f", LARGE])
def test_properties_that_are_malformed_or_very_large_are_kept_as_bytes(block: bytes) -> None:
    message = Message("a", b"", properties=block)
    read = json.loads(json_lines.line(message))
    assert base64.b64decode(read["properties_base64"]) == block
    [cells] = read_csv(csv_lines.HEAD, csv_lines.line(message).replace(b"x" * 99, b""))
    assert cells["properties"] == ""
    assert cells["properties_base64"]


def test_what_spreadsheets_take_for_a_formula_is_not_changed() -> None:
    payloads = ["=1+1", "+1", "-1", "@x", "\t=1", "'=1", ' a,"b"\r\n']
    lines = [csv_lines.line(Message("t", each.encode())) for each in payloads]
    assert [row["payload"] for row in read_csv(csv_lines.HEAD, *lines)] == payloads


def test_lines_of_csv_end_as_the_standard_says() -> None:
    assert csv_lines.HEAD.endswith(b"\r\n")
    assert csv_lines.line(Message("t", b"1")).endswith(b"\r\n")


def test_figures_are_read_back() -> None:
    figures: dict[str, str | float | None] = {
        "topic": 'a,"\udcff',
        "messages_per_second": 0.5,
        "count": 3,
        "interval": None,
    }
    read = json.loads(json_lines.figures_line(figures))
    assert read == {**figures, "topic": 'a,"\ufffd', "topic_base64": "YSwi/w=="}
    [cells] = read_csv(csv_lines.figures_head(figures), csv_lines.figures_line(figures))
    assert list(cells.values()) == ['a,"\ufffd', "YSwi/w==", "0.5", "3", ""]


def test_text_shows_what_the_row_shows_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    topic = "site/" + "x" * 60
    line = text_lines.line(Message(topic, b'{"v":\n  1}' + b" " * 300 + b"z", 2, True, AT))
    date, time, *rest = line.decode().split(" ", 3)
    assert (len(date), len(time)) == (10, 12)
    assert rest == [topic, 'R2  {"v": 1} z\n']


def test_text_says_how_much_of_a_large_payload_is_left_out() -> None:
    line = text_lines.line(Message("t", b"x" * 20_000, received_at=AT)).decode()
    assert line.endswith("xxx … 20,000 bytes in all\n")
    assert len(line) < 11_000
    binary = text_lines.line(Message("t", b"\xff" * 9_000, received_at=AT)).decode()
    assert binary.count("ff") == 9_000
