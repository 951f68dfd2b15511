"""How a message is printed: exact for programs, safe for a terminal."""

from __future__ import annotations

import json
import re
from base64 import b64decode

from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.headless.formats import FORMATS, LONGEST_ON_SCREEN, line_format
from pubsub_tui.message import Message
from tests.unit.safe_text import ANY_TEXT, unsafe_characters

AT = 1_764_034_200.1239
STAMP = "2025-11-25T01:30:00.123Z"

PAYLOADS = st.binary(max_size=60) | ANY_TEXT.map(lambda text: text.encode(errors="surrogatepass"))
TOPICS = (
    st.binary(min_size=1, max_size=30) | ANY_TEXT.map(lambda text: text.encode(errors="replace"))
).map(lambda topic: topic.decode(errors="surrogateescape"))
MESSAGES = st.builds(
    Message,
    topic=TOPICS,
    payload=PAYLOADS,
    qos=st.integers(0, 2),
    retain=st.booleans(),
    received_at=st.floats(0, 4e9),
    properties=st.none() | st.binary(max_size=30),
)


@given(MESSAGES)
def test_on_a_terminal_text_is_one_line_that_does_nothing(message: Message) -> None:
    line = line_format(None, terminal=True)(message)
    assert line.endswith(b"\n")
    assert unsafe_characters(line.decode()[:-1]) == []


@given(MESSAGES)
def test_for_programs_text_is_exact(message: Message) -> None:
    line = line_format("text", terminal=False)(message)
    topic = message.topic.encode(errors="surrogateescape")
    stamp, rest = line.split(b" ", 1)
    assert re.fullmatch(rb"[0-9T:.-]+Z", stamp)
    assert rest == topic + b" " + message.payload + b"\n"


@given(MESSAGES)
def test_json_is_one_line_that_holds_the_payload(message: Message) -> None:
    for terminal in (True, False):
        line = line_format("json", terminal=terminal)(message)
        assert line.count(b"\n") == 1
        fields = json.loads(line)
        assert fields["size"] == len(message.payload)
        if "payload" in fields:
            assert fields["payload"].encode() == message.payload
        else:
            assert b64decode(fields["payload_base64"]) == message.payload


@given(MESSAGES)
def test_raw_is_the_payload(message: Message) -> None:
    assert line_format("raw", terminal=True)(message) == message.payload + b"\n"
    assert line_format("raw", terminal=False, newline=False)(message) == message.payload


def test_the_format_is_that_which_suits_the_output() -> None:
    message = Message("a/b", b"x", received_at=AT)
    assert line_format(None, terminal=True)(message) == f"{STAMP} a/b x\n".encode()
    piped = json.loads(line_format(None, terminal=False)(message))
    assert (piped["time"], piped["topic"], piped["payload"]) == (STAMP, "a/b", "x")
    assert FORMATS == ("json", "text", "raw")


def test_a_terminal_is_not_flooded_by_one_payload() -> None:
    payload = b"x" * (LONGEST_ON_SCREEN + 1)
    line = line_format("text", terminal=True)(Message("a", payload))
    assert line.endswith(b"x \xe2\x80\xa6 65,537 bytes in all\n")
    assert payload in line_format("text", terminal=False)(Message("a", payload))
