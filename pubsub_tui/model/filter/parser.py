"""Text to a filter's tree, by recursive descent; the grammar stands in docs/filters.md."""

from __future__ import annotations

import re

from pubsub_tui.model.filter import literals, nodes
from pubsub_tui.model.filter.error import FilterError
from pubsub_tui.model.filter.nodes import Node, Operator
from pubsub_tui.model.filter.regex import complaint as regex_complaint
from pubsub_tui.model.filter.scanner import Scanner, unescape
from pubsub_tui.model.filter.written import RESERVED
from pubsub_tui.topic_filter import pattern_complaint

DEEPEST = 50
"""How deep parentheses and negations may be nested."""

_TERM = "a topic filter, text, /regex/, key:value or comparison"
_DURATION = "a duration such as 500ms, 30s, 5m, 2h or 1d"
_SIZE = "a size such as 300, 1k, 5MB or 2KiB"
_YES = {"yes": True, "true": True, "no": False, "false": False}
_INDEX = re.compile(r"\[(-?\d{1,9})\]", re.ASCII)
_KEY = re.compile(r'[^.\[\]"/+#]+')
_STRING_KEY = re.compile(r'\[("(?:[^"\\]|\\.)*+")\]', re.DOTALL)


def parse_node(text: str) -> Node:
    """The tree of a filter. Raises FilterError."""
    scanner = Scanner(text)
    scanner.skip_space()
    if not scanner.next():
        return nodes.EVERYTHING
    node = _alternatives(scanner, 0)
    if scanner.next():
        raise scanner.expected("another term or the end", instead="this ) closes no (")
    return node


def _alternatives(scanner: Scanner, depth: int) -> Node:
    found = [_sequence(scanner, depth)]
    while _keyword(scanner, "or"):
        found.append(_sequence(scanner, depth))
    return found[0] if len(found) == 1 else nodes.Or(tuple(found))


def _sequence(scanner: Scanner, depth: int) -> Node:
    found = [_spaced_term(scanner, depth)]
    while True:
        if _keyword(scanner, "and"):
            found.append(_spaced_term(scanner, depth))
            continue
        scanner.skip_space()
        if scanner.next() in ("", ")") or _keyword(scanner, "or", take=False):
            return found[0] if len(found) == 1 else nodes.And(tuple(found))
        found.append(_spaced_term(scanner, depth))


def _keyword(scanner: Scanner, keyword: str, take: bool = True) -> bool:
    """Whether that keyword is next; before an operator it is a key of the payload instead."""
    start = scanner.at
    scanner.skip_space()
    found = scanner.word().lower() == keyword and not scanner.operator_follows()
    if not (found and take):
        scanner.at = start
    return found


def _spaced_term(scanner: Scanner, depth: int) -> Node:
    """A term that ends where a word may end."""
    scanner.skip_space()
    if _keyword(scanner, "and", take=False) or _keyword(scanner, "or", take=False):
        raise scanner.expected(_TERM)
    node = _term(scanner, depth)
    following = scanner.next()
    if following and following != ")" and not following.isspace():
        raise scanner.expected("a space before the next term")
    return node


def _term(scanner: Scanner, depth: int) -> Node:
    if depth > DEEPEST:
        raise scanner.expected(f"no more than {DEEPEST} ( and - inside one another")
    if scanner.take("-!"):
        if not scanner.next().strip():
            raise scanner.expected("a term right after - or !")
        return nodes.Not(_term(scanner, depth + 1))
    if scanner.take("("):
        node = _alternatives(scanner, depth + 1)
        if not scanner.take(")"):
            raise scanner.expected("a closing )")
        return node
    return _text(scanner) or _regex(scanner) or _keyed(scanner) or _word(scanner)


def _text(scanner: Scanner) -> Node | None:
    start = scanner.at
    text = scanner.quoted()
    if text == "":
        raise scanner.expected("text between the quotes", start + 1)
    if text and scanner.operator_follows():
        raise scanner.expected('another term (write a key in quotes as ["a b"])')
    return nodes.Text(text) if text else None


def _regex(scanner: Scanner) -> Node | None:
    start = scanner.at
    found = scanner.regex() if scanner.next() == "/" else None
    if found is None:
        return None
    pattern, ignore_case = found
    wrong = regex_complaint(pattern, ignore_case)
    if wrong is not None:
        # RE2 says what it stumbled over after a colon.
        at = scanner.text.find(wrong.rpartition(": ")[2], start + 1, scanner.at)
        at = at if ": " in wrong and at > start else start
        raise scanner.expected("a valid regular expression", at, f"RE2 says {wrong!r}")
    return nodes.Regex(pattern, ignore_case)


