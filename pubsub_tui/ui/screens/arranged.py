"""What stands where on the dashboard: panes left and right, zoomed, resized, or too small."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.widgets.bottom_lines import BottomLines
from pubsub_tui.ui.widgets.connection_tabs import ConnectionTabs
from pubsub_tui.ui.widgets.notice import Notice
from pubsub_tui.ui.widgets.pane import Pane
from pubsub_tui.ui.widgets.publish_pane import PublishPane
from pubsub_tui.ui.widgets.splitter import Splitter
from pubsub_tui.ui.widgets.status import StatusBar

SMALLEST_WIDTH, SMALLEST_HEIGHT = 60, 16


class ArrangedScreen(Screen[None]):
    """Lays out what a subclass makes: tree and publish pane at the left, log and details right.

    Attributes:
        _connection_tabs: displayed only while there are several connections.
        _panes: tree, publish pane, log and details.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("app")]
    ALLOW_IN_MAXIMIZED_VIEW = "ConnectionTabs, StatusBar, BottomLines"
    ESCAPE_TO_MINIMIZE = False  # The action does, when nothing inside has a use for the key.

    _connection_tabs: ConnectionTabs
    _publishing: PublishPane
    _panes: tuple[Pane, Pane, Pane, Pane]
    _lines: BottomLines
    _notice: Notice
    _status: StatusBar

    def compose(self) -> ComposeResult:
        tree, publishing, log, details = self._panes
        yield self._connection_tabs
        with Horizontal(id="panes"):
            with Vertical(id="left"):
                yield tree
                yield publishing
            yield Splitter("vertical", id="split-middle")
            with Vertical(id="right"):
                yield self._notice
                yield log
                yield details
        yield self._lines
        yield self._status
        yield Static(id="too-small", markup=False)

    @property
    def focus_chain(self) -> list[Widget]:
        """Tab goes through the views first; the fields of the publish pane come last."""
        return sorted(super().focus_chain, key=self._publishing.composer.turn_of)

    def on_resize(self, event: events.Resize) -> None:
        size = event.size
        too_small = size.width < SMALLEST_WIDTH or size.height < SMALLEST_HEIGHT
        self.set_class(too_small, "too-small")
        if too_small:
            self.query_one("#too-small", Static).update(
                f"pubsub-tui needs a terminal of {SMALLEST_WIDTH}×{SMALLEST_HEIGHT} cells;\n"
                f"this one has {size.width}×{size.height}. Make it larger; nothing is lost."
            )

    def action_zoom(self) -> None:
        """Give the focused pane the whole screen, or put it back."""
        if self.maximized is not None:
            self.minimize()
            return
        for pane in self._panes:
            if pane.has_pseudo_class("focus-within"):
                self.maximize(pane, container=False)

    def action_resize(self, splitter: str, delta: int) -> None:
        """Move a divider, when it is on screen."""
        if self.maximized is None:
            self.query_one(f"#split-{splitter}", Splitter).grow(delta)

    def unzoom_unless(self, pane: str) -> None:
        """Leave the zoom when another pane than this has it."""
        if self.maximized is not None and self.maximized.id != pane:
            self.minimize()
