"""The page of the broker: exact rates, values from before it was shown, and odd payloads."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.model.broker.dropped import Dropped
from pubsub_tui.model.broker.look_back import LookBack
from pubsub_tui.model.broker.page import BrokerPage, Row
from pubsub_tui.model.broker.recognise import TABLES
from pubsub_tui.model.broker.series import LENGTH
from pubsub_tui.model.traffic import Traffic

IN = "$SYS/broker/messages/received"
CLIENTS = "$SYS/broker/clients/connected"
UPTIME = "$SYS/broker/uptime"
EMQX_IN = "$SYS/brokers/emqx@127.0.0.1/metrics/messages/received"


class Broker:
    """A page, and the traffic that it is read from."""

    def __init__(self, history_bytes: int = 10_000_000) -> None:
        self.traffic = Traffic(history_bytes)
        self.page = BrokerPage(self.traffic)

    def tell(self, topic: str, payload: str | bytes, at: float, retain: bool = False) -> None:
        data = payload.encode() if isinstance(payload, str) else payload
        self.traffic.add([Message(topic, data, retain=retain, received_at=at)])

    def row(self, name: str) -> Row:
        self.traffic.settle(0.0)
        self.page.advance()
        return next(row for row in self.page.rows() if row.figure.name == name)


def test_a_rate_is_of_the_last_two_values_and_their_times() -> None:
    broker = Broker()
    broker.tell(IN, "100", 10.0)
    assert broker.row("packets in").rate is None
    broker.tell(IN, "150", 20.0)
    assert broker.row("packets in").rate == 5.0
    broker.tell(IN, "350", 30.0)
    row = broker.row("packets in")
    assert (row.number, row.rate, row.bars) == (350, 20.0, (5.0, 20.0))


def test_a_retained_value_is_of_unknown_age_and_gives_no_rate() -> None:
    broker = Broker()
    broker.tell(IN, "100", 10.0, retain=True)
    broker.row("packets in")
    broker.tell(IN, "150", 11.0)
    assert broker.row("packets in").rate is None
    broker.tell(IN, "160", 21.0)
    assert broker.row("packets in").rate == 1.0


@pytest.mark.parametrize(("second", "at"), [("50", 20.0), ("150", 10.0), ("150", 9.0)])
def test_no_rate_after_a_restart_or_without_time_between(second: str, at: float) -> None:
    broker = Broker()
    broker.tell(IN, "100", 10.0)
    broker.row("packets in")
    broker.tell(IN, second, at)
    row = broker.row("packets in")
    assert (row.number, row.rate, row.bars) == (int(second), None, ())


def test_a_counter_that_mosquitto_tells_no_more_does_not_grow() -> None:
    broker = Broker()
    for at, count in ((10.0, "100"), (20.0, "150")):
        broker.tell(UPTIME, f"{at:.0f} seconds", at)
        broker.tell(IN, count, at + 0.25)
        broker.row("packets in")
    broker.tell(UPTIME, "30 seconds", 30.0)
    assert broker.row("packets in").rate == 5.0
    broker.tell(UPTIME, "40 seconds", 40.0)
    assert broker.row("packets in").rate == 0.0
    broker.tell(IN, "200", 40.25)
    assert broker.row("packets in").rate == pytest.approx(50 / 20)


def test_emqx_tells_every_value_so_silence_means_nothing() -> None:
    broker = Broker()
    for at, count in ((60.0, "100"), (120.0, "160")):
        broker.tell(EMQX_IN, count, at)
        broker.row("publish in")
    for at in (150.0, 180.0, 210.0):
        broker.tell("$SYS/brokers/emqx@127.0.0.1/uptime", "5", at)
        assert broker.row("publish in").rate == 1.0


def test_values_from_before_the_page_was_shown_are_found() -> None:
    broker = Broker()
    for second in range(100):
        broker.tell(CLIENTS, str(second), float(second))
        for _ in range(100):
            broker.tell("noise", "x", float(second))
    row = broker.row("connected")
    while not broker.page.complete:
        row = broker.row("connected")
    row = broker.row("connected")
    assert row.bars == tuple(range(100 - LENGTH, 100))


def test_values_that_came_while_another_tab_was_shown_are_found() -> None:
    broker = Broker()
    broker.tell(CLIENTS, "1", 1.0)
    broker.row("connected")
    for value in (2, 3, 4):
        broker.tell(CLIENTS, str(value), float(value))
    broker.row("connected")
    broker.tell(CLIENTS, "5", 5.0)
    assert broker.row("connected").bars == (1, 2, 3, 4, 5)


def test_evicted_values_are_not_waited_for() -> None:
    broker = Broker(history_bytes=20_000)
    for second in range(30):
        broker.tell(CLIENTS, str(second), float(second))
    for _ in range(1000):
        broker.tell("noise", "x", 30.0)
    row = broker.row("connected")
    assert broker.page.complete
    assert (row.number, row.bars) == (29, ())


def test_clear_empties_the_page_until_the_broker_speaks_again() -> None:
    broker = Broker()
    broker.tell(CLIENTS, "1", 1.0)
    broker.row("connected")
    broker.traffic.clear()
    broker.page.advance()
    assert (broker.page.rows(), broker.page.broker, broker.page.others) == ([], None, 0)
    broker.tell(CLIENTS, "2", 2.0)
    assert broker.row("connected").bars == (2,)


def test_the_revision_grows_only_when_something_changed() -> None:
    broker = Broker()
    broker.tell(CLIENTS, "1", 1.0)
    broker.row("connected")
    seen = broker.page.revision
    broker.tell("noise", "x", 2.0)
    broker.row("connected")
    assert broker.page.revision == seen
    broker.tell(CLIENTS, "1", 2.0)
    broker.row("connected")
    assert broker.page.revision > seen


def test_looking_back_ends_when_all_is_found() -> None:
    traffic = Traffic()
    traffic.add([Message("a", str(each).encode()) for each in range(10_000)])
    looking = LookBack(traffic.history, {"a": 3}, 0)
    looking.advance(0.0)
    assert not looking.done
    looking.advance(1.0)
    assert looking.done
    assert [message.payload for message in looking.found["a"]] == [b"9999", b"9998", b"9997"]


@pytest.mark.parametrize(
    "payload",
    ["NaN", "inf", "-", "", "1e400", "9" * 400, "\x1b[31m1", "1 second\x00", "١٢", "1_000", "0x10"],
)
def test_what_is_no_number_stays_text(payload: str) -> None:
    broker = Broker()
    broker.tell(IN, payload, 1.0)
    row = broker.row("packets in")
    assert row.number is None
    assert row.payload == payload.encode()


def test_numbers_are_exact() -> None:
    broker = Broker()
    broker.tell(IN, str(2**64 - 2), 1.0)
    broker.row("packets in")
    broker.tell(IN, str(2**64 - 1), 2.0)
    row = broker.row("packets in")
    assert (row.number, row.rate) == (2**64 - 1, 1.0)
    broker.tell(IN, "-5", 3.0)
    assert (broker.row("packets in").number, broker.row("packets in").rate) == (-5, None)


TOPICS = [
    table.prefix.replace("{node}", "n@h") + topic for table in TABLES for topic in table.figures
]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(TOPICS) | st.text().map("$SYS/".__add__),
            st.binary(max_size=90)
            | st.integers(-(10**30), 10**400).map(lambda number: str(number).encode())
            | st.floats().map(lambda number: repr(number).encode()),
            st.floats(allow_nan=False, allow_infinity=False),
            st.booleans(),
        ),
        max_size=20,
    )
)
def test_no_message_breaks_the_page(messages: list[tuple[str, bytes, float, bool]]) -> None:
    broker = Broker()
    for topic, payload, at, retain in messages:
        broker.tell(topic, payload, at, retain)
        broker.page.advance()
        for row in broker.page.rows():
            assert row.number is None or math.isfinite(row.number)
            assert row.rate is None or row.rate >= 0
            assert all(math.isfinite(bar) for bar in row.bars)
    broker.page.advance()
    assert broker.page.complete
    assert broker.page.others >= 0


@given(st.binary(max_size=200))
def test_any_count_of_dropped_messages_is_read(payload: bytes) -> None:
    traffic = Traffic()
    traffic.add([Message("$SYS/broker/publish/messages/dropped", payload)])
    assert Dropped(traffic).count() >= 0


def test_the_dropped_count_outlives_clear() -> None:
    traffic = Traffic()
    dropped = Dropped(traffic)
    traffic.add([Message("$SYS/broker/publish/messages/dropped", b"7")])
    assert dropped.count() == 7
    traffic.clear()
    assert dropped.count() == 7
    traffic.add([Message("$SYS/broker/publish/messages/dropped", b"0")])
    assert dropped.count() == 0
