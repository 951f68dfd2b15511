"""Text with variables in double braces, parsed once and rendered for each message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.problem import OutgoingError, wrong_at
from pubsub_tui.outgoing.variables import Variable, VariableError, variable

_OPENING = re.compile(r"\{\{\{\{|\{\{")
_INSIDE = re.compile(r'((?:"(?:[^"\\]|\\.)*+"|(?!\}\})[^"])*+)\}\}', re.DOTALL)
_WORD = re.compile(r'"((?:[^"\\]|\\.)*+)"(?!\S)|([^\s"]+)(?!\S)', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')


@dataclass(frozen=True, slots=True)
class _Hole:
    index: int
    name: str
    arguments: tuple[str, ...]
    fill: Variable


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled text.

    Attributes:
        text: as it was written.
        subject: what errors are about, such as ``payload``.
    """

    text: str
    subject: str
    _parts: tuple[str | _Hole, ...]

    @property
    def is_constant(self) -> bool:
        """Whether it renders to the same text each time, whatever the context."""
        return not any(isinstance(part, _Hole) for part in self._parts)

    @property
    def asks(self) -> tuple[str, ...]:
        """The names of its ``{{ask name}}``, each once, in order."""
        names = [hole.arguments[0] for hole in self._holes() if hole.name == "ask"]
        return tuple(dict.fromkeys(names))

    @property
    def reads_environment(self) -> bool:
        """Whether what it renders to may hold a secret."""
        return any(hole.name == "env" for hole in self._holes())

    def render(self, context: Context) -> str:
        """The text for one message.

        Raises:
            OutgoingError: a variable has no value: it is not in the environment, was not
                answered, or the topic has no such level.
        """
        return "".join(
            part if isinstance(part, str) else self._filled(part, context) for part in self._parts
        )

    def _filled(self, hole: _Hole, context: Context) -> str:
        try:
            return hole.fill(context)
        except VariableError as error:
            raise wrong_at(self.subject, self.text, hole.index, str(error)) from None

    def _holes(self) -> Iterator[_Hole]:
        return (part for part in self._parts if isinstance(part, _Hole))


def compile_template(text: str, subject: str, of_topic: bool = False) -> Template:
    """Parse a text with variables.

    Args:
        subject: what errors are about, such as ``payload``.
        of_topic: whether it is the topic, which can not hold its own levels.

    Raises:
        OutgoingError: a variable is not known, has wrong arguments, or is not closed.
    """
    parts: list[str | _Hole] = []
    at = 0
    while (opening := _OPENING.search(text, at)) is not None:
        parts.append(text[at : opening.start()])
        if opening[0] == "{{{{":
            parts.append("{{")
            at = opening.end()
            continue
        inside = _INSIDE.match(text, opening.end())
        if inside is None:
            raise wrong_at(subject, text, opening.start(), "no }} closes this {{")
        parts.append(_hole(text, subject, opening.start(), inside[1], of_topic))
        at = inside.end()
    parts.append(text[at:])
    return Template(text, subject, tuple(part for part in parts if part != ""))


def constant(text: str, subject: str, of_topic: bool = False) -> str | None:
    """What a text always renders to; None when it has variables, or a mistake."""
    try:
        template = compile_template(text, subject, of_topic)
    except OutgoingError:
        return None
    return template.render(Context()) if template.is_constant else None


def literal(text: str) -> str:
    """The template that renders to this text."""
    return text.replace("{{", "{{{{")


def _hole(text: str, subject: str, index: int, inside: str, of_topic: bool) -> _Hole:
    try:
        words = _words(inside)
        if not words:
            raise VariableError("expected a variable, such as {{count}}")
        name, *arguments = words
        if of_topic and name == "topic":
            raise VariableError("a topic can not hold its own levels")
        return _Hole(index, name, tuple(arguments), variable(name, arguments))
    except VariableError as error:
        raise wrong_at(subject, text, index, str(error)) from None


def _words(inside: str) -> list[str]:
    words = []
    rest = inside.strip()
    while rest:
        word = _WORD.match(rest)
        if word is None:
            raise VariableError("expected a word, or a text in quotes, with space around it")
        words.append(word[2] if word[2] is not None else _ESCAPED.sub(r"\1", word[1]))
        rest = rest[word.end() :].lstrip()
    return words
