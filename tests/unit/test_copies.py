"""Copies by overlapping filters count once, however a broker sends them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.topic_filter import overlap
from pubsub_tui.transports.copies import WINDOW, Copies

FILTERS = {1: "#", 2: "a/#", 200: "+/b"}
TOPICS = st.sampled_from(["a/b", "a/c", "x/b", "z"])
PUBLISHED = st.lists(st.tuples(TOPICS, st.sampled_from([b"on", b"off"])), max_size=20)
USER = b"\x26\x00\x01k\x00\x01v"


def identified(numbers: list[int]) -> bytes:
    """The property of each subscription identifier (MQTT 5.0, section 3.3.2.3.8)."""
    return b"".join(
        b"\x0b" + (bytes([each]) if each < 128 else bytes([each & 0x7F | 0x80, each >> 7]))
        for each in numbers
    )


def matching(topic: str) -> list[int]:
    return [number for number, each in FILTERS.items() if overlap(each, topic)]


def delivery(topic: str, payload: bytes, numbers: list[int], at: float = 1.0) -> Message:
    return Message(topic, payload, 0, False, at, identified(numbers) + USER)


def ready() -> Copies:
    copies = Copies()
    copies.expect(FILTERS)
    return copies


def passed(copies: Copies, batch: list[Message]) -> list[tuple[str, bytes]]:
    return [(message.topic, message.payload) for message in copies.take(batch)]


@given(PUBLISHED, st.booleans())
def test_a_copy_for_each_filter_as_mosquitto_sends_them(
    published: list[tuple[str, bytes]], backwards: bool
) -> None:
    copies = ready()
    order = -1 if backwards else 1
    batch = [
        delivery(topic, payload, [number])
        for topic, payload in published
        for number in matching(topic)[::order]
    ]
    assert passed(copies, batch) == published
    assert copies.repeated == len(batch) - len(published)
    assert not copies._came


@given(PUBLISHED)
def test_one_copy_with_all_identifiers_as_hivemq_sends_it(
    published: list[tuple[str, bytes]],
) -> None:
    copies = ready()
    batch = [delivery(topic, payload, matching(topic)) for topic, payload in published]
    assert passed(copies, batch) == published
    assert copies.repeated == 0


@given(PUBLISHED)
def test_one_copy_with_one_of_the_identifiers(published: list[tuple[str, bytes]]) -> None:
    batch = [delivery(topic, payload, matching(topic)[:1]) for topic, payload in published]
    assert passed(ready(), batch) == published


@given(PUBLISHED, st.data())
def test_copies_that_the_broker_lost_lose_no_message(
    published: list[tuple[str, bytes]], data: st.DataObject
) -> None:
    """As long as one subscription brings all of them."""
    batch = []
    for topic, payload in published:
        for number in matching(topic):
            if number == 1 or data.draw(st.booleans()):
                batch.append(delivery(topic, payload, [number]))
    assert passed(ready(), batch) == published


def test_the_identifiers_are_taken_out_and_all_else_stays() -> None:
    copies = ready()
    [message] = copies.take([Message("z", b"x", 1, True, 5.0, identified([1]), 77)])
    assert message == Message("z", b"x", 1, True, 5.0, None, 77)
    [message] = copies.take([delivery("z", b"x", [1])])
    assert message.properties == USER


def test_messages_without_identifier_pass_as_they_are() -> None:
    batch = [Message("a/b", b"x"), Message("a/b", b"x", properties=USER)]
    assert all(a is b for a, b in zip(batch, ready().take(batch), strict=True))


def test_nothing_is_looked_at_before_identifiers_are_in_use() -> None:
    copies = Copies()
    copies.expect({})
    batch = [delivery("a/b", b"x", [1])]
    assert copies.take(batch) is batch


def test_identifiers_are_taken_out_after_the_last_filter_was_given_up() -> None:
    copies = ready()
    copies.expect({})
    assert [each.properties for each in copies.take([delivery("a/b", b"x", [1])] * 2)] == [USER] * 2


def test_malformed_properties_are_left_as_they_are() -> None:
    message = Message("a/b", b"x", properties=b"\x0b\x01\xff\xff")
    assert ready().take([message, message]) == [message, message]


def test_the_same_long_after_is_another_message() -> None:
    for wait, kept in ((0.5 * WINDOW, 1), (2 * WINDOW, 2), (9 * WINDOW, 2), (-WINDOW, 1)):
        copies = ready()
        batch = [
            delivery("a/c", b"on", [1], at=100.0),
            delivery("a/c", b"on", [2], at=100.0 + wait),
        ]
        assert len(copies.take(batch)) == kept, wait


def test_what_is_waited_for_is_forgotten() -> None:
    copies = ready()
    for second in range(100):
        copies.take([delivery("a/c", b"%d" % second, [1], at=float(second))])
    assert len(copies._came) + len(copies._came_before) <= 2 * WINDOW + 2
