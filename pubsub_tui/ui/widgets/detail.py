"""The message that is looked at: where, when, how, and its payload decoded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import BindingType

from pubsub_tui.decode.view import Line
from pubsub_tui.message import Message
from pubsub_tui.model.history import History
from pubsub_tui.model.linked import Linked
from pubsub_tui.model.topic import Topic
from pubsub_tui.ui.actions import bindings
from pubsub_tui.ui.choosing import ChoosesDecoder, FollowsLinks, PlotsNumbers
from pubsub_tui.ui.clipboard import copy_payload, copy_topic_of
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.joined_lines import JoinedLines
from pubsub_tui.ui.link_lines import link_keys, link_lines
from pubsub_tui.ui.widgets.connection_lines import sentence_lines
from pubsub_tui.ui.widgets.description import describe_level, describe_message
from pubsub_tui.ui.widgets.folding_view import FoldingView

_SEARCH_SECONDS = 0.004
_LINK_SECONDS = 0.002


class Detail(FoldingView, ChoosesDecoder, PlotsNumbers, FollowsLinks):
    """Decodes a payload once, when it is first shown, and again when another decoder
    is chosen, or what explains it or is linked with it has changed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("payload")]

    def __init__(
        self, decoding: Decoding, history: History, keys: Mapping[str, str], *, id: str
    ) -> None:
        """``keys`` are the user's own by action id."""
        super().__init__(id=id)
        self._history = history
        self._link_keys = link_keys(id, keys)
        self._linked: Linked | None = None
        self._links: list[Line] = []
        self._decoding = decoding
        self._explained_by: tuple[Message, ...] = ()
        self._message: Message | None = None
        self._topic: Topic | None = None
        self._level: Topic | None = None
        self._wrapped_to = 0
        self._state = ""

    @property
    def state(self) -> str:
        """What the heading says."""
        large = self.large
        if large is None or large.large.complete:
            return self._state
        return f"{self._state} · {large.large.progress:.0%} laid out"

    @property
    def message(self) -> Message | None:
        """What is shown."""
        return self._message

    def message_to_link(self) -> Message | None:
        return self._message

    def message_to_plot(self) -> Message | None:
        return self._message

    def show(self, message: Message, topic: Topic | None = None) -> None:
        """Show a message, and its topic's figures; the place stays when the topic does."""
        if message is self._message:
            return
        same_topic = self._message is not None and message.topic == self._message.topic
        self._message, self._topic, self._level = message, topic, None
        self._linked = Linked(self._history, message)
        self._look_for_links()  # Mostly they are near, and the payload is decoded once.
        self._describe(message, stay=same_topic)

    def show_level(self, topic: Topic, now: float) -> None:
        """Show the figures of a level that has no message of its own."""
        stay = self._level is topic
        self._message, self._level, self._linked = None, topic, None
        self._state = ""
        self.draw_lines(describe_level(topic, now, self.size.width), stay=stay)

    def tell(self, sentence: str) -> None:
        """Say, in safe text, why there is no message to show."""
        self._message = self._topic = self._level = self._linked = None
        self._state = ""
        self.draw_lines(sentence_lines(sentence, self.size.width, "muted"), stay=True)

    def frame(self, now: float) -> None:
        """Show the message anew when what explains it has changed, or the width it is wrapped to.

        While another tab is on show, the width is none: a message of then is wrapped now.
        """
        self.search_on(_SEARCH_SECONDS)
        message = self._message
        if message is None:
            return
        if (
            self._look_for_links()
            or self.size.width != self._wrapped_to
            or self._decoding.depends_on(message) != self._explained_by
        ):
            self._describe(message, stay=True)

    def turn_decoder(self, step: int) -> None:
        """Choose the next decoder for the topic, or one before with a negative step."""
        if self._message is None or not self._message.payload:
            self.app.notify("Pick a message with a payload.", severity="warning", markup=False)
            return
        self._decoding.choose(self._message, step)
        self._describe(self._message, stay=False)

    def on_resize(self) -> None:
        """A long topic is wrapped to the width."""
        if self._message is not None:
            self._describe(self._message, stay=True)

    def action_copy(self) -> None:
        copy_payload(self.app, self._message)

    def action_copy_topic(self) -> None:
        copy_topic_of(self.app, self._message)

    def _describe(self, message: Message, *, stay: bool) -> None:
        self._explained_by = self._decoding.depends_on(message)
        width = self._wrapped_to = self.size.width
        links = self._links = self._described_links()
        lines, self._state = describe_message(message, width, self._decoding, self._topic, links)
        if isinstance(lines, JoinedLines):
            self.draw_large(lines)
        else:
            self.draw_lines(lines, stay=stay)

    def _look_for_links(self) -> bool:
        """Look for what was asked for or answered; whether there is something else to say of it."""
        linked = self._linked
        if linked is None:
            return False
        before = linked.revision
        linked.advance(_LINK_SECONDS)
        return linked.revision != before and self._described_links() != self._links

    def _described_links(self) -> list[Line]:
        linked = self._linked
        return [] if linked is None else link_lines(linked, self._link_keys, self.size.width)
