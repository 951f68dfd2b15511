"""A few choices in one line, of which one is taken: with left and right, or a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message as UiMessage
from textual.widget import Widget


class Choice(Widget, can_focus=True):
    """Shows all choices beside each other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "turn(-1)", "choice before", show=False),
        Binding("right,l,space", "turn(1)", "next choice", show=False),
    ]
    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; color: $muted; &:focus { color: $foreground; } }
    """

    class Changed(UiMessage):
        """Another one was taken."""

    def __init__(self, names: Sequence[str], *, id: str | None = None) -> None:
        """``names`` must be safe to draw; the first is taken."""
        super().__init__(id=id)
        self._names = names
        self.taken = 0

    def render(self) -> Content:
        style = "bold $block-cursor-foreground on $block-cursor-background"
        taken = style if self.has_focus else "bold reverse"
        names = enumerate(self._names)
        return Content.assemble(
            *((f" {name} ", taken if at == self.taken else "") for at, name in names)
        )

    def action_turn(self, step: int) -> None:
        """Take the next one, or the one before."""
        self.take((self.taken + step) % len(self._names))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        left = 0
        for at, name in enumerate(self._names):
            right = left + cell_len(name) + 2
            if left <= event.x < right:
                self.take(at)
            left = right

    def take(self, at: int) -> None:
        """Take one by its place."""
        if at != self.taken:
            self.taken = at
            self.refresh()
            self.post_message(self.Changed())
