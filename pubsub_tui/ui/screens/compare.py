"""A topic on two connections side by side, to see what a bridge makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from pubsub_tui.decode.view import View
from pubsub_tui.ui.choosing import DecoderTurned, LinkWanted, PinWanted, PlotWanted
from pubsub_tui.ui.comparison import Comparison, Side
from pubsub_tui.ui.connections import Connections
from pubsub_tui.ui.frames import FrameClock
from pubsub_tui.ui.screens.jump import JumpScreen
from pubsub_tui.ui.tab_room import shorten
from pubsub_tui.ui.widgets.choice import Choice
from pubsub_tui.ui.widgets.compare_lines import figure_lines, nothing_there, side_title
from pubsub_tui.ui.widgets.connection_tabs import connection_colour
from pubsub_tui.ui.widgets.detail import Detail
from pubsub_tui.ui.widgets.lines_view import LinesView
from pubsub_tui.ui.widgets.writing import Visible

_STYLES = {
    "title": "bold",
    "same": "bold $text-success",
    "different": "bold $text-warning",
    "key": "$payload-key",
    "muted": "$muted",
    "text": "",
}
_LONGEST_CHOICE = 18
_SHORT = 22
"""Rows."""


class CompareScreen(ModalScreen[None]):
    """Compares while it is open; the other connection and the topic there can be changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "close", show=False),
        Binding("ctrl+o", "find", "find the topic", show=False),
        Binding("ctrl+t", "take", "take the topic that is offered", show=False),
    ]
    DEFAULT_CSS = """
    CompareScreen {
        & #compare { width: 100%; height: 100%; border: round $border; background: $surface; }
        & .field { height: 1; }
        & .field Label { width: 8; padding: 0 1; color: $muted; }
        & Input { width: 1fr; border: none; padding: 0 1; background: $panel; }
        & #figures { height: auto; margin: 1 0; }
        & #payloads { height: 3fr; min-height: 5; }
        & #payloads Vertical { width: 1fr; }
        & .title { height: 1; background: $panel; }
        & #second { border-left: tall $panel; }
        & #changes { height: 2fr; min-height: 3; display: none; &.-differ { display: block; } }
        & #changes LinesView { height: 1fr; }
        &.-short #figures { margin: 0; }
        &.-short #changes { display: none; }
    }
    """

    def __init__(self, connections: Connections, topic: str, keys: Mapping[str, str]) -> None:
        """``topic`` is on the connection on show; ``keys`` are the user's own by action id."""
        super().__init__()
        self._keys = keys
        self._connections = connections
        shown = connections.shown
        self._others = [at for at in range(len(connections.all)) if at != shown]
        first = Side(connections.all[shown], shown + 1, topic)
        self._comparison = Comparison(first, self._other_side(0, topic))
        self._first = self._detail(first)
        self._second = self._detail(self._comparison.second)
        self._said: dict[str, Content] = {}
        self._changes: View | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="compare") as box:
            box.border_title = "compare"
            box.border_subtitle = "tab next field · ctrl+o finds a topic · esc closes"
            with Horizontal(classes="field"):
                yield Label("with")
                yield Choice([self._label(at) for at in self._others])
            with Horizontal(classes="field"):
                yield Label("topic")
                topic = self._comparison.second.topic
                yield Input(topic, compact=True, highlighter=Visible(), select_on_focus=False)
            yield Static(id="figures", markup=False)
            with Horizontal(id="payloads"):
                with Vertical(id="first"):
                    yield Static(classes="title")
                    yield self._first
                with Vertical(id="second"):
                    yield Static(classes="title")
                    yield self._second
            with Vertical(id="changes"):
                yield Static(" what differs, from the left to the right", classes="title")
                yield LinesView(id="difference")

    def on_mount(self) -> None:
        self.query_one(Choice).disabled = len(self._others) == 1
        self._first.focus()
        self._frames = FrameClock(self, self.tick)
        self._frames.start()

    def on_resize(self, event: events.Resize) -> None:
        """Without room for all, the payloads themselves say what differs."""
        self.set_class(event.size.height < _SHORT, "-short")

    def tick(self) -> None:
        """Draw one frame, unless something is over it or another connection is on show."""
        if not self.is_current:
            return
        comparison = self._comparison
        now = comparison.first.connection.traffic.clock()
        comparison.frame(now)
        width = self.query_one("#figures").size.width
        lines = figure_lines(comparison, width)
        spans = [(text, _STYLES[role]) for line in lines for text, role in [*line, ("\n", "text")]]
        self._say("#figures", Content.assemble(*spans[:-1]))
        for side, view, id in (
            (comparison.first, self._first, "first"),
            (comparison.second, self._second, "second"),
        ):
            self._draw_side(side, view, id, now)
        self._draw_changes(comparison.changes)

    def _draw_changes(self, changes: View | None) -> None:
        if changes is self._changes:
            return
        self._changes = changes
        differ = changes is not None and changes.kind != "equal"
        self.query_one("#changes").set_class(differ, "-differ")
        if changes is not None and differ:
            drawn = [[(" ", "text"), *line] for line in changes.lines]
            self.query_one("#difference", LinesView).draw_lines(drawn, stay=True)

    @on(Choice.Changed)
    async def _choose(self, event: Choice.Changed) -> None:
        event.stop()
        self._begin(self.query_one(Input).value)
        await self._second.remove()
        self._second = self._detail(self._comparison.second)
        await self.query_one("#second").mount(self._second)
        self.tick()

    @on(Input.Changed)
    def _name_topic(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._comparison.second.topic:
            self._begin(event.value)

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        self._second.focus()

    @on(DecoderTurned)
    def _turn_decoder(self, event: DecoderTurned) -> None:
        event.stop()
        view = self._second if self._second.has_focus else self._first
        view.turn_decoder(event.step)

    @on(PinWanted)
    @on(PlotWanted)
    @on(LinkWanted)
    @on(LinesView.SearchWanted)
    def _refuse(self) -> None:
        self.notify("The payload tab does that, not the comparison.", markup=False)

    def action_find(self) -> None:
        """Find the topic on the other connection by a few of its letters."""

        def use(path: str | None) -> None:
            if path is not None:
                self.query_one(Input).value = path

        self.app.push_screen(JumpScreen(self._comparison.second.connection.traffic), use)

    def action_take(self) -> None:
        """Take the topic that a bridge seems to have made of this one."""
        perhaps = self._comparison.second.perhaps
        if perhaps is not None:
            self.query_one(Input).value = perhaps

    def _begin(self, topic: str) -> None:
        second = self._other_side(self.query_one(Choice).taken, topic)
        self._comparison = Comparison(self._comparison.first, second)

    def _other_side(self, taken: int, topic: str) -> Side:
        at = self._others[taken]
        return Side(self._connections.all[at], at + 1, topic)

    def _detail(self, side: Side) -> Detail:
        connection = side.connection
        return Detail(connection.decoding, connection.traffic.history, self._keys, id="payload")

    def _label(self, at: int) -> str:
        return f"{at + 1} {shorten(self._connections.all[at].name, _LONGEST_CHOICE)}"

    def _draw_side(self, side: Side, view: Detail, id: str, now: float) -> None:
        latest = side.latest
        if latest is not None:
            view.show(latest)
        else:
            view.tell(nothing_there(side))
        view.frame(now)
        width = self.query_one(f"#{id} .title").size.width
        style = f"{connection_colour(side.number - 1)} bold"
        self._say(f"#{id} .title", Content.styled(side_title(side, view.state, width), style))

    def _say(self, selector: str, content: Content) -> None:
        """Show a text, when it is another one: that lays out the screen anew."""
        said = self._said.get(selector)
        if said is None or not content.is_same(said):
            self._said[selector] = content
            self.query_one(selector, Static).update(content)
