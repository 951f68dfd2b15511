"""JSON, indented, with every number and string exactly as it was sent (RFC 8259)."""

from __future__ import annotations

import json
import re

from pubsub_tui.decode.text import decode_text
from pubsub_tui.decode.view import SHOWN_BYTES, Line, View
from pubsub_tui.sanitize import sanitize

# A string may lack its closing quote, where the text is cut. The possessive repetition keeps
# the time linear: nothing of a string is ever looked at twice.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_LONGEST_LITERAL = len("-Infinity")
_DEEPEST_INDENT = 40
_LITERALS = {"true", "false", "null", "NaN", "Infinity", "-Infinity"}


def view_json(payload: bytes) -> View | None:
    """A JSON object or array, indented; None when the payload is none.

    Of a payload that is longer than `SHOWN_BYTES`, only that much is looked at. One that is
    nested too deeply to be checked is laid out unchecked.
    """
    head = payload[:SHOWN_BYTES]
    if head.lstrip()[:1] not in (b"{", b"["):
        return None
    text = decode_text(payload)
    if text is None:
        return None
    try:
        # Numbers are only looked at as text: Python refuses to convert very long ones.
        json.loads(text, parse_int=len, parse_float=len)
    except RecursionError:
        return View("JSON, deeply nested", _lay_out(text), len(head))
    except json.JSONDecodeError as error:
        if len(payload) == len(head) or not _is_cut(text, error):
            return None
    return View("JSON", _lay_out(text), len(head))


def _is_cut(text: str, error: json.JSONDecodeError) -> bool:
    """Whether the text is the beginning of valid JSON: it is fine up to its very end."""
    at_the_end = error.pos >= len(text.rstrip()) - _LONGEST_LITERAL
    return at_the_end or error.msg.startswith("Unterminated string")


def _lay_out(text: str) -> list[Line]:
    tokens = _TOKEN.findall(text)
    lines: list[Line] = []
    line: Line = []
    depth = 0
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        if token in "}]":
            depth -= 1
            if tokens[index - 1] not in "{[":
                lines.append(line)
                line = _indent(depth)
        line.append((sanitize(token), _role(token, following)))
        if token == ":":
            line.append((" ", "punctuation"))
        if token in "{[":
            depth += 1
        if (token in "{[" and following not in ("}", "]")) or token == ",":
            lines.append(line)
            line = _indent(depth)
    lines.append(line)
    return lines


def _indent(depth: int) -> Line:
    return [("  " * max(0, min(depth, _DEEPEST_INDENT)), "punctuation")]


def _role(token: str, following: str) -> str:
    if token[0] == '"':
        return "key" if following == ":" else "string"
    if token in "{}[],:":
        return "punctuation"
    return "literal" if token in _LITERALS else "number"
