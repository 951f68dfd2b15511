"""The dashboard as a Textual app: themes, keys and the sessions' lives. It only wires."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import Worker, WorkerState

from pubsub_tui import paths
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.sanitize import sanitize
from pubsub_tui.settings import Settings
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.commands import commands
from pubsub_tui.ui.connections import SETTLE_SECONDS, Connection, Connections
from pubsub_tui.ui.elsewhere import Elsewhere
from pubsub_tui.ui.saved_filters import SavedFilters
from pubsub_tui.ui.screens.main import MainScreen
from pubsub_tui.ui.themes import with_fallbacks
from pubsub_tui.ui.widgets.connection_tabs import ConnectionTabs

_log = logging.getLogger(__name__)
_NO_MARKUP = str.maketrans("[]\\", "()/")


@dataclass(frozen=True, slots=True)
class Look:
    """How the app looks and listens: themes to offer, the one to begin with, keys, filters."""

    themes: Sequence[Theme] = ()
    theme: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    complaints: Sequence[str] = ()
    filters: Mapping[str, str] = field(default_factory=dict)


class PubSubApp(App[None]):
    """Shows connections, each in a mode of its own; owns them from the first paint to the last.

    A mode has its own stack of screens, so that a dialog stays with its connection.
    """

    TITLE = "pubsub-tui"
    CSS_PATH = "app.tcss"
    DEFAULT_MODE = "0"  # Modes have numbers in the order of their connections.
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("connections")]

    def __init__(
        self,
        connections: Sequence[Connection],
        look: Look | None = None,
        sent: SentHistory | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Show connections; without any, the first one is chosen on screen.

        Args:
            sent: by default one without a file.
            elsewhere: how more are chosen; None when they can not be.
        """
        super().__init__()
        self.connections = Connections(connections)
        self._look = look or Look()
        self._saved = SavedFilters(self._look.filters, paths.config_file())
        self._sent = sent or SentHistory()
        self._elsewhere = elsewhere
        # The first mode is an empty one when there is nothing to show yet.
        self._modes_before = 0 if connections else 1
        for index in range(len(connections)):
            self._add_screen(index)
        self.failure: BaseException | None = None

    def get_css_variables(self) -> dict[str, str]:
        return with_fallbacks(super().get_css_variables())

    def _mode(self, index: int) -> str:
        return str(index + self._modes_before)

    def _add_screen(self, index: int) -> None:
        """Add the mode of a connection."""
        screen = partial(
            MainScreen, self.connections, index, self._look.keys, self._saved, self._sent
        )
        self.add_mode(self._mode(index), screen)

    def get_system_commands(self, screen: Screen[None]) -> Iterable[SystemCommand]:
        yield from commands(self, screen)
        if self.connections.several:
            for number, each in enumerate(self.connections.all, 1):
                show = partial(self.action_connection, number)
                # The palette takes titles for markup, and has no other way.
                name = each.name.translate(_NO_MARKUP)
                yield SystemCommand(f"Connection {number}: {name}", "Show its dashboard.", show)

    def on_mount(self) -> None:
        for theme in self._look.themes:
            self.register_theme(theme)
        if self._look.theme is not None:
            self.theme = self._look.theme
        self.set_keymap(dict(self._look.keys))
        for complaint in self._look.complaints:
            self._warn(complaint)
        for index in range(len(self.connections.all)):
            self._run_session(index)
        if self.connections.several:
            self._settle_others()
        if not self.connections.all:
            self.action_elsewhere()

    def on_ready(self) -> None:
        """Look for garbage again, now that the first paint is done; see `cli`."""
        gc.enable()

    def _settle_others(self) -> None:
        """Settle what is not on show, now and from now on."""
        self.connections.settle_others()
        self.set_interval(SETTLE_SECONDS, self.connections.settle_others)

    def _run_session(self, index: int) -> None:
        run = self.connections.all[index].session.run()
        self.run_worker(run, name=str(index), group="session", exit_on_error=False)

    def _warn(self, complaint: str) -> None:
        self.notify(sanitize(complaint), severity="warning", timeout=10, markup=False)

    def action_elsewhere(self) -> None:
        """Choose one more connection."""
        if self._elsewhere is not None:
            self.push_screen(self._elsewhere.choose(), self._open)

    def _open(self, settings: Settings | None) -> None:
        """Show a connection that was chosen, with those that there are."""
        if settings is None or self._elsewhere is None:
            if not self.connections.all:
                self.exit()
            return
        connection = self._elsewhere.make(settings)
        self._saved.offer(connection.filters)
        self.connections.add(connection)
        index = self.connections.shown
        self._add_screen(index)
        self.switch_mode(self._mode(index))
        for remark in settings.remarks:
            self._warn(remark)
        self._run_session(index)
        if index == 1:  # The first that is not alone.
            self._settle_others()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("connection", "turn_connection", "compare"):
            return self.connections.several
        if action == "elsewhere":
            return self._elsewhere is not None
        return super().check_action(action, parameters)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A session that ends by an error of ours ends the app, unless others go on."""
        worker = event.worker
        if worker.group != "session" or worker.state is not WorkerState.ERROR:
            return
        every = self.connections.all
        connection = every[int(worker.name)]
        connection.failure = worker.error
        if all(each.failure is not None for each in every):
            self.failure = worker.error
            self.exit()
            return
        _log.error("The session of %s ended", connection.name, exc_info=worker.error)
        what = f"{connection.name}: {type(worker.error).__name__}: {worker.error}."
        self.notify(sanitize(what), severity="error", timeout=30, markup=False)

    @on(ConnectionTabs.Chosen)
    def _show_clicked(self, event: ConnectionTabs.Chosen) -> None:
        self.action_connection(event.index + 1)

    def action_connection(self, number: int) -> None:
        """Show another connection, counted from 1."""
        if number > len(self.connections.all):
            self.notify(f"There is no connection {number}.", severity="warning", markup=False)
            return
        self.connections.shown = number - 1
        self.switch_mode(self._mode(number - 1))

    def action_turn_connection(self, step: int) -> None:
        """Show the next connection, or one before with a negative step."""
        connections = self.connections
        self.action_connection((connections.shown + step) % len(connections.all) + 1)

    def action_compare(self) -> None:
        """Compare the selected topic with that of another connection."""
        main = self.screen_stack[0]
        if isinstance(main, MainScreen):
            main.compare(self.connections)

    async def on_unmount(self) -> None:
        await asyncio.gather(*(each.close() for each in self.connections.all))
