"""The line where a filter is written: right or wrong as it is typed, and what it selects."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message as UiMessage
from textual.widgets import Input, Label

from pubsub_tui.model.filter import Filter, FilterError, parse
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.actions import bindings

_REMEMBERED = 50
_EXAMPLE = 'site/+/temp value>30 -debug "some text"'


class FilterBar(Vertical):
    """Shown while a filter is written or in force.

    What is wrong leaves the filter before it in force, and is told with its column.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("filter")]
    DEFAULT_CSS = """
    FilterBar {
        height: auto; display: none; background: $panel;
        & Horizontal { height: 1; }
        & Label { padding: 0 1; color: $muted; }
        & Input { width: 1fr; border: none; padding: 0; background: $panel; }
        & #filter-problem { display: none; width: 1fr; height: auto; color: $text-error; }
        &.-right Input { color: $text-success; }
        &.-wrong Input { color: $text-error; }
        &.-wrong #filter-problem { display: block; }
    }
    """

    class Chosen(UiMessage):
        """Another filter is in force; None selects everything."""

        def __init__(self, wanted: Filter | None) -> None:
            super().__init__()
            self.filter = wanted

    class Left(UiMessage):
        """The line was left with the filter in force."""

    def __init__(self, describe: Callable[[], str], *, id: str) -> None:
        """``describe`` says what the filter in force selects, safe to draw."""
        super().__init__(id=id)
        self._describe = describe
        self._problem = ""
        self._said = ""
        self._recent: list[str] = []
        self._back = 0

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Label("filter")
            yield Input(placeholder=_EXAMPLE, compact=True, id="filter-text")
            yield Label("", id="filter-state", markup=False)
        yield Label("", id="filter-problem", markup=False)

    @property
    def text(self) -> str:
        """What is written."""
        return self.query_one(Input).value

    def open(self) -> None:
        """Show the line, and go to it."""
        self.display = True
        self.query_one(Input).focus()

    def clear(self) -> None:
        """Take the filter off, and hide the line."""
        self._remember()
        self.query_one(Input).value = ""
        self.display = False

    def frame(self) -> None:
        """Say what the filter in force selects."""
        words = self._describe() if self.display and self.text.strip() else ""
        if words != self._said:
            self._said = words
            self.query_one("#filter-state", Label).update(Content(words))

    def action_leave(self) -> None:
        """Keep the filter, and go back to what it selects."""
        self._remember()
        if not self.text.strip():
            self.display = False
        self.post_message(self.Left())

    def action_older(self) -> None:
        """The filter that was used before."""
        self._recall(1)

    def action_newer(self) -> None:
        """The filter that was used after."""
        self._recall(-1)

    @on(Input.Changed)
    def _parse(self, event: Input.Changed) -> None:
        event.stop()
        try:
            wanted = parse(event.value)
        except FilterError as error:
            self._problem = sanitize(str(error))
        else:
            self._problem = ""
            self.post_message(self.Chosen(None if wanted.everything else wanted))
        self.query_one("#filter-problem", Label).update(Content(self._problem))
        self.set_class(bool(self._problem), "-wrong")
        self.set_class(not self._problem and bool(event.value.strip()), "-right")
        self.frame()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave()

    def _remember(self) -> None:
        text = self.text.strip()
        self._back = 0
        if text and not self._problem:
            self._recent = [text, *(each for each in self._recent if each != text)][:_REMEMBERED]

    def _recall(self, step: int) -> None:
        wanted = self._back + step
        if 0 <= wanted <= len(self._recent):
            self._back = wanted
            field = self.query_one(Input)
            field.value = self._recent[wanted - 1] if wanted else ""
            field.cursor_position = len(field.value)
