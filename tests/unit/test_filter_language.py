"""The filter language: what is understood, and what is said when it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.model.filter import Filter, FilterError, nodes, parse
from pubsub_tui.model.filter.nodes import (
    Age,
    And,
    Comparison,
    Node,
    Not,
    Or,
    Property,
    Qos,
    Regex,
    Retain,
    Size,
    Text,
    TopicFilter,
)
from pubsub_tui.model.filter.written import written
from tests.unit.filter_trees import LEAVES, trees

PIECES = [
    *("a", "é", "value", "age", "size", "qos:", "topic:", "prop:", "retain", "or", "and", " "),
    *("/", "+", "#", '"', "\\", "(", ")", "[", "]", "0", "5m", "1k", ".", "-", "!", "=", "!="),
    *("<", ">=", "~", "$", ":", "\n", "\0", "\ud800", "/a b/", "/(/", "**", "{9999}"),
]


def parsed(text: str) -> Filter | FilterError:
    try:
        return parse(text)
    except FilterError as error:
        return error


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=20).map("".join)))
def test_any_text_is_a_filter_or_an_error_within_it(text: str) -> None:
    found = parsed(text)
    if not isinstance(found, FilterError):
        assert parse(str(found)).node == found.node
        return
    said = str(found)
    assert 1 <= found.column <= len(text) + 1
    assert found.expected
    assert said.startswith(f"Column {found.column}: expected {found.expected}, but ")
    assert said.endswith(".")
    assert "\n" not in said


@given(trees(LEAVES))
def test_a_filter_that_is_written_and_parsed_is_the_same(node: Node) -> None:
    assert parse(written(node)).node == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", And(())),
        (" \t\n", And(())),
        ("debug", Text("debug")),
        ("12:30", Text("12:30")),
        ("dev:1", Text("dev:1")),
        ("a-b!", Text("a-b!")),
        ('"a \\"b\\" \\\\ \\n"', Text('a "b" \\ \\n')),
        ("a/b", TopicFilter("a/b")),
        ("a/b/#", TopicFilter("a/b/#")),
        ("+", TopicFilter("+")),
        ("#", TopicFilter("#")),
        ("$SYS/#", TopicFilter("$SYS/#")),
        ("topic:a", TopicFilter("a")),
        ("topic:a=b/c", TopicFilter("a=b/c")),
        ('topic:"a b/+"', TopicFilter("a b/+")),
        ("(a/b)", TopicFilter("a/b")),
        ("/a", TopicFilter("/a")),
        ("/a/b", TopicFilter("/a/b")),
        ("/a/b c", And((TopicFilter("/a/b"), Text("c")))),
        ("/a/b /c/", And((TopicFilter("/a/b"), Regex("c")))),
        ("/a /b", And((TopicFilter("/a"), TopicFilter("/b")))),
        ("/a /b/", And((TopicFilter("/a"), Regex("b")))),
        ("//", TopicFilter("//")),
        ("topic:/a/b/", TopicFilter("/a/b/")),
        ("/a/", Regex("a")),
        ("/a/b/", Regex("a/b")),
        (r"/a\/b/", Regex("a/b")),
        (r"/a\\/", Regex(r"a\\")),
        ("/a/i", Regex("a", True)),
        ("/a b/i c", And((Regex("a b", True), Text("c")))),
        (r"/site/\d+/(temp|hum)/", Regex(r"site/\d+/(temp|hum)")),
        ("(/a/ or /b/i)", Or((Regex("a"), Regex("b", True)))),
        ("temp>30", Comparison(("temp",), ">", 30)),
        ("temp >= -1.5e3", Comparison(("temp",), ">=", -1500.0)),
        ("temp==3", Comparison(("temp",), "=", 3)),
        ("a.b[0][-1].c!=x", Comparison(("a", "b", 0, -1, "c"), "!=", "x")),
        ('["a b"].c~"x y"', Comparison(("a b", "c"), "~", "x y")),
        ('a["x/\\"y"]=1', Comparison(("a", 'x/"y'), "=", 1)),
        ("[0]=1", Comparison((0,), "=", 1)),
        ('v="30"', Comparison(("v",), "=", "30")),
        ("v~30", Comparison(("v",), "~", "30")),
        ("on=true", Comparison(("on",), "=", "true")),
        ("retain=true", Comparison(("retain",), "=", "true")),
        ("or=1", Comparison(("or",), "=", 1)),
        ('["age"]>3', Comparison(("age",), ">", 3)),
        ("value<1e999", Comparison(("value",), "<", float("inf"))),
        ("age<500ms", Age("<", 0.5)),
        ("age >= 1.5h", Age(">=", 5400.0)),
        ("age>1d", Age(">", 86_400.0)),
        ("size>1k", Size(">", 1000)),
        ("size<=5MB", Size("<=", 5_000_000)),
        ("size=2KiB", Size("=", 2048)),
        ("size!=0", Size("!=", 0)),
        ("qos:1", Qos("=", 1)),
        ("qos>0", Qos(">", 0)),
        ("retain", Retain()),
        ("retain:yes", Retain()),
        ("retain:no", Retain(False)),
        ("-retain", Not(Retain())),
        ('"retain"', Text("retain")),
        ("prop:unit", Property("unit")),
        ("prop:unit=C", Property("unit", "=", "C")),
        ('prop:"content type"~json', Property("content type", "~", "json")),
        ("!a", Not(Text("a"))),
        ("--a", Not(Not(Text("a")))),
        ("-(a b)", Not(And((Text("a"), Text("b"))))),
        ("a b", And((Text("a"), Text("b")))),
        ("a and b", And((Text("a"), Text("b")))),
        ("a OR b c", Or((Text("a"), And((Text("b"), Text("c")))))),
        ("(a or b) c", And((Or((Text("a"), Text("b"))), Text("c")))),
        ("oracle android", And((Text("oracle"), Text("android")))),
        ("a !=b", Comparison(("a",), "!=", "b")),
        ("a !b", And((Text("a"), Not(Text("b"))))),
    ],
)
def test_what_a_text_means(text: str, node: Node) -> None:
    assert parse(text).node == node


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("a )", 3, "expected another term or the end, but this ) closes no (."),
        ("(a", 3, "expected a closing ), but the filter ends there."),
        ("()", 2, "expected a topic filter, text, /regex/, key:value or comparison, but there"),
        ("a or", 5, "key:value or comparison, but the filter ends there."),
        ("or a", 1, "but there is 'or a'."),
        ("a and or b", 7, "but there is 'or b'."),
        ("- a", 2, "expected a term right after - or !, but there is ' a'."),
        ('"abc', 5, 'expected a closing ", but the filter ends there.'),
        ('a ""', 4, "expected text between the quotes"),
        ('"a"b', 4, "expected a space before the next term, but there is 'b'."),
        ("a(b)", 2, "expected a space before the next term"),
        ("a >> 2", 4, "expected a number, text or \"text\" after >, but there is '> 2'."),
        ("temp>", 6, 'expected a number, text or "text" after >, but the filter ends there.'),
        ("age<5", 5, "expected a duration such as 500ms, 30s, 5m, 2h or 1d, but there is '5'."),
        ("age=5m", 4, "expected <, <=, > or >= after age, but there is '=5m'."),
        ("size>big", 6, "expected a size such as 300, 1k, 5MB or 2KiB, but there is 'big'."),
        ("size~1", 5, "expected =, !=, <, <=, > or >= after size"),
        ("qos:3", 5, "expected 0, 1 or 2, but there is '3'."),
        ("retain:maybe", 8, "expected yes or no, but there is 'maybe'."),
        ("prop:", 6, "expected the name of a property after prop:"),
        ("prop:a>3", 7, "expected =, != or ~ after a property"),
        ("topic:", 7, "expected a topic filter, but it is empty"),
        ("a/b/c+", 1, "but + must stand alone in its level, and level 3 is 'c+'; in quotes"),
        ("x C#", 3, "expected a topic filter, but # must stand alone in its level"),
        ("a/#/b", 1, "# must be the last level"),
        ("$share/g/a", 1, "$share is for subscriptions: messages come on the topic itself"),
        ("a/b=3", 2, "expected a path to a value in JSON, such as data.list[0].v (write a key"),
        ("a..b=3", 3, "expected a path to a value in JSON"),
        ("a[x]=3", 2, "expected a path to a value in JSON"),
        ('"a b" = 3', 6, 'expected another term (write a key in quotes as ["a b"]), but there is'),
        ("/(a/", 2, "expected a valid regular expression, but RE2 says 'missing ): (a'."),
        (r"x /a(?=b)/", 5, "expected a valid regular expression, but RE2 says 'invalid perl"),
        (r"/\pL{900}/", 1, "but RE2 says 'pattern too large"),
        (r"/(.{0,100}){50}x/", 12, "but RE2 says 'invalid repetition size: {50}'."),
        ("/.{999}.{999}/", 1, "but RE2 says 'pattern too large"),
        ("/\ud800/", 1, "it is not valid Unicode"),
        ("topic:\ud800", 7, "it is not valid Unicode"),
        ("-" * 60 + "a", 52, "expected no more than 50 ( and - inside one another"),
        ("(" * 100_000, 52, "expected no more than 50 ( and - inside one another"),
    ],
)
def test_an_error_is_a_sentence_that_points_at_its_column(
    text: str, column: int, says: str
) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert caught.value.column == column
    assert says in str(caught.value)


def test_a_long_filter_is_parsed_in_linear_time() -> None:
    many = 5000
    assert parse("/a " * many).node == And((TopicFilter("/a"),) * many)
    assert parse("x" * 1_000_000).node == Text("x" * 1_000_000)
    assert parse(" or ".join(["v>1"] * many)).node == Or((Comparison(("v",), ">", 1),) * many)


def test_filters_are_written_as_one_would_write_them() -> None:
    text = (
        'site/+/temp value>30 (retain or age<5m) size>=1000 -debug "x y" /a\\/b/i qos:1 prop:u="C"'
    )
    assert str(parse(text)) == text
    assert written(nodes.EVERYTHING) == ""
