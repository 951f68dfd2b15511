"""A line at the bottom where something is written that takes effect as it is typed."""

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

from pubsub_tui.ui.actions import bindings

_REMEMBERED = 50


class WrittenLine(Vertical):
    """Shown while something is written in it or in force; remembers what was used before."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("filter")]
    DEFAULT_CSS = """
    WrittenLine {
        height: auto; display: none; background: $panel;
        & Horizontal { height: 1; }
        & Label { padding: 0 1; color: $muted; }
        & Input { width: 1fr; border: none; padding: 0; background: $panel; }
        & .problem { display: none; width: 1fr; height: auto; color: $text-error; }
        &.-right Input { color: $text-success; }
        &.-wrong Input { color: $text-error; }
        &.-wrong .problem { display: block; }
    }
    """

    class Left(UiMessage):
        """The line was left with what is written in force."""

    def __init__(self, label: str, example: str, describe: Callable[[], str], *, id: str) -> None:
        """``describe`` says what is selected or found, safe to draw."""
        super().__init__(id=id)
        self._label = label
        self._example = example
        self._describe = describe
        self._problem = ""
        self._said = ""
        self._recent: list[str] = []
        self._back = 0

    def take(self, text: str) -> str:
        """Put a text in force; returns what is wrong with it, safe to draw, or nothing."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Label(self._label)
            yield Input(placeholder=self._example, compact=True)
            yield Label("", classes="state", markup=False)
        yield Label("", classes="problem", markup=False)

    @property
    def text(self) -> str:
        """What is written."""
        return self.query_one(Input).value

    def open(self) -> None:
        """Show the line, and go to it."""
        self.display = True
        self.query_one(Input).focus()

    def clear(self) -> None:
        """Put nothing in force, and hide the line."""
        self._remember()
        self.query_one(Input).value = ""
        self.display = False

    def frame(self) -> None:
        """Say what is selected or found."""
        words = self._describe() if self.display and self.text.strip() else ""
        if words != self._said:
            self._said = words
            self.query_one(".state", Label).update(Content(words))

    def action_leave(self) -> None:
        """Keep what is written, and go back."""
        self._remember()
        if not self.text.strip():
            self.display = False
        self.post_message(self.Left())

    def action_older(self) -> None:
        """What was used before."""
        self._recall(1)

    def action_newer(self) -> None:
        """What was used after."""
        self._recall(-1)

    def write(self, text: str) -> None:
        """Put a text in the line, and in force."""
        field = self.query_one(Input)
        field.value = text
        field.cursor_position = len(text)

    def action_save(self) -> None:
        """Save what is written, where that can be."""
        self.notify("Only filters are saved.", severity="warning", markup=False)

    def action_saved(self) -> None:
        """Use what was saved, where that can be."""
        self.action_save()

    @on(Input.Changed)
    def _take(self, event: Input.Changed) -> None:
        event.stop()
        self._problem = self.take(event.value)
        self.query_one(".problem", Label).update(Content(self._problem))
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
            self.write(self._recent[wanted - 1] if wanted else "")
