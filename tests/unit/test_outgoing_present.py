"""Drafts with present values, and what must not be seen in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.present import MASK, Present, is_of_what_is_written, is_secret, present
from pubsub_tui.outgoing.properties import Properties

NOW = 1_767_323_045.678


def filled(text: str, topic: str = "a/b", **answers: str) -> Present:
    return present(Draft(topic, text, Kind.TEXT), answers, NOW)


def text_of(found: Present) -> str:
    assert found.draft is not None
    return found.draft.text


def test_variables_are_filled_in_and_hold_still() -> None:
    text = "{{count}} {{now}} {{topic 2}} {{uuid}} {{random 1 1000000}}"
    assert text_of(filled(text)).startswith("1 1767323045.678 b 12345678-")
    assert filled(text) == filled(text)


def test_what_is_not_answered_stays_as_it_is_written_and_nothing_is_said_of_it() -> None:
    found = filled("{{ask level}} of {{ask most}}", most="9")
    assert text_of(found) == "{{ask level}} of 9"
    assert (found.open, found.problem, found.size) == (("level",), None, None)
    assert not found.can_be_sent


def test_secrets_are_not_shown_but_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "hidden-in-the-environment")
    found = filled("{{ask Password}}{{env KEY}}", Password="open sesame")
    assert text_of(found) == MASK + "{{env KEY}}"
    assert found.size == len("open sesame" + "hidden-in-the-environment")
    assert found.can_be_sent


@pytest.mark.parametrize(
    ("name", "secret"),
    [("password", True), ("API-Token", True), ("client secret", True), ("level", False)],
)
def test_names_tell_what_is_secret(name: str, secret: bool) -> None:
    assert is_secret(name) is secret


def test_a_wrong_variable_is_told_with_its_place_in_what_is_written() -> None:
    found = filled("on\n {{nwo}}")
    assert found.draft is None
    assert found.problem is not None
    assert is_of_what_is_written(found.problem)
    assert (found.problem.line, found.problem.column) == (2, 2)
    assert not found.can_be_sent


def test_what_becomes_of_it_may_be_wrong_too() -> None:
    draft = Draft("a", '{"n":{{ask n}}}', Kind.JSON)
    found = present(draft, {"n": "x"}, NOW)
    assert found.problem is not None
    assert not is_of_what_is_written(found.problem)
    assert found.problem.column == 6
    assert found.can_be_sent  # JSON is sent as it is written.
    assert not present(Draft("a/+"), {}, NOW).can_be_sent
    assert not present(Draft("a", "f", Kind.HEX), {}, NOW).can_be_sent


@given(st.builds(Draft, st.text(), st.text(), st.sampled_from(Kind)), st.text())
def test_any_draft_can_be_looked_at(draft: Draft, answer: str) -> None:
    found = present(draft, {"x": answer}, NOW)
    assert found.draft is not None or found.problem is not None


@given(st.text(min_size=1).filter(lambda text: text not in MASK))
def test_a_secret_answer_is_nowhere_in_what_is_shown(answer: str) -> None:
    draft = Draft(
        "{{ask token}}", "{{ask token}}", properties=Properties(user=(("{{ask token}}", ""),))
    )
    found = present(draft, {"token": answer}, NOW)
    assert found.draft is not None
    assert found.draft.topic == found.draft.text == found.draft.properties.user[0][0] == MASK
