"""Which messages a filter selects."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.client import topic_matches_sub
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from pubsub_tui.message import Message
from pubsub_tui.model.filter import nodes, parse
from pubsub_tui.model.filter.compile import Filter
from pubsub_tui.model.filter.nodes import Node
from pubsub_tui.model.filter.payload import SEARCHED_BYTES
from pubsub_tui.topic_filter import complaint
from tests.unit.filter_trees import LEAVES, trees

NOW = 1_000_000.0


def selects(text: str, payload: bytes = b"", topic: str = "t", **more: object) -> bool:
    message = Message(topic, payload, **more)  # type: ignore[arg-type]
    return parse(text).matches(message, NOW)


@given(st.text("a/+#", min_size=1, max_size=8), st.text("a$/\n", max_size=8))
def test_topic_filters_match_as_paho_matches_them(topic_filter: str, topic: str) -> None:
    if complaint(topic_filter) is None:
        expected = topic_matches_sub(topic_filter, topic)
        assert parse(f'topic:"{topic_filter}"').topic_verdict(topic) is expected


@pytest.mark.parametrize(
    ("text", "topic", "verdict"),
    [
        ("a/b", "a/b", True),
        ("a/b", "a/b/c", False),
        ("a/b/#", "a/b", True),
        ("#", "$SYS/x", False),
        ("-a/#", "a/b", False),
        ("a/# retain", "b", False),
        ("a/# retain", "a", None),
        ("a/# or retain", "a", True),
        ("a/# or retain", "b", None),
        ("temp", "site/TEMP", True),
        ("temp", "site/hum", None),
        ("-temp", "site/temp", False),
        ("/s.te/", "site", True),
        ("/SITE/", "site", None),
        ("(a/# or b/#) -(b/c or qos:1)", "b/c", False),
        ("", "anything", True),
    ],
)
def test_what_the_topic_decides(text: str, topic: str, verdict: bool | None) -> None:
    assert parse(text).topic_verdict(topic) is verdict


JSON = json.dumps(
    {
        "temp": 21.5,
        "text": "21.5 °C",
        "on": True,
        "off": False,
        "none": None,
        "name": "Pump A",
        "data": {"sensors": [{"v": 1}, {"v": 2}], "a/b": 7, "": 8},
        "tags": ["red", "Blue", 5],
        "value": 9,
        "age": 3,
        "ts": "2024-05-01T00:00:00Z",
        "ключ": "é",
    }
).encode()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("temp>21", True),
        ("temp>21.5", False),
        ("temp>=21.5", True),
        ("temp=21.50", True),
        ("temp!=21", True),
        ('temp="21.5"', True),
        ("temp~1.5", True),
        ("text>21", True),
        ("text<22", True),
        ("on=true", True),
        ("on=1", True),
        ("off=0", True),
        ("off=true", False),
        ("none=null", True),
        ("none>0", False),
        ('name="pump a"', True),
        ("name~PUMP", True),
        ("name!=x", True),
        ("name>3", False),
        ("name!=3", True),
        ("data.sensors[1].v=2", True),
        ("data.sensors[-1].v=2", True),
        ("data.sensors[2].v=2", False),
        ("data.sensors[2].v!=2", False),
        ("-data.sensors[2].v=2", True),
        ("data.sensors.v=2", False),
        ("data[0]=2", False),
        ('data["a/b"]=7', True),
        ('data[""]=8', True),
        ("data=3", False),
        ("data!=3", True),
        ("data~sensors", False),
        ("tags~blue", True),
        ("tags~5", True),
        ("tags~green", False),
        ("tags[0]=red", True),
        ("missing!=3", False),
        ("value=9", True),
        ('["age"]=3', True),
        ('ts>"2024"', True),
        ("ts>2023", False),
        ("ts<2025-01-01", True),
        ('["ключ"]=É', True),
        ("ключ=é", True),
        ("pump", True),
        ('"a/b"', True),
        ("/Pump [A-Z]/", True),
        ("/pump [a-z]/", False),
        ("/pump [a-z]/i", True),
        ("temp>21 name~pump -tags~green", True),
        ("temp>30 or name~pump", True),
        ("temp>30 or name~x or on=false", False),
        ("-(temp>30 or name~x or on=false)", True),
    ],
)
def test_values_in_json(text: str, wanted: bool) -> None:
    assert selects(text, JSON) is wanted


@pytest.mark.parametrize(
    ("payload", "text", "wanted"),
    [
        (b"21.5", "value>21", True),
        (b" 21.5\n", "value>21", True),
        ("20.0 °C".encode(), "value=20", True),
        ("20.0°C".encode(), "value>19.9", True),
        (b"45%", "value>40", True),
        (b"-3 dBm", "value<0", True),
        (b"+5", "value=5", True),
        (b"007", "value=7", True),
        (b'"21 C"', "value=21", True),
        (b"2024-01-01", "value>0", False),
        (b"12:30", "value>0", False),
        (b"192.168.1.1", "value>0", False),
        (b"3 of 5", "value>0", False),
        (b"true", "value=true", True),
        (b"True", "value=true", True),
        (b"true", "value=1", True),
        (b"false", "value>0", False),
        (b"ON", "value=on", True),
        (b"ON", "value!=off", True),
        (b"null", "value=null", True),
        (b"", "value!=3", False),
        (b'{"value": 3}', "value=3", True),
        (b'{"v": 3}', "value!=3", False),
        (b"[3]", "value=3", False),
        (b"[3]", "[0]=3", True),
        (b'"x y"', 'value="x y"', True),
        (b'{"\\u0076": 3}', "v=3", True),
        (b'{"v": NaN}', "v!=3", True),
        (b'{"v": NaN}', "v=3 or v<3 or v>3", False),
        (b'{"v": -Infinity}', "v<0", True),
        (b'{"v": 1e999}', "v>5", True),
        (b"1e999", "value>5", True),
        (b"9007199254740993", "value=9007199254740993", True),
        (b"9007199254740992", "value=9007199254740993", False),
        (b"9" * 6000, "value>5", True),
        (b"\xff\xfe", "value~x", False),
        (b"{}", "value=1", False),
        (b"{broken", "v=1", False),
        (b'{"v": 1} x', "v=1", False),
        (b"STRASSE", "straße", True),
        ("ÉCOLE".encode(), "école", True),
        ("300 \u212a".encode(), '"300 k"', True),
        (b"\xff debug \xfe", "DEBUG", True),
        (b"a\nb", "/a.b/", False),
        (b"a\nb", "/(?s)a.b/", True),
        (b"\xff\xfe1", r"/\d/", True),
    ],
)
def test_payloads_that_are_one_value_or_strange(payload: bytes, text: str, wanted: bool) -> None:
    assert selects(text, payload) is wanted


def block() -> bytes:
    properties = Properties(PacketTypes.PUBLISH)
    properties.ContentType = "application/JSON"
    properties.UserProperty = ("Unit", "C")
    return bytes(properties.pack()[1:])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("prop:unit", True),
        ("prop:unit=c", True),
        ("prop:unit=K", False),
        ("prop:unit!=K", True),
        ("prop:none!=K", False),
        ("-prop:none", True),
        ('prop:"content type"~json', True),
        ("prop:content-type=application/json", True),
        ("qos:1", True),
        ("qos:0", False),
        ("qos>0", True),
        ("retain", True),
        ("retain:no", False),
        ("-retain", False),
        ("age<5m", True),
        ("age<1m", False),
        ("age>=100s", True),
        ("size>1k", True),
        ("size=5k", True),
        ("size<1KiB", False),
    ],
)
def test_what_comes_with_a_message(text: str, wanted: bool) -> None:
    message = Message("t", b"abc", 1, True, NOW - 100, block(), truncated_from=5000)
    assert parse(text).matches(message, NOW) is wanted


def test_properties_that_are_malformed_or_missing_are_no_error() -> None:
    assert not selects("prop:unit", properties=b"\xff\xff")
    assert not selects("prop:unit")
    assert not selects("prop:unit", properties=b"")


def test_whether_time_matters_and_whether_the_topic_is_enough() -> None:
    assert parse("a/# or -age<5m").uses_now
    assert not parse("a/# size>3").uses_now
    assert parse("a/# -b/#").by_topic_alone
    assert not parse("a").by_topic_alone
    assert parse(" ").everything
    assert not parse("#").everything


HOSTILE = [
    b"\xff" * 1000,
    b"[" * 100_000,
    b'{"v":' * 100_000 + b"1" + b"}" * 100_000,
    b'{"v":' + b"9" * 100_000 + b"}",
    b'{"v": NaN, "w": -Infinity, "x": 1e99999}',
    b'{"v": "\\ud800"}',
    b'"\\ud800"',
    b"\xef\xbb\xbf{}",
    b"\0" * 100,
    b'{"v":[' + b"1," * 100_000 + b"1]}",
    b"1" * 5000,
    b"-" + b"1" * 400,
    b"1e400 \xc2\xb0C",
    b"\xf0\x9f",
]
SEARCHING = parse("v=1 or value>3 or v~x or value~y or (zzz /q[xy]+$/i) or ß or prop:a=1 or age<0s")


@pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("topic", ["t", "\udcff", "x\ud800", ""])
def test_no_payload_or_topic_is_an_error(payload: bytes, topic: str) -> None:
    properties = payload[:1000]
    message = Message(topic, payload, properties=properties)
    for text in ("v>1", "value!=0", "value~1", "v<x", "/x/", "zz", "ß", "prop:a", "[0]=1"):
        assert parse(text).matches(message, NOW) in (True, False)
    assert SEARCHING.matches(message, NOW) in (True, False)


@given(trees(LEAVES), st.text(), st.binary(), st.binary())
def test_no_message_is_an_error_for_any_filter(
    node: Node, topic: str, payload: bytes, properties: bytes
) -> None:
    message = Message(topic, payload, properties=properties)
    assert Filter(node).matches(message, NOW) in (True, False)


def test_of_a_huge_payload_only_the_beginning_is_searched() -> None:
    fits = b" " * (SEARCHED_BYTES - 4) + b"here"
    for text in ("here", "/here/", "HERE"):
        assert selects(text, fits)
        assert not selects(text, b" " + fits)
    assert selects("/here$/", fits + b" more")
    number = b'{"v":1' + b" " * 50_000_000 + b"}"
    for text in ("v=1", "value=1", "here", "/here/", "ß"):
        assert not selects(text, number)
    assert selects("size>50MB", number)


@pytest.mark.timeout(30)
def test_a_regex_that_hangs_other_engines_does_not() -> None:
    assert not selects("/(x+x+)+y/", b"x" * 1_000_000)
    assert not selects("/^(([a-z])+.)+[A-Z]([a-z])+$/", b"a" * 1_000_000)
    assert not selects("/[ab]*a[ab]{900}c/", b"ab" * 500_000)


def test_a_large_pattern_searches_less_of_a_payload() -> None:
    pattern = "a[ab]{900}c"
    payload = b"a" + b"b" * 900 + b"c"
    assert selects(f"/{pattern}/", payload)
    assert not selects(f"/{pattern}/", b" " * 200_000 + payload)


def test_json_is_decoded_once_and_only_when_nothing_else_decides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoded: list[bytes] = []

    def decode(payload: bytes) -> object:
        decoded.append(payload)
        return json.loads(payload)

    monkeypatch.setattr("pubsub_tui.model.filter.payload._decoded", decode)
    found = parse("(a>1 or b>1 or c>1) retain found")
    message = Message("t", b'{"a": 0, "b": 0, "c": 2, "d": "found"}')
    assert not found.matches(message, NOW)
    assert decoded == []
    kept = Message("t", message.payload, retain=True)
    assert found.matches(kept, NOW)
    assert decoded == [message.payload]
    assert not parse("missing>1").matches(kept, NOW)
    assert decoded == [message.payload]


def naive(node: Node, message: Message) -> bool:
    """The plain meaning of a tree, worked out anew for every message."""
    match node:
        case nodes.Not(child):
            return not naive(child, message)
        case nodes.And(children):
            return all(naive(child, message) for child in children)
        case nodes.Or(children):
            return any(naive(child, message) for child in children)
        case nodes.TopicFilter(topic_filter):
            return topic_matches_sub(topic_filter, message.topic)
        case nodes.Text(text):
            return text in message.topic or text.encode() in message.payload
        case nodes.Retain(wanted):
            return message.retain is wanted
        case nodes.Comparison():
            return bool(json.loads(message.payload)["v"] > node.value)
    raise AssertionError(node)


SIMPLE: st.SearchStrategy[Node] = st.sampled_from(
    [
        nodes.TopicFilter("a/#"),
        nodes.TopicFilter("+/b"),
        nodes.Text("b"),
        nodes.Text("v"),
        nodes.Text("3"),
        nodes.Retain(),
        nodes.Comparison(("v",), ">", 2),
    ]
)
MESSAGES = st.builds(
    Message,
    st.sampled_from(["a", "b", "a/b", "c/b", "v"]),
    st.sampled_from([b'{"v":1}', b'{"v":3}', b'{"v":3,"b":0}']),
    retain=st.booleans(),
)


@given(trees(SIMPLE), st.lists(MESSAGES, min_size=1, max_size=6))
def test_what_the_topic_decides_and_what_is_left_is_the_whole(
    node: Node, messages: list[Message]
) -> None:
    found = Filter(node)
    for message in messages:
        wanted = naive(node, message)
        assert found.matches(message, NOW) is wanted
        assert found.topic_verdict(message.topic) in (None, wanted)
