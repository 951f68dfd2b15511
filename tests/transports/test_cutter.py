"""The cutter against recorded streams split everywhere, and against paho as the oracle."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.transports.aliases import TopicAliases
from pubsub_tui.transports.cutter import Cutter
from tests.transports import packets
from tests.transports.by_paho import read_by_lane, read_by_paho
from tests.transports.packets import PINGRESP, packet, publish, topic_alias, user_property

NOW = 1234.5
TWO_BYTES_LONG = bytes(range(256))
THREE_BYTES_LONG = b"\x30\x00" * 8_300

Event = Message | bytes
Recorded = list[tuple[bytes, Event]]
"""Each packet of a stream, and what it comes out as."""


def message(
    topic: str, payload: bytes = b"", *, retain: bool = False, properties: bytes | None = None
) -> Message:
    return Message(topic, payload, 0, retain, NOW, properties)


def unchanged(*raw: bytes) -> Recorded:
    return [(each, each) for each in raw]


def of_both(version: int) -> Recorded:
    """What the versions have in common."""
    return [
        (publish(version, b"a/b", b"one"), message("a/b", b"one")),
        (publish(version, b"empty", retain=True), message("empty", retain=True)),
        *unchanged(PINGRESP, publish(version, b"a/b", b"1", qos=1, number=7)),
        (publish(version, b"two", TWO_BYTES_LONG), message("two", TWO_BYTES_LONG)),
        *unchanged(publish(version, b"q2", TWO_BYTES_LONG, qos=2, number=8), packets.pubrel(8)),
        (publish(version, b"a/b", b"again"), message("a/b", b"again")),
        (publish(version, b"\xff/x", b"no UTF-8"), message("\udcff/x", b"no UTF-8")),
        *unchanged(
            packet(0x30, b""),
            packet(0x30, b"\x00"),
            packet(0x31, b"\x00\x09short"),
            packet(0x36, b"\x00\x01qos 3"),
            packet(0x38, b"\x00\x01dup of a QoS 0 message"),
            packets.puback(3),
        ),
        (publish(version, b"last"), message("last")),
    ]


def of_version_5() -> Recorded:
    """What only version 5 has: property blocks, topic aliases, and their malformed kinds."""
    short, long = user_property(b"k", b"v"), user_property(b"key", b"v" * 200)
    first, second = topic_alias(1), topic_alias(2) + short
    return [
        (publish(5, b"p", b"x", properties=short), message("p", b"x", properties=short)),
        (publish(5, b"p", b"y", properties=long), message("p", b"y", properties=long)),
        (publish(5, b"t/1", b"1", properties=first), message("t/1", b"1", properties=first)),
        (publish(5, b"t/2", b"2", properties=second), message("t/2", b"2", properties=second)),
        (publish(5, b"", b"3", properties=first), message("t/1", b"3", properties=first)),
        (publish(5, b"a/b", b"4", properties=first), message("a/b", b"4", properties=first)),
        (publish(5, b"", b"5", properties=first), message("a/b", b"5", properties=first)),
        (publish(5, b"", properties=second), message("t/2", properties=second)),
        *unchanged(
            publish(5, b"", b"unknown alias", properties=topic_alias(9)),
            publish(5, b"", b"neither topic nor alias"),
            packet(0x30, b"\x00\x01t"),
            packet(0x30, b"\x00\x01t\x05\x26"),
            packet(0x30, b"\x00\x01t\x80"),
            packet(0x30, b"\x00\x01t\xff\xff\xff\xff\x01"),
        ),
        (publish(5, b"t/1", b"end"), message("t/1", b"end")),
    ]


def recorded(version: int) -> Recorded:
    return of_both(version) + (of_version_5() if version == 5 else [])


def drain(cutter: Cutter) -> list[Event]:
    """Everything that can be had now, in order."""
    events: list[Event] = []
    while True:
        events += cutter.cut(NOW)
        other = cutter.next_other()
        if not other:
            return events
        events.append(other)


def events_of(version: int, chunks: Iterable[bytes]) -> list[Event]:
    cutter = Cutter(with_properties=version == 5)
    events: list[Event] = []
    for chunk in chunks:
        cutter.feed(chunk)
        events += drain(cutter)
    assert cutter.held == 0
    return events


@pytest.mark.parametrize("version", [5, 4])
def test_a_stream_comes_out_the_same_wherever_it_is_split(version: int) -> None:
    stream = b"".join(raw for raw, _ in recorded(version))
    expected = [event for _, event in recorded(version)]
    for at in range(len(stream)):
        assert events_of(version, [stream[:at], stream[at:]]) == expected, at


@pytest.mark.parametrize("version", [5, 4])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_a_stream_comes_out_the_same_in_small_chunks(version: int, size: int) -> None:
    stream = b"".join(raw for raw, _ in recorded(version))
    expected = [event for _, event in recorded(version)]
    assert events_of(version, _chunks(stream, [size])) == expected


@pytest.mark.parametrize("version", [5, 4])
@pytest.mark.parametrize("qos", [0, 1])
def test_a_remaining_length_of_three_bytes_is_split_anywhere(version: int, qos: int) -> None:
    big = publish(version, b"big", THREE_BYTES_LONG, qos=qos, number=qos)
    stream = PINGRESP + big + PINGRESP
    whole: Event = big if qos else message("big", THREE_BYTES_LONG)
    positions = [*range(12), *range(12, len(stream), 97), *range(len(stream) - 5, len(stream))]
    for at in positions:
        assert events_of(version, [stream[:at], stream[at:]]) == [PINGRESP, whole, PINGRESP], at


@pytest.mark.parametrize("version", [5, 4])
def test_what_is_held_and_missing_is_exact_at_every_byte(version: int) -> None:
    for raw, _ in recorded(version):
        cutter = Cutter(with_properties=version == 5)
        for index in range(len(raw) - 1):
            cutter.feed(raw[index : index + 1])
            assert drain(cutter) == []
            assert cutter.held == index + 1
            assert 1 <= cutter.missing <= len(raw) - cutter.held
        length_known = 1 + len(packets.variable_byte_integer(len(raw)))
        if len(raw) > length_known + 1:
            assert cutter.missing == 1


def test_missing_names_the_rest_of_a_large_packet() -> None:
    big = publish(5, b"big", THREE_BYTES_LONG)
    cutter = Cutter(with_properties=True)
    cutter.feed(big[:10])
    assert drain(cutter) == []
    assert cutter.missing == len(big) - 10
    cutter.feed(big[10:5_000])
    assert cutter.missing == len(big) - 5_000
    cutter.feed(big[5_000:] + PINGRESP)
    assert drain(cutter) == [message("big", THREE_BYTES_LONG), PINGRESP]
    assert (cutter.held, cutter.missing) == (0, 1)


@pytest.mark.parametrize("first", [0x30, 0x40])
def test_a_fifth_length_byte_hands_out_all_there_is(first: int) -> None:
    endless = bytes([first]) + b"\xff\xff\xff\xff\x01 and more"
    cutter = Cutter(with_properties=True)
    cutter.feed(publish(5, b"t", b"before") + endless)
    assert drain(cutter) == [message("t", b"before"), endless]


def test_a_property_block_stays_undecoded_even_when_it_makes_no_sense() -> None:
    nonsense = b"\xfe\x01\x02"
    cutter = Cutter(with_properties=True)
    cutter.feed(publish(5, b"t", b"x", properties=nonsense))
    assert drain(cutter) == [message("t", b"x", properties=nonsense)]


def test_an_alias_set_on_a_topic_seen_before_is_learnt() -> None:
    alias = topic_alias(4)
    cutter = Cutter(with_properties=True)
    cutter.feed(publish(5, b"known", b"1") + publish(5, b"known", b"2", properties=alias))
    cutter.feed(publish(5, b"", b"3", properties=alias))
    assert drain(cutter)[-1] == message("known", b"3", properties=alias)


def test_an_alias_that_a_qos_1_message_set_is_known_here_too() -> None:
    alias = topic_alias(4)
    aliases = TopicAliases()
    aliases.resolve("by/paho", alias)
    cutter = Cutter(with_properties=True, aliases=aliases)
    cutter.feed(publish(5, b"", b"x", properties=alias))
    assert drain(cutter) == [message("by/paho", b"x", properties=alias)]


def test_the_names_kept_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pubsub_tui.transports.cutter._NAMES_KEPT", 10)
    cutter = Cutter(with_properties=False)
    for number in range(1_000):
        cutter.feed(publish(4, b"t/%d" % number))
        assert drain(cutter) == [message(f"t/{number}")]
        assert len(cutter._names) <= 10


def _chunks(stream: bytes, sizes: list[int]) -> Iterable[bytes]:
    at = 0
    for size in islice(cycle(sizes), len(stream)):
        if at >= len(stream):
            return
        yield stream[at : at + size]
        at += size


topics = st.sampled_from(
    [b"a", b"a/b/c", b"$SYS/x", b"/", b"\xc3\xa4/\xf0\x9f\x90\x8d", b"\xff", b"+"]
)
payloads = st.one_of(
    st.binary(max_size=20), st.sampled_from([b"", b"\x30\x00" * 70, b"x" * 200, b"\x00" * 17_000])
)
blocks = st.lists(
    st.sampled_from(
        [
            b"\x01\x01",
            b"\x02\x00\x00\x00\x05",
            b"\x09" + packets.text(b"\x00\xff"),
            packets.content_type(b"text/plain"),
            user_property(b"k", b"v" * 130),
        ]
    ),
    unique=True,
).map(b"".join)


@st.composite
def publications(draw: st.DrawFn, version: int) -> bytes:
    """Any PUBLISH that paho accepts, some with a topic alias."""
    topic, properties = draw(topics), draw(blocks)
    if version == 5 and draw(st.booleans()):
        properties += topic_alias(draw(st.integers(1, 3)))
        topic = draw(st.sampled_from([b"", topic]))
    return publish(
        version,
        topic,
        draw(payloads),
        qos=draw(st.sampled_from([0, 0, 0, 1, 2])),
        retain=draw(st.booleans()),
        dup=draw(st.booleans()),
        number=draw(st.integers(1, 4)),
        properties=properties if version == 5 else b"",
    )


others = st.sampled_from(
    [
        PINGRESP,
        *[packets.puback(number) for number in (1, 2)],
        *[packets.pubrel(number) for number in (1, 2, 3, 4)],
    ]
)
broken = st.sampled_from(
    [
        packet(0x30, b""),
        packet(0x30, b"\x00\x05abc"),
        packet(0x36, b"\x00\x01a\x00\x01"),
        b"\x30\xff\xff\xff\xff\x7f",
        packet(0xF8, b"unknown type"),
    ]
)


@st.composite
def streams(draw: st.DrawFn, version: int) -> bytes:
    """Many sound packets, now and then one that breaks the protocol, now and then a cut end."""
    sound = st.one_of(publications(version), publications(version), others)
    stream = b"".join(draw(st.lists(sound, max_size=25)))
    if draw(st.integers(0, 3)) == 0:
        stream += draw(broken) + b"".join(draw(st.lists(sound, max_size=3)))
    return stream[: len(stream) - draw(st.sampled_from([0, 0, 0, 1, 2, 5]))]


@pytest.mark.parametrize("version", [5, 4])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_paho_reads_the_same_messages(version: int, data: st.DataObject) -> None:
    stream = data.draw(streams(version))
    sizes = data.draw(st.lists(st.integers(1, 300), min_size=1, max_size=8))
    expected = read_by_paho(version, stream)
    assert read_by_lane(version, list(_chunks(stream, sizes))) == expected
    assert read_by_lane(version, [stream]) == expected


def test_the_oracle_itself_reads_every_kind_of_message() -> None:
    block = user_property(b"k", b"v")
    stream = publish(5, b"zero", b"0", retain=True, properties=block)
    stream += publish(5, b"one", b"1", qos=1, number=1)
    stream += publish(5, b"two", b"2", qos=2, number=2) + packets.pubrel(2)
    seen = read_by_paho(5, stream)
    assert [(each.topic, each.payload, each.qos) for each in seen] == [
        (b"zero", b"0", 0),
        (b"one", b"1", 1),
        (b"two", b"2", 2),
    ]
    assert seen[0].retain
    assert seen[0].properties == {"UserProperty": [("k", "v")]}
