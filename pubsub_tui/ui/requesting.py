"""What is written in the publish pane, sent as requests one after the other."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from textual.app import App

from pubsub_tui.inquiry import Inquiry, Stage
from pubsub_tui.message import Message
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft
from pubsub_tui.outgoing.present import is_secret
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.requests import Response, new_reply_topic
from pubsub_tui.sanitize import sanitize
from pubsub_tui.session import Session
from pubsub_tui.transports.base import Outcome, Publication
from pubsub_tui.ui.quantities import counted, format_round_trip
from pubsub_tui.ui.sending import Sending

_UNKNOWN = Outcome(False, "given up before it was acknowledged; it may have been delivered")
_NAMED_TIMES = 4


@dataclass(slots=True)
class Habits:
    """What the user chose last, for the next request.

    Attributes:
        seconds: how long responses are waited for.
        reply_topics: where they come, by the topic of the request.
        own_topic: where they come when nothing is chosen. The same for all requests, which
            correlation data tells apart: it may be a row in the tree.
    """

    seconds: float = 5.0
    reply_topics: dict[str, str] = field(default_factory=dict)
    own_topic: str = field(default_factory=new_reply_topic)


class Requesting:
    """Makes an inquiry of what is written, and another one each time it is sent again.

    Attributes:
        inquiry: the newest; None while nothing was sent.
        secret: whether the payload is to be read by nobody who looks on.
    """

    def __init__(
        self,
        session: Session,
        sending: Sending,
        draft: Draft,
        publication: Publication,
        habits: Habits,
        *,
        secret: bool,
    ) -> None:
        """``publication`` is what came of the draft, which is kept secret if that is asked."""
        self._session = session
        self._sending = sending
        self._draft = draft
        self._kept_secret = secret
        self._prepared: Publication | None = publication
        self._last = publication
        self._remembered: Inquiry | None = None
        self.habits = habits
        self.inquiry: Inquiry | None = None
        self.secret = secret or _is_filled_in_with_secrets(draft)

    @property
    def needs_reply_topic(self) -> bool:
        """Whether the protocol leaves it to us to say where the response comes."""
        return bool(self._sending.without_properties)

    @property
    def reply_topic(self) -> str:
        """Where the response comes, as far as that is known; empty for a topic made up."""
        topic = self._last.topic
        chosen = self.habits.reply_topics.get(topic) or self._draft.properties.response_topic
        return chosen or (f"{topic}/reply" if self.needs_reply_topic else "")

    @property
    def request(self) -> Message:
        """The newest request, as it is sent or about to be."""
        publication, at = self._last, self._sending.now()
        exchange = self.inquiry.exchange if self.inquiry is not None else None
        if exchange is not None:
            publication = exchange.request.publication
            if exchange.started is not None:
                at -= time.perf_counter() - exchange.started
        return Message(
            publication.topic,
            publication.payload,
            publication.qos,
            publication.retain,
            at,
            publication.properties,
        )

    async def prepare(self, app: App[None]) -> Publication | None:
        """What is sent next: what it asks for is asked again, and its variables are filled in.

        Returns None when the user thought better of it. Raises OutgoingError.
        """
        prepared, self._prepared = self._prepared, None
        return prepared or await self._sending.prepare(app, self._draft)

    def begin(self, publication: Publication, reply_topic: str) -> Inquiry:
        """Have a request ready to be run; an empty topic is one made up."""
        self._last = publication
        if reply_topic:
            self.habits.reply_topics[publication.topic] = reply_topic
        else:
            self.habits.reply_topics.pop(publication.topic, None)
        self.inquiry = Inquiry(
            self._session.another_transport,
            publication,
            reply_topic or None,
            self.habits.seconds,
            self.habits.own_topic,
        )
        return self.inquiry

    def give_up(self) -> None:
        """Nobody waits for the newest any more."""
        if self.inquiry is not None:
            self.inquiry.give_up()
            self.remember()

    def remember(self) -> None:
        """Keep the request in the history of what was sent, once, when its outcome is known."""
        inquiry = self.inquiry
        if inquiry is None or not inquiry.sent or inquiry is self._remembered:
            return
        outcome = inquiry.outcome or (_UNKNOWN if inquiry.over else None)
        if outcome is not None:
            self._remembered = inquiry
            self._sending.remember(self._draft, outcome, secret=self._kept_secret)


def told(inquiry: Inquiry) -> tuple[str, str]:
    """How a request stands, as a sentence safe to draw, and its colour."""
    stage = inquiry.stage
    exchange = inquiry.exchange
    if stage is Stage.OPENING:
        return "… subscribing to the reply topic, over a connection of its own", "muted"
    if stage is Stage.UNSENT:
        return f"✗ {sanitize(inquiry.problem)}", "text-error"
    if exchange is None or not inquiry.sent:
        return "given up before anything was sent", "muted"
    answered = _answered(inquiry)
    if stage is Stage.WAITING:
        left = f"{inquiry.left:.1f} s"
        if answered:
            return f"✓ {answered} · more may come for {left}", "text-success"
        reason = "" if inquiry.outcome is None else f" · {sanitize(inquiry.outcome.reason)}"
        return f"… waiting for the response · {left} left{reason}", "text-warning"
    if stage is Stage.ANSWERED:
        lost = f" · then: {sanitize(inquiry.problem)}" if inquiry.problem else ""
        return f"✓ {answered}{lost}", "text-success"
    if stage is Stage.REFUSED:
        reason = inquiry.outcome.reason if inquiry.outcome is not None else ""
        return f"✗ The request was not accepted: {sanitize(reason)}.", "text-error"
    if stage is Stage.LOST:
        words = f"{inquiry.problem} {exchange.of_itself()} It is not sent again by itself."
        return f"✗ {sanitize(words)}", "text-error"
    if stage is Stage.GIVEN_UP:
        return sanitize(f"given up before a response had come. {exchange.of_itself()}"), "muted"
    return f"✗ {sanitize(exchange.nothing_came(inquiry.seconds))}", "text-error"


def how_sure(response: Response) -> str:
    """Why something is taken for the response when it does not say so itself; else empty."""
    return "" if response.named else "Known by its topic: it has no correlation data."


def _answered(inquiry: Inquiry) -> str:
    times = [format_round_trip(each.seconds) for each in inquiry.responses]
    exchange = inquiry.exchange
    if not times or exchange is None:
        return ""
    if len(times) == 1:
        return f"answered after {times[0]}"
    more = len(times) - _NAMED_TIMES
    shown = " · ".join(times[:_NAMED_TIMES]) + (f" · {more:,} more" if more > 0 else "")
    words = f"{counted(len(times), 'response')}, after {shown}"
    return f"{words} · {exchange.not_kept:,} not kept" if exchange.not_kept else words


def _is_filled_in_with_secrets(draft: Draft) -> bool:
    """Whether the payload may hold what is not to be read over somebody's shoulder."""
    try:
        template = compile_draft(draft)
    except OutgoingError:
        return False
    return template.text.reads_environment or any(map(is_secret, template.text.asks))
