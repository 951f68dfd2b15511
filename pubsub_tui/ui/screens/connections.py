"""Shows the connections that can be made, before the first one or over the dashboard."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from pubsub_tui.settings import Settings
from pubsub_tui.ui.profile_files import Places
from pubsub_tui.ui.screens.help import HelpScreen
from pubsub_tui.ui.widgets.connection_chooser import ConnectionChooser


class ConnectionsScreen(ModalScreen[Settings | None]):
    """Returns the settings of what was chosen; None when the user left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", show=False),
        Binding("q", "dismiss(None)", "leave", show=False),
        Binding("question_mark,f1", "help", "help", show=False),
    ]
    DEFAULT_CSS = "ConnectionsScreen { align: center middle; }"

    def __init__(
        self,
        base: Settings,
        places: Places,
        keys: Mapping[str, str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """See `ConnectionChooser`."""
        super().__init__()
        self._keys = keys
        self._chooser = ConnectionChooser(base, places, keys, clock)

    def compose(self) -> ComposeResult:
        yield self._chooser

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(HelpScreen(self._keys))

    def action_back(self) -> None:
        """Show all again, or leave."""
        if not self._chooser.back():
            self.dismiss(None)

    @on(ConnectionChooser.Chosen)
    def _take(self, event: ConnectionChooser.Chosen) -> None:
        event.stop()
        self.dismiss(event.settings)