def _keyed(scanner: Scanner) -> Node | None:
    match scanner.key():
        case "topic":
            start = scanner.at
            name = scanner.quoted()
            return _topic_filter(scanner, scanner.run() if name is None else name, start)
        case "qos":
            return nodes.Qos("=", _level(scanner))
        case "retain":
            start = scanner.at
            wanted = _YES.get(scanner.run().lower())
            if wanted is None:
                raise scanner.expected("yes or no", start)
            return nodes.Retain(wanted)
        case "prop":
            return _property(scanner)
    return None


def _topic_filter(scanner: Scanner, topic_filter: str, start: int) -> Node:
    wrong = pattern_complaint(topic_filter)
    if wrong is not None:
        wrong += '; in quotes, "…", it is text' if topic_filter else ""
        raise scanner.expected("a topic filter", start, wrong)
    return nodes.TopicFilter(topic_filter)


def _property(scanner: Scanner) -> Node:
    name = scanner.quoted()
    name = scanner.word() if name is None else name
    if not name:
        raise scanner.expected("the name of a property after prop:")
    start = scanner.at
    operator = scanner.operator()
    if operator is None:
        return nodes.Property(name)
    if operator not in ("=", "!=", "~"):
        raise scanner.expected("=, != or ~ after a property", start)
    return nodes.Property(name, operator, str(_value(scanner, "~")))


def _word(scanner: Scanner) -> Node:
    start = scanner.at
    word = scanner.word()
    if not word:
        raise scanner.expected(_TERM)
    after = scanner.at
    operator = scanner.operator()
    if operator is not None:
        if word in RESERVED:
            return _measured(scanner, word, operator, after)
        return nodes.Comparison(_path(scanner, word, start), operator, _value(scanner, operator))
    if word == "retain":
        return nodes.Retain()
    if set("/+#").isdisjoint(word):
        return nodes.Text(word)
    return _topic_filter(scanner, word, start)


def _measured(scanner: Scanner, word: str, operator: Operator, at: int) -> Node:
    """A comparison of the age, the size or the quality of service."""
    if operator == "~" or (word == "age" and operator in ("=", "!=")):
        allowed = "<, <=, > or >=" if word == "age" else "=, !=, <, <=, > or >="
        raise scanner.expected(f"{allowed} after {word}", at)
    if word == "qos":
        return nodes.Qos(operator, _level(scanner))
    start = scanner.at
    text = scanner.value()
    if word == "age":
        seconds = literals.duration(text)
        if seconds is None:
            raise scanner.expected(_DURATION, start)
        return nodes.Age(operator, seconds)
    size = literals.size(text)
    if size is None:
        raise scanner.expected(_SIZE, start)
    return nodes.Size(operator, size)


def _level(scanner: Scanner) -> int:
    start = scanner.at
    text = scanner.run()
    if text not in ("0", "1", "2"):
        raise scanner.expected("0, 1 or 2", start)
    return int(text)


def _value(scanner: Scanner, operator: Operator) -> int | float | str:
    """What stands after an operator; after ~ a number is text, too."""
    string = scanner.quoted()
    if string is not None:
        return string
    text = scanner.value()
    if not text:
        raise scanner.expected(f'a number, text or "text" after {operator}')
    value = None if operator == "~" else literals.number(text)
    return text if value is None else value


def parse_path(text: str) -> nodes.Path:
    """The steps of a path to a value in JSON, as ``data.list[0].v``. Raises FilterError."""
    return _path(Scanner(text), text, 0)


def _path(scanner: Scanner, word: str, start: int) -> nodes.Path:
    """The steps of ``data.sensors[0]["a b"]``, a word that begins at ``start``."""
    steps: list[str | int] = []
    at = 0
    while at < len(word) or not steps:
        if string := _STRING_KEY.match(word, at):
            steps.append(unescape(string[1]))
            at = string.end()
        elif index := _INDEX.match(word, at):
            steps.append(int(index[1]))
            at = index.end()
        else:
            at += word.startswith(".", at) and bool(steps)
            key = _KEY.match(word, at)
            if key is None or (steps and word[at - 1] != "."):
                raise _no_path(scanner, word, start + at)
            steps.append(key[0])
            at = key.end()
    return tuple(steps)


def _no_path(scanner: Scanner, word: str, at: int) -> FilterError:
    hint = "a path to a value in JSON, such as data.list[0].v"
    if not set("/+#").isdisjoint(word):
        hint += """ (write a key such as a/b as ["a/b"], a topic such as a/b=c as topic:"a/b=c")"""
    return scanner.expected(hint, at)
