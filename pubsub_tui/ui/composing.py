"""What fills the publish pane beside typing: messages that came or went, an editor, a file."""

from __future__ import annotations

from textual.app import App

from pubsub_tui.message import Message
from pubsub_tui.outgoing.draft import Draft, from_message
from pubsub_tui.outgoing.draft_template import verbatim
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.editor import EditorError, edit
from pubsub_tui.ui.screens.payload_file import PayloadFileScreen
from pubsub_tui.ui.screens.sent import Chosen
from pubsub_tui.ui.widgets.compose import Compose

_ENDINGS = {Kind.JSON: ".json", Kind.CBOR: ".json", Kind.MSGPACK: ".json"}


def edit_and_resend(composer: Compose, message: Message | None) -> None:
    """Write a message that arrived into the pane, with retain and properties."""
    if message is None:
        composer.notify("Pick a message first.", severity="warning", markup=False)
        return
    try:
        draft = verbatim(from_message(message))
    except OutgoingError as error:
        words = f"Not written anew: {sanitize(str(error))}."
        composer.notify(words, severity="warning", markup=False)
        return
    composer.write(draft)


def send_again(composer: Compose, chosen: Chosen) -> None:
    """Write something that was sent into the pane, and send it if that is wanted."""
    if not composer.refuses():
        composer.write(chosen.draft, secret=chosen.secret)
        if chosen.send:
            composer.action_send()


def open_file(composer: Compose) -> None:
    """Read the payload from a file, or write it to one."""
    try:
        draft = composer.draft()
    except OutgoingError as error:
        composer.notify(sanitize(str(error)), severity="warning", markup=False)
        return

    def use(read: Draft | None) -> None:
        if read is not None:
            composer.write(read)

    path = draft.text if draft.kind is Kind.FILE else ""
    composer.app.push_screen(PayloadFileScreen(draft, path), use)


async def edit_payload(app: App[None], composer: Compose) -> None:
    """Have the payload edited by the user's own editor."""
    text, kind = composer.payload
    try:
        edited = await edit(app, text, _ENDINGS.get(kind, ".txt"))
    except EditorError as error:
        composer.notify(sanitize(str(error)), severity="error", markup=False)
    else:
        composer.write_payload(edited)
