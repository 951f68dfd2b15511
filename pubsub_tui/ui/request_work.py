"""Opens the screen on which what is written is sent as a request, when that can be done at all."""

from __future__ import annotations

from collections.abc import Mapping

from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.sanitize import sanitize
from pubsub_tui.session import Session
from pubsub_tui.ui.decoding import Decoding
from pubsub_tui.ui.requesting import Habits, Requesting, told
from pubsub_tui.ui.sending import Sending
from pubsub_tui.ui.widgets.compose import Compose


class RequestWork:
    """Remembers from one request to the next what the user chose."""

    def __init__(
        self, session: Session, sending: Sending, decoding: Decoding, keys: Mapping[str, str]
    ) -> None:
        """``keys`` are the user's own by action id."""
        self._session = session
        self._sending = sending
        self._decoding = decoding
        self._keys = keys
        self._habits = Habits()

    async def open(self, composer: Compose) -> None:
        """Ask what a sending asks, then show the request; the pane says what became of it."""
        from pubsub_tui.ui.screens.request import RequestScreen

        if self._session.state.link is None:
            composer.say("✗ not connected; nothing was sent", "text-error")
            return
        secret = composer.secret
        try:
            draft = composer.draft()
            publication = await self._sending.prepare(composer.app, draft)
        except OutgoingError as error:
            composer.say(f"✗ {sanitize(str(error))}", "text-error")
            return
        if publication is None:
            composer.say("not sent", "muted")
            return
        requesting = Requesting(
            self._session, self._sending, draft, publication, self._habits, secret=secret
        )
        screen = RequestScreen(requesting, self._decoding, self._keys)
        edit = await composer.app.push_screen_wait(screen)
        if requesting.inquiry is None:
            composer.say("not sent", "muted")
        else:
            composer.say(*told(requesting.inquiry))
        if edit:
            composer.focus_topic()
