"""Messages out of CSV and JSON lines, and the lines that are none."""

from __future__ import annotations

import base64
import json
import os
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.outgoing.properties import Properties, write_properties
from pubsub_tui.outgoing.rows import Row, read_rows

PROPERTIES = Properties("text/plain", "reply/a", b"\xff", 60, True, (("a", "b"), ("a", "c")))
IN_JSON = {
    "payload_format_indicator": 1,
    "message_expiry_interval": 60,
    "content_type": "text/plain",
    "response_topic": "reply/a",
    "correlation_data_base64": "/w==",
    "subscription_identifiers": [1],
    "topic_alias": 3,
    "user_properties": [["a", "b"], ["a", "c"]],
}


def rows(path: Path, text: str | bytes) -> list[Row]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(read_rows(path))


def test_json_lines_as_an_export_has_them(tmp_path: Path) -> None:
    exported = {
        "time": "2026-01-02T03:04:05.678Z",
        "topic": "site/ü",
        "qos": 1,
        "retain": True,
        "size": 2,
        "payload": "é\n",
        "properties": IN_JSON,
    }
    binary = {"topic": "b", "qos": 0, "retain": False, "size": 1, "payload_base64": "/w=="}
    text = f"{json.dumps(exported)}\n\n{json.dumps(binary)}"
    assert rows(tmp_path / "a.jsonl", text) == [
        Row(1, Draft("site/ü", "é\n", Kind.TEXT, 1, True, PROPERTIES)),
        Row(3, Draft("b", "/w==", Kind.BASE64)),
    ]


def test_csv_as_an_export_has_it(tmp_path: Path) -> None:
    block = base64.b64encode(write_properties(PROPERTIES) or b"").decode()
    quoted = json.dumps(IN_JSON).replace('"', '""')
    text = (
        "time,topic,topic_base64,qos,retain,size,payload,payload_base64,truncated_from,"
        "properties,properties_base64\r\n"
        f'2026-01-02T03:04:05Z,a,,2,true,3,"x\r\n""y""",,,"{quoted}",\r\n'
        f"2026-01-02T03:04:05Z,b,,0,false,1,,/w==,,,{block}\r\n"
    )
    assert rows(tmp_path / "a.CSV", text) == [
        Row(2, Draft("a", 'x\r\n"y"', Kind.TEXT, 2, True, PROPERTIES)),
        Row(4, Draft("b", "/w==", Kind.BASE64, 0, False, PROPERTIES)),
    ]


def test_csv_written_by_hand(tmp_path: Path) -> None:
    text = "\ufefftopic,payload,kind,retain\na,0a0b,hex,1\nb\n\nc,=1+1,,False\n"
    assert rows(tmp_path / "a.csv", text) == [
        Row(2, Draft("a", "0a0b", Kind.HEX, 0, True)),
        Row(3, Draft("b")),
        Row(5, Draft("c", "=1+1")),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "line 1: it is not valid JSON: column 2: expecting property name"),
        ("\n[1]", 'line 2: expected an object, such as {"topic": "a"}'),
        ("[" * 100_000, "line 1: it is no JSON that a message is written in"),
        ('{"topic": "a", "qos": ' + "1" * 5000 + "}", "line 1: it is no JSON that a message"),
        ('{"payload": "a"}', "line 1: topic: it is empty"),
        ('{"topic": 1}', "line 1: topic: expected a text"),
        ('{"topic": "a", "payload": {}}', "line 1: payload: expected a text"),
        ('{"topic": "a", "payloat": ""}', None),
        ('{"topic": "a", "payloat": 1}', "line 1: 'payloat' is not known; known are topic, "),
        ('{"topic": "a", "qos": 3}', "line 1: qos: expected 0, 1 or 2"),
        ('{"topic": "a", "qos": true}', "line 1: qos: expected 0, 1 or 2"),
        ('{"topic": "a", "retain": "yes"}', "line 1: retain: expected true or false"),
        ('{"topic": "a", "kind": "xml"}', "line 1: kind: expected one of text, json"),
        (
            '{"topic": "a", "payload": "b", "payload_base64": "Yg=="}',
            "line 1: payload_base64: payload or kind is there too",
        ),
        (
            '{"topic": "a", "payload": "b", "truncated_from": 9}',
            "line 1: only the beginning of this payload was kept, so it is not sent",
        ),
        ('{"topic": "\ufffd", "topic_base64": "/w=="}', "line 1: topic: it is not UTF-8"),
        ('{"topic": "a", "properties": 1}', "line 1: properties: expected an object of JSON"),
        (
            '{"topic": "a", "properties_base64": "/w=="}',
            "line 1: properties_base64: they are malformed: a number that is cut off",
        ),
        (
            '{"topic": "a", "properties_base64": "*"}',
            "line 1: properties_base64: they are malformed: base64: column 1: expected",
        ),
    ],
)
def test_a_line_that_is_no_message(tmp_path: Path, text: str, sentence: str | None) -> None:
    path = tmp_path / "a.jsonl"
    if sentence is None:
        assert rows(path, text) == [Row(1, Draft("a"))]
        return
    with pytest.raises(OutgoingError) as error:
        rows(path, text)
    assert str(error.value).startswith(f"{path}: {sentence}")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("payload\na\n", "line 1: the first line names the columns, and topic is not among them"),
        ("topic,paylod\n", "line 1: 'paylod' is no column; known are topic, payload, "),
        ("topic,topic\n", "line 1: the column topic comes twice"),
        ("topic\na,b\n", "line 2: 2 cells below 1 names"),
        ('topic,payload\n"a\n', "line 2: unexpected end of data"),
        ('topic,payload\na,"b\nc"\n\n,x', "line 5: topic: it is empty"),
        (b"topic\na\xff\n", "line 2: it is not UTF-8 text (byte 2)"),
        ("topic,properties\na,{", "line 2: properties: expected an object of JSON"),
    ],
)
def test_a_row_that_is_no_message(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    path = tmp_path / "a.csv"
    with pytest.raises(OutgoingError) as error:
        rows(path, text)
    assert str(error.value).startswith(f"{path}: {sentence}")


def test_a_file_that_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(OutgoingError, match=r"a\.txt: expected a file \.csv or \.jsonl"):
        list(read_rows(tmp_path / "a.txt"))
    with pytest.raises(OutgoingError, match="it can not be read: no such file or directory"):
        list(read_rows(tmp_path / "a.csv"))


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
@given(data=st.binary())
def test_any_bytes_are_rows_or_one_sentence(name: str, data: bytes) -> None:
    sentence = ""
    with TemporaryDirectory() as folder:
        try:
            rows(Path(folder) / name, b"topic,payload\n" + data if name == "a.csv" else data)
        except OutgoingError as error:
            sentence = str(error)
    assert "\n" not in sentence


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_file_is_read_as_it_is_asked_for(tmp_path: Path, name: str) -> None:
    # A pipe whose writer waits: reading it whole would never end.
    path = tmp_path / name
    os.mkfifo(path)
    kept_open = os.open(path, os.O_RDWR)
    try:
        line = b"topic\na\nb\n" if name == "a.csv" else b'{"topic": "a"}\n{"topic": "b"}\n'
        os.write(kept_open, line + b"x" * 8192 + b"\n")
        first = list(islice(read_rows(path), 1))
    finally:
        os.close(kept_open)
    assert [row.draft.topic for row in first] == ["a"]
