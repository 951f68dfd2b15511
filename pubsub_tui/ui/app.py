"""The dashboard as a Textual app: themes, keys and the session's life. It only wires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from textual.app import App, SystemCommand
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import Worker, WorkerState

from pubsub_tui import paths
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.sanitize import sanitize
from pubsub_tui.settings import Settings
from pubsub_tui.ui.commands import commands
from pubsub_tui.ui.connections import Connection
from pubsub_tui.ui.elsewhere import Elsewhere
from pubsub_tui.ui.saved_filters import SavedFilters
from pubsub_tui.ui.screens.main import MainScreen
from pubsub_tui.ui.themes import with_fallbacks


@dataclass(frozen=True, slots=True)
class Look:
    """How the app looks and listens: themes to offer, the one to begin with, keys, filters."""

    themes: Sequence[Theme] = ()
    theme: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    complaints: Sequence[str] = ()
    filters: Mapping[str, str] = field(default_factory=dict)


class PubSubApp(App[None]):
    """Shows one connection, which may be chosen first; owns it until the last paint."""

    TITLE = "pubsub-tui"
    CSS_PATH = "app.tcss"
    DEFAULT_MODE = "0"  # Modes are numbered, one for each connection.

    def __init__(
        self,
        connections: Sequence[Connection],
        look: Look | None = None,
        sent: SentHistory | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Show a connection, or let it be chosen first.

        Args:
            connections: none, or one.
            sent: by default one without a file.
            elsewhere: None when no other connection can be chosen.
        """
        super().__init__()
        self._connection = connections[0] if connections else None
        self._sent = sent or SentHistory()
        self._look = look or Look()
        self._elsewhere = elsewhere
        self._shown = 0
        self.failure: BaseException | None = None
        self._add_screen(self._connection)

    def get_css_variables(self) -> dict[str, str]:
        return with_fallbacks(super().get_css_variables())

    def _add_screen(self, connection: Connection | None) -> None:
        """Add the mode of what is to be shown next: an empty screen before anything is chosen."""
        screen = Screen if connection is None else partial(self._dashboard, connection)
        self.add_mode(str(self._shown), screen)

    def _dashboard(self, connection: Connection) -> MainScreen:
        return MainScreen(
            connection.session,
            connection.traffic,
            self._look.keys,
            connection.decoding,
            SavedFilters({**self._look.filters, **connection.filters}, paths.config_file()),
            self._sent,
            connection.repeats,
            connection.examine,
            connection.plots,
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
            self._warn(complaint)
        if self._connection is not None:
            self._run_session(self._connection)
        else:
            self.action_elsewhere()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "elsewhere":
            return self._elsewhere is not None
        return super().check_action(action, parameters)

    def action_elsewhere(self) -> None:
        """Choose another connection, which takes the place of this one."""
        if self._elsewhere is not None:
            self.push_screen(self._elsewhere.choose(), self._connect)

    async def _connect(self, settings: Settings | None) -> None:
        if settings is None or self._elsewhere is None:
            if self._connection is None:
                self.exit()
            return
        before, self._connection = self._connection, self._elsewhere.make(settings)
        self._shown += 1
        self._add_screen(self._connection)
        await self.switch_mode(str(self._shown))
        await self.remove_mode(str(self._shown - 1))
        for remark in settings.remarks:
            self._warn(remark)
        if before is not None:
            await before.close()
        self._run_session(self._connection)

    def _run_session(self, connection: Connection) -> None:
        self.run_worker(
            connection.session.run(), name="session", group="session", exit_on_error=False
        )

    def _warn(self, complaint: str) -> None:
        self.notify(sanitize(complaint), severity="warning", timeout=10, markup=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A session that ends by an error of ours ends the app, which then says so."""
        if event.worker.group == "session" and event.state is WorkerState.ERROR:
            self.failure = event.worker.error
            self.exit()

    async def on_unmount(self) -> None:
        if self._connection is not None:
            await self._connection.close()
