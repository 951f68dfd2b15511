"""What fills the publish pane beside typing: messages of all kinds, an editor, a file."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import App

from pubsub_tui import paths
from pubsub_tui.message import Message
from pubsub_tui.outgoing.draft import Draft, from_message
from pubsub_tui.outgoing.draft_template import verbatim
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.chosen import Chosen
from pubsub_tui.ui.editor import EditorError, edit
from pubsub_tui.ui.repeating import Written
from pubsub_tui.ui.widgets.compose import Compose

_SECRET = (
    "It is marked secret, and so kept in no file: write {{env NAME}} or {{ask password}} "
    "for what is secret, and take the mark off."
)
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


def use_chosen(composer: Compose, chosen: Chosen) -> None:
    """Write what was sent or saved before into the pane, and send it if that is wanted."""
    if not composer.refuses():
        composer.write(chosen.draft, secret=chosen.secret)
        if chosen.send:
            composer.action_send()


def written_in(composer: Compose) -> Written:
    """What the pane would send."""
    try:
        return Written(composer.draft(), composer.secret)
    except OutgoingError as error:
        return Written(None, problem=str(error))


def open_file(composer: Compose) -> None:
    """Read the payload from a file, or write it to one."""
    from pubsub_tui.ui.screens.payload_file import PayloadFileScreen

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


def open_templates(composer: Compose, answers: Mapping[str, str]) -> None:
    """Show what is saved; what is chosen is written into the pane, and sent when that is wanted.

    Args:
        answers: what was answered before, by name.
    """
    from pubsub_tui.ui.screens.templates import TemplatesScreen

    def use(chosen: Chosen | None) -> None:
        if chosen is not None:
            use_chosen(composer, chosen)

    written = None if composer.secret else _written(composer)
    screen = TemplatesScreen(paths.user_templates(), written, answers)
    composer.app.push_screen(screen, use)


def save_as_template(composer: Compose) -> None:
    """Save what is written with a name."""
    from pubsub_tui.ui.screens.template_name import TemplateNameScreen

    if composer.secret:
        composer.notify(_SECRET, severity="warning", markup=False)
        return
    draft = _written(composer)
    if draft is None:
        composer.notify("Write a message first.", severity="warning", markup=False)
        return

    def tell(name: str | None) -> None:
        if name is not None:
            composer.notify(f"Saved as {sanitize(name)}.", markup=False)

    composer.app.push_screen(TemplateNameScreen(paths.user_templates(), draft), tell)


def _written(composer: Compose) -> Draft | None:
    """What can be saved; None when nothing is written, or the pane says what is wrong with it."""
    try:
        draft = composer.draft()
    except OutgoingError as error:
        composer.notify(sanitize(str(error)), severity="warning", markup=False)
        return None
    return draft if draft.topic or draft.text else None


async def edit_payload(app: App[None], composer: Compose) -> None:
    """Have the payload edited by the user's own editor."""
    text, kind = composer.payload
    try:
        edited = await edit(app, text, _ENDINGS.get(kind, ".txt"))
    except EditorError as error:
        composer.notify(sanitize(str(error)), severity="error", markup=False)
    else:
        composer.write_payload(edited)
