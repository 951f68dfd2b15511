"""JSON, indented, with every number and string exactly as it was sent (RFC 8259)."""

from __future__ import annotations

import json
import re

from pubsub_tui.decode.decoder import Context, Unreadable
from pubsub_tui.decode.text import decode_text
from pubsub_tui.decode.view import MOST_LINES, SHOWN_BYTES, Line, Sureness, View
from pubsub_tui.sanitize import sanitize

# A string may lack its closing quote, where the text is cut. The possessive repetition keeps
# the time linear: nothing of a string is ever looked at twice.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_LONGEST_LITERAL = len("-Infinity")
_DEEPEST_INDENT = 40
_LITERALS = {"true", "false", "null", "NaN", "Infinity", "-Infinity"}


def view_json(payload: bytes, context: Context) -> View:
    """A JSON object or array, indented; when chosen, any JSON value.

    Of a payload that is longer than `SHOWN_BYTES`, only that much is looked at, and no more
    than `MOST_LINES` are made of it. One that is cut is laid out as far as it goes, and says so.
    One that is nested too deeply to be checked is laid out unchecked.
    """
    head = payload[:SHOWN_BYTES]
    if not context.chosen and head.lstrip()[:1] not in (b"{", b"["):
        raise Unreadable("neither an object nor an array")
    text = decode_text(payload, context.missing)
    if text is None:
        raise Unreadable("not UTF-8")
    whole = not context.missing and len(payload) == len(head)
    try:
        # Numbers are only looked at as text: Python refuses to convert very long ones.
        json.loads(text, parse_int=len, parse_float=len)
    except RecursionError:
        return _view("JSON, deeply nested", text, len(head), whole, "likely")
    except json.JSONDecodeError as error:
        if whole or not _is_cut(text, error):
            raise Unreadable(str(error)) from None
    return _view("JSON", text, len(head), whole)


def json_spans(text: str) -> Line:
    """A piece of JSON as one line: names, values and signs by their roles."""
    tokens = _TOKEN.findall(text)
    line: Line = []
    for token, following in zip(tokens, [*tokens[1:], ""], strict=False):
        line.append((sanitize(token), _role(token, following)))
        if token == ":":
            line.append((" ", "punctuation"))
    return line


def _view(kind: str, text: str, size: int, whole: bool, sureness: Sureness = "certain") -> View:
    lines, shown = _lay_out(text, size)
    if not whole and shown == size:
        lines.append([(f"… the rest is beyond the first {size:,} bytes", "muted")])
    return View(kind, lines, shown, sureness)


def _is_cut(text: str, error: json.JSONDecodeError) -> bool:
    """Whether the text is the beginning of valid JSON: it is fine up to its very end."""
    at_the_end = error.pos >= len(text.rstrip()) - _LONGEST_LITERAL
    return at_the_end or error.msg.startswith("Unterminated string")


def _lay_out(text: str, size: int) -> tuple[list[Line], int]:
    """The lines, and how many of the text's ``size`` bytes they stand for."""
    lines: list[Line] = []
    line: Line = []
    depth = 0
    matches = _TOKEN.finditer(text)
    match = next(matches, None)
    before = ""
    while match is not None:
        token, end = match.group(), match.end()
        match = next(matches, None)
        following = match.group() if match is not None else ""
        if token in "}]":
            depth -= 1
            if before not in ("{", "["):
                lines.append(line)
                line = _indent(depth)
        line.append((sanitize(token), _role(token, following)))
        if token == ":":
            line.append((" ", "punctuation"))
        if token in "{[":
            depth += 1
        if (token in "{[" and following not in ("}", "]")) or token == ",":
            if len(lines) + 1 >= MOST_LINES and match is not None:
                return [*lines, line], len(text[:end].encode())
            lines.append(line)
            line = _indent(depth)
        before = token
    lines.append(line)
    return lines, size


def _indent(depth: int) -> Line:
    return [("  " * max(0, min(depth, _DEEPEST_INDENT)), "punctuation")]


def _role(token: str, following: str) -> str:
    if token[0] == '"':
        return "key" if following == ":" else "string"
    if token in "{}[],:":
        return "punctuation"
    return "literal" if token in _LITERALS else "number"
