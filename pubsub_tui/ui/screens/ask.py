"""Asks for what a message needs to be known before it is sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label

from pubsub_tui.outgoing.draft_template import DraftTemplate
from pubsub_tui.outgoing.present import is_of_what_is_written, is_secret, present
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.ui.widgets.draft_view import DraftView
from pubsub_tui.ui.widgets.writing import Visible

_LONGEST_NAME = 22


class AskScreen(ModalScreen[Mapping[str, str] | None]):
    """Returns the answers by name, or None when the user gave up.

    What will be sent is shown as the answers are written, and what can not be sent is not left.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False),
        Binding("ctrl+g,ctrl+enter,ctrl+j,f5", "send", "send", show=False),
        Binding("up", "app.focus_previous", "up", show=False),
        Binding("down", "app.focus_next", "down", show=False),
        Binding("pageup", "scroll('page_up')", "scroll up", show=False),
        Binding("pagedown", "scroll('page_down')", "scroll down", show=False),
    ]
    DEFAULT_CSS = """
    AskScreen {
        align: center middle;
        & #ask {
            width: 90; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
            border: round $border; background: $surface;
        }
        & #ask-fields {
            height: auto; max-height: 50%; overflow-y: auto; scrollbar-size-vertical: 1;
        }
        & .row { height: 1; }
        & .row > Label { width: 24; padding: 0 1; color: $muted; }
        & Input { width: 1fr; border: none; padding: 0; height: 1; background: $panel; }
        & DraftView { height: auto; min-height: 4; max-height: 14; margin: 1 0; padding: 0 1; }
        & #ask-buttons { height: 1; align-horizontal: right; }
        & Button { margin: 0 0 0 2; }
    }
    """

    def __init__(
        self,
        template: DraftTemplate,
        previous: Mapping[str, str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``previous`` are answers given before, by name; what is still asked for is filled in."""
        super().__init__()
        self._draft = template.draft
        self._names = template.asks
        self._previous = previous
        self._clock = clock

    def compose(self) -> ComposeResult:
        with Vertical(id="ask") as box:
            box.border_title = "before it is sent"
            box.border_subtitle = "enter goes on and sends · esc cancels"
            with Vertical(id="ask-fields"):  # A scroll of its own would take up and down.
                for name in self._names:
                    with Horizontal(classes="row"):
                        yield Label(cut(sanitize(name), _LONGEST_NAME), markup=False)
                        yield Input(
                            self._previous.get(name, ""),
                            password=is_secret(name),
                            compact=True,
                            highlighter=Visible(),
                        )
            yield DraftView()
            with Horizontal(id="ask-buttons"):
                yield Button("Cancel", id="ask-cancel", compact=True)
                yield Button("Send", variant="primary", id="ask-send", compact=True)

    def on_mount(self) -> None:
        self._look()

    @property
    def _fields(self) -> list[Input]:
        return list(self.query(Input))

    @property
    def _answers(self) -> dict[str, str]:
        return {name: field.value for name, field in zip(self._names, self._fields, strict=True)}

    @on(Input.Changed)
    def _change(self, event: Input.Changed) -> None:
        event.stop()
        self._look()

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        at = self._fields.index(event.input) + 1
        if at < len(self._fields):
            self._fields[at].focus()
        else:
            self.action_send()

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "ask-send":
            self.action_send()
        else:
            self.dismiss(None)

    def action_send(self) -> None:
        """Give the answers, unless nothing that can be sent comes of them."""
        answers = self._answers
        if present(self._draft, answers, self._clock()).can_be_sent:
            self.dismiss(answers)
        else:
            self.app.bell()

    def action_scroll(self, where: str) -> None:
        """Move in what will be sent while the fields keep the focus."""
        getattr(self.query_one(DraftView), f"scroll_{where}")(animate=False)

    def _look(self) -> None:
        """Show what will be sent, and what is wrong with it."""
        found = present(self._draft, self._answers, self._clock())
        problem = found.problem
        draft = found.draft
        if draft is None or (problem is not None and is_of_what_is_written(problem)):
            draft = self._draft
        self.query_one(DraftView).show(draft, problem, found.size)
