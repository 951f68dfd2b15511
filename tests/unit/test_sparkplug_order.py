"""The order of Sparkplug messages in words: sequence numbers, and deaths by their bdSeq."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.decode.sparkplug_names import Place
from pubsub_tui.decode.sparkplug_order import (
    NUMBERS,
    death_note,
    is_sequenced,
    sequence_note,
    session_number,
    unmatched,
    unsequenced,
)
from tests.unit.test_decode_sparkplug import BIRTH_PAYLOAD, metric, payload
from tests.unit.wire_writing import bytes_field, number_field

NDATA = Place("NDATA", "plant", "press")
NBIRTH = Place("NBIRTH", "plant", "press")


def bd_seq(number: int, field: int = 11) -> bytes:
    return payload(metric(number_field(field, number), name="bdSeq"), seq=None)


@pytest.mark.parametrize(
    ("before", "seq", "said"),
    [
        (4, 5, "seq 5 follows 4."),
        (255, 0, "seq 0 follows 255."),
        (4, 7, "seq 7, 2 missing after 4."),
        (254, 1, "seq 1, 2 missing after 254."),
        (4, 4, "seq 4 again, like the message before: sent or delivered twice."),
        (7, 6, "seq 6 after 7: out of order, or 254 missing."),
        (None, 6, "seq 6; in the message before none can be read."),
        (4, None, "No seq from 0 to 255 can be read: a NDATA has to have one."),
        (4, 256, "No seq from 0 to 255 can be read: a NDATA has to have one."),
    ],
)
def test_what_comes_after_what(before: int | None, seq: int | None, said: str) -> None:
    assert sequence_note(NDATA, payload(seq=seq), payload(seq=before)) == said


def test_a_birth_begins_the_count() -> None:
    assert sequence_note(NBIRTH, payload(seq=0), b"") == "seq 0: a NBIRTH begins the count anew."
    assert sequence_note(NBIRTH, payload(seq=3), payload(seq=2)) == (
        "seq 3, but a NBIRTH begins the count anew, with 0."
    )


@given(st.integers(0, 255), st.integers(1, 127))
def test_so_many_are_missing_as_are_between(before: int, missing: int) -> None:
    seq = (before + 1 + missing) % NUMBERS
    said = sequence_note(NDATA, payload(seq=seq), payload(seq=before))
    assert said == f"seq {seq}, {missing} missing after {before}."


@pytest.mark.parametrize(
    ("topic", "counts"),
    [
        ("spBv1.0/plant/NDATA/press", True),
        ("spBv1.0/plant/DDEATH/press/arm", True),
        ("spBv1.0/plant/NDEATH/press", False),
        ("spBv1.0/plant/NCMD/press", False),
        ("spBv1.0/plant/NDATA/drill", False),
        ("spBv1.0/other/NDATA/press", False),
        ("STATE/press", False),
        ("plant", False),
    ],
)
def test_which_messages_take_a_number(topic: str, counts: bool) -> None:
    assert is_sequenced(topic, "plant", "press") == counts


def test_a_death_is_compared_with_the_birth() -> None:
    assert death_note(bd_seq(3), BIRTH_PAYLOAD) == (
        "bdSeq 3 is that of the NBIRTH before: its session ends."
    )
    assert death_note(bd_seq(2, field=10), BIRTH_PAYLOAD) == (
        "bdSeq 2, not the 3 of the NBIRTH before: another session ends."
    )
    assert death_note(bd_seq(2), payload()) == "bdSeq 2; in the NBIRTH before none can be read."
    assert death_note(payload(), BIRTH_PAYLOAD) == unmatched(b"")
    assert unmatched(b"") == "No bdSeq can be read: a NDEATH has to have one."
    assert unmatched(bd_seq(2), "why") == "bdSeq 2; why."


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_give_a_sentence(one: bytes, other: bytes) -> None:
    for sent in (one, bytes_field(2, one), payload() + one):
        for said in (
            sequence_note(NDATA, sent, other),
            unsequenced(NDATA, sent, "why"),
            death_note(sent, other),
            unmatched(sent, "why"),
        ):
            assert said.endswith(".")
        session_number(sent)
