"""The dashboard of one connection: what its panes ask for, and what its keys do."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on

from pubsub_tui.message import Message
from pubsub_tui.model.broker.recognise import SYS
from pubsub_tui.model.finding import Finding
from pubsub_tui.model.linked import Found
from pubsub_tui.model.log_view import within
from pubsub_tui.model.plot.collection import Collection
from pubsub_tui.model.selection import Selection
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.retained.wanted import at, below
from pubsub_tui.sanitize import sanitize
from pubsub_tui.session import Phase
from pubsub_tui.ui.choosing import (
    DecoderTurned,
    DeletionWanted,
    LinkWanted,
    Marked,
    PinWanted,
    PlotWanted,
)
from pubsub_tui.ui.connections import SETTLE_SECONDS, Connections
from pubsub_tui.ui.examining import open_doctor
from pubsub_tui.ui.exports import Exported
from pubsub_tui.ui.frames import FrameClock
from pubsub_tui.ui.linking import Linking
from pubsub_tui.ui.logging_in import LoggingIn
from pubsub_tui.ui.message_rows import MessageRows
from pubsub_tui.ui.plotting import pin_numbers, read_text
from pubsub_tui.ui.quantities import counted
from pubsub_tui.ui.saved_filters import SavedFilters
from pubsub_tui.ui.screens.arranged import ArrangedScreen
from pubsub_tui.ui.screens.confirm import Confirm
from pubsub_tui.ui.subscription_marks import SubscriptionMarks
from pubsub_tui.ui.widgets.bottom_lines import BottomLines
from pubsub_tui.ui.widgets.broker import BrokerView
from pubsub_tui.ui.widgets.connection_tabs import ConnectionTabs
from pubsub_tui.ui.widgets.details import TABS, Details
from pubsub_tui.ui.widgets.filter_bar import FilterBar
from pubsub_tui.ui.widgets.heading import Heading
from pubsub_tui.ui.widgets.lines_view import LinesView
from pubsub_tui.ui.widgets.message_log import MessageLog
from pubsub_tui.ui.widgets.notice import Notice
from pubsub_tui.ui.widgets.pane import Pane
from pubsub_tui.ui.widgets.publish_pane import PublishPane
from pubsub_tui.ui.widgets.status import StatusBar
from pubsub_tui.ui.widgets.tabs import Tabs
from pubsub_tui.ui.widgets.top import TopTable
from pubsub_tui.ui.widgets.topic_history import TopicHistory
from pubsub_tui.ui.widgets.topic_tree import TopicTree


class MainScreen(ArrangedScreen):
    """Shows the traffic of one connection. The panes ask the model themselves, once a frame."""

    def __init__(
        self,
        connections: Connections,
        index: int,
        keys: Mapping[str, str],
        saved: SavedFilters,
        sent: SentHistory,
    ) -> None:
        """Show the connection at ``index``; ``keys`` are the user's own by action id.

        What names a key names those.
        """
        super().__init__()
        self._connection = connection = connections.all[index]
        self._connections = connections
        self._connection_tabs = ConnectionTabs(connections)
        self._connection_tabs.display = connections.several
        self._session = session = connection.session
        self._traffic = traffic = connection.traffic
        self._keys = keys
        self._decoding = decoding = connection.decoding
        self._picked: Message | None = None
        self._logging_in = LoggingIn(session, connection.name if connections.several else "")
        self._selection = Selection(traffic)
        self._finding = Finding(traffic)
        self._plotted = Collection(traffic, read_text)
        for each in connection.plots:
            self._plotted.pin(each.topic, each.path)
        self._marks = SubscriptionMarks(session.subscriptions)
        self._tree = TopicTree(
            traffic, self._selection, self._finding, self._plotted, self._marks, id="tree"
        )
        self._publishing = PublishPane(connection, sent, keys, id="compose-pane")
        self._log = MessageLog(traffic, self._finding, self._marks, keys, id="log")
        self._tabs = Tabs(TABS, id="split-right")
        self._details = Details(
            traffic,
            self._selection,
            self._finding,
            self._plotted,
            decoding,
            session,
            keys,
            id="details",
        )
        self._linking = Linking(traffic.history, self._go_to_linked, self._warn)
        self._lines = BottomLines(
            self._tree, self._describe_selection, self._describe_finding, saved
        )
        self._notice = Notice(session, traffic, keys)
        self._status = StatusBar(session, traffic, self._log, keys)
        self._panes = (
            Pane(Heading(), self._tree, id="tree-pane"),
            self._publishing,
            Pane(Heading(), self._log, id="log-pane"),
            Pane(self._tabs, self._details, id="details-pane"),
        )

    def on_mount(self) -> None:
        self._frames = FrameClock(self, self.tick)
        self._frames.start()
        self._tree.focus()
        pinned = self._details.plot.catch_up
        self._reading = self.set_interval(SETTLE_SECONDS, pinned, pause=True)
        self.app.mode_change_signal.subscribe(self, self._rest_or_go_on, immediate=True)

    def _rest_or_go_on(self, _: str) -> None:
        """While another connection is on show nothing is drawn, and only what the history may
        lose is read; the app settles the counts.
        """
        if self in self.app.screen_stack:
            self._reading.pause()
            self._frames.start()
        else:
            self._frames.stop()
            self._reading.resume()

    def tick(self) -> None:
        """Draw one frame: settle the counts, then let each pane show what changed."""
        now = self._traffic.clock()
        self._connection.settle(now)
        if self._connections.several:
            self._connection_tabs.display = True
            self._connection_tabs.frame(now)
        self._selection.advance(now)
        self._finding.advance()
        self._linking.frame()
        self._marks.advance()
        self._show_newest()
        for pane in self._panes:
            pane.frame(now)
        self._lines.frame()
        self._notice.frame()
        self._status.frame(now)
        self._logging_in.frame(self.app)

    @on(TopicTree.Selected)
    def _scope_panes(self, event: TopicTree.Selected) -> None:
        self._finding.scope(None if event.topic is None else within(event.topic.path))
        self._log.scope_to(event.topic)
        self._details.scope_to(event.topic)
        self._picked = None
        self._show_newest()

    @on(MessageLog.Selected)
    def _show_selected(self, event: MessageLog.Selected) -> None:
        self._show_picked(event.message)

    @on(TopicHistory.Picked)
    def _show_picked_in_history(self, event: TopicHistory.Picked) -> None:
        self._log.unpick()
        self._show_picked(event.message)
        if event.message is not None:
            self.action_show_tab("payload")

    @on(Marked)
    def _compare_with(self, event: Marked) -> None:
        self._details.diff.mark(event.message)
        if event.message is not None:
            self.notify("Marked: the diff compares with this message.", markup=False)
        else:
            self.notify("The diff compares with the message before.", markup=False)

    @on(LinkWanted)
    def _follow_link(self, event: LinkWanted) -> None:
        message = event.message or self._details.payload.message
        without = bool(self._publishing.sending.without_properties)
        self._linking.start(message, event.step, without_properties=without)

    def _go_to_linked(self, found: Found) -> None:
        topic = found.message.topic
        rows: MessageRows = self._details.history if self._details.history.has_focus else self._log
        if not rows.in_scope(topic) and not self._tree.select_path(topic):
            self._warn("The filter hides the topic of the message.")
        else:
            rows.go_to(found.sequence)

    def _warn(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", markup=False)

    @on(PlotWanted)
    def _plot(self, event: PlotWanted) -> None:
        message, topic = event.message or self._picked, self._tree.selected
        if message is None and topic is not None:
            message = topic.latest
        if pin_numbers(self, self._plotted, message):
            self.action_show_tab("plot")

    def _show_picked(self, message: Message | None) -> None:
        self._picked = message
        if message is not None:
            self._details.payload.show(message)
        else:
            self._show_newest()

    @on(FilterBar.Chosen, "#filter")
    def _use_filter(self, event: FilterBar.Chosen) -> None:
        self._finding.filter(event.filter)
        self._selection.choose(event.filter)
        self._log.filter_by(event.filter)
        self._details.history.filter_by(event.filter)

    @on(FilterBar.Chosen, "#find")
    def _use_finding(self, event: FilterBar.Chosen) -> None:
        self._finding.choose(event.filter)

    @on(LinesView.SearchWanted)
    def _open_search(self, event: LinesView.SearchWanted) -> None:
        self._lines.open_search(event.view)

    def _describe_finding(self) -> str:
        found = f"{counted(self._finding.count, 'message')}"
        return found if self._finding.complete else f"{found} · {self._finding.progress:.0%}"

    def _describe_selection(self) -> str:
        return f"{counted(self._log.found, 'message')} · {self._tree.heading()[1]} topics"

    @on(DecoderTurned)
    def _turn_decoder(self, event: DecoderTurned) -> None:
        self.action_show_tab("payload")
        self._details.payload.turn_decoder(event.step)

    @on(PinWanted)
    def _pin_decoder(self) -> None:
        from pubsub_tui.ui.screens.pin import PinScreen

        message = self._details.payload.message
        if message is None:
            self.notify("Pick a message first.", severity="warning", markup=False)
            return

        def pinned(sentence: str | None) -> None:
            if sentence is None:
                return
            self.notify(sanitize(sentence), markup=False)
            self._decoding.leave_to_pins(message.topic)
            # Another may be on show by now; it is decoded anew, with what is chosen for it.
            shown = self._details.payload.message
            if shown is not None and shown.payload:
                self._details.payload.turn_decoder(0)

        decoder = self._decoding.decoder_of(message)
        self.app.push_screen(PinScreen(self._decoding.pins, message.topic, decoder), pinned)

    @on(DeletionWanted)
    def _delete_retained(self, event: DeletionWanted) -> None:
        from pubsub_tui.ui.retained_work import open_removal

        open_removal(self.app, self._session, at(event.topic))

    @on(Tabs.Chosen)
    def _show_clicked_tab(self, event: Tabs.Chosen) -> None:
        self.action_show_tab(event.tab)

    @on(TopTable.Picked)
    def _go_to_topic(self, event: TopTable.Picked) -> None:
        self._tree.select_path(event.path)

    @on(BrokerView.SysWanted)
    def _show_sys(self) -> None:
        if self._tree.select_path(SYS):
            self.unzoom_unless("tree-pane")
            self._tree.focus()
        else:
            self.notify("The filter hides $SYS.", severity="warning", markup=False)

    def _show_newest(self) -> None:
        """While no message is picked, the newest of the tree's topic is shown."""
        if self._picked is not None:
            return
        topic = self._tree.selected
        payload = self._details.payload
        if topic is not None and topic.latest is not None:
            payload.show(topic.latest, topic)
        else:
            payload.show_level(topic or self._traffic.root, self._traffic.clock())

    def action_help(self) -> None:
        """Show all keys."""
        from pubsub_tui.ui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self._keys, several=self._connections.several))

    def action_filter(self) -> None:
        """Go to the line where a filter is written."""
        self._lines.open_filter()

    def action_find(self) -> None:
        """Go to the line where it is written what is marked."""
        self._lines.open_find()

    def action_jump(self) -> None:
        """Go to a topic that is found by a few of its letters."""
        from pubsub_tui.ui.screens.jump import JumpScreen

        def go(path: str | None) -> None:
            if path is not None and not self._tree.select_path(path):
                self.notify("The filter hides this topic.", severity="warning", markup=False)

        self.app.push_screen(JumpScreen(self._traffic), go)

    def action_export(self) -> None:
        """Write what the view with the focus shows to a file; the log, when another has it."""
        from pubsub_tui.ui.screens.export import ExportScreen

        view: Exported = self._log
        if self._details.history.has_focus:
            view = self._details.history
        elif self._details.top.has_focus:
            view = self._details.top
        self.app.push_screen(ExportScreen(view, self._traffic.clock()))

    def compare(self, connections: Connections) -> None:
        """Compare the topic of what is picked, or of the tree, with that of another connection."""
        from pubsub_tui.ui.screens.compare import CompareScreen

        topic = self._tree.selected
        message = self._picked or (topic.latest if topic is not None else None)
        if message is None:
            words = "Select a topic that has messages, to compare it."
            self.notify(words, severity="warning", markup=False)
        else:
            self.app.push_screen(CompareScreen(connections, message.topic, self._keys))

    def action_subscriptions(self) -> None:
        """Change what is subscribed to, or excluded."""
        from pubsub_tui.ui.screens.subscriptions import SubscriptionsScreen

        topic = self._tree.selected
        path = topic.path if topic is not None else ""
        if topic is not None and topic.children:
            path += "/#"
        self.app.push_screen(SubscriptionsScreen(self._session, self._traffic, self._keys, path))

    def action_publish(self) -> None:
        """Go to the publish pane, with the topic of what is selected filled in."""
        topic = self._tree.selected
        path = topic.path if topic is not None else None
        self._publishing.write_to(self._picked.topic if self._picked is not None else path)

    def action_resend(self) -> None:
        """Write the picked message, or the topic's newest, into the publish pane."""
        topic = self._tree.selected
        self._publishing.resend(self._picked or (topic.latest if topic is not None else None))

    def action_sent(self) -> None:
        """Find what was sent, to change it or send it again."""
        self._publishing.open_sent()

    def action_templates(self) -> None:
        """Show the saved messages, to take or send one."""
        self._publishing.open_templates()

    def action_repeats(self) -> None:
        """Send again and again what is written, or the rows of a file."""
        self._publishing.open_repeats()

    def action_editor(self) -> None:
        """Edit the payload in the user's own editor."""
        self._publishing.open_editor()

    def action_delete_below(self) -> None:
        """Delete retained messages at and below the tree's topic, of what the filter shows."""
        from pubsub_tui.ui.retained_work import open_removal

        topic = self._tree.selected or self._traffic.root
        only = None
        if self._selection.active:
            if not self._selection.complete:
                self.notify("The filter is still looking; try again.", markup=False)
                return
            only = frozenset(each.path for each in self._selection.topics)
        open_removal(self.app, self._session, below(topic.path, only))

    def action_undo(self) -> None:
        """Bring back the retained messages that were deleted last, after asking."""
        from pubsub_tui.ui.retained_work import open_restoring

        open_restoring(self.app, self._session)

    def action_doctor(self) -> None:
        """Find out what is wrong with the connection, and what the broker can do."""
        open_doctor(self.app, self._session, self._connection.examine)

    def action_reconnect(self) -> None:
        """Try to connect now instead of waiting; ask for the password when one is needed."""
        if self._session.state.phase is Phase.NEEDS_PASSWORD:
            self._logging_in.ask(self.app)
        elif self._session.state.phase is Phase.ONLINE:
            self.notify("Already connected.", markup=False)
        else:
            self._session.retry_now()

    def action_pause(self) -> None:
        """Freeze or thaw the log; collecting goes on."""
        self._log.toggle_pause()

    def action_clear(self) -> None:
        """Forget all topics and messages here, after asking."""

        def clear(confirmed: bool | None) -> None:
            if confirmed:
                self._traffic.clear()

        question = (
            f"Forget {counted(self._traffic.topic_count, 'topic')} and "
            f"{counted(self._traffic.history.kept, 'message')} here? "
            "The broker keeps what it has."
        )
        self.app.push_screen(Confirm(question), clear)

    def action_back(self) -> None:
        """Leave the zoomed view, or close what can be closed and go back to the tree."""
        if self.maximized is not None:
            self.minimize()
        elif not self._lines.close():
            self._notice.dismiss()
            self._tree.focus()

    def action_show_tab(self, tab: str) -> None:
        """Show one of the tabs under the log."""
        self.unzoom_unless("details-pane")
        self._tabs.choose(tab)
        self._details.show_view(tab)
