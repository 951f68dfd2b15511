"""The connections that there are, to choose one; and what is known of the one under the cursor."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message as UiMessage
from textual.widgets import Input, OptionList, Static

from pubsub_tui.config_edit import NotWritten
from pubsub_tui.connect_settings import noted
from pubsub_tui.connection import broker_name
from pubsub_tui.profiles.error import ProfileError
from pubsub_tui.profiles.joining import Joined, join
from pubsub_tui.profiles.last_use import last_uses
from pubsub_tui.profiles.masking import is_secret
from pubsub_tui.profiles.names import free_name
from pubsub_tui.profiles.options import unasked
from pubsub_tui.profiles.reading import Profiles, read_profiles
from pubsub_tui.sanitize import sanitize
from pubsub_tui.settings import Settings, UsageError
from pubsub_tui.ui.actions import bindings, keys_in_force
from pubsub_tui.ui.known_connections import LOCALHOST, Known, KnownConnections
from pubsub_tui.ui.profile_files import (
    Places,
    delete_profile,
    edit_file,
    follow_name,
)
from pubsub_tui.ui.reaching import GaveUpError, complete, try_out
from pubsub_tui.ui.screens.confirm import Confirm
from pubsub_tui.ui.widgets.connection_row import about
from pubsub_tui.ui.widgets.connection_rows import ConnectionRows
from pubsub_tui.ui.widgets.writing import Visible

_PERIOD = 1 / 30
_SLICE_SECONDS = 0.004
_CORNERS = 4
_OTHER_LINES = 9
_FEWEST_ROWS = 3
_HELP_AT = 7
_KEYS = ("connect", "new", "edit", "delete", "test", "import", "find", "copy", "file")


class ConnectionChooser(Vertical):
    """Profiles first, newest use first; what is always there stands below them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("profiles"),
        Binding("up,k", "move('cursor_up')", "up", show=False),
        Binding("down,j", "move('cursor_down')", "down", show=False),
        Binding("pageup", "move('page_up')", "page up", show=False),
        Binding("pagedown", "move('page_down')", "page down", show=False),
    ]
    DEFAULT_CSS = """
    ConnectionChooser {
        width: 100%; max-width: 140; height: 100%; max-height: 44; padding: 0 1;
        border: round $border; background: $surface;
        link-style: none; link-color: $border; link-style-hover: bold;
        link-color-hover: $foreground; link-background-hover: $surface;
        & Input { border: none; padding: 0 1; height: 1; background: $panel; display: none; }
        & #profiles-file { height: auto; max-height: 4; padding: 0 1; color: $text-error; }
        & #profiles-about {
            height: auto; max-height: 3; margin: 1 0 0 0; padding: 0 1; color: $muted;
        }
        & #profiles-said { height: auto; max-height: 4; margin: 1 0 0 0; padding: 0 1; }
    }
    """

    class Chosen(UiMessage):
        """A connection was chosen, and its password is known."""

        def __init__(self, settings: Settings) -> None:
            super().__init__()
            self.settings = settings

    def __init__(
        self,
        base: Settings,
        places: Places,
        keys: Mapping[str, str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Nothing is read before it is shown.

        Args:
            base: what is not about a connection.
            keys: the user's own by action id.
        """
        super().__init__(id="profiles")
        self._base = base
        self._places = places
        self._keys = keys
        self._clock = clock
        self._profiles: Profiles | None = None
        self._list = KnownConnections(base, None, {})
        self._found = 0

    def compose(self) -> ComposeResult:
        yield Input(
            placeholder="some letters of its name, address or user",
            compact=True,
            highlighter=Visible(),
        )
        yield Static(id="profiles-file", markup=False)
        yield ConnectionRows(self._clock)
        yield Static(id="profiles-about", markup=False)
        yield Static(id="profiles-said", markup=False)

    def on_mount(self) -> None:
        self._timer = self.set_interval(_PERIOD, self._read, pause=True)
        self.reload()
        self.query_one(ConnectionRows).focus()

    def on_resize(self) -> None:
        # What is said below the list has to stay on screen, however long the list is.
        room = self.content_size.height - _OTHER_LINES
        self.query_one(ConnectionRows).styles.max_height = max(_FEWEST_ROWS, room)
        self._title()
        self._show(self._name_under_cursor())

    def reload(self, name: str = "") -> None:
        """List what is in the file now, with the cursor on a name if it is there."""
        problem = ""
        self._profiles = None
        uses: Mapping[str, float] = {}
        try:
            self._profiles = read_profiles(self._places.profiles)
            uses = last_uses(self._places.uses)
        except ProfileError as error:
            problem = f"✗ {error} {self._key('file')} edits it."
        except OSError as error:
            problem = f"✗ {self._places.uses} can not be read: {error.strerror}."
        file = self.query_one("#profiles-file", Static)
        file.update(sanitize(problem))
        file.display = bool(problem)
        self._list = KnownConnections(self._base, self._profiles, uses)
        self._list.advance(_SLICE_SECONDS)
        self._show(name or self._name_under_cursor())
        if not self._list.complete:
            self._timer.resume()

    def back(self) -> bool:
        """Leave off finding. Returns whether there was anything to leave."""
        field = self.query_one(Input)
        if not field.display:
            return False
        name = self._name_under_cursor()
        field.value = ""
        field.display = False
        self.query_one(ConnectionRows).focus()
        self._show(name)
        return True

    def action_move(self, where: str) -> None:
        """Move in the list, whatever has the focus."""
        getattr(self.query_one(ConnectionRows), f"action_{where}")()

    def action_find(self) -> None:
        """Write some letters of what is looked for."""
        field = self.query_one(Input)
        field.display = True
        field.focus()

    def action_connect(self) -> None:
        """Connect to what is under the cursor."""
        known = self._usable()
        if known is not None:
            connecting = self._connect(known.joined, known.base(self._base))
            self.run_worker(connecting, group="reach", exclusive=True)

    def action_new(self) -> None:
        """Write a new profile."""
        self._open_form("", {}, change=False)

    def action_edit(self) -> None:
        """Change the profile under the cursor."""
        known = self._under_cursor()
        if known is not None and not known.saved:
            self._say(f"{known.name} is always here: {self._key('new')} writes a new profile.")
        elif known is not None:
            self._open_form(known.name, self._table(known.name), change=True)

    def action_copy(self) -> None:
        """Write a new profile that begins as the one under the cursor."""
        known = self._under_cursor()
        if known is None:
            return
        table = self._table(known.name) if known.saved else {"host": LOCALHOST}
        kept = {key: value for key, value in table.items() if not is_secret(key, value)}
        name = free_name(known.name, self._names)
        self._open_form(name, kept, change=False)
        if left_out := ", ".join(sorted(set(table) - set(kept))):
            self._say(f"A secret is not copied: {left_out} is left out.", "text-warning")

    def action_delete(self) -> None:
        """Delete the profile under the cursor, after asking."""
        known = self._under_cursor()
        if known is None:
            return
        if not known.saved:
            self._say(f"{known.name} is always here, and can not be deleted.")
            return

        def delete(confirmed: bool | None) -> None:
            if confirmed:
                self._delete(known)

        self.app.push_screen(Confirm(f"Delete the profile {known.name}?"), delete)

    def action_import(self) -> None:
        """Take over connections of another program."""
        from pubsub_tui.ui.screens.import_connections import ImportScreen, Taken

        if self._profiles is None:
            self._say("The file of profiles has to be put right first.", "text-warning")
            return

        def taken(found: Taken | None) -> None:
            if found is not None:
                self.reload(found.names[0] if found.names else "")
                self._say(found.words)

        self.app.push_screen(ImportScreen(self._places.profiles), taken)

    def action_file(self) -> None:
        """Edit the file of profiles in the user's own editor."""
        self.run_worker(self._edit_file(), group="editor", exclusive=True)

    async def _edit_file(self) -> None:
        name = self._name_under_cursor()
        complaint = await edit_file(self.app, self._places.profiles)
        if complaint:
            self._say(f"✗ {complaint}", "text-error")
        else:
            self.reload(name)

    def _delete(self, known: Known) -> None:
        following = self.query_one(ConnectionRows).after_cursor
        try:
            said = delete_profile(self._places, known)
        except (NotWritten, ProfileError) as error:
            self._say(f"✗ {error}", "text-error")
            return
        self.reload(following.name if following is not None else "")
        self._say(said)

    def _open_form(self, name: str, table: Mapping[str, Any], *, change: bool) -> None:
        from pubsub_tui.ui.screens.profile_form import Filled, ProfileForm

        if self._profiles is None:
            self._say("The file of profiles has to be put right first.", "text-warning")
            return

        def filled(form: Filled | None) -> None:
            if form is None:
                return
            if form.saved:
                renamed = change and form.profile.name != name
                left = follow_name(self._places, name, form.profile) if renamed else ""
                self.reload(form.profile.name)
                self._say(f"Saved in {self._places.profiles}.{left}")
            if form.connect:
                joined = join(unasked(), form.profile)
                connecting = self._connect(joined, self._base, saved=form.saved)
                self.run_worker(connecting, group="reach", exclusive=True)

        screen = ProfileForm(self._places.profiles, self._names, name, table, change=change)
        self.app.push_screen(screen, filled)

    @property
    def _names(self) -> tuple[str, ...]:
        return self._profiles.names if self._profiles is not None else ()

    def _table(self, name: str) -> dict[str, Any]:
        return self._profiles.table(name) if self._profiles is not None else {}

    def action_test(self) -> None:
        """Connect for a moment, and say what came of it."""
        known = self._usable()
        if known is None:
            return
        if known.settings is not None and known.settings.demo:
            self._say("The demo brings a broker of its own: there is nothing to test.")
        else:
            self.run_worker(self._test(known), group="reach", exclusive=True)

    async def _connect(self, joined: Joined, base: Settings, *, saved: bool = True) -> None:
        settings = await self._complete(joined, base)
        if settings is not None:
            chosen = (
                noted(settings, self._places.uses) if saved else replace(settings, profile=None)
            )
            self.post_message(self.Chosen(chosen))

    async def _test(self, known: Known) -> None:
        settings = await self._complete(known.joined, known.base(self._base))
        if settings is None:
            return
        self._say(f"Connecting to {broker_name(settings)} …")
        found = await try_out(settings)
        mark, colour = ("✓", "text-success") if found.reached else ("✗", "text-error")
        self._say(f"{mark} {found.words}", colour)

    async def _complete(self, joined: Joined, base: Settings) -> Settings | None:
        """All settings; None when there is no password, which is said."""
        if joined.profile is not None and joined.profile.sources:
            self._say("Getting the password …")
        try:
            settings = await complete(self.app, joined, base)
        except GaveUpError:
            self._say("")
            return None
        except UsageError as error:
            self._say(f"✗ {error}", "text-error")
            return None
        self._say("")
        return settings

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        self._show(self._name_under_cursor() if not event.value else "")

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _take(self, event: Input.Submitted | OptionList.OptionSelected) -> None:
        event.stop()
        self.action_connect()

    def _usable(self) -> Known | None:
        """What is under the cursor, when it can be connected to; else it is said why not."""
        known = self._under_cursor()
        if known is None:
            return None
        if known.error:
            self._say(f"✗ {known.error}", "text-error")
            return None
        return known

    def _under_cursor(self) -> Known | None:
        known = self.query_one(ConnectionRows).under_cursor
        return self._list.read(known) if known is not None else None

    def _name_under_cursor(self) -> str:
        known = self.query_one(ConnectionRows).under_cursor
        return known.name if known is not None else ""

    def _read(self) -> None:
        """Read more of the profiles, and list what is known of them when all are read."""
        self._list.advance(_SLICE_SECONDS)
        if self._list.complete:
            self._timer.pause()
            self._show(self._name_under_cursor())

    def _show(self, name: str) -> None:
        """List what is found, with the cursor on a name if it is there, else on the first."""
        found = self._list.found(self.query_one(Input).value)
        self._found = len(found)
        self.query_one(ConnectionRows).show(found, name, self.content_size.width)
        self._describe()
        self._title()

    @on(OptionList.OptionHighlighted)
    def _describe(self) -> None:
        self.query_one("#profiles-about", Static).update(self._about())

    def _about(self) -> str:
        """What is known of the one under the cursor, or what to do without any."""
        known = self._under_cursor()
        if known is None:
            return "Nothing is found: esc shows all again."
        if known.saved:
            return sanitize(about(known))
        if self._profiles is not None and not self._profiles.names:
            return (
                f"There are no profiles yet: {self._key('new')} writes one, {self._key('import')} "
                f"takes over those of MQTT Explorer or MQTTX, enter connects to {known.name}."
            )
        return ""

    def _title(self) -> None:
        found, total = self._found, len(self._list)
        self.border_title = (
            f"connections · {found:,} of {total:,}" if found < total else "connections"
        )
        keys = [(f"{self._key(each)} {each}", each) for each in _KEYS]
        keys.insert(_HELP_AT, ("? help", "screen.help"))
        while (
            keys and sum(len(words) + 3 for words, _ in keys) - 3 + _CORNERS > self.outer_size.width
        ):
            keys.pop()
        links = (Content.from_markup(f"[@click={do}]$words[/]", words=words) for words, do in keys)
        self.border_subtitle = Content(" · ").join(links)

    def _key(self, action: str) -> str:
        return keys_in_force(f"profiles.{action}", self._keys)[0]

    def _say(self, words: str, colour: str = "text-muted") -> None:
        said = Content.styled(sanitize(words), f"${colour}")
        self.query_one("#profiles-said", Static).update(said)
