"""Asks for the name that a message is saved with."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.outgoing.saved import list_templates, save_template
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.ui.widgets.writing import Visible

_SHOWN = 58


class TemplateNameScreen(ModalScreen[str | None]):
    """Saves a draft, and returns its name; None when the user gave up.

    What has that name already is replaced only when that is asked for a second time.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False)
    ]
    DEFAULT_CSS = """
    TemplateNameScreen {
        align: center middle;
        & #template-name {
            width: 68; max-width: 100%; height: auto; padding: 1 2;
            border: round $border; background: $surface;
        }
        & Input { margin: 1 0; border: none; padding: 0 1; height: 1; background: $panel; }
        & Static { padding: 0 1; }
    }
    """

    def __init__(self, folder: Path, draft: Draft) -> None:
        super().__init__()
        self._folder = folder
        self._draft = draft
        self._taken = frozenset(list_templates(folder))
        self._asked_about = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="template-name") as box:
            box.border_title = "save the message"
            box.border_subtitle = "enter saves · esc cancels"
            yield Static(cut(sanitize(self._draft.topic) or "no topic", _SHOWN), markup=False)
            yield Input(
                placeholder="a name for it, such as: start line",
                compact=True,
                highlighter=Visible(),
            )
            yield Static(id="template-name-said", markup=False)

    def on_mount(self) -> None:
        self._describe("")

    @on(Input.Changed)
    def _change(self, event: Input.Changed) -> None:
        event.stop()
        self._asked_about = ""
        self._describe(event.value.strip())

    @on(Input.Submitted)
    def _save(self, event: Input.Submitted) -> None:
        event.stop()
        name = event.value.strip()
        if not name:
            self._say("Write a name first.", "text-warning")
        elif name in self._taken and name != self._asked_about:
            self._asked_about = name
            self._say("Enter again replaces what is saved with this name.", "text-warning")
        else:
            try:
                save_template(self._folder, name, self._draft)
            except OutgoingError as error:
                self._say(f"✗ {error}", "text-error")
            else:
                self.dismiss(name)

    def _describe(self, name: str) -> None:
        if name in self._taken:
            self._say("There is one with this name already.", "text-warning")
        else:
            self._say(f"Kept in {self._folder}", "muted")

    def _say(self, words: str, colour: str) -> None:
        said = Content.styled(sanitize(words), f"${colour}")
        self.query_one("#template-name-said", Static).update(said)
