"""A filter as a tree of values. Parsing what `written` gives makes the same tree again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operator = Literal["=", "!=", ">", ">=", "<", "<=", "~"]
Path = tuple[str | int, ...]

BARE_PAYLOAD: Path = ("value",)
"""The path that also stands for a payload which is no object but a number, text or boolean."""


@dataclass(frozen=True, slots=True)
class TopicFilter:
    """The topic matches (MQTT 5.0, section 4.7)."""

    topic_filter: str


@dataclass(frozen=True, slots=True)
class Text:
    """Topic or payload contains the text, in upper or lower case."""

    text: str


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression is found in topic or payload."""

    pattern: str
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A value in a JSON payload, compared with a number or, when it is a string, as text."""

    path: Path
    operator: Operator
    value: int | float | str


@dataclass(frozen=True, slots=True)
class Age:
    """How long ago the message came, in seconds."""

    operator: Operator
    seconds: float


@dataclass(frozen=True, slots=True)
class Size:
    """The payload's size on the wire, in bytes."""

    operator: Operator
    size: int


@dataclass(frozen=True, slots=True)
class Qos:
    """The quality of service that it was delivered with."""

    operator: Operator
    level: int


@dataclass(frozen=True, slots=True)
class Retain:
    """Whether the RETAIN flag was set."""

    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Property:
    """There is an MQTT 5 property of that name, and its value is as said when an operator is."""

    name: str
    operator: Operator | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of them; without any, every message."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    nodes: tuple[Node, ...]


Leaf = TopicFilter | Text | Regex | Comparison | Age | Size | Qos | Retain | Property
Node = Leaf | Not | And | Or
EVERYTHING = And(())
