"""What was sent: what is kept of it, what is found in it, and what leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.properties import Properties
from pubsub_tui.outgoing.sent import LONGEST_PAYLOAD, MOST_BYTES, MOST_ENTRIES, Sent, SentLog
from pubsub_tui.outgoing.sent_line import DamagedLine, from_line, to_line
from pubsub_tui.transports.base import Outcome
from tests.unit.test_outgoing_draft import PROPERTIES

# What Python makes of bytes that are no UTF-8 is among them.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.integers(0xDC80, 0xDCFF).map(chr), max_size=40
)
DRAFTS = st.builds(
    Draft,
    TEXTS.filter(bool),
    TEXTS,
    st.sampled_from(Kind),
    st.sampled_from((0, 1, 2)),
    st.booleans(),
    PROPERTIES,
)
SENT = st.integers(1, 10**6).flatmap(
    lambda count: st.builds(
        Sent,
        at=st.floats(0, 4e9),
        endpoint=TEXTS,
        draft=DRAFTS,
        reason=TEXTS,
        seconds=st.floats(0, 1e6),
        count=st.just(count),
        accepted_count=st.integers(0, count),
        secret=st.booleans(),
        too_long=st.booleans(),
    )
)


def entry(topic: str, text: str = "", **fields: object) -> Sent:
    fields = {"at": 1.0, "endpoint": "localhost:1883", "reason": "sent", **fields}
    return Sent(draft=Draft(topic, text), **fields)  # type: ignore[arg-type]


def found(log: SentLog, text: str) -> list[str]:
    return [run.newest.draft.topic for run in log.search(text)]


@given(SENT)
def test_an_entry_comes_back_from_its_line(sent: Sent) -> None:
    line = to_line(sent)
    assert line.count(b"\n") == 1
    assert line.isascii()
    assert line[:-1].decode().isprintable()
    assert from_line(line) == sent


@given(st.binary())
def test_other_lines_are_damaged(line: bytes) -> None:
    with pytest.raises(DamagedLine):
        from_line(line)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"at":1.0', b'"at":NaN'),
        (b'"at":1.0', b'"at":1e300'),
        (b'"at":1.0', b'"at":true'),
        (b'"qos":0', b'"qos":3'),
        (b'"count":1', b'"count":0'),
        (b'"accepted":1', b'"accepted":2'),
        (b'"kind":"text"', b'"kind":"nonsense"'),
        (b'"properties":{}', b'"properties":{"colour":"red"}'),
        (b'"topic":"a"', b'"topic":7'),
        (b'"secret":false', b'"secret":0'),
        (b'"key"', b'"lock"'),
        (b'"seconds":0.0', b'"seconds":-1'),
    ],
)
def test_a_line_with_a_wrong_value_is_damaged(before: bytes, after: bytes) -> None:
    line = to_line(entry("a"))
    assert before in line
    with pytest.raises(DamagedLine):
        from_line(line.replace(before, after))


def test_what_a_later_version_adds_is_passed_over() -> None:
    sent = entry("a")
    assert from_line(to_line(sent).replace(b"{", b'{"colour":"red",', 1)) == sent


def test_nothing_secret_is_kept() -> None:
    properties = Properties("text/plain", "reply", b"hush", 5, True, (("pin", "hush"),))
    draft = Draft("door/open", "hush", Kind.TEXT, 1, True, properties)
    sent = Sent(1.0, "here", draft, "sent", secret=True)
    assert b"hush" not in to_line(sent)
    assert "hush" not in repr(sent) + sent.searched
    kept = Properties("text/plain", "reply", None, 5, True, (("pin", ""),))
    assert sent.draft == Draft("door/open", "", Kind.TEXT, 1, True, kept)
    assert not sent.whole


def test_a_payload_that_is_too_long_leaves_the_topic() -> None:
    assert entry("a", "é" * (LONGEST_PAYLOAD // 2)).whole
    sent = entry("a", "é" * (LONGEST_PAYLOAD // 2) + "x")
    assert sent.too_long
    assert sent.draft == Draft("a", "")
    assert from_line(to_line(sent)) == sent


def test_variables_are_kept_and_not_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIN", "hush")
    assert b"{{env PIN}}" in to_line(entry("a", "{{env PIN}}"))


def test_every_word_has_to_be_in_topic_payload_or_endpoint() -> None:
    log = SentLog()
    log.add(entry("site/Pump", '{"level": 3}'))
    log.add(entry("site/lamp", "STRASSE", endpoint="broker.local:1883"))
    assert found(log, "") == ["site/lamp", "site/Pump"]
    assert found(log, "  pump LEVEL ") == ["site/Pump"]
    assert found(log, "straße lamp") == ["site/lamp"]
    assert found(log, "lamp broker.local") == ["site/lamp"]
    assert found(log, "pump lamp") == []


def test_the_same_sent_again_is_one_row_and_keeps_every_outcome() -> None:
    log = SentLog()
    log.add(entry("pump", reason="first"))
    log.add(entry("pump", reason="no", accepted_count=0))
    log.add(entry("pump", reason="third", endpoint="elsewhere"))
    log.add(entry("lamp"))
    log.add(entry("pump", reason="last", count=5, accepted_count=4))
    runs = log.search("pump")
    assert [[each.reason for each in run.entries] for run in runs] == [
        ["last"],
        ["third"],
        ["no", "first"],
    ]
    assert [(run.count, run.accepted_count) for run in runs] == [(5, 4), (1, 1), (2, 1)]


def test_what_stands_between_keeps_runs_apart_when_it_is_not_shown() -> None:
    log = SentLog()
    for topic in ("pump", "lamp", "pump"):
        log.add(entry(topic))
    assert len(log.search("pump")) == 2


def test_secret_payloads_may_have_differed_so_they_are_rows_of_their_own() -> None:
    log = SentLog()
    log.add(entry("a", "one", secret=True))
    log.add(entry("a", "two", secret=True))
    assert len(log.search("")) == 2


def test_the_oldest_leave() -> None:
    log = SentLog()
    for number in range(MOST_ENTRIES + 2):
        log.add(entry(f"t{number}"))
    assert len(log) == MOST_ENTRIES
    assert [each.draft.topic for each in log][-1] == "t2"


def test_many_bytes_leave_as_well() -> None:
    log = SentLog()
    for number in range(100):
        log.add(entry(f"t{number}", "x" * LONGEST_PAYLOAD))
    assert sum(each.size for each in log) <= MOST_BYTES
    assert len(log) == MOST_BYTES // entry("t99", "x" * LONGEST_PAYLOAD).size
    assert next(iter(log)).draft.topic == "t99"


def test_entries_are_forgotten_by_their_keys() -> None:
    log = SentLog()
    entries = [entry(topic) for topic in "abc"]
    log.replace(entries)
    log.forget({entries[1].key, "unknown"})
    assert found(log, "") == ["c", "a"]


def test_an_entry_is_made_of_an_outcome() -> None:
    sent = Sent.single(2.0, "here", Draft("a"), Outcome(False, "not authorized", 0.5))
    assert (sent.accepted, sent.count, sent.accepted_count) == (False, 1, 0)
    assert (sent.reason, sent.seconds) == ("not authorized", 0.5)
