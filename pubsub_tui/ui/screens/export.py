"""Writes what a view shows to a file or the clipboard."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static
from textual.worker import Worker

from pubsub_tui.export.formats import Format
from pubsub_tui.export.new_file import NotAFileError, in_words, is_there, path_of
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.ui.clipboard import LARGEST_COPY
from pubsub_tui.ui.export_run import to_file, to_memory, until_found
from pubsub_tui.ui.exports import Export, Exported
from pubsub_tui.ui.quantities import counted, format_size
from pubsub_tui.ui.widgets.choice import Choice
from pubsub_tui.ui.widgets.log_row import cut_left
from pubsub_tui.ui.widgets.writing import Visible

_PERIOD = 0.25
_FORMATS = tuple(Format)
_HINT = "left and right choose the format, tab goes to the name"


class ExportScreen(ModalScreen[None]):
    """Stays open until all is written, so that whatever fails can be put right on the spot."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", show=False),
        Binding("enter", "write", "write", show=False),
        Binding("ctrl+y", "copy", "copy", show=False),
        Binding("up", "app.focus_previous", "up", show=False),
        Binding("down", "app.focus_next", "down", show=False),
    ]
    DEFAULT_CSS = """
    ExportScreen {
        align: center middle;
        & #export {
            width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 1 2;
            border: round $border; background: $surface;
        }
        & .row { height: 1; margin: 1 0 0 0; }
        & .row > Label { width: 8; color: $muted; }
        & Input { width: 1fr; border: none; padding: 0; height: 1; background: $panel; }
        & #export-folder { padding: 0 0 0 8; height: 1; color: $muted; }
        & #export-said { height: auto; min-height: 1; margin: 1 0 0 0; }
        & #export-buttons { height: auto; align-horizontal: right; }
        & Button { margin: 0 0 0 2; }
    }
    """

    def __init__(self, view: Exported, now: float) -> None:
        """``now`` is Unix time in seconds: the name that is proposed holds it."""
        super().__init__()
        self._view = view
        stamp = time.strftime("%Y-%m-%d-%H%M%S", time.localtime(now))
        self._proposed = f"{view.export_name}-{stamp}{_FORMATS[0].ending}"
        self._ending = _FORMATS[0].ending
        self._asked_about: Path | None = None
        self._writing: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="export") as box:
            box.border_title = "export"
            box.border_subtitle = "enter writes · ctrl+y copies · esc cancels"
            yield Static(id="export-what", markup=False)
            with Horizontal(classes="row"):
                yield Label("format")
                yield Choice([each.value for each in _FORMATS], id="export-format")
            with Horizontal(classes="row"):
                yield Label("file")
                yield Input(
                    self._proposed, compact=True, select_on_focus=False, highlighter=Visible()
                )
            yield Static(id="export-folder", markup=False)
            yield Static(id="export-said", markup=False)
            with Horizontal(id="export-buttons"):
                yield Button("Copy", id="export-copy", compact=True)
                yield Button("Write", variant="primary", id="export-write", compact=True)

    def on_mount(self) -> None:
        self._describe()
        self.set_interval(_PERIOD, self._describe)

    @property
    def _format(self) -> Format:
        return _FORMATS[self.query_one(Choice).taken]

    @property
    def _file(self) -> Input:
        return self.query_one(Input)

    @on(Choice.Changed)
    def _follow_format(self, event: Choice.Changed) -> None:
        """The ending of the name follows the format, unless the user gave it another one."""
        event.stop()
        before, self._ending = self._ending, self._format.ending
        if self._file.value.endswith(before):
            self._file.value = self._file.value.removesuffix(before) + self._ending

    @on(Input.Changed)
    def _show_folder(self, event: Input.Changed) -> None:
        event.stop()
        self._asked_about = None
        self._say(_HINT)
        folder = os.path.realpath(
            os.path.dirname(os.path.expanduser(event.value.replace("\0", "")))
        )
        self.query_one("#export-folder", Static).update(
            f"in {cut_left(sanitize(folder[-1000:]), 56)}"
        )

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_write()

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "export-copy":
            self.action_copy()
        else:
            self.action_write()

    def action_cancel(self) -> None:
        """Stop writing; when nothing is written, leave."""
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
            self._say("Stopped: nothing was written.", "text-warning")
        else:
            self.dismiss()

    def action_write(self) -> None:
        """Write the file; one that is there is replaced only when asked for again."""
        if self._writing is not None:
            return
        wanted = self._format
        try:
            path = path_of(self._file.value)
            there = is_there(path)
        except NotAFileError as error:
            self._complain(str(error))
        except OSError as error:
            self._complain(in_words(error, path))
        else:
            if there and self._asked_about != path:
                self._asked_about = path
                self._say("This file is already there: enter again replaces it.", "text-warning")
            else:
                self._start(lambda export: self._write(export, wanted, path, there))

    def action_copy(self) -> None:
        """Put the same into the terminal's clipboard, as far as that takes it."""
        if self._writing is None:
            wanted = self._format
            self._start(lambda export: self._copy(export, wanted))

    def _start(self, run: Callable[[Export], Coroutine[Any, Any, None]]) -> None:
        export = self._view.export()

        async def work() -> None:
            await until_found(export, lambda: self._say(f"looking back: {export.progress:.0%} …"))
            if export.total:
                await run(export)
            else:
                self._complain(f"There is no {export.noun} to write.")
            self._writing = None

        self._writing = self.run_worker(work(), group="export")

    async def _write(self, export: Export, wanted: Format, path: Path, replace: bool) -> None:
        try:
            size = await to_file(export, wanted, path, replace, lambda: self._report(export))
        except OSError as error:
            self._complain(in_words(error, path))
            return
        words = f"{counted(export.done, export.noun)} written to {sanitize(path.name)}"
        self._leave(f"{words}: {format_size(size)}.", export)

    async def _copy(self, export: Export, wanted: Format) -> None:
        data = await to_memory(export, wanted, LARGEST_COPY, lambda: self._report(export))
        if data is None:
            self._complain(
                f"Not copied: {counted(export.total, export.noun)} are more than the "
                f"{format_size(LARGEST_COPY)} that terminals take."
            )
            return
        self.app.copy_to_clipboard(data.decode())
        self._leave(
            f"{counted(export.done, export.noun)} copied: {format_size(len(data))}.", export
        )

    def _leave(self, words: str, export: Export) -> None:
        if export.evicted:
            words += f" {export.evicted:,} were evicted while writing."
        self.app.notify(
            words, severity="warning" if export.evicted else "information", markup=False
        )
        self.dismiss()

    def _report(self, export: Export) -> None:
        share = export.done / export.total
        self._say(f"{export.done:,} of {export.total:,} · {share:.0%} · esc stops")

    def _describe(self) -> None:
        self.query_one("#export-what", Static).update(cut(self._view.export_title(), 70))

    def _complain(self, words: str) -> None:
        self._say(f"✗ {sanitize(words)}", "text-error")

    def _say(self, words: str, colour: str = "muted") -> None:
        self.query_one("#export-said", Static).update(Content.styled(words, f"${colour}"))
