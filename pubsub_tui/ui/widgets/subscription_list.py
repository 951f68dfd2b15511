"""What is subscribed to and what is excluded, to be changed while messages come."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from pubsub_tui.model.excludes import Exclude
from pubsub_tui.model.filter_count import FilterCount, count_matching
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.session import Session
from pubsub_tui.subscriptions import Entry
from pubsub_tui.topic_filter import without_group
from pubsub_tui.transports.base import TransportError
from pubsub_tui.ui.actions import bindings, keys_in_force
from pubsub_tui.ui.quantities import counted
from pubsub_tui.ui.screens.exclude_form import ExcludeForm
from pubsub_tui.ui.screens.subscription_form import SubscriptionForm
from pubsub_tui.ui.widgets.subscription_row import (
    Widths,
    entry_details,
    entry_row,
    exclude_row,
    overlap_remark,
)

_PERIOD = 0.5
_COUNT_SECONDS = 0.004
_NAMED = 24
_CORNERS = 4
_OTHER_LINES = 10
_FEWEST_ROWS = 3

Item = Entry | Exclude


class SubscriptionList(Vertical):
    """The subscriptions, then the excludes; below them the one under the cursor in words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("subscriptions"),
        Binding("k", "move('cursor_up')", "up", show=False),
        Binding("j", "move('cursor_down')", "down", show=False),
    ]
    DEFAULT_CSS = """
    SubscriptionList {
        width: 120; max-width: 96%; height: auto; max-height: 90%; padding: 0 1;
        border: round $border; background: $surface;
        & OptionList {
            height: auto; border: none; padding: 0; background: $surface;
            scrollbar-size-vertical: 1;
            &:focus { background-tint: $surface 0%; }
        }
        & #subscriptions-head { color: $muted; }
        & #subscriptions-details { margin: 1 0 0 1; max-height: 6; }
        & #subscriptions-remark { color: $muted; margin: 0 0 0 1; }
    }
    """

    def __init__(
        self, session: Session, traffic: Traffic, keys: Mapping[str, str], topic: str
    ) -> None:
        """``keys`` are the user's own by action id; ``topic`` is what may be excluded first."""
        super().__init__(id="subscriptions")
        self._session = session
        self._traffic = traffic
        self._keys = keys
        self._topic = topic
        self._items: list[Item | None] = []
        self._rows: list[Content] = []
        self._counts: dict[str, FilterCount] = {}
        self._next_count = 0
        self._keys_shown = ""

    def compose(self) -> ComposeResult:
        self.border_title = "subscriptions"
        verbs = (("add", "add"), ("edit", "edit"), ("exclude", "exclude"), ("remove", "remove"))
        named = [(self._key(action), verb) for action, verb in (*verbs, ("pause", "pause"))]
        keys = " · ".join(f"{key} {verb}" for key, verb in named)
        self._keys_shown = keys
        yield Static(id="subscriptions-head", markup=False)
        yield OptionList(compact=True, markup=False)
        yield Static(id="subscriptions-details", markup=False)
        yield Static(id="subscriptions-remark", markup=False)

    def on_mount(self) -> None:
        self.frame()
        self.query_one(OptionList).focus()
        self.set_interval(_PERIOD, self.frame)

    def on_resize(self) -> None:
        close = " · esc close"
        fits = len(self._keys_shown + close) + _CORNERS <= self.size.width
        self.border_subtitle = self._keys_shown + close * fits
        # What is said below the list has to stay on screen, however long the list is.
        room = self.app.size.height * 9 // 10 - _OTHER_LINES
        self.query_one(OptionList).styles.max_height = max(_FEWEST_ROWS, room)
        self.frame()

    def frame(self) -> None:
        """Show the list as it is now; rows that say the same are left alone."""
        self._count()
        entries = self._session.subscriptions.entries
        excludes = self._traffic.excludes.entries
        width = self.query_one(OptionList).size.width - 1
        widths = Widths.for_width(width, any(each.alias for each in entries))
        state = self._session.state
        rows = [
            entry_row(each, state, self._counts.get(each.topic_filter, FilterCount()), widths)
            for each in entries
        ]
        items: list[Item | None] = [*entries]
        if not entries:
            rows.append(Content(f" Nothing is subscribed to: {self._key('add')} adds a filter."))
            items.append(None)
        if excludes:
            rows.append(Content.styled(self._excluded_heading(), "$text-muted"))
            items.append(None)
            rows += [exclude_row(each, width) for each in excludes]
            items += excludes
        self.query_one("#subscriptions-head", Static).update(widths.head)
        self._draw(items, rows)
        self._describe()

    def action_move(self, where: str) -> None:
        """Move in the list."""
        getattr(self.query_one(OptionList), f"action_{where}")()

    def action_add(self) -> None:
        """Ask for another subscription."""
        self.app.push_screen(SubscriptionForm(self._session), self._put)

    def action_exclude(self) -> None:
        """Ask for a filter of what is not to be kept."""
        self.app.push_screen(ExcludeForm(self._traffic.excludes, self._topic), self._after_exclude)

    def action_edit(self) -> None:
        """Change what is under the cursor."""
        item = self._under_cursor()
        if isinstance(item, Entry):
            before = item.topic_filter
            form = SubscriptionForm(self._session, item)
            self.app.push_screen(form, lambda entry: self._put(entry, before))
        elif item is not None:
            form_of_exclude = ExcludeForm(self._traffic.excludes, self._topic, item.topic_filter)
            self.app.push_screen(form_of_exclude, self._after_exclude)

    def action_remove(self) -> None:
        """Take what is under the cursor out of the list."""
        item = self._under_cursor()
        if isinstance(item, Entry):
            self._session.subscriptions.remove(item.topic_filter)
            self._tell_broker()
        elif item is not None:
            self._traffic.excludes.remove(item.topic_filter)
        if item is not None:
            self.notify(f"Removed: {_named(item.topic_filter)}", markup=False)
            self.frame()

    def action_pause(self) -> None:
        """Unsubscribe for a while, or subscribe again."""
        item = self._under_cursor()
        if isinstance(item, Entry):
            self._session.subscriptions.pause(item.topic_filter, not item.paused)
            self._tell_broker()
            self.frame()
        elif item is not None:
            self.notify("Only a subscription can be paused.", severity="warning", markup=False)

    @on(OptionList.OptionSelected)
    def _edit_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_edit()

    @on(OptionList.OptionHighlighted)
    def _describe_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.frame()

    def _put(self, entry: Entry | None, before: str | None = None) -> None:
        if entry is None:
            return
        subscriptions = self._session.subscriptions
        current = subscriptions.find(before) if before is not None else None
        if current is not None:
            entry = replace(entry, paused=current.paused)
        subscriptions.put(entry, before if current is not None else None)
        self._tell_broker()
        self.frame()
        self._go_to(entry.topic_filter)

    def _after_exclude(self, topic_filter: str | None) -> None:
        self.frame()
        if topic_filter is not None:
            self._go_to(topic_filter)

    def _tell_broker(self) -> None:
        # Of the app: it has to come to its end when this screen is closed before.
        self.app.run_worker(self._agree(), group="subscriptions")

    async def _agree(self) -> None:
        try:
            await self._session.agree()
        except TransportError as error:
            self.app.notify(sanitize(error.problem.what), severity="error", markup=False)

    def _under_cursor(self) -> Item | None:
        row = self.query_one(OptionList).highlighted
        return self._items[row] if row is not None and row < len(self._items) else None

    def _go_to(self, topic_filter: str) -> None:
        for row, item in reversed(list(enumerate(self._items))):
            if item is not None and item.topic_filter == topic_filter:
                self.query_one(OptionList).highlighted = row
                return

    def _draw(self, items: list[Item | None], rows: list[Content]) -> None:
        before, self._items = self._items, items
        options = self.query_one(OptionList)
        if options.highlighted is not None and options.highlighted < len(rows):
            # The cursor has its own colours.
            rows[options.highlighted] = Content(rows[options.highlighted].plain)
        drawn, self._rows = self._rows, rows
        if [each is None for each in items] == [each is None for each in before]:
            for index, row in enumerate(rows):
                if not row.is_same(drawn[index]):
                    options.replace_option_prompt_at_index(index, row)
            return
        highlighted = options.highlighted or 0
        options.clear_options()
        options.add_options(
            Option(row, disabled=item is None) for item, row in zip(items, rows, strict=True)
        )
        last = len(items) - 1
        places = [at for at in range(last + 1) if items[at] is not None]
        options.highlighted = min(places, key=lambda at: abs(at - highlighted), default=None)

    def _describe(self) -> None:
        item = self._under_cursor()
        details = Content("")
        if isinstance(item, Entry):
            session = self._session
            details = entry_details(item, session.state, session.brought(item.topic_filter))
            entries = session.subscriptions.entries
            remark = overlap_remark(item, entries, session.state.link)
            if remark:
                details = Content.assemble(details, (f"\n{remark}", "$text-warning"))
        elif item is not None:
            name = sanitize(item.topic_filter[:200])
            rest = "\nCounted and not kept. What came before stays until it is cleared."
            details = Content.assemble((name, "bold"), rest)
        self.query_one("#subscriptions-details", Static).update(details)
        self.query_one("#subscriptions-remark", Static).update(self._remark())

    def _remark(self) -> str:
        copies = self._session.repeated()
        if not copies:
            return ""
        return f"Copies left out, as overlapping filters brought them again: {copies:,}"

    def _excluded_heading(self) -> str:
        return f"   excluded here: {counted(self._traffic.excludes.count, 'message')} not kept"

    def _count(self) -> None:
        """Count for some filters, as far as the time of a frame allows; the others come next."""
        names = [each.topic_filter for each in self._session.subscriptions.entries]
        until = time.perf_counter() + _COUNT_SECONDS
        for _ in names:
            self._next_count = (self._next_count + 1) % len(names)
            name = names[self._next_count]
            self._counts[name] = count_matching(self._traffic.root, without_group(name))
            if time.perf_counter() > until:
                return

    def _key(self, action: str) -> str:
        return keys_in_force(f"subscriptions.{action}", self._keys)[0]


def _named(topic_filter: str) -> str:
    return cut(sanitize(topic_filter[:200]), _NAMED)
