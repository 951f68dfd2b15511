"""Variables in drafts: their values, their mistakes, and what is never told."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft, inspect, verbatim
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.payload import validate
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.outgoing.properties import Properties
from pubsub_tui.outgoing.template import compile_template, literal

ID = UUID("00000000-0000-4000-8000-000000000001")
CONTEXT = Context(
    count=7,
    topic="site/line2/set",
    clock=lambda: 1_700_000_000.1239,
    random=Random(1),
    uuid=lambda: ID,
    environ={"HOME": "/home/anna", "EMPTY": ""},
    answers={"level": "3", "full name": "Anna"},
)


def rendered(text: str) -> str:
    return compile_template(text, "payload").render(CONTEXT)


def said(text: str, of_topic: bool = False) -> str:
    with pytest.raises(OutgoingError) as error:
        compile_template(text, "payload", of_topic).render(CONTEXT)
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{count}}", "7"),
        ("{{ count }}{{count}}", "77"),
        ("{{now}}", "1700000000.124"),
        ("{{iso}}", "2023-11-14T22:13:20.123Z"),
        ("{{uuid}}", str(ID)),
        ("{{topic 1}}-{{topic 3}}", "site-set"),
        ("{{env HOME}}{{env EMPTY}}", "/home/anna"),
        ('{{ask level}} {{ask "full name"}}', "3 Anna"),
        ("{{random 4 4}} {{random -1 -1.00}} {{random 0.5 0.5}}", "4 -1.00 0.5"),
        ('{{choice "a b"}}', "a b"),
        (r'{{choice "a \"b\" }} \\"}}', r'a "b" }} \ '.rstrip()),
        ('{{choice ""}}', ""),
        ("{{{{count}}", "{{count}}"),
        ('{"n":{{count}}}', '{"n":7}'),
        ('{"a":{"b":1}}', '{"a":{"b":1}}'),
        ("{ {", "{ {"),
        ("{{\ncount\n}}", "7"),
    ],
)
def test_what_a_variable_stands_for(text: str, value: str) -> None:
    assert rendered(text) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a {{cuont}}", "payload: column 3: 'cuont' is not known; perhaps count"),
        (
            "{{x}}",
            "payload: column 1: 'x' is not known; known are count, now, iso, uuid, random, "
            "choice, env, topic, ask",
        ),
        ("{\n {{count 1}}}", "payload: line 2, column 2: count takes no argument"),
        ("{{}}", "payload: column 1: expected a variable, such as {{count}}"),
        ("a {{count", "payload: column 3: no }} closes this {{"),
        ('{{choice "a}}', "payload: column 1: no }} closes this {{"),
        (
            '{{choice "a"b}}',
            "payload: column 1: expected a word, or a text in quotes, with space around it",
        ),
        (
            "{{choice}}",
            "payload: column 1: choice needs something to choose from, such as {{choice on off}}",
        ),
        (
            "{{random 1}}",
            "payload: column 1: random needs two numbers, such as {{random 1 10}}",
        ),
        (
            "{{random a 2}}",
            "payload: column 1: random needs two numbers, such as {{random 1 10}}",
        ),
        ("{{random 2 1.9}}", "payload: column 1: random needs the smaller number first"),
        ("{{topic 0}}", "payload: column 1: topic needs the number of a level, from 1"),
        ("{{topic}}", "payload: column 1: topic needs the number of a level, such as {{topic 1}}"),
        ("{{topic 4}}", "payload: column 1: the topic has only 3 levels"),
        ("{{env}}", "payload: column 1: env needs the name of a variable, such as {{env HOME}}"),
        ("\n{{env NONE}}", "payload: line 2, column 1: the environment has no NONE"),
        ("{{ask who}}", "payload: column 1: 'who' was not answered"),
        ("{{ask full name}}", "payload: column 1: ask needs a name, such as {{ask level}}"),
    ],
)
def test_what_is_wrong_with_a_variable(text: str, sentence: str) -> None:
    assert said(text) == sentence


def test_a_topic_can_not_hold_its_own_levels() -> None:
    assert said("a/{{topic 1}}", True) == "payload: column 3: a topic can not hold its own levels"


@given(st.text("{}a \n\"'\\", max_size=20))
def test_any_text_can_be_written_so_that_it_stands_for_itself(text: str) -> None:
    template = compile_template(literal(text), "payload")
    assert template.is_constant
    assert template.render(CONTEXT) == text


@given(st.text('{}ab "\\count123.-random choice', max_size=30))
def test_any_text_is_a_template_or_one_sentence(text: str) -> None:
    sentence = ""
    try:
        compile_template(text, "payload").render(CONTEXT)
    except OutgoingError as error:
        sentence = str(error)
    assert "\n" not in sentence


def test_random_numbers_reach_both_ends_with_the_decimals_that_were_written() -> None:
    whole = compile_template("{{random 1 3}}", "payload")
    parts = compile_template("{{random -0.1 0.1}}", "payload")
    assert {whole.render(CONTEXT) for _ in range(200)} == {"1", "2", "3"}
    assert {parts.render(CONTEXT) for _ in range(200)} == {"-0.1", "0.0", "0.1"}


def test_choices_all_come_up() -> None:
    choice = compile_template('{{choice "a b" c}}', "payload")
    assert {choice.render(CONTEXT) for _ in range(200)} == {"a b", "c"}


def test_a_draft_is_rendered_with_one_time_and_its_own_topic() -> None:
    ticks = count(1)
    draft = Draft(
        "site/{{ask line}}/{{now}}",
        '{"n": {{count}}, "t": {{now}}, "line": "{{topic 2}}"}',
        Kind.JSON,
        properties=Properties(user=(("by-{{topic 1}}", "{{ask who}}"),)),
    )
    template = compile_draft(draft)
    assert template.asks == ("line", "who")
    assert not template.is_constant
    context = Context(
        count=2, clock=lambda: float(next(ticks)), answers={"line": "l1", "who": "{{count}}"}
    )
    assert template.render(context) == replace(
        draft,
        topic="site/l1/1.000",
        text='{"n": 2, "t": 1.000, "line": "l1"}',
        properties=Properties(user=(("by-site", "{{count}}"),)),
    )
    assert template.render(replace(context, count=3)).topic == "site/l1/2.000"


def test_mistakes_in_each_part_name_it() -> None:
    for draft, part in (
        (Draft("{{x"), "topic"),
        (Draft("a", "{{x"), "payload"),
        (Draft("a", properties=Properties(user=(("{{x", ""),))), "user property"),
    ):
        with pytest.raises(OutgoingError, match=f"^{part}: column 1: no }}}} closes"):
            compile_draft(draft)


SECRETS = st.text(st.characters(exclude_categories=["Cs"]), min_size=3, max_size=20)


@given(
    SECRETS, st.sampled_from(list(Kind)), st.sampled_from(["{}", "u8 {}", "[{}", '["{}"', "0{}"])
)
def test_a_value_of_the_environment_is_in_no_error(secret: str, kind: Kind, around: str) -> None:
    template = compile_template(around.replace("{}", "{{env KEY}}"), "payload")
    assert template.reads_environment
    context = replace(CONTEXT, environ={"KEY": f"~{secret}~"})
    assert f"~{secret}~" not in repr(context)
    assert f"~{secret}" not in str(validate(kind, template.render(context)))


@given(st.text("{}a"), st.text("{}a"))
def test_what_arrived_is_sent_again_and_not_taken_for_a_template(topic: str, text: str) -> None:
    draft = Draft(topic, text, properties=Properties(user=((text, topic),)))
    assert compile_draft(verbatim(draft)).render(CONTEXT) == draft


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        (Draft("a", '{"n": {{count}}}', Kind.JSON), "None"),
        (Draft("a", '{"n": "{{count}}}', Kind.JSON), "JSON: column 7: a string that does not end"),
        (Draft("a/{{ask x}}", "{", Kind.JSON), "None"),
        (Draft("a/{{ask level}}", "{", Kind.JSON), "JSON: column 2: expected a name in double"),
        (Draft("a", "{{ask x}} {{y}}"), "payload: column 11: 'y' is not known; known are"),
        (Draft("{{choice +}}", ""), "a topic to publish to can not hold the wildcard +"),
        (Draft("", ""), "the topic is empty"),
        (Draft("a", "{{env NONE}}"), "payload: column 1: the environment has no NONE"),
        (Draft("a", properties=Properties(content_type="\0")), "content type: it holds a NUL"),
    ],
)
def test_what_is_wrong_is_found_while_it_is_written(draft: Draft, problem: str) -> None:
    assert str(inspect(draft, CONTEXT).problem).startswith(problem)
