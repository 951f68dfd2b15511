"""Takes over connections out of a file of MQTT Explorer or MQTTX."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from pubsub_tui.config_edit import NotWritten
from pubsub_tui.foreign.connection import ForeignError
from pubsub_tui.foreign.reading import read_export_file
from pubsub_tui.profiles.error import ProfileError
from pubsub_tui.profiles.importing import PASSWORD_HINT, Planned, leaves_password, plan, take_over
from pubsub_tui.profiles.reading import read_profiles
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.quantities import counted
from pubsub_tui.ui.widgets.writing import Visible

_HINT = (
    "MQTT Explorer keeps its connections in settings.json, in the folder MQTT-Explorer of the "
    "user's configuration; MQTTX exports them as JSON. Enter reads the file."
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The names of the profiles that were written, and what to say of it."""

    names: list[str]
    words: str


class ImportScreen(ModalScreen[Taken | None]):
    """Shows what is in a file before anything is written; None when the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False),
        Binding("pageup", "scroll('page_up')", "page up", show=False),
        Binding("pagedown", "scroll('page_down')", "page down", show=False),
        Binding("up", "scroll('up')", "up", show=False),
        Binding("down", "scroll('down')", "down", show=False),
    ]
    DEFAULT_CSS = """
    ImportScreen {
        align: center middle;
        & #import {
            width: 100; max-width: 100%; height: auto; max-height: 100%; padding: 1 2;
            border: round $border; background: $surface;
        }
        & .row { height: 1; }
        & .row > Label { width: 8; color: $muted; }
        & Input { width: 1fr; border: none; padding: 0; height: 1; background: $panel; }
        & VerticalScroll { height: auto; max-height: 14; margin: 1 0; }
        & #import-buttons { height: 1; align-horizontal: right; }
        & Button { margin: 0 0 0 2; }
    }
    """

    def __init__(self, path: Path) -> None:
        """``path`` is the file of profiles."""
        super().__init__()
        self._path = path
        self._plans: list[Planned] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="import") as box:
            box.border_title = "import connections"
            box.border_subtitle = "enter reads, and once more takes over · esc cancels"
            with Horizontal(classes="row"):
                yield Label("file")
                yield Input(
                    placeholder="~/.config/MQTT-Explorer/settings.json",
                    compact=True,
                    highlighter=Visible(),
                )
            with VerticalScroll(can_focus=False):
                yield Static(_HINT, id="import-found", markup=False)
            with Horizontal(id="import-buttons"):
                yield Button("Cancel", id="import-cancel", compact=True)
                yield Button("Read", id="import-go", variant="primary", compact=True)

    def action_scroll(self, where: str) -> None:
        """Move in what was found, while the field keeps the focus."""
        getattr(self.query_one(VerticalScroll), f"scroll_{where}")(animate=False)

    @on(Input.Changed)
    def _forget(self, event: Input.Changed) -> None:
        event.stop()
        self._offer([])
        self._say(_HINT)

    @on(Input.Submitted)
    @on(Button.Pressed, "#import-go")
    def _go(self, event: Input.Submitted | Button.Pressed) -> None:
        event.stop()
        if self._plans:
            self._take_over()
        elif self.query_one(Input).value.strip():
            file = Path(os.path.expanduser(self.query_one(Input).value.strip()))
            self.run_worker(self._read(file), group="import", exclusive=True)

    @on(Button.Pressed, "#import-cancel")
    def _cancel(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(None)

    async def _read(self, file: Path) -> None:
        self._say("Reading …")
        try:
            found, problems = await asyncio.to_thread(read_export_file, file)
            plans = plan(self._path, found, read_profiles(self._path).names)
        except (ForeignError, ProfileError) as error:
            self._say(f"✗ {error}", "text-error")
            return
        except OSError as error:
            self._say(f"✗ {self._path.parent} can not be read: {error.strerror}.", "text-error")
            return
        lines = [f"✗ {each}." for each in problems]
        lines += [f"{'✗' if each.problem else '+'} {each.in_words}" for each in plans]
        lines.append("")
        usable = [each for each in plans if not each.problem]
        if leaves_password(usable):
            lines.append(f"{PASSWORD_HINT}, or change the profile with e.")
        if usable:
            lines.append(f"Enter takes over {counted(len(usable), 'connection')}.")
        self._say("\n".join(map(sanitize, lines)), "foreground")
        self._offer(usable)

    def _take_over(self) -> None:
        try:
            names = take_over(self._path, self._plans)
        except (NotWritten, ProfileError) as error:
            self._offer([])
            self._say(f"✗ {error}", "text-error")
            return
        hint = f" {PASSWORD_HINT}." if leaves_password(self._plans) else ""
        self.dismiss(Taken(names, f"Taken over: {', '.join(names)}.{hint}"))

    def _offer(self, plans: list[Planned]) -> None:
        self._plans = plans
        self.query_one("#import-go", Button).label = "Take over" if plans else "Read"

    def _say(self, words: str, colour: str = "muted") -> None:
        said = Content.styled("\n".join(map(sanitize, words.split("\n"))), f"${colour}")
        self.query_one("#import-found", Static).update(said)
