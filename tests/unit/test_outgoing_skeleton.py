"""Skeletons: what is learned from the messages of one topic."""

from __future__ import annotations

import json

import cbor2
import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft
from pubsub_tui.outgoing.json_payload import scalars
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.properties import Properties, read_properties, write_properties
from pubsub_tui.outgoing.skeleton import LARGEST_LOOKED_AT, MOST_LOOKED_AT, skeleton
from tests.unit.test_outgoing_draft import PAYLOADS, PROPERTIES
from tests.unit.test_outgoing_payload import VALUES

NOON = 1_767_268_800.0
"""2026-01-01T12:00:00Z"""
TIMES = st.sampled_from(
    [NOON + 0.25, str(NOON), "2026-01-01T12:00:01Z", "2026-13-01T12:00:01Z", int(NOON), "{{"]
)
WITH_TIMES = st.recursive(
    TIMES | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
).map(lambda value: json.dumps(value).encode())
MESSAGES = st.builds(
    Message,
    st.sampled_from(["a/b", "{{a/{{{", "é", "\udcff", "a\0", ""]),
    PAYLOADS | WITH_TIMES,
    st.integers(0, 2),
    st.booleans(),
    st.just(NOON),
    st.none() | st.binary(max_size=9) | PROPERTIES.map(write_properties),
    st.sampled_from([0, 0, 0, 1_000]),
)


def seen(*payloads: str | bytes, **fields: object) -> Draft:
    """What is learned of payloads that came one second after another, the newest first."""
    data = [each.encode() if isinstance(each, str) else each for each in payloads]
    draft = skeleton(
        [
            Message("a", each, received_at=NOON - age, **fields)  # type: ignore[arg-type]
            for age, each in enumerate(data)
        ]
    )
    assert draft is not None
    return draft


@given(st.lists(MESSAGES, max_size=6))
def test_a_skeleton_compiles_renders_and_can_be_published(messages: list[Message]) -> None:
    draft = skeleton(messages)
    if draft is not None:
        compile_draft(draft).render(Context(clock=lambda: NOON)).publication()


@given(st.lists(PAYLOADS, min_size=1, max_size=4))
def test_but_for_the_time_it_is_the_newest_payload_byte_for_byte(payloads: list[bytes]) -> None:
    draft = seen(*payloads)
    newest = next((each for each in payloads if each), b"")
    assert compile_draft(draft).render(Context()).publication().payload == newest


@given(VALUES.map(lambda value: json.dumps(value, indent=1, ensure_ascii=False)))
def test_scalars_are_found_where_they_stand(text: str) -> None:
    def leaves(value: object) -> list[object]:
        if isinstance(value, dict):
            return [leaf for inner in value.values() for leaf in leaves(inner)]
        if isinstance(value, list):
            return [leaf for inner in value for leaf in leaves(inner)]
        return [value]

    found = [json.loads(text[start:end]) for _, start, end in scalars(text)]
    assert found == leaves(json.loads(text))
    paths = [path for path, _, _ in scalars(text)]
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize(
    ("newest", "before", "text"),
    [
        ('{"t":1767268800.5,"v":1}', '{"t":1767268799.5,"v":2}', '{"t":{{now}},"v":1}'),
        ('{"t":"1767268800.5"}', '{"t":"1767268799.5"}', '{"t":"{{now}}"}'),
        ('{"a":{"t":1767268800.5}}', '{"a":{"t":1767268799.5}}', '{"a":{"t":{{now}}}}'),
        (
            '[{"at": "2026-01-01T12:00:00.5Z"}]',
            '[{"at": "2026-01-01T11:00:00.0Z"}]',
            '[{"at": "{{iso}}"}]',
        ),
        # The form differs: whole seconds, milliseconds, local time, no time at all.
        ('{"t":1767268800}', '{"t":1767268799}', '{"t":1767268800}'),
        ('{"t":1767268800500}', '{"t":1767268799500}', '{"t":1767268800500}'),
        (
            '{"t":"2026-01-01T12:00:00+01:00"}',
            '{"t":"2026-01-01T11:00:00+01:00"}',
            '{"t":"2026-01-01T12:00:00+01:00"}',
        ),
        ('{"t":"2026-02-31T12:00:00Z"}', '{"t":""}', '{"t":"2026-02-31T12:00:00Z"}'),
        # It does not change, is not the present, or stood not there before.
        ('{"t":1767268800.5}', '{"t":1767268800.5,"v":1}', '{"t":1767268800.5}'),
        ('{"t":1867268800.5}', '{"t":1867268799.5}', '{"t":1867268800.5}'),
        ('{"t":1767268800.5}', '{"s":1767268799.5}', '{"t":1767268800.5}'),
        ('{"t":1767268800.5}', "off", '{"t":1767268800.5}'),
        # Braces of the payload stay, and a name that comes twice is no trouble.
        ('{"x":"{{","t":1767268800.5}', '{"t":1.5}', '{"x":"{{{{","t":{{now}}}'),
        (
            '{"t":1767268800.5,"u":1767268800.5,"t":1767268800.75}',
            '{"t":1767268700.5,"u":1767268700.5}',
            '{"t":{{now}},"u":{{now}},"t":{{now}}}',
        ),
    ],
)
def test_the_time_becomes_a_variable_and_all_else_stays(
    newest: str, before: str, text: str
) -> None:
    draft = seen(newest, before)
    assert (draft.kind, draft.text) == (Kind.JSON, text)


def test_one_message_alone_tells_nothing_of_what_changes() -> None:
    assert seen('{"t":1767268800.5}').text == '{"t":1767268800.5}'


@pytest.mark.parametrize(
    ("write", "kind"), [(cbor2.dumps, Kind.CBOR), (msgpack.packb, Kind.MSGPACK)]
)
def test_the_time_is_found_in_binary_structures(write: object, kind: Kind) -> None:
    assert callable(write)
    draft = seen(*(write({"t": NOON - age + 0.5, "on": True}) for age in range(2)))
    assert (draft.kind, draft.text) == (kind, '{\n  "t": {{now}},\n  "on": true\n}')


def test_the_rest_is_as_most_messages_had_it() -> None:
    json_type = write_properties(
        Properties(content_type="application/json", is_text=True, response_topic="reply")
    )
    draft = skeleton(
        [
            Message("a", b"[1]", 0, True, NOON),
            Message("a", b"[2]", 1, False, NOON, json_type),
            Message("a", b"[3]", 1, False, NOON, json_type),
        ]
    )
    learned = Properties(content_type="application/json", is_text=True)
    assert draft == Draft("a", "[1]", Kind.JSON, 1, False, learned)
    assert read_properties(json_type or b"") != learned


def test_an_empty_payload_is_used_only_when_there_is_no_other() -> None:
    assert seen("", "on").text == "on"
    assert seen("", "").text == ""


def test_large_and_cut_payloads_are_passed_over() -> None:
    assert seen(b"x" * (LARGEST_LOOKED_AT + 1), "on").text == "on"
    assert skeleton([Message("a", b"x", truncated_from=2)]) is None
    assert skeleton([]) is None


def test_no_more_messages_are_looked_at_than_said() -> None:
    latest = [Message("a", b"", received_at=NOON)] * MOST_LOOKED_AT
    draft = skeleton([*latest, Message("a", b"on", received_at=NOON)])
    assert draft == Draft("a")
