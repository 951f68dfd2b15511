"""Finds a topic by a few letters, and returns it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from pubsub_tui.model.topic_search import MOST_SHOWN, Hit, TopicSearch
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.ui.widgets.matched_topic import matched_topic

_PERIOD = 1 / 30
_SLICE_SECONDS = 0.015
_FRAME = 8
"""Border, padding and scrollbar, in cells."""


class JumpScreen(ModalScreen[str | None]):
    """Returns the topic that was chosen, or None. All topics are looked through in slices."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False),
        Binding("up", "move('cursor_up')", "up", show=False),
        Binding("down", "move('cursor_down')", "down", show=False),
        Binding("pageup", "move('page_up')", "page up", show=False),
        Binding("pagedown", "move('page_down')", "page down", show=False),
        Binding("tab", "complete", "complete", show=False),
    ]
    DEFAULT_CSS = """
    JumpScreen {
        align: center top;
        & #jump {
            width: 90; max-width: 100%; height: auto; max-height: 90%; margin: 1 0 0 0;
            padding: 0 1; border: round $border; background: $surface;
        }
        & Input { border: none; padding: 0 1; height: 1; background: $panel; }
        & OptionList {
            height: auto; max-height: 20; border: none; padding: 0; background: $surface;
            scrollbar-size-vertical: 1;
        }
    }
    """

    def __init__(self, traffic: Traffic) -> None:
        super().__init__()
        self._traffic = traffic
        self._search = TopicSearch(traffic, "")
        self._hits: list[Hit] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="jump") as box:
            box.border_title = "go to topic"
            box.border_subtitle = "enter goes · tab completes · esc cancels"
            yield Input(placeholder="some letters of it, such as: line2 temp", compact=True)
            topics = OptionList(compact=True, markup=False)
            topics.can_focus = False
            yield topics

    def on_mount(self) -> None:
        self.set_interval(_PERIOD, self._look)

    def action_move(self, where: str) -> None:
        """Move in the list while the field keeps the focus."""
        getattr(self.query_one(OptionList), f"action_{where}")()

    def action_complete(self) -> None:
        """Put the topic under the cursor into the field, to go on from there."""
        hit = self._highlighted()
        if hit is not None:
            field = self.query_one(Input)
            field.value = hit.path
            field.cursor_position = len(field.value)

    @on(Input.Changed)
    def _begin(self, event: Input.Changed) -> None:
        event.stop()
        self._search = TopicSearch(self._traffic, event.value)
        self._look()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        hit = self._highlighted()
        if hit is not None:
            self.dismiss(hit.path)

    @on(OptionList.OptionSelected)
    def _pick(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._hits[event.option_index].path)

    def _highlighted(self) -> Hit | None:
        row = self.query_one(OptionList).highlighted
        return self._hits[row] if row is not None and row < len(self._hits) else None

    def _look(self) -> None:
        """Look at more topics, and show what is best so far."""
        if not self._search.complete:
            self._search.advance(_SLICE_SECONDS)
        hits = self._search.best()
        if hits != self._hits:
            self._show(hits)
        self.query_one("#jump").border_title = f"go to topic · {self._state()}"

    def _state(self) -> str:
        search = self._search
        if not search.complete:
            return f"{search.found:,} found · {search.looked_at:,} looked at"
        best = f", the best {MOST_SHOWN} shown" if search.found > MOST_SHOWN else ""
        return f"{search.found:,} of {search.looked_at:,} levels{best}"

    def _show(self, hits: list[Hit]) -> None:
        kept = self._highlighted()
        self._hits = hits
        topics = self.query_one(OptionList)
        width = min(90, self.app.size.width) - _FRAME
        topics.clear_options()
        topics.add_options(
            [Option(matched_topic(hit.path, hit.match.places, width)) for hit in hits]
        )
        if hits:
            topics.highlighted = hits.index(kept) if kept in hits and kept is not hits[0] else 0
