"""What was written, on its way to the broker: filled in, asked about, published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual.app import App

from pubsub_tui.outgoing.caution import caution
from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft
from pubsub_tui.outgoing.sent import Sent
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.session import Session
from pubsub_tui.transports.base import Outcome, Publication
from pubsub_tui.ui.screens.ask import AskScreen
from pubsub_tui.ui.screens.confirm import Confirm


class Sending:
    """Publishes drafts over one session, and remembers them.

    Attributes:
        answers: what was last answered to ``{{ask name}}``, by name; kept in memory only.
    """

    def __init__(self, session: Session, history: SentHistory, clock: Callable[[], float]) -> None:
        """``clock`` gives Unix time in seconds."""
        self._session = session
        self._history = history
        self._clock = clock
        self.answers: dict[str, str] = {}

    @property
    def without_properties(self) -> str:
        """The name of the protocol, when it carries no properties; empty when it does."""
        link = self._session.state.link
        return link.protocol if link is not None and not link.capabilities.properties else ""

    async def prepare(self, app: App[None], draft: Draft) -> Publication | None:
        """What a draft is published as; None when the user thought better of it.

        Raises:
            OutgoingError: it can not be published as it is written.
        """
        template = compile_draft(draft)
        if template.asks:
            answers = await app.push_screen_wait(AskScreen(template, self.answers))
            if answers is None:
                return None
            self.answers.update(answers)
        rendered = template.render(Context(answers=self.answers))
        publication = self._publication(rendered)
        topic = template.topic_to_show(rendered)
        question = caution(publication, topic, production=self._session.production)
        if question is not None and not await app.push_screen_wait(Confirm(question)):
            return None
        return publication

    async def publish(self, draft: Draft, publication: Publication, *, secret: bool) -> Outcome:
        """See `Session.publish`; the draft is kept, as it was written, in the history."""
        outcome = await self._session.publish(publication)
        endpoint = self._session.state.endpoint
        self._history.add(Sent.single(self._clock(), endpoint, draft, outcome, secret=secret))
        return outcome

    def _publication(self, draft: Draft) -> Publication:
        # What is wrong with JSON was told while it was written; it may be there to test a device.
        publication = draft.unchecked().publication()
        if self.without_properties:
            publication = replace(publication, properties=None)
        return publication
