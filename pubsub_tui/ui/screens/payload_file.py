"""Reads the payload from a file, or writes it to one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from pubsub_tui.export.new_file import NewFile, NotAFileError, in_words, is_there, path_of
from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft
from pubsub_tui.outgoing.file_bytes import file_size
from pubsub_tui.outgoing.payload import encode
from pubsub_tui.outgoing.payload_file import LARGEST_EDITED, load_payload
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.quantities import format_size
from pubsub_tui.ui.widgets.writing import Visible

_HINT = "enter reads the file into the payload, ctrl+b writes the payload to it"


class PayloadFileScreen(ModalScreen[Draft | None]):
    """Gives the draft with what a file held; None when nothing was read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", show=False),
        Binding("ctrl+b", "save", "write", show=False),
    ]
    DEFAULT_CSS = """
    PayloadFileScreen {
        align: center middle;
        & #payload-file {
            width: 76; max-width: 100%; height: auto; padding: 1 2;
            border: round $border; background: $surface;
        }
        & .row { height: 1; }
        & .row > Label { width: 8; color: $muted; }
        & Input { width: 1fr; border: none; padding: 0; height: 1; background: $panel; }
        & #payload-file-said { height: auto; min-height: 2; margin: 1 0; }
        & #payload-file-buttons { height: 1; align-horizontal: right; }
        & Button { margin: 0 0 0 2; }
    }
    """

    def __init__(self, draft: Draft, path: str) -> None:
        """``path`` is what is proposed."""
        super().__init__()
        self._draft = draft
        self._proposed = path
        self._asked_about: Path | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="payload-file") as box:
            box.border_title = "payload and file"
            box.border_subtitle = "enter reads · ctrl+b writes · esc cancels"
            with Horizontal(classes="row"):
                yield Label("file")
                yield Input(
                    self._proposed,
                    placeholder="~/payload.json",
                    compact=True,
                    highlighter=Visible(),
                    select_on_focus=False,
                )
            yield Static(_HINT, id="payload-file-said", markup=False)
            with Horizontal(id="payload-file-buttons"):
                yield Button("Write", id="payload-file-save", compact=True)
                yield Button("Read", variant="primary", id="payload-file-load", compact=True)

    @property
    def path(self) -> str:
        """What is written."""
        return self.query_one(Input).value

    @on(Input.Changed)
    def _look(self, event: Input.Changed) -> None:
        event.stop()
        self._asked_about = None
        try:
            size = file_size(event.value)
        except OutgoingError:
            self._say(_HINT)
            return
        words = f"The file has {format_size(size)}."
        if size > LARGEST_EDITED:
            words += " That is too much to edit: it is sent out of its file."
        self._say(words)

    @on(Input.Submitted)
    @on(Button.Pressed, "#payload-file-load")
    def _load(self, event: Input.Submitted | Button.Pressed) -> None:
        event.stop()
        try:
            kind, text = load_payload(self.path)
        except OutgoingError as error:
            self._say(f"Not read: {error}.")
            return
        self.dismiss(replace(self._draft, kind=kind, text=text))

    @on(Button.Pressed, "#payload-file-save")
    def _press_save(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Write the payload; the second time, also in place of what is there."""
        try:
            payload = self._payload()
            path = path_of(self.path)
            if is_there(path) and path != self._asked_about:
                self._asked_about = path
                self._say("This file is there already: once more to replace it.")
                return
            with NewFile(path, replace=path == self._asked_about) as file:
                file.write(payload)
                file.finish()
        except OutgoingError as error:
            self._say(f"Not written: {error}.")
        except NotAFileError as error:
            self._say(str(error))
        except OSError as error:
            self._say(in_words(error, Path(self.path)))
        else:
            self.notify(
                f"{format_size(len(payload))} written to {sanitize(str(path))}.", markup=False
            )
            self.dismiss(None)

    def action_cancel(self) -> None:
        """Leave it."""
        self.dismiss(None)

    def _payload(self) -> bytes:
        """Raises OutgoingError."""
        rendered = compile_draft(self._draft).render(Context()).unchecked()
        return encode(rendered.kind, rendered.text)

    def _say(self, words: str) -> None:
        self.query_one("#payload-file-said", Static).update(sanitize(words))
