"""What is published one after the other, and when each is made."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.outgoing.publications import of_file, repeated
from pubsub_tui.transports.base import Publication


def test_each_is_made_when_it_is_due() -> None:
    now = 0.0
    context = Context(clock=lambda: now)
    upcoming = repeated(compile_draft(Draft("a", "{{count}} {{now}}")), context, 2)
    first = next(upcoming)
    now = 5.0
    assert first.make().publication.payload == b"1 5.000"
    now = 9.0
    second = next(upcoming)
    now = 20.0
    assert (second.label, second.make().publication.payload) == ("message 2", b"2 20.000")
    assert list(upcoming) == []


def test_what_never_changes_is_made_once() -> None:
    made = 0

    def publication_of(draft: Draft) -> Publication:
        nonlocal made
        made += 1
        return draft.publication()

    template = compile_draft(Draft("a", "x"))
    upcoming = list(islice(repeated(template, Context(), None, publication_of), 3))
    assert {each.make().publication for each in upcoming} == {Publication("a", b"x")}
    assert made == 1


def test_a_file_is_read_so_many_times_over(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"topic": "a"}\n\n{"topic": "b"}\n')
    rows = list(of_file(tmp_path / "rows.jsonl", 2))
    assert [each.label for each in rows] == ["line 1", "line 3"] * 2
    assert [each.make().topic for each in rows] == ["a", "b"] * 2
    (tmp_path / "empty.jsonl").write_text("\n")
    assert list(of_file(tmp_path / "empty.jsonl", None)) == []


def test_what_is_wrong_is_said_with_its_label() -> None:
    upcoming = next(repeated(compile_draft(Draft("a", "{{env NOT_THERE}}")), Context(), 1))
    with pytest.raises(OutgoingError, match="message 1: payload: column 1: the environment has no"):
        upcoming.make()
