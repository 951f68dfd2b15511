"""Any bytes: offset, hex and ASCII."""

from __future__ import annotations

from pubsub_tui.decode.decoder import Context
from pubsub_tui.decode.view import SHOWN_BYTES, Line, View

_ROW = 16
_SHOWN = SHOWN_BYTES // 4
_ASCII = "".join(chr(code) if 0x20 <= code < 0x7F else "·" for code in range(256))


def view_hex(payload: bytes, context: Context | None = None) -> View:
    """Sixteen bytes a line; knows every payload."""
    head = payload[:_SHOWN]
    lines = [_line(head[at : at + _ROW], at) for at in range(0, len(head), _ROW)]
    return View("hex", lines, len(head))


def _line(row: bytes, at: int) -> Line:
    digits = f"{row[:8].hex(' '):<23}  {row[8:].hex(' '):<23}"
    text = "".join(_ASCII[code] for code in row)
    return [(f"{at:08x}  ", "muted"), (digits, "number"), (f"  {text}", "string")]
