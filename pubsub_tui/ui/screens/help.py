"""All keys, as they are in force, made from the one registry of actions."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from pubsub_tui.ui.actions import ACTIONS, SCOPES, keys_in_force

_WIDEST = 76
_FRAME = 7
"""Border, padding and scrollbar, in cells."""
_KEYS_WIDTH = 17
_MARKS = (
    ("R", "retained: the broker keeps this message for new subscribers"),
    ("A B", "the mark of the subscription that brings the topic, as chosen there"),
    ("1 2", "the QoS of a message, when it is not 0"),
    ("!", "the payload was too large to keep whole; its true size is shown"),
    ("rx", "messages received since the start, including those evicted"),
    ("evicted", "oldest messages that left the log to stay within --history"),
    ("excluded", "messages on excluded topics: counted, not kept"),
    ("lag", "bytes that have arrived here and are not read yet"),
)

_FILTERS = (
    ("site/+/temp", "a topic filter: a word with / + or #"),
    ("debug", 'text in topic or payload; "with spaces" in quotes'),
    ("temp>30", "a JSON key; also a.b[0]=1, name~part, state!=on"),
    ("value>30", "a payload that is, or begins with, a number"),
    ("retain qos:1", "flags; also age<5m, size>1k, prop:unit=C"),
    ("/err(or)?/", "a regular expression, in topic or payload"),
    ("-debug", "not; a or b, (parentheses); else all have to pass"),
)


class HelpScreen(ModalScreen[None]):
    """Keys by pane, the filter language, and what the marks and figures mean."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", "close", show=False),
        Binding("k", "move('up')", "up", show=False),
        Binding("j", "move('down')", "down", show=False),
        Binding("ctrl+u", "move('page_up')", "page up", show=False),
        Binding("ctrl+d", "move('page_down')", "page down", show=False),
        Binding("g", "move('home')", "first", show=False),
        Binding("G", "move('end')", "last", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        & #help {
            width: 76; max-width: 100%; height: 90%; padding: 0 2;
            border: round $border; background: $surface;
            scrollbar-size-vertical: 1;
        }
    }
    """

    def __init__(self, keys: Mapping[str, str], *, several: bool = False) -> None:
        """Show the registry's keys with the user's own in their place.

        ``several`` is whether there are several connections.
        """
        super().__init__()
        self._keys = keys
        self._scopes = {
            scope: title for scope, title in SCOPES.items() if several or scope != "connections"
        }

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help") as scroll:
            scroll.border_title = "help"
            scroll.border_subtitle = "esc closes"
            yield Static(self._content())

    def action_move(self, where: str) -> None:
        """Scroll with the keys of the panes."""
        getattr(self.query_one("#help"), f"scroll_{where}")(animate=False, immediate=True)

    def _content(self) -> Content:
        parts: list[tuple[str, str]] = []
        for scope, title in self._scopes.items():
            parts.append((f"\n{title}\n", "bold $text-accent"))
            for action in ACTIONS:
                if action.scope == scope:
                    keys = " ".join(keys_in_force(action.id, self._keys))
                    parts += self._row(keys, action.tooltip)
        parts.append(("\nThe filter language\n", "bold $text-accent"))
        for example, meaning in _FILTERS:
            parts += self._row(example, meaning)
        parts.append(("\nMarks and figures\n", "bold $text-accent"))
        for mark, meaning in _MARKS:
            parts += self._row(mark, meaning)
        return Content.assemble(*parts)

    def _row(self, name: str, meaning: str) -> list[tuple[str, str]]:
        """A name and its meaning in two columns; a name too long for its own has a line."""
        indent = " " * (_KEYS_WIDTH + 2)
        room = min(_WIDEST, self.app.size.width) - _FRAME - len(indent)
        lines = f"\n{indent}".join(textwrap.wrap(meaning, room))
        start = f"  {name:<{_KEYS_WIDTH}}" if len(name) < _KEYS_WIDTH else f"  {name}\n{indent}"
        return [(start, "bold"), (f"{lines}\n", "")]
