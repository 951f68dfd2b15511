"""A view with its heading: what is focused, zoomed and resized as one."""

from __future__ import annotations

from typing import Protocol

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from pubsub_tui.ui.widgets.heading import Heading


class View(Protocol):
    """What a pane asks of the view in it."""

    def frame(self, now: float) -> None:
        """Show what changed since the last frame; ``now`` is Unix time in seconds."""
        ...

    def heading(self) -> tuple[str, str]:
        """Title and state for the line above, safe to draw."""
        ...


class Pane(Vertical):
    """One heading and the widget below it, which draws itself once a frame."""

    ALLOW_MAXIMIZE = True
    DEFAULT_CSS = """
    Pane {
        background: $surface;
    }
    """

    def __init__(self, heading: Heading, view: View, *, id: str) -> None:
        """Put ``heading`` above ``view``, which is a widget too."""
        super().__init__(id=id)
        self._heading = heading
        self._view = view

    def compose(self) -> ComposeResult:
        yield self._heading
        assert isinstance(self._view, Widget)
        yield self._view

    def on_descendant_focus(self) -> None:
        self._heading.add_class("-active")

    def on_descendant_blur(self) -> None:
        # A list of choices that closes may give the focus back within the pane.
        self._heading.set_class(self.has_pseudo_class("focus-within"), "-active")

    def frame(self, now: float) -> None:
        """Draw one frame."""
        self._view.frame(now)
        self._heading.say(*self._view.heading())
