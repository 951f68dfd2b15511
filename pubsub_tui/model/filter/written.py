"""A filter's tree as text again."""

from __future__ import annotations

import re

from pubsub_tui.model.filter import nodes
from pubsub_tui.model.filter.literals import number, written_duration, written_number

_PLAIN_WORD = re.compile(r"[^\W\d]\w*")
_PLAIN_LEVELS = re.compile(r"[\w$+#][\w$+#.-]*(?:/[\w$+#.-]*)*")
_KEYWORDS = ("and", "or", "retain")
RESERVED = ("age", "size", "qos")
"""Words that stand before an operator for something else than a key of the payload."""


def quoted(text: str) -> str:
    """Text in quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def written(node: nodes.Node) -> str:
    """The text of a filter."""
    match node:
        case nodes.Or(children):
            return " or ".join(_inside(child, nodes.Or) for child in children)
        case nodes.And(children):
            return " ".join(_inside(child, nodes.Or, nodes.And) for child in children)
        case nodes.Not(child):
            return "-" + _inside(child, nodes.Or, nodes.And)
        case _:
            return _leaf(node)


def _inside(node: nodes.Node, *weaker: type[nodes.Or] | type[nodes.And]) -> str:
    text = written(node)
    return f"({text})" if isinstance(node, weaker) else text


def _leaf(node: nodes.Leaf) -> str:
    match node:
        case nodes.TopicFilter(topic_filter):
            return _topic_filter(topic_filter)
        case nodes.Text(text):
            return text if _is_plain(text) else quoted(text)
        case nodes.Regex(pattern, ignore_case):
            return f"/{escape_slashes(pattern)}/{'i' if ignore_case else ''}"
        case nodes.Comparison(path, operator, value):
            return f"{written_path(path)}{operator}{_value(value)}"
        case nodes.Age(operator, seconds):
            return f"age{operator}{written_duration(seconds)}"
        case nodes.Size(operator, size):
            return f"size{operator}{size}"
        case nodes.Qos(operator, level):
            return f"qos:{level}" if operator == "=" else f"qos{operator}{level}"
        case nodes.Retain(wanted):
            return "retain" if wanted else "retain:no"
        case nodes.Property(name, operator, text):
            name = name if _PLAIN_WORD.fullmatch(name) else quoted(name)
            return f"prop:{name}" + (f"{operator}{quoted(text)}" if operator else "")


def written_path(path: nodes.Path) -> str:
    """A path to a value in JSON: ``data.sensors[0].v``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_WORD.fullmatch(step) and (text or step not in RESERVED):
            text += f".{step}" if text else step
        else:
            text += f"[{quoted(step)}]"
    return text


def escape_slashes(pattern: str) -> str:
    """A pattern with a backslash before every slash that has none."""
    return re.sub(r"\\.|/", lambda part: r"\/" if part[0] == "/" else part[0], pattern, flags=re.S)


def _is_plain(text: str) -> bool:
    return bool(_PLAIN_WORD.fullmatch(text)) and text.lower() not in _KEYWORDS


def _topic_filter(topic_filter: str) -> str:
    if _PLAIN_LEVELS.fullmatch(topic_filter) and not set("/+#").isdisjoint(topic_filter):
        return topic_filter
    return "topic:" + quoted(topic_filter)


def _value(value: int | float | str) -> str:
    if not isinstance(value, str):
        return written_number(value)
    return value if _PLAIN_WORD.fullmatch(value) and number(value) is None else quoted(value)
