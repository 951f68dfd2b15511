"""The characters of a filter, taken in turn: words, quoted strings, operators, expressions."""

from __future__ import annotations

import re

from pubsub_tui.model.filter.error import FilterError, expected_at
from pubsub_tui.model.filter.nodes import Operator

_OPERATOR = re.compile(r"\s*(==|!=|>=|<=|=|>|<|~)\s*")
_OPERATORS: dict[str, Operator] = {
    "=": "=",
    "==": "=",
    "!=": "!=",
    ">": ">",
    ">=": ">=",
    "<": "<",
    "<=": "<=",
    "~": "~",
}
_KEY = re.compile(r"(topic|qos|retain|prop):")
# A key in quotes may hold anything: ["a b"]. An exclamation mark ends a word only before =.
_STRING = r'"(?:[^"\\]|\\.)*+"'
_WORD = re.compile(rf'(?:\[{_STRING}\]|!(?!=)|[^\s()"=<>~!])+', re.DOTALL)
_VALUE = re.compile(r'(?:[^\s()"=<>~][^\s()"]*)?')
_RUN = re.compile(r'[^\s()"]*')
_SPACE = re.compile(r"\s*")
_QUOTED = re.compile(_STRING, re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')
_ENDS = re.compile(r"i?(?=[\s)]|\Z)")


class Scanner:
    """A text and an index into it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def expected(self, what: str, at: int | None = None, instead: str | None = None) -> FilterError:
        """The error that something else should be here, or at an index that was here before."""
        return expected_at(self.text, self.at if at is None else at, what, instead)

    def skip_space(self) -> None:
        """Go to the next character that is no white space."""
        self.at += len(self._match(_SPACE))

    def next(self) -> str:
        """The next character; the empty string at the end."""
        return self.text[self.at : self.at + 1]

    def take(self, characters: str) -> bool:
        """Whether the next character is one of these, which is then taken."""
        if self.next() and self.next() in characters:
            self.at += 1
            return True
        return False

    def key(self) -> str:
        """``topic``, ``qos``, ``retain`` or ``prop`` with its colon; the empty string if none."""
        key = self._taken(_KEY)
        return key.removesuffix(":")

    def word(self) -> str:
        """A bare word; the empty string if there is none."""
        return self._taken(_WORD)

    def run(self) -> str:
        """All up to white space, a quote or parenthesis."""
        return self._taken(_RUN)

    def value(self) -> str:
        """A bare value after an operator; the empty string if there is none."""
        return self._taken(_VALUE)

    def operator(self) -> Operator | None:
        """An operator with the white space around it."""
        match = _OPERATOR.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return _OPERATORS[match[1]]

    def operator_follows(self) -> bool:
        """Whether an operator comes next, perhaps after white space."""
        return _OPERATOR.match(self.text, self.at) is not None

    def quoted(self) -> str | None:
        r"""A string in quotes, in which only ``\"`` and ``\\`` are escapes; None if there is none.

        Raises:
            FilterError: the closing quote is missing.
        """
        if self.next() != '"':
            return None
        string = self._match(_QUOTED)
        if not string:
            raise self.expected('a closing "', len(self.text))
        self.at += len(string)
        return unescape(string)

    def regex(self) -> tuple[str, bool] | None:
        """The pattern between slashes, and whether case is ignored; None if there is none."""
        end = self._regex_end()
        if end is None:
            return None
        pattern = self.text[self.at + 1 : end]
        self.at = end + 1
        return _without_escaped_slashes(pattern), self.take("i")

    def _regex_end(self) -> int | None:
        """The index of the slash that ends a regular expression.

        That is the first which is followed by the end of the word, or else the word is a topic
        filter: in ``/a/b/`` the last one, in ``/a/b`` none. Behind white space only the very
        first slash counts, so that a topic filter does not reach into the terms that follow.
        """
        text, index = self.text, self.at + 1
        slashes = spaces = False
        while index < len(text):
            char = text[index]
            if char == "/" and index > self.at + 1:
                if _ENDS.match(text, index + 1):
                    return index
                slashes = True
            elif char == "/":
                slashes = True
            spaces = spaces or char.isspace()
            if slashes and spaces:
                return None
            index += 2 if char == "\\" else 1
        return None

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        return match[0] if match else ""

    def _taken(self, pattern: re.Pattern[str]) -> str:
        text = self._match(pattern)
        self.at += len(text)
        return text


def unescape(string: str) -> str:
    """The text of a string in quotes."""
    return _ESCAPED.sub(r"\1", string[1:-1])


def _without_escaped_slashes(pattern: str) -> str:
    return re.sub(r"\\(.)", lambda pair: "/" if pair[1] == "/" else pair[0], pattern, flags=re.S)
