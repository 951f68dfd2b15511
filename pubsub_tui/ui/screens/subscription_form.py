"""Asks for a topic filter, and how to subscribe to it."""

from __future__ import annotations

from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Input, Label, Select, Static

from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.session import Session
from pubsub_tui.subscriptions import MARKS, Entry
from pubsub_tui.topic_filter import complaint, group_of, overlap, selects_sys, without_group
from pubsub_tui.transports.base import Subscription
from pubsub_tui.ui.subscription_marks import mark_style
from pubsub_tui.ui.widgets.writing import Tick, Visible

_QOS = [("QoS 0", 0), ("QoS 1", 1), ("QoS 2", 2)]
_HANDLINGS = [("retained: send", 0), ("retained: send if new", 1), ("retained: do not send", 2)]
_NO_MARK = "no mark"
_LONGEST_ALIAS = 40
_NAMED = 30


class SubscriptionForm(ModalScreen[Entry | None]):
    """Returns the entry as it was written, or None when the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False)
    ]
    DEFAULT_CSS = """
    SubscriptionForm {
        align: center middle;
        & #subscription-form {
            width: 74; max-width: 96%; height: auto; max-height: 100%; overflow-y: auto;
            padding: 0 2; border: round $border; background: $surface;
        }
        & Label { color: $muted; margin: 0 0 0 1; width: 1fr; }
        & .pair { height: auto; & > Vertical { width: 1fr; height: auto; } }
        & .choices {
            height: 1; margin: 0 0 1 1;
            & Select { margin: 0 1 0 0; & > SelectCurrent { padding: 0; } }
        }
        & #subscription-qos { width: 9; & > SelectOverlay { width: 12; } }
        & #subscription-handling { width: 24; & > SelectOverlay { width: 28; } }
        & #subscription-mark { width: 11; & > SelectOverlay { width: 14; } }
        & Tick {
            height: 1; width: auto; margin: 0 2 0 0;
            & > .toggle--button { color: $foreground; background: $surface; }
            &.-on > .toggle--button { color: $text-success; background: $surface; }
        }
        & #subscription-state { margin: 0 0 0 1; height: auto; min-height: 2; color: $muted; }
        & #subscription-state.wrong { color: $text-error; }
        & .buttons { height: auto; margin: 1 0 0 0; align-horizontal: right; }
        & Button { margin: 0 0 0 2; }
    }
    """

    def __init__(self, session: Session, entry: Entry | None = None) -> None:
        """Begin with the entry that is to be changed, or with an empty form."""
        super().__init__()
        self._session = session
        self._before = entry
        self._entry = entry or Entry(Subscription("", retain_as_published=True))

    def compose(self) -> ComposeResult:
        entry = self._entry
        with Vertical(id="subscription-form") as box:
            box.border_title = "subscribe" if self._before is None else "subscription"
            box.border_subtitle = "enter subscribes · esc cancels"
            yield Label("topic filter: + stands for one level, # for all below")
            name = without_group(entry.topic_filter)
            yield _field(name, "subscription-filter", "site/+/temperature")
            with Horizontal(classes="pair"):
                with Vertical():
                    yield Label("alias: what you call it")
                    alias = _field(entry.alias, "subscription-alias", "may be empty")
                    alias.max_length = _LONGEST_ALIAS
                    yield alias
                with Vertical():
                    yield Label("shared with a group")
                    group = group_of(entry.topic_filter)
                    yield _field(group, "subscription-group", "empty: not shared")
            yield from self._compose_options(entry)
            yield Static(id="subscription-state", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="subscription-cancel", compact=True)
                yield Button("Subscribe", id="subscription-ok", variant="primary", compact=True)

    def _compose_options(self, entry: Entry) -> ComposeResult:
        subscription = entry.subscription
        with Horizontal(classes="choices"):
            yield _choice(_QOS, subscription.qos, "subscription-qos")
            yield _choice(_HANDLINGS, subscription.retain_handling, "subscription-handling")
            yield Select(
                [(_NO_MARK, ""), *((_mark_name(each), each) for each in MARKS)],
                value=entry.mark,
                allow_blank=False,
                id="subscription-mark",
                compact=True,
            )
        with Horizontal(classes="choices"):
            yield Tick("no local", subscription.no_local, id="subscription-no-local", compact=True)
            yield Tick(
                "retain as published",
                subscription.retain_as_published,
                id="subscription-as-published",
                compact=True,
            )

    def on_mount(self) -> None:
        if self._without_options():
            for each in ("handling", "no-local", "as-published"):
                self.query_one(f"#subscription-{each}").disabled = True
        self._tell()

    @on(Input.Changed)
    @on(Checkbox.Changed)
    @on(Select.Changed)
    def _changed(self, event: Input.Changed | Checkbox.Changed | Select.Changed) -> None:
        event.stop()
        self._tell()

    @on(Input.Submitted)
    @on(Button.Pressed, "#subscription-ok")
    def _submit(self, event: Input.Submitted | Button.Pressed) -> None:
        event.stop()
        entry = self._written()
        if self._complaint(entry) is None:
            self.dismiss(entry)
        else:
            self._tell(insist=True)
            self.query_one("#subscription-filter").focus()

    @on(Button.Pressed, "#subscription-cancel")
    def _cancel(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(None)

    def _written(self) -> Entry:
        name = self._text("filter")
        group = self._text("group")
        return Entry(
            Subscription(
                f"$share/{group}/{name}" if group else name,
                cast(int, self.query_one("#subscription-qos", Select).value),
                self.query_one("#subscription-no-local", Tick).value,
                self.query_one("#subscription-as-published", Tick).value,
                cast(int, self.query_one("#subscription-handling", Select).value),
            ),
            self._text("alias"),
            cast(str, self.query_one("#subscription-mark", Select).value),
        )

    def _text(self, field: str) -> str:
        return self.query_one(f"#subscription-{field}", Input).value.strip()

    def _complaint(self, entry: Entry) -> str | None:
        """Why this can not be subscribed to; None when it can."""
        name = entry.topic_filter
        group, inner = self._text("group"), self._text("filter")
        if group and group_of(inner):
            return "the group is in the filter already"
        problem = complaint(inner) if group else None
        problem = problem or complaint(name)
        if problem is not None:
            return problem
        if entry.subscription.no_local and group_of(name):
            return "a shared subscription can not be no local"
        known = self._session.subscriptions.find(name)
        return "it is already in the list" if known not in (None, self._before) else None

    def _tell(self, insist: bool = False) -> None:
        entry = self._written()
        problem = self._complaint(entry)
        state = self.query_one("#subscription-state", Static)
        started = bool(self._text("filter")) or insist
        state.set_class(problem is not None and started, "wrong")
        if problem is not None:
            words = f"Not valid: {problem}." if started else "Write a filter to subscribe to."
        else:
            words = self._remark(entry)
        state.update(sanitize(words))

    def _remark(self, entry: Entry) -> str:
        link = self._session.state.link
        others = [
            each.topic_filter
            for each in self._session.subscriptions.entries
            if each is not self._before and overlap(each.topic_filter, entry.topic_filter)
        ]
        words = []
        if self._without_options() and link is not None:
            words.append(f"What is dimmed needs MQTT 5, and the broker speaks {link.protocol}.")
        elif selects_sys(entry.topic_filter) and entry.subscription.retain_as_published:
            words.append("With retain as published, the broker tab knows no rates.")
        if others:
            twice = link is not None and not link.capabilities.identifiers
            what = "may come twice" if twice else "counts once"
            words.append(f"Overlaps with {cut(others[0], _NAMED)}: what both match {what}.")
        return " ".join(words)

    def _without_options(self) -> bool:
        link = self._session.state.link
        return link is not None and not link.capabilities.properties


def _field(text: str, id: str, placeholder: str) -> Input:
    return Input(
        text.encode(errors="replace").decode(),
        placeholder=placeholder,
        id=id,
        highlighter=Visible(),
        select_on_focus=False,
    )


def _choice(options: list[tuple[str, int]], value: int, id: str) -> Select[int]:
    return Select(options, value=value, allow_blank=False, id=id, compact=True)


def _mark_name(mark: str) -> Content:
    return Content.assemble((mark, mark_style(mark)), f" mark {mark}")
