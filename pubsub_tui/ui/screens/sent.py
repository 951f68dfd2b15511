"""Shows over the dashboard what was sent, and returns what is to be sent again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.ui.widgets.sent_browser import SentBrowser


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen.

    Attributes:
        draft: as it was written; without its payload when that was not kept.
        send: whether it is to be sent at once, or else changed first.
        secret: whether it was marked secret.
    """

    draft: Draft
    send: bool
    secret: bool = False


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
