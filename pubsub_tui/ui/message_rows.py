"""Messages of a view on the history as rows, with a cursor that belongs to a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip

from pubsub_tui.message import Message
from pubsub_tui.model.filter import Filter
from pubsub_tui.model.finding import Finding
from pubsub_tui.model.log_view import LogView
from pubsub_tui.model.pace import Pace
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import cut
from pubsub_tui.ui.actions import keys_in_force
from pubsub_tui.ui.choosing import ChoosesDecoder, FollowsLinks, Marked, PlotsNumbers
from pubsub_tui.ui.clipboard import copy_payload, copy_topic_of
from pubsub_tui.ui.cursor_view import CursorView
from pubsub_tui.ui.quantities import counted

StyleOf = Callable[[str], Style]

_CACHED_ROWS = 2_000
_MOST_FRAMES = 24
"""For so long a message waits for its scope."""
_LOOK_BACK_SECONDS = 0.002
_FILTER_SECONDS = 0.012


class MessageRows(CursorView, ChoosesDecoder, PlotsNumbers, FollowsLinks):
    """Draws only the rows on screen, and each of them once: a row is cached by its message.

    Which row is which, and what stands in it, the subclass decides.

    Attributes:
        newest_first: whether the rows go down the screen from the newest to the oldest.
        following: whether the newest is kept on screen.
    """

    newest_first: ClassVar[bool] = False

    PARTS = "rows"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"rows--{part}"
        for part in (
            "time",
            "topic",
            "mark",
            "value",
            "change",
            "found",
            "gap",
            "cursor",
            "cursor-blurred",
        )
    }
    DEFAULT_CSS = """
    MessageRows {
        background: $surface;
        & .rows--time { color: $muted; }
        & .rows--topic { color: $message-topic; }
        & .rows--mark { color: $text-warning; text-style: bold; }
        & .rows--value { color: $foreground; }
        & .rows--change { color: $payload-number; }
        & .rows--found { color: $payload-literal; text-style: bold; }
        & .rows--gap { color: $text-warning; }
        & .rows--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground;
            text-style: bold;
        }
        & .rows--cursor-blurred { background: $block-cursor-blurred-background; }
    }
    """

    def __init__(
        self, traffic: Traffic, finding: Finding, keys: Mapping[str, str], *, id: str
    ) -> None:
        """``keys`` are the user's own by action id, ``id`` is the scope of the actions."""
        super().__init__(id=id)
        self._follow_key = keys_in_force(f"{id}.follow", keys)[0]
        self._clock = traffic.clock
        self._finding = finding
        self._marked_for = finding.revision
        self._wanted_step = 0
        self._goal: tuple[int, int] | None = None
        self._history = traffic.history
        self._view = LogView(traffic.history, traffic.clock)
        self._filtered = False
        self._cursor: int | None = None
        self._evicted_when_moved = 0
        self._pace = Pace()
        self._strips: dict[int, Strip] = {}
        self._strips_width = 0
        self.following = True

    def row_of_place(self, place: int) -> int:
        """The row of a place in the view, whose place 0 is the oldest."""
        raise NotImplementedError

    def place_from(self, row: int) -> int:
        """The place of the message in a row, or of the next one when none stands there."""
        raise NotImplementedError

    def between(self, row: int, width: int) -> Strip | None:
        """What stands in a row without a message; None when one stands there."""
        return None

    def segments(
        self, place: int, message: Message, width: int, style_of: StyleOf
    ) -> list[Segment]:
        """What stands in the row of a message, within ``width`` cells."""
        raise NotImplementedError

    def columns_grown(self) -> bool:
        """Whether rows drawn from now on do not line up with those before."""
        raise NotImplementedError

    def nothing(self) -> str:
        """What is said when there is no row."""
        raise NotImplementedError

    def in_scope(self, topic: str) -> bool:
        """Whether messages of a topic can have a row, as far as the filter leaves them one."""
        raise NotImplementedError

    def look_anew(self) -> None:
        """Show the rows of another scope or filter, following the newest."""
        raise NotImplementedError

    def filter_by(self, wanted: Filter | None) -> None:
        """Show only what a filter selects within the scope; None selects everything."""
        self._filtered = wanted is not None
        self._view.filter(wanted)
        self.look_anew()

    def message_count(self) -> int:
        """How many messages have a row."""
        return len(self._view)

    def row_count(self) -> int:
        return self.message_count()

    def under_cursor(self) -> Message | None:
        """The message under the cursor, while it is kept."""
        return None if self._cursor is None else self.kept(self._cursor)

    def message_to_plot(self) -> Message | None:
        return self.under_cursor()

    def message_to_link(self) -> Message | None:
        return self.under_cursor()

    def kept(self, sequence: int) -> Message | None:
        """The message of that number; None when it is not kept any more."""
        return self._history[sequence] if sequence >= self._history.first else None

    def title_of(self, scope: str) -> str:
        """What is exported, as far as it was found yet; ``scope`` has to be safe to draw."""
        parts = [f"{counted(self.message_count(), 'message')} of {scope}"]
        if self._filtered:
            parts.append("filtered")
        if not self._view.complete:
            parts.append(f"looked at {self._view.progress:.0%}")
        return ", ".join(parts)

    def draw_anew(self) -> None:
        """Draw all rows again, as what stands in them has changed."""
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        if row >= self.row_count():
            text = self.nothing() if row == 0 else ""
            return self.strip([Segment(cut(text, width), self.part_style("time"))], width)
        between = self.between(row, width)
        if between is not None:
            return between
        place = self.place_from(row)
        sequence = self._view[place]
        if sequence == self._cursor:
            cursor = self.part_style("cursor" if self.has_focus else "cursor-blurred")
            return self._draw(place, width, cursor)
        if width != self._strips_width or len(self._strips) > _CACHED_ROWS:
            self._strips.clear()
            self._strips_width = width
        strip = self._strips.get(sequence)
        if strip is None:
            strip = self._draw(place, width, None)
            self._strips[sequence] = strip
        return strip

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event)
        if row is not None:
            self.move_cursor(row)

    def action_copy(self) -> None:
        copy_payload(self.app, self.under_cursor())

    def action_copy_topic(self) -> None:
        copy_topic_of(self.app, self.under_cursor())

    def action_mark(self) -> None:
        message = self.under_cursor()
        if message is None:
            self.notify("Pick a message first.", severity="warning", markup=False)
        else:
            self.post_message(Marked(message))

    def action_unmark(self) -> None:
        self.post_message(Marked(None))

    def advance(self, most_new: int | None = None) -> bool:
        """Look at what is new, and back, about as far as the time of a frame allows.

        Args:
            most_new: new messages to take in; as many as are looked at backwards when None.

        Returns:
            Whether the rows changed.
        """
        if self._marked_for != self._finding.revision:
            self._marked_for = self._finding.revision
            self._wanted_step = 0
            self.draw_anew()
        allowed = _FILTER_SECONDS if self._filtered else _LOOK_BACK_SECONDS
        return self._pace.advance(self._view, allowed, most_new)

    def start_slices(self) -> None:
        """Other messages take another time to look at."""
        self._pace.start()

    def action_find(self, step: int) -> None:
        """Go to the next row that is marked, or one before with a negative step."""
        if self._finding.active:
            self._wanted_step = step
            self.find_on()
        elif self._filtered:
            self._move_by(step)
        else:
            self.notify("Nothing is looked for.", severity="warning", markup=False)

    def find_on(self) -> None:
        """Go to the marked row that is wanted; it may not have been found yet."""
        step = self._wanted_step
        if not step:
            return
        older = (step > 0) is self.newest_first
        find = self._finding.older if older else self._finding.newer
        sequence = find(self._found_from())
        place = None if sequence is None else self._view.row_of(sequence)
        if place is not None and place < len(self._view) and self._view[place] == sequence:
            row = self.row_of_place(place)
            if row < self.row_count():
                self._wanted_step = 0
                self.move_cursor(row)
                return
        if self._finding.complete:
            self._wanted_step = 0
            self.notify("Nothing more is found in that direction.", markup=False)

    def go_to(self, sequence: int) -> None:
        """Put the cursor on a message once it has a row: its scope may be about to be chosen."""
        self._goal = sequence, _MOST_FRAMES
        self.go_on()

    def go_on(self) -> None:
        """Put the cursor where it is wanted; the row may not have been found yet."""
        if self._goal is None:
            return
        sequence, frames = self._goal
        message = self.kept(sequence)
        place = self._view.row_of(sequence)
        if place < self.message_count() and self._view[place] == sequence:
            self._goal = None
            self.move_cursor(self.row_of_place(place))
        elif message is None or frames <= 0:
            self._goal = None
        elif not self.in_scope(message.topic):
            self._goal = sequence, frames - 1
        elif self._view.complete and not self._view.behind:
            self._goal = None
            self.notify(self.why_hidden(), severity="warning", markup=False)

    def why_hidden(self) -> str:
        """Why a message of the scope has no row."""
        return "The filter hides the message."

    def _found_from(self) -> int:
        """The message from which the next is looked for."""
        if self._cursor is not None:
            return self._cursor
        messages = self.message_count()
        if self.following or not messages:
            return self._history.end
        return self._view[min(max(0, self.place_from(self.cursor_at())), messages - 1)]

    def cursor_evicted(self) -> bool:
        """Whether the message under the cursor has left the history; says so if it had to."""
        if self._cursor is None or self._cursor >= self._history.first:
            return False
        if self._history.evicted > self._evicted_when_moved:
            self.notify("The message under the cursor was evicted to make room.", markup=False)
        return True

    def progress_state(self) -> str:
        """How far the rows have been looked for; empty when they are all there."""
        found = f"{len(self._view):,}"
        if self._view.behind > self._pace.messages:
            return f"{found} · {self._view.behind:,} not looked at yet"
        if not self._view.complete:
            return f"{found} · looked at {self._view.progress:.0%}"
        return ""

    def _draw(self, place: int, width: int, style: Style | None) -> Strip:
        message = self.kept(self._view[place])
        if message is None:
            return self.strip([Segment(" (evicted)", self.part_style("time"))], width)
        style_of = self.part_style if style is None else (lambda _: style)
        segments = self.segments(place, message, width, style_of)
        if self._finding.matches(message, self._clock()):
            segments = _with_mark(segments, style_of("found"))
        if self.columns_grown():
            # Rows drawn before have to line up with this one.
            self.draw_anew()
        return self.strip(segments, width, style)

    def strip(self, segments: list[Segment], width: int, style: Style | None = None) -> Strip:
        """A line of exactly ``width`` cells."""
        return Strip(segments).adjust_cell_length(width, style or self.part_style("base"))


def _with_mark(segments: list[Segment], style: Style) -> list[Segment]:
    """Segments that begin with a blank, with a mark in its place."""
    first = segments[0]
    return [Segment("▌", style), Segment(first.text[1:], first.style), *segments[1:]]
