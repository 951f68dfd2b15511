"""What is looked for: marked anywhere, found within scope and filter."""

from __future__ import annotations

from pubsub_tui.message import Message
from pubsub_tui.model.filter import parse
from pubsub_tui.model.finding import Finding
from pubsub_tui.model.log_view import within
from pubsub_tui.model.traffic import Traffic


def _traffic(*messages: tuple[str, str]) -> Traffic:
    traffic = Traffic()
    traffic.add([Message(topic, payload.encode()) for topic, payload in messages])
    return traffic


def _finding(traffic: Traffic, text: str) -> Finding:
    finding = Finding(traffic)
    finding.choose(parse(text))
    finding.advance()
    return finding


READINGS = (("a/t", "1"), ("b", "5"), ("a/t", "7"), ("a/u", "9"), ("a/t", "2"))


def test_it_goes_from_one_found_to_the_next() -> None:
    finding = _finding(_traffic(*READINGS), "value>4")
    assert finding.count == 3
    assert [finding.newer(sequence) for sequence in (-1, 1, 2, 3)] == [1, 2, 3, None]
    assert [finding.older(sequence) for sequence in (5, 3, 2, 1)] == [3, 2, 1, None]


def test_scope_and_filter_narrow_what_is_found_but_not_what_is_marked() -> None:
    traffic = _traffic(*READINGS)
    finding = _finding(traffic, "value>4")
    finding.scope(within("a"))
    finding.filter(parse("value<8"))
    finding.advance()
    assert finding.count == 1
    assert finding.newer(-1) == 2
    assert finding.matches(traffic.history[1], 0.0)


def test_nothing_is_marked_while_nothing_is_looked_for() -> None:
    traffic = _traffic(*READINGS)
    finding = _finding(traffic, "")
    assert not finding.active
    assert finding.count == 0
    assert not finding.matches(traffic.history[1], 0.0)


def test_what_comes_later_is_found() -> None:
    traffic = _traffic(*READINGS)
    finding = _finding(traffic, "value>4")
    traffic.add([Message("c", b"50")])
    finding.advance()
    assert finding.newer(3) == 5
