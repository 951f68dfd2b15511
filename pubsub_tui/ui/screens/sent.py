"""Shows over the dashboard what was sent, and returns what is to be sent again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.ui.chosen import Chosen
from pubsub_tui.ui.widgets.sent_browser import SentBrowser


class SentScreen(ModalScreen[Chosen | None]):
    """Returns what was chosen, or None. What is forgotten in it is so at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False),
    ]
    DEFAULT_CSS = "SentScreen { align: center middle; }"

    def __init__(
        self,
        history: SentHistory,
        endpoint: str,
        keys: Mapping[str, str],
        clock: Callable[[], float],
    ) -> None:
        """See `SentBrowser`."""
        super().__init__()
        self._browser = SentBrowser(history, endpoint, keys, clock)

    def compose(self) -> ComposeResult:
        yield self._browser

    @on(SentBrowser.Chosen)
    def _choose(self, event: SentBrowser.Chosen) -> None:
        event.stop()
        sent = event.run.newest
        self.dismiss(Chosen(sent.draft, event.send, sent.secret))
