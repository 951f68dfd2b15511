"""JSON (RFC 8259): checked to be sent as it is, or read into values for CBOR and MessagePack."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from pubsub_tui.outgoing.problem import OutgoingError, wrong, wrong_at
from pubsub_tui.outgoing.utf8 import strict_utf8

Path = tuple[str, ...]
"""The names on the way to a value, as they are written; the indices of arrays, as digits."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)
_LEAST, _MOST = -(1 << 63), (1 << 64) - 1
_LONGEST_INTEGER = 21
_IN_OUR_WORDS = {
    "Expecting value": "expected a value",
    "Expecting property name enclosed in double quotes": "expected a name in double quotes",
    "Expecting ',' delimiter": "expected a comma, or the closing bracket",
    "Expecting ':' delimiter": "expected a colon",
    "Illegal trailing comma before end of object": "a comma with nothing behind it",
    "Illegal trailing comma before end of array": "a comma with nothing behind it",
    "Extra data": "something follows after the value",
    "Unterminated string starting at": "a string that does not end",
    "Invalid control character at": "a control character; in a string it is written \\n or \\u0000",
    "Invalid \\escape": "an escape that JSON does not know",
    "Invalid \\uXXXX escape": "expected four hex digits after \\u",
    "Unexpected UTF-8 BOM (decode using utf-8-sig)": "a byte order mark",
}


class _Token(Exception):
    """A number or literal that can not be taken."""

    def __init__(self, token: str, what: str) -> None:
        super().__init__(token)
        self.token = token
        self.what = what


def as_json(text: str) -> bytes:
    """The text itself, when it is JSON. Raises OutgoingError."""
    data = strict_utf8(text, "JSON")
    # Numbers are only looked at as text: all that JSON allows may be sent.
    _load(text, "JSON", parse_int=len, parse_float=len)
    return data


def read_json(text: str, subject: str) -> Any:
    """The value that the text stands for, of what has one meaning only.

    Args:
        subject: what errors are about, such as ``CBOR``.

    Raises:
        OutgoingError: it is no JSON, or holds an integer beyond 64 bits (-2^63 to 2^64-1), a
            number beyond a 64-bit float, or a name twice in one object.
    """
    strict_utf8(text, subject)
    repeated = False

    def without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        found = dict(pairs)
        repeated = repeated or len(found) < len(pairs)
        return found

    value = _load(
        text,
        subject,
        parse_int=_integer,
        parse_float=_real,
        object_pairs_hook=without_repetition,
    )
    if repeated:
        raise _repetition(text, subject)
    return value


def scalars(text: str) -> Iterator[tuple[Path, int, int]]:
    """Path, start and end of each string, number and literal of valid JSON, in order."""
    path: list[str] = []
    is_name = False
    for token in _TOKEN.finditer(text):
        match token[0]:
            case "{":
                path.append("")
                is_name = True
            case "[":
                path.append("0")
            case "}" | "]":
                path.pop()
                is_name = False
            case ",":
                is_name = not path[-1].isdigit()
                if not is_name:
                    path[-1] = str(int(path[-1]) + 1)
            case ":":
                is_name = False
            case name if is_name:
                path[-1] = name
            case _:
                yield tuple(path), token.start(), token.end()


def _load(text: str, subject: str, **hooks: Any) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant, **hooks)
    except json.JSONDecodeError as error:
        what = _IN_OUR_WORDS.get(error.msg, error.msg.lower())
        raise wrong_at(subject, text, error.pos, what) from None
    except RecursionError:
        raise wrong(subject, "nested too deeply") from None
    except _Token as error:
        # An equal token before it would have been complained of itself.
        at = next(match.start() for match in _TOKEN.finditer(text) if match[0] == error.token)
        raise wrong_at(subject, text, at, error.what) from None


def _no_constant(token: str) -> NoReturn:
    raise _Token(token, "expected a value; JSON has no NaN and no Infinity")


def _integer(token: str) -> int:
    if len(token) <= _LONGEST_INTEGER and _LEAST <= int(token) <= _MOST:
        return int(token)
    raise _Token(token, "an integer beyond 64 bits")


def _real(token: str) -> float:
    value = float(token)
    if value in (float("inf"), float("-inf")):
        raise _Token(token, "a number beyond a 64-bit float")
    return value


def _repetition(text: str, subject: str) -> OutgoingError:
    """Where a name comes for the second time in its object."""
    names: list[set[str]] = []
    for token, following in itertools.pairwise(_TOKEN.finditer(text)):
        if token[0] in "{[":
            names.append(set())
        elif token[0] in "}]":
            names.pop()
        elif following[0] == ":":
            name = json.loads(token[0])
            if name in names[-1]:
                return wrong_at(subject, text, token.start(), "a name that comes twice")
            names[-1].add(name)
    raise AssertionError("no name comes twice")
