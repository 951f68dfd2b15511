"""The message that is looked at: where, when, how, and its payload decoded."""

from __future__ import annotations

from itertools import zip_longest
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from pubsub_tui.decode.view import Line
from pubsub_tui.message import Message
from pubsub_tui.model.topic import Topic
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.choosing import ChoosesDecoder
from pubsub_tui.ui.clipboard import copy_payload, copy_topic_of
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.extent import set_extent
from pubsub_tui.ui.widgets.description import describe_level, describe_message

_COLUMNS = 4
"""How far one key scrolls sideways."""


class Detail(ScrollView, ChoosesDecoder, can_focus=True):
    """Draws only the lines on screen; decodes a payload once, when it is first shown, and again
    when another decoder is chosen or what explains it has changed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("payload")]
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

    def __init__(self, decoding: Decoding, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._decoding = decoding
        self._explained_by: tuple[Message, ...] = ()
        self._message: Message | None = None
        self._topic: Topic | None = None
        self._level: Topic | None = None
        self._lines: list[Line] = []
        self.state = ""
        self._styles_used: dict[str, Style] = {}

    @property
    def message(self) -> Message | None:
        """What is shown."""
        return self._message

    def show(self, message: Message, topic: Topic | None = None) -> None:
        """Show a message, and its topic's figures; the place stays when the topic does."""
        if message is self._message:
            return
        same_topic = self._message is not None and message.topic == self._message.topic
        self._message, self._topic, self._level = message, topic, None
        self._describe(message, stay=same_topic)

    def show_level(self, topic: Topic, now: float) -> None:
        """Show the figures of a level that has no message of its own."""
        stay = self._level is topic
        self._message, self._level = None, topic
        self.state = ""
        self._draw(describe_level(topic, now, self.size.width), stay=stay)

    def frame(self, now: float) -> None:
        """Show the message anew when what explains it has come or changed."""
        message = self._message
        if message is not None and self._decoding.depends_on(message) != self._explained_by:
            self._describe(message, stay=True)

    def turn_decoder(self, step: int) -> None:
        """Choose the next decoder for the topic, or one before with a negative step."""
        if self._message is None or not self._message.payload:
            self.app.notify("Pick a message with a payload.", severity="warning", markup=False)
            return
        self._decoding.choose(self._message, step)
        self._describe(self._message, stay=False)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_used.clear()

    def on_resize(self) -> None:
        """A long topic is wrapped to the width."""
        if self._message is not None:
            self._describe(self._message, stay=True)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        line = self._lines[row] if row < len(self._lines) else []
        segments = [Segment(text, self._style(role)) for text, role in line]
        x = self.scroll_offset.x
        return Strip(segments).crop_extend(x, x + width, self._style("base"))

    def action_cursor_up(self) -> None:
        self.scroll_up(animate=False)

    def action_cursor_down(self) -> None:
        self.scroll_down(animate=False)

    def action_page_up(self) -> None:
        self.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        self.scroll_page_down(animate=False)

    def action_scroll_left(self) -> None:
        self.scroll_relative(x=-_COLUMNS, animate=False)

    def action_scroll_right(self) -> None:
        self.scroll_relative(x=_COLUMNS, animate=False)

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
        copy_topic_of(self.app, self._message)

    def _describe(self, message: Message, *, stay: bool) -> None:
        self._explained_by = self._decoding.depends_on(message)
        width = self.size.width
        lines, self.state = describe_message(message, width, self._decoding, self._topic)
        self._draw(lines, stay=stay)

    def _draw(self, lines: list[Line], *, stay: bool) -> None:
        if lines == self._lines:
            return
        before, self._lines = self._lines, lines
        widest = max((sum(cell_len(text) for text, _ in line) for line in lines), default=0)
        set_extent(self, Size(widest, len(lines)))
        if not stay:
            self.scroll_to(0, 0, animate=False, immediate=True)
            self.refresh()
            return
        for row, (old, new) in enumerate(zip_longest(before, lines)):
            if old != new:
                self.refresh_line(row)

    def _style(self, role: str) -> Style:
        style = self._styles_used.get(role)
        if style is None:
            style = self.rich_style
            if role != "base":
                style += self.get_component_rich_style(f"detail--{role}", partial=True)
            self._styles_used[role] = style
        return style
