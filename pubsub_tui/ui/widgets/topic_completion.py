"""A line for a topic, with a list under it of what the topic can become."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from pubsub_tui.model.topic_completion import Offer, TopicCompletion
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.outgoing.template import constant, literal
from pubsub_tui.sanitize import sanitize
from pubsub_tui.transports.base import Publication
from pubsub_tui.transports.publish_check import complaint
from pubsub_tui.ui.widgets.matched_topic import matched_topic
from pubsub_tui.ui.widgets.writing import Visible

_PERIOD = 1 / 30
_SLICE_SECONDS = 0.004
_MOST_ROWS = 8
_FRAME = 5
"""Border, padding and scrollbar, in cells."""
_HINT = "↓ picks · tab takes"


class Offers(OptionList, can_focus=False):
    """The list: it lies over what is near, and the line keeps the focus."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Offers {
        display: none; overlay: screen; constrain: none; padding: 0 1;
        border: round $border; background: $surface; scrollbar-size-vertical: 1;
        &:focus { border: round $border; }
        & > .option-list--option { padding: 0; }
    }
    """

    def __init__(self, take: Callable[[int], None]) -> None:
        """``take`` gets the row that is clicked."""
        super().__init__(markup=False)
        self._take = take

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_index)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()


class TopicInput(Input):
    """Offers what topics the traffic has while one is being written: down and up pick one, tab,
    enter, and right at the end take it, escape closes the list.

    What is written is a template: a topic with ``{{`` in it is taken as one that renders to it,
    and behind a variable nothing is offered.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "choose(1)", "choose a topic", show=False),
        Binding("up", "choose(-1)", "choose the one before", show=False),
        Binding("tab", "take", "take the topic", show=False),
        Binding("escape", "close_offers", "close the list", show=False),
    ]

    def __init__(self, traffic: Traffic, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, id=id, compact=True, highlighter=Visible())
        self._traffic = traffic
        self._list = Offers(self._take_row)
        self._offers: list[Offer] = []
        self._completion = TopicCompletion(traffic, "")

    def on_mount(self) -> None:
        self._timer = self.set_interval(_PERIOD, self._look, pause=True)
        assert isinstance(self.parent, Widget)
        self.parent.mount(self._list)

    def on_blur(self) -> None:
        self.action_close_offers()

    def on_resize(self, event: events.Resize) -> None:
        self.action_close_offers()

    def watch_value(self) -> None:
        """What is put in its place by others than the user needs no list."""
        if self.is_mounted:
            self.action_close_offers()

    def replace(self, text: str, start: int, end: int) -> None:
        """Every change that the user makes comes by here."""
        super().replace(text, start, end)
        if self.value and self.cursor_at_end:
            self._open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that there is nothing to do for goes to whoever else has it."""
        if action == "take":
            return self._list.highlighted is not None
        if action == "close_offers" or (action == "choose" and parameters == (-1,)):
            return bool(self._list.display)
        return super().check_action(action, parameters)

    def action_choose(self, step: int) -> None:
        """To the next offer, or the one before; above the first none is chosen."""
        if not self._list.display:
            self._open()
            return
        row = self._list.highlighted
        if row is None:
            self._list.highlighted = 0 if step > 0 else len(self._offers) - 1
        else:
            row += step
            self._list.highlighted = row if 0 <= row < len(self._offers) else None

    def action_take(self) -> None:
        """Put the chosen offer in."""
        if self._list.highlighted is not None:
            self._take_row(self._list.highlighted)

    def action_close_offers(self) -> None:
        """Close the list; what is written stays."""
        self._timer.pause()
        self._show([])

    async def action_submit(self) -> None:
        if self._list.highlighted is not None:
            self.action_take()
        else:
            self.action_close_offers()
            await super().action_submit()

    def action_cursor_right(self, select: bool = False) -> None:
        if self._offers and self.cursor_at_end and not select:
            self._take_row(self._list.highlighted or 0)
        else:
            super().action_cursor_right(select)

    def _open(self) -> None:
        text = constant(self.value, "topic", of_topic=True)
        if text is None:
            self.action_close_offers()
            return
        self._completion = TopicCompletion(self._traffic, text)
        self._show([])
        self._timer.resume()
        self._look()

    def _look(self) -> None:
        """Look at more topics, and show what is best so far."""
        completion = self._completion
        completion.advance(_SLICE_SECONDS)
        if completion.complete:
            self._timer.pause()
        offers = [
            each for each in completion.best() if complaint(Publication(each.topic, b"")) is None
        ]
        if offers != self._offers:
            self._show(offers)
        self._list.border_subtitle = _HINT if completion.complete else "looking …"

    def _take_row(self, row: int) -> None:
        topic = self._offers[row].topic
        self.value = literal(topic)
        self.cursor_position = len(self.value)
        self.focus()
        if topic.endswith("/"):
            self._open()

    def _show(self, offers: list[Offer]) -> None:
        chosen = self._list.highlighted
        kept = self._offers[chosen] if chosen is not None else None
        self._offers = offers
        self._list.display = bool(offers)
        self._list.clear_options()
        if offers:
            width = self._place(offers)
            self._list.add_options(
                Option(matched_topic(each.topic, each.places, width)) for each in offers
            )
            self._list.highlighted = offers.index(kept) if kept in offers else None

    def _place(self, offers: list[Offer]) -> int:
        """Under the line, or over it where there is more room. Returns the width for a topic."""
        field, screen = self.region, self.screen.size
        rows = min(len(offers), _MOST_ROWS) + 2
        under, over = screen.height - field.bottom, field.y
        height = min(rows, under if under >= min(rows, over) else over)
        y = field.bottom if under >= min(rows, over) else field.y - height
        widest = max(cell_len(sanitize(each.topic)) for each in offers)
        width = min(screen.width, max(field.width, widest + _FRAME))
        self._list.styles.width = width
        self._list.styles.height = self._list.styles.max_height = height
        self._list.absolute_offset = Offset(min(field.x, screen.width - width), y)
        self._list.refresh(layout=True)
        return width - _FRAME
