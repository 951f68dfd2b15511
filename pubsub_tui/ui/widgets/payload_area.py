"""Where a payload is written: safe to paste into, and JSON and variables are coloured."""

from __future__ import annotations

import re
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.widgets import TextArea

from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.ui.widgets.writing import visible

_LONGEST_WRAPPED = 20_000
"""Characters. A longer text is not wrapped: wrapping a megabyte takes seconds at every key."""
_LONGEST_COLOURED = 2_000
WRITTEN_AS_JSON = (Kind.JSON, Kind.CBOR, Kind.MSGPACK)
# No string of JSON goes on in the next line, so that each line can be coloured by itself.
JSON_TOKEN = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*+"(?=\s*+:))'
    r'|(?P<string>"(?:[^"\\]|\\.)*+"?+)'
    r"|(?P<number>-?\d[\d.eE+-]*+)"
    r"|(?P<literal>true|false|null)"
    r"|(?P<punctuation>[{}\[\],:])"
)
VARIABLE = re.compile(r"\{\{(?:\{\{|[^{}]*+\}\})")


class PayloadArea(TextArea):
    """Takes any text of any length."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"written--{role}"
        for role in ("key", "string", "number", "literal", "punctuation", "variable")
    }
    DEFAULT_CSS = """
    PayloadArea {
        & .written--key { color: $payload-key; }
        & .written--string { color: $payload-string; }
        & .written--number { color: $payload-number; }
        & .written--literal { color: $payload-literal; }
        & .written--punctuation { color: $muted; }
        & .written--variable { color: $foreground; text-style: bold underline; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True, tab_behavior="focus", highlight_cursor_line=False)
        self._kind = Kind.TEXT

    @property
    def kind(self) -> Kind:
        """What it is coloured as."""
        return self._kind

    @kind.setter
    def kind(self, kind: Kind) -> None:
        self._kind = kind
        self.notify_style_update()
        self.refresh()

    def write(self, text: str) -> None:
        """Put a text in place of what is there, which undo brings back."""
        self._wrap_unless_long(len(text))
        self.replace(text, self.document.start, self.document.end, maintain_selection_offset=False)
        self.move_cursor((0, 0))

    def get_line(self, line_index: int) -> Text:
        line = self.document.get_line(line_index)
        text = Text(visible(line), end="", no_wrap=True)
        if len(line) <= _LONGEST_COLOURED:
            if self._kind in WRITTEN_AS_JSON:
                for match in JSON_TOKEN.finditer(line):
                    self._colour(text, match.lastgroup or "", match.span())
            for match in VARIABLE.finditer(line):
                self._colour(text, "variable", match.span())
        return text

    def _colour(self, text: Text, role: str, span: tuple[int, int]) -> None:
        # Of the style only what is its own, or it would paint over the selection.
        style = self.get_component_rich_style(f"written--{role}", partial=True)
        text.stylize(style, *span)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys that would select a line, or all, are left: they repeat, and send a request."""
        taken = action in ("select_line", "select_all")
        return not taken and super().check_action(action, parameters)

    def on_paste(self, event: events.Paste) -> None:
        self._wrap_unless_long(len(event.text) + len(self.text))

    def _wrap_unless_long(self, length: int) -> None:
        self.soft_wrap = length <= _LONGEST_WRAPPED
