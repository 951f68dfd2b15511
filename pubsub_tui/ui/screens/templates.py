"""Shows the saved messages, to take one, send it, save another, or delete it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from pubsub_tui.config_edit import replace_file
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.present import is_of_what_is_written, present
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.outgoing.saved import delete_template, template_path
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.ui.chosen import Chosen
from pubsub_tui.ui.editor import EditorError, edit
from pubsub_tui.ui.quantities import counted
from pubsub_tui.ui.screens.confirm import Confirm
from pubsub_tui.ui.screens.template_name import TemplateNameScreen
from pubsub_tui.ui.template_list import Entry, TemplateList
from pubsub_tui.ui.widgets.draft_view import DraftView
from pubsub_tui.ui.widgets.writing import Visible

_PERIOD = 1 / 30
_SLICE_SECONDS = 0.004
_NAME = 24
_ROW = 200
_NONE_YET = (
    "None yet: write a message in the publish pane, and press ctrl+b to save it with a name."
)
_NOTHING_TO_SAVE = "Nothing to save: the publish pane is empty, or its message is marked secret."


class Templates(OptionList, can_focus=False):
    """A click shows one, and another click takes it."""

    def on_click(self, event: events.Click) -> None:
        row = event.style.meta.get("option")
        if row is not None and row != self.highlighted:
            event.prevent_default()
            self.highlighted = row


class TemplatesScreen(ModalScreen[Chosen | None]):
    """Returns what was chosen, or None. What is saved or deleted here is so at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False),
        Binding("up", "move('cursor_up')", "up", show=False),
        Binding("down", "move('cursor_down')", "down", show=False),
        Binding("pageup", "move('page_up')", "page up", show=False),
        Binding("pagedown", "move('page_down')", "page down", show=False),
        Binding("shift+up,ctrl+up", "scroll(-1)", "scroll up", show=False),
        Binding("shift+down,ctrl+down", "scroll(1)", "scroll down", show=False),
        Binding("ctrl+g,ctrl+enter,ctrl+j,f5", "choose(True)", "send", show=False),
        Binding("ctrl+b", "save", "save", show=False),
        Binding("delete", "delete", "delete", show=False, priority=True),
        Binding("f4", "edit", "edit", show=False),
    ]
    DEFAULT_CSS = """
    TemplatesScreen {
        align: center middle;
        & #templates {
            width: 100%; max-width: 140; height: 100%; max-height: 44; padding: 0 1;
            border: round $border; background: $surface;
        }
        & Input { border: none; padding: 0; height: 1; background: $panel; }
        & Templates {
            height: auto; min-height: 1; max-height: 40%; border: none; padding: 0;
            background: $surface; scrollbar-size-vertical: 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        & #templates-said { height: auto; max-height: 3; color: $muted; }
        & #templates-preview { height: 1fr; }
        & DraftView {
            width: 1fr; padding: 0 1 0 0; border-top: solid $border; border-title-color: $muted;
        }
    }
    """

    def __init__(
        self,
        folder: Path,
        written: Draft | None,
        answers: Mapping[str, str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """For the files of a folder, which need not exist.

        Args:
            written: what can be saved; None when nothing is written.
            answers: what was answered before, by name.
        """
        super().__init__()
        self._folder = folder
        self._written = written
        self._answers = answers
        self._clock = clock
        self._list = TemplateList(folder)
        self._entries: list[Entry] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="templates") as box:
            box.border_title = "templates"
            box.border_subtitle = "enter takes · ctrl+g sends · ctrl+b saves · del · f4 edits · esc"
            yield Input(
                placeholder="some letters of its name or topic",
                compact=True,
                highlighter=Visible(),
            )
            yield Templates(compact=True, markup=False)
            yield Static(id="templates-said", markup=False)
            with Horizontal(id="templates-preview"):
                yield DraftView(id="templates-written")
                yield DraftView(id="templates-sent")

    def on_mount(self) -> None:
        self._timer = self.set_interval(_PERIOD, self._read, pause=True)
        self._reload("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key that deletes a template deletes a letter first, while there is one."""
        if action == "delete":
            return self.query_one(Input).cursor_at_end
        return super().check_action(action, parameters)

    def action_move(self, where: str) -> None:
        """Move in the list while the field keeps the focus."""
        getattr(self.query_one(Templates), f"action_{where}")()

    def action_scroll(self, step: int) -> None:
        """Move in what is shown of the template."""
        for view in self.query(DraftView):
            view.scroll_relative(y=step, animate=False, immediate=True)

    def action_choose(self, send: bool) -> None:
        """Take the template under the cursor, or send it at once."""
        entry = self._highlighted()
        if entry is None:
            return
        draft = self._list.read(entry.name).draft
        if draft is None:
            self._say(f"{entry.name} is no message: put its file right first.", "text-error")
        else:
            self.dismiss(Chosen(draft, send))

    def action_save(self) -> None:
        """Save what is written in the publish pane."""
        if self._written is None:
            self._say(_NOTHING_TO_SAVE, "text-warning")
            return

        def saved(name: str | None) -> None:
            if name is not None:
                self.query_one(Input).value = ""
                self._reload(name)
                self._say(f"Saved as {name}.")

        self.app.push_screen(TemplateNameScreen(self._folder, self._written), saved)

    def action_delete(self) -> None:
        """Delete the template under the cursor, after asking."""
        entry = self._highlighted()
        if entry is None:
            return

        def delete(confirmed: bool | None) -> None:
            if not confirmed:
                return
            row = self._entries.index(entry)
            following = self._entries[row + 1 : row + 2] or self._entries[row - 1 : row]
            try:
                delete_template(self._folder, entry.name)
            except OutgoingError as error:
                self._say(str(error), "text-error")
            else:
                self._reload(following[0].name if following else "")
                self._say(f"Deleted: {entry.name}")

        self.app.push_screen(Confirm(f"Delete the template {entry.name}?"), delete)

    def action_edit(self) -> None:
        """Open the file in the user's own editor."""
        entry = self._highlighted()
        if entry is not None:
            self.run_worker(self._edit(entry.name), group="editor", exclusive=True)

    async def _edit(self, name: str) -> None:
        path = template_path(self._folder, name)
        try:
            text = path.read_bytes().decode()
            edited = await edit(self.app, text, ".toml")
            if edited != text:
                replace_file(path, edited)
        except UnicodeDecodeError:
            self._say(f"{name} is not UTF-8, and can not be edited here.", "text-error")
        except EditorError as error:
            self._say(str(error), "text-error")
        except OSError as error:
            self._say(f"{path} can not be changed: {error.strerror}", "text-error")
        else:
            self._reload(name)

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        entry = self._highlighted()
        # The best of what is looked for; when nothing is, the one that was found.
        self._show(entry.name if entry is not None and not event.value else "")

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _take(self, event: Input.Submitted | OptionList.OptionSelected) -> None:
        event.stop()
        self.action_choose(False)

    @on(OptionList.OptionHighlighted)
    def _follow(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._preview()

    def _highlighted(self) -> Entry | None:
        row = self.query_one(Templates).highlighted
        return self._entries[row] if row is not None and row < len(self._entries) else None

    def _reload(self, name: str) -> None:
        """List what is in the folder now, with the cursor on a name if it is there."""
        self._list = TemplateList(self._folder)
        self._say(f"Kept in {self._folder}" if len(self._list) else _NONE_YET)
        self._timer.resume()
        self._show(name)
        self._read()

    def _read(self) -> None:
        """Read more of the files, and list what is known of them."""
        self._list.advance(_SLICE_SECONDS)
        if self._list.complete:
            self._timer.pause()
        entry = self._highlighted()
        self._show(entry.name if entry is not None else "")

    def _show(self, name: str) -> None:
        """List what is found, with the cursor on a name if it is there, else on the first."""
        self._entries = self._list.found(self.query_one(Input).value)
        templates = self.query_one(Templates)
        templates.clear_options()
        widest = max((cell_len(sanitize(each.name)) for each in self._entries), default=0)
        templates.add_options(Option(_row(each, min(widest, _NAME))) for each in self._entries)
        if self._entries:
            names = [each.name for each in self._entries]
            templates.highlighted = names.index(name) if name in names else 0
        self.query_one("#templates").border_title = self._title()
        self._preview()

    def _title(self) -> str:
        found, total = len(self._entries), len(self._list)
        return f"templates · {found:,} of {total:,}" if found < total else f"templates · {total:,}"

    def _preview(self) -> None:
        """Show what is in the file, and beside it what would be sent now."""
        left = self.query_one("#templates-written", DraftView)
        right = self.query_one("#templates-sent", DraftView)
        entry = self._highlighted()
        self.query_one("#templates-preview").display = entry is not None
        right.display = False
        if entry is None:
            return
        entry = self._list.read(entry.name)
        left.border_title = "as written"
        if entry.draft is None:
            left.say(f"✗ {entry.error}", "text-error")
            return
        found = present(entry.draft, self._answers, self._clock())
        problem = found.problem
        if found.draft is None or (problem is not None and is_of_what_is_written(problem)):
            left.show(entry.draft, problem)
        elif found.draft == entry.draft:
            left.show(entry.draft, problem, found.size)
        else:
            left.show(entry.draft)
            right.display = True
            right.border_title = _asked(found.open) if found.open else "as sent now"
            right.show(found.draft, problem, found.size)

    def _say(self, words: str, colour: str = "muted") -> None:
        said = Content.styled(sanitize(words), f"${colour}")
        self.query_one("#templates-said", Static).update(said)


def _asked(names: tuple[str, ...]) -> Content:
    return Content(f"as sent now; {counted(len(names), 'answer')} asked for")


def _row(entry: Entry, width: int) -> Content:
    """Name, topic and the payload's beginning; of a broken file, why it is broken."""
    text = sanitize(entry.name)
    shown = cut(text, width)
    name = Content(set_cell_size(shown, width + 2))
    for place in entry.places:
        if text == entry.name and place < len(shown):
            name = name.stylize("bold $text-accent underline", place, place + 1)
    if entry.error:
        said = Content.styled(cut(sanitize(f"✗ {entry.error}"), _ROW), "$text-error")
        return name.stylize("$text-error") + said
    if entry.draft is None:
        return name
    topic = cut(sanitize(entry.draft.topic[:_ROW]), _ROW)
    payload = " ".join(entry.draft.text[:_ROW].split())
    return Content.assemble(name, topic, (f"  {cut(sanitize(payload), _ROW)}", "$muted"))
