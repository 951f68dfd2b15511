"""The message that is looked at: where, when, how, and its payload decoded."""

from __future__ import annotations

import time
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from pubsub_tui.decode.registry import decode
from pubsub_tui.decode.view import Line
from pubsub_tui.message import Message
from pubsub_tui.properties import property_rows
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.clipboard import copy_payload, copy_topic
from pubsub_tui.ui.quantities import format_size
from pubsub_tui.ui.widgets.log_row import clock_time

_LONGEST_TOPIC = 2000
_EMPTY: list[Line] = [[(" Pick a topic or a message to see its payload here.", "muted")]]


class Detail(ScrollView, can_focus=True):
    """Draws only the lines on screen; decodes a payload once, when it is first shown."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("detail")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"detail--{role}"
        for role in ("key", "string", "number", "literal", "punctuation", "muted", "text", "title")
    }
    DEFAULT_CSS = """
    Detail {
        background: $surface;
        & .detail--key { color: $payload-key; }
        & .detail--string { color: $payload-string; }
        & .detail--number { color: $payload-number; }
        & .detail--literal { color: $payload-literal; }
        & .detail--punctuation { color: $muted; }
        & .detail--muted { color: $muted; }
        & .detail--text { color: $foreground; }
        & .detail--title { color: $foreground; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._message: Message | None = None
        self._lines = _EMPTY
        self.state = ""
        self._styles_used: dict[str, Style] = {}

    @property
    def message(self) -> Message | None:
        """What is shown."""
        return self._message

    def show(self, message: Message | None) -> None:
        """Show a message; the place scrolled to stays when the topic does."""
        if message is self._message:
            return
        before = self._message
        self._message = message
        self._lines = _EMPTY if message is None else describe(message, self.size.width)
        widest = max((sum(cell_len(text) for text, _ in line) for line in self._lines), default=0)
        self.virtual_size = Size(widest, len(self._lines))
        if message is None or before is None or message.topic != before.topic:
            self.scroll_to(0, 0, animate=False, immediate=True)
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_used.clear()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        line = self._lines[row] if row < len(self._lines) else []
        segments = [Segment(text, self._style(role)) for text, role in line]
        x = self.scroll_offset.x
        return Strip(segments).crop_extend(x, x + width, None).apply_style(self.rich_style)

    def action_cursor_up(self) -> None:
        self.scroll_up(animate=False)

    def action_cursor_down(self) -> None:
        self.scroll_down(animate=False)

    def action_half_page_up(self) -> None:
        self.scroll_relative(y=-(self.size.height // 2), animate=False)

    def action_half_page_down(self) -> None:
        self.scroll_relative(y=self.size.height // 2, animate=False)

    def action_first(self) -> None:
        self.scroll_home(animate=False)

    def action_last(self) -> None:
        self.scroll_end(animate=False)

    def action_copy(self) -> None:
        copy_payload(self.app, self._message)

    def action_copy_topic(self) -> None:
        copy_topic(self.app, self._message)

    def _style(self, role: str) -> Style:
        style = self._styles_used.get(role)
        if style is None:
            style = self.get_component_rich_style(f"detail--{role}", partial=True)
            self._styles_used[role] = style
        return style


def describe(message: Message, width: int) -> list[Line]:
    """The lines of a message: its topic, its circumstances, its properties, its payload."""
    lines: list[Line] = [
        [(" " + part, "title")]
        for part in _wrapped(sanitize(message.topic[:_LONGEST_TOPIC]), width)
    ]
    lines.append([(" " + " · ".join(_circumstances(message)), "muted")])
    if message.properties is not None:
        lines += [
            [(f" {sanitize(name)}: ", "key"), (sanitize(value), "text")]
            for name, value in property_rows(message.properties)
        ]
    if not message.payload:
        return [*lines, [(" (empty payload)", "muted")]]
    view = decode(message.payload)
    title = f" ── {view.kind}"
    if view.shown < message.size:
        title += f", the first {format_size(view.shown)} of {format_size(message.size)}"
    lines.append([(title, "muted")])
    lines += [[(" ", "text"), *line] for line in view.lines]
    return lines


def _circumstances(message: Message) -> list[str]:
    date = time.strftime("%Y-%m-%d", time.localtime(message.received_at))
    words = [f"{date} {clock_time(message.received_at)}", f"QoS {message.qos}"]
    if message.retain:
        words.append("retained")
    words.append(format_size(message.size))
    if message.truncated_from:
        words.append(f"only the first {format_size(len(message.payload))} kept")
    return words


def _wrapped(text: str, width: int) -> list[str]:
    room = max(20, width - 2)
    parts = [""]
    for char in text:
        if cell_len(parts[-1]) + cell_len(char) > room:
            parts.append("")
        parts[-1] += char
    return parts
