"""What was written, on its way to the broker: filled in, asked about, published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual.app import App

from pubsub_tui.outgoing.caution import caution
from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import DraftTemplate, compile_draft
from pubsub_tui.outgoing.sent import Sent
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.repeats.run import Run
from pubsub_tui.session import Session
from pubsub_tui.transports.base import Outcome, Publication
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
    def production(self) -> bool:
        """Whether the broker is marked as one that others depend on."""
        return self._session.production

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
        context = await self.context(app, template)
        if context is None:
            return None
        rendered = template.render(context)
        publication = self.publication(rendered)
        topic = template.topic_to_show(rendered)
        return publication if await self.is_confirmed(app, publication, topic) else None

    async def context(self, app: App[None], template: DraftTemplate) -> Context | None:
        """What a template is rendered with, after asking; None when there was no answer."""
        from pubsub_tui.ui.screens.ask import AskScreen

        if template.asks:
            answers = await app.push_screen_wait(AskScreen(template, self.answers))
            if answers is None:
                return None
            self.answers.update(answers)
        # Of its own, so that it stays as it was answered however often it is rendered.
        return Context(answers=dict(self.answers))

    async def is_confirmed(self, app: App[None], publication: Publication, topic: str) -> bool:
        """Ask, if it has to be asked; ``topic`` is the publication's, as it may be shown."""
        question = caution(publication, topic, production=self.production)
        return question is None or await app.push_screen_wait(Confirm(question))

    async def publish(self, draft: Draft, publication: Publication, *, secret: bool) -> Outcome:
        """See `Session.publish`; the draft is kept, as it was written, in the history."""
        outcome = await self._session.publish(publication)
        self.remember(draft, outcome, secret=secret)
        return outcome

    def remember(self, draft: Draft, outcome: Outcome, *, secret: bool) -> None:
        """Keep a draft that was published, as it was written, in the history."""
        endpoint = self._session.state.endpoint
        self._history.add(Sent.single(self.now(), endpoint, draft, outcome, secret=secret))

    def now(self) -> float:
        """Unix time in seconds."""
        return self._clock()

    def remember_repeat(self, draft: Draft, run: Run, *, secret: bool) -> None:
        """Keep a draft that was published several times, as it was written, in the history."""
        if run.sent:
            endpoint = self._session.state.endpoint
            self._history.add(
                Sent(
                    self.now(),
                    endpoint,
                    draft,
                    run.last_reason,
                    count=run.sent,
                    accepted_count=run.accepted,
                    secret=secret,
                )
            )

    def publication(self, draft: Draft) -> Publication:
        """What a rendered draft is published as. Raises OutgoingError."""
        # What is wrong with JSON was told while it was written; it may be there to test a device.
        publication = draft.unchecked().publication()
        if self.without_properties:
            publication = replace(publication, properties=None)
        return publication
