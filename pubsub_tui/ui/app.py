"""The dashboard as a Textual app: themes, keys and the session's life. It only wires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from textual.app import App, SystemCommand
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import Worker, WorkerState

from pubsub_tui import paths
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.repeats.repeats import Repeats
from pubsub_tui.sanitize import sanitize
from pubsub_tui.session import Session
from pubsub_tui.settings import PlottedValue
from pubsub_tui.ui.commands import commands
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.examining import Examine
from pubsub_tui.ui.pins import Pins
from pubsub_tui.ui.saved_filters import SavedFilters
from pubsub_tui.ui.screens.main import MainScreen
from pubsub_tui.ui.themes import with_fallbacks


@dataclass(frozen=True, slots=True)
class Look:
    """How the app looks and listens: themes and the first one, keys, filters, what is plotted."""

    themes: Sequence[Theme] = ()
    theme: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    complaints: Sequence[str] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    plots: Sequence[PlottedValue] = ()


class PubSubApp(App[None]):
    """Shows one session; owns it from the first paint to the last."""

    TITLE = "pubsub-tui"
    CSS_PATH = "app.tcss"

    def __init__(
        self,
        session: Session,
        traffic: Traffic,
        look: Look | None = None,
        decoding: Decoding | None = None,
        sent: SentHistory | None = None,
        examine: Examine | None = None,
    ) -> None:
        """``decoding`` is by default one that nothing is pinned in, ``sent`` one without a file.

        ``examine`` prepares an examination of the session's broker; None when it can not be.
        """
        super().__init__()
        self._session = session
        self._traffic = traffic
        self._decoding = decoding or Decoding(traffic, Pins({}, paths.config_file()))
        self._sent = sent or SentHistory()
        self._repeats = Repeats(session.publish, lambda: session.state.link is not None)
        self._examine = examine
        self._look = look or Look()
        self.failure: BaseException | None = None

    def get_css_variables(self) -> dict[str, str]:
        return with_fallbacks(super().get_css_variables())

    def get_default_screen(self) -> MainScreen:
        return MainScreen(
            self._session,
            self._traffic,
            self._look.keys,
            self._decoding,
            SavedFilters(self._look.filters, paths.config_file()),
            self._sent,
            self._repeats,
            self._examine,
            self._look.plots,
        )

    def get_system_commands(self, screen: Screen[None]) -> Iterable[SystemCommand]:
        return commands(self, screen)

    def on_mount(self) -> None:
        for theme in self._look.themes:
            self.register_theme(theme)
        if self._look.theme is not None:
            self.theme = self._look.theme
        self.set_keymap(dict(self._look.keys))
        for complaint in self._look.complaints:
            self.notify(sanitize(complaint), severity="warning", timeout=10, markup=False)
        self.run_worker(self._session.run(), name="session", group="session", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A session that ends by an error of ours ends the app, which then says so."""
        if event.worker.group == "session" and event.state is WorkerState.ERROR:
            self.failure = event.worker.error
            self.exit()

    async def on_unmount(self) -> None:
        await self._repeats.close()
        await self._session.close()
