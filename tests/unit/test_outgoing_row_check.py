"""A file of messages, looked through before the first is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from pubsub_tui.outgoing.caution import Concern, only_confirmed
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.outgoing.publications import Item
from pubsub_tui.outgoing.row_check import RowCheck
from pubsub_tui.transports.base import Publication


def checked(path: Path, text: str, *, production: bool = False) -> RowCheck:
    path.write_text(text)
    check = RowCheck(path, production=production)
    while check.go_on(0.0):
        assert check.rows
    return check


def test_all_rows_are_counted_a_slice_at_a_time(tmp_path: Path) -> None:
    check = checked(tmp_path / "a.csv", "topic\na\nb\n\nc\n")
    assert (check.rows, check.concerns, check.questions()) == (3, frozenset(), [])


def test_a_question_is_asked_once_for_each_concern(tmp_path: Path) -> None:
    text = "topic,retain,payload\na,true,x\n$SYS/a,,\nb,true,\n$SYS/b,,\n"
    check = checked(tmp_path / "a.csv", text, production=True)
    assert check.concerns == {Concern.BROKER, Concern.DELETES, Concern.RETAINS}
    assert check.questions() == [
        "line 2: This broker is marked production. Let it retain this message on a?",
        "line 3 and 1 more: $SYS/a belongs to the broker itself. Publish to it all the same?",
        "line 4: This broker is marked production. Delete what it retains on b?",
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,7", "line 3: qos: expected 0, 1 or 2"),
        ("a/#,0", "line 3: a topic to publish to can not hold the wildcard #"),
        ("a,0,0", "line 3: 3 cells below 2 names"),
        (",0", "line 3: topic: it is empty"),
    ],
)
def test_a_row_that_is_none_is_told_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(OutgoingError) as error:
        checked(tmp_path / "a.csv", f"topic,qos\na,0\n{row}\n")
    assert str(error.value) == f"{tmp_path / 'a.csv'}: {said}"


def test_what_was_confirmed_may_be_published_and_nothing_else() -> None:
    obstacle = only_confirmed({Concern.RETAINS}, production=True)
    retained, emptied = (Item("a", Publication("a", each, retain=True)) for each in (b"x", b""))
    assert obstacle(Item("a", Publication("a", b""))) is None
    assert obstacle(retained) is None
    assert obstacle(emptied) == (
        "it would have to be confirmed, and was not: "
        "This broker is marked production. Delete what it retains on a?"
    )


def test_what_is_said_of_a_topic_is_what_may_be_shown() -> None:
    obstacle = only_confirmed((), production=False)
    said = obstacle(Item("$SYS/{{env PIN}}", Publication("$SYS/1234", b"")))
    assert said is not None
    assert "1234" not in said
