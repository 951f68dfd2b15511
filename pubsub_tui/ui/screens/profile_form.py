"""A profile as a form: written, checked as it is typed, saved, connected to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Input, Label, Select, Static, TextArea

from pubsub_tui.address import SCHEMES, UNIX
from pubsub_tui.config_edit import NotWritten
from pubsub_tui.connect_settings import checked_profile
from pubsub_tui.profiles.error import ProfileError
from pubsub_tui.profiles.form import FIELD_OF_KEY, FORM_SCHEMES, Form, FormError, filled_in, form_of
from pubsub_tui.profiles.profile import COLOURS, Profile, colour_of, name_complaint
from pubsub_tui.profiles.secret import Means
from pubsub_tui.profiles.table import plain_key
from pubsub_tui.profiles.writing import rename_profile, save_profile
from pubsub_tui.sanitize import sanitize
from pubsub_tui.settings import UsageError
from pubsub_tui.ui.widgets.payload_area import PayloadArea
from pubsub_tui.ui.widgets.writing import Tick, Visible

_MEANS: tuple[tuple[str, Means | None], ...] = (
    ("if the broker asks", None),
    ("ask each time", Means.PROMPT),
    ("keyring", Means.KEYRING),
    ("first line of a file", Means.FILE),
    ("printed by a command", Means.COMMAND),
)
_IN_FILE = ("in the file", Means.TEXT)
_SOURCES = {
    None: "or $PUBSUB_TUI_PASSWORD",
    Means.PROMPT: "or $PUBSUB_TUI_PASSWORD",
    Means.KEYRING: "store it with: pubsub-tui profiles password NAME",
    Means.FILE: "~/.secrets/broker",
    Means.COMMAND: "pass show broker",
    Means.TEXT: "stays as it is",
}
_VERSIONS = (("MQTT 5 or 3.1.1", ""), ("MQTT 5", "5"), ("MQTT 3.1.1", "3.1.1"))
_ROWS = {"version": "client_id", "read_only": "colour", "production": "colour"}
"""Fields that stand in the row of another."""
_NO_NAME = "unsaved"
_HINT = "All is well. What has no field here stays as the file has it."


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of the form.

    Attributes:
        saved: whether the file has it.
        connect: whether to connect to it now.
    """

    profile: Profile
    saved: bool
    connect: bool


class ProfileForm(ModalScreen[Filled | None]):
    """Returns what was saved or is to be connected to; None when the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False),
        Binding("ctrl+b", "save(False)", "save", show=False, priority=True),
        Binding("ctrl+g,ctrl+enter,ctrl+j,f5", "save(True)", "save and connect", show=False),
        Binding("ctrl+o", "connect", "connect", show=False),
        Binding("up", "app.focus_previous", "up", show=False),
        Binding("down", "app.focus_next", "down", show=False),
    ]
    DEFAULT_CSS = """
    ProfileForm {
        align: center middle;
        & #profile-form {
            width: 78; max-width: 100%; height: auto; max-height: 100%; overflow-y: auto;
            padding: 0 1; border: round $border; background: $surface;
        }
        & .row { height: 1; }
        & .row > Label { width: 14; padding: 0 1; color: $muted; }
        & .row > .short { width: auto; }
        & Input { width: 1fr; border: none; padding: 0; height: 1; background: $panel; }
        & Input.-disabled { background: $surface; }
        & Select > SelectCurrent { padding: 0; }
        & #profile-scheme { width: 14; margin: 0 1 0 0; }
        & #profile-port { width: 7; }
        & #profile-means { width: 25; margin: 0 1 0 0; }
        & #profile-version { width: 20; }
        & #profile-colour { width: 14; }
        & .tall { height: 3; margin: 1 0; }
        & PayloadArea { border: none; background: $panel; height: 3; width: 1fr; padding: 0; }
        & Tick {
            height: 1; width: auto; margin: 0 2 0 0;
            & > .toggle--button { color: $foreground; background: $surface; }
            &.-on > .toggle--button { color: $text-success; background: $surface; }
        }
        & .wrong > Label { color: $text-error; }
        & #profile-state { margin: 1 0 0 0; padding: 0 1; height: auto; min-height: 2; }
        & .buttons { height: 1; align-horizontal: right; }
        & Button { margin: 0 0 0 2; }
    }
    """

    def __init__(
        self,
        path: Path,
        names: Collection[str],
        name: str = "",
        table: Mapping[str, Any] | None = None,
        *,
        change: bool,
    ) -> None:
        """Begin with a name and what the file has, or with nothing.

        Args:
            path: the file of profiles.
            names: those that are taken.
            change: whether it is that profile that is changed, and no new one made.
        """
        super().__init__()
        self._path = path
        self._names = frozenset(names) - ({name} if change else set())
        self._before = name if change else ""
        self._called = name
        self._table = dict(table or {})
        self._form = form_of(self._table)

    def compose(self) -> ComposeResult:
        form = self._form
        with Vertical(id="profile-form") as box:
            box.border_title = sanitize(
                f"profile {self._before}" if self._before else "new profile"
            )
            box.border_subtitle = "ctrl+b saves · ctrl+g saves and connects · ctrl+o connects · esc"
            with _row("name"):
                yield Label("name")
                yield _field("name", self._called, "what you call it")
            with _row("host"):
                yield Label("broker")
                schemes = [(f"{each}://", each) for each in FORM_SCHEMES]
                yield _choice("scheme", schemes, form.scheme)
                yield _field("host", form.host, "localhost")
                yield Label("port", classes="short")
                yield _field("port", form.port, "")
            with _row("path"):
                yield Label("path")
                yield _field("path", form.path, "")
            with _row("username"):
                yield Label("user")
                yield _field("username", form.username, "without a login when empty")
            with _row("source"):
                yield Label("password")
                means = (*_MEANS, _IN_FILE) if form.means is Means.TEXT else _MEANS
                yield _choice("means", means, form.means)
                yield _field("source", form.source, "")
            with _row("client_id"):
                yield Label("client id")
                yield _field("client_id", form.client_id, "made up when empty")
                yield _choice("version", _VERSIONS, form.version)
            with _row("subscriptions", "tall"):
                yield Label("topics")
                yield PayloadArea(id="profile-subscriptions")
            with _row("colour"):
                yield Label("colour")
                yield _choice("colour", _colours(form.colour), form.colour)
                yield Tick("read-only", form.read_only, id="profile-read_only", compact=True)
                yield Tick("production", form.production, id="profile-production", compact=True)
            yield Static(id="profile-state", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="profile-cancel", compact=True)
                yield Button("Connect", id="profile-connect", compact=True)
                yield Button("Save", id="profile-save", compact=True)
                yield Button("Save and connect", id="profile-both", variant="primary", compact=True)

    def on_mount(self) -> None:
        area = self.query_one("#profile-subscriptions", TextArea)
        area.placeholder = "everything when empty; else one filter a line, with its QoS: site/# 1"
        area.text = self._form.subscriptions
        self.query_one("#profile-name", Input).focus()
        self._look()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    @on(Checkbox.Changed)
    def _change(
        self, event: Input.Changed | TextArea.Changed | Select.Changed | Checkbox.Changed
    ) -> None:
        event.stop()
        self._look()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save(False)

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        event.stop()
        match event.button.id:
            case "profile-cancel":
                self.dismiss(None)
            case "profile-connect":
                self.action_connect()
            case other:
                self.action_save(other == "profile-both")

    def action_save(self, connect: bool) -> None:
        """Write it into the file, unless something is wrong."""
        name = self._text("name").strip()
        try:
            self._check_name(name)
            table = filled_in(self._table, self._written())
            checked_profile(self._path, name, table)
            if self._before and name != self._before:
                rename_profile(self._path, self._before, name)
                self._before = name
            profile = save_profile(self._path, name, table, replace=bool(self._before))
        except NotWritten as error:
            self._complain("", str(error))
        except (FormError, UsageError) as error:
            self._complain(*_said(error))
        else:
            self.dismiss(Filled(profile, saved=True, connect=connect))

    def action_connect(self) -> None:
        """Connect to what is written, and leave the file as it is."""
        try:
            profile = self._checked()
        except (FormError, UsageError) as error:
            self._complain(*_said(error))
        else:
            self.dismiss(Filled(profile, saved=False, connect=True))

    def _checked(self) -> Profile:
        """The profile as it is written; a name that can not be one is another's matter."""
        name = self._text("name").strip()
        table = filled_in(self._table, self._written())
        return checked_profile(self._path, _NO_NAME if name_complaint(name) else name, table)

    def _check_name(self, name: str) -> None:
        complaint = "it is empty" if not name else name_complaint(name)
        if complaint is not None:
            raise FormError("name", f"the name can not be used: {complaint}")
        if name in self._names:
            raise FormError("name", "there is a profile of this name already")

    def _look(self) -> None:
        """Say what is wrong with what is written, and what the fields are for."""
        form = self._written()
        unix = form.scheme == UNIX
        self.query_one("#profile-host", Input).disabled = unix
        port = self.query_one("#profile-port", Input)
        port.disabled = unix
        port.placeholder = "" if unix else str(SCHEMES[form.scheme])
        path = self.query_one("#profile-path", Input)
        path.disabled = form.scheme in ("mqtt", "mqtts")
        path.placeholder = {UNIX: "/run/broker.sock", "ws": "/mqtt", "wss": "/mqtt"}.get(
            form.scheme, "of WebSocket and Unix sockets"
        )
        source = self.query_one("#profile-source", Input)
        source.disabled = form.means not in (Means.FILE, Means.COMMAND)
        source.placeholder = _SOURCES[form.means]
        try:
            self._checked()
            if self._text("name"):
                self._check_name(self._text("name").strip())
        except (FormError, UsageError) as error:
            self._complain(*_said(error))
        else:
            self._tell("", _HINT, "muted")

    def _written(self) -> Form:
        return replace(
            self._form,
            **{
                field: self._text(field)
                for field in ("host", "port", "path", "username", "source", "client_id")
            },
            scheme=cast(str, self._chosen("scheme")),
            means=cast(Means | None, self._chosen("means")),
            version=cast(str, self._chosen("version")),
            colour=cast(str, self._chosen("colour")),
            subscriptions=self.query_one("#profile-subscriptions", TextArea).text,
            read_only=self.query_one("#profile-read_only", Tick).value,
            production=self.query_one("#profile-production", Tick).value,
        )

    def _text(self, field: str) -> str:
        return self.query_one(f"#profile-{field}", Input).value

    def _chosen(self, field: str) -> object:
        return self.query_one(f"#profile-{field}", Select).value

    def _complain(self, field: str, words: str) -> None:
        self._tell(field, f"✗ {words[:1].upper()}{words[1:].rstrip('.')}.", "text-error")

    def _tell(self, field: str, words: str, colour: str) -> None:
        for row in self.query(".row"):
            row.set_class(row.id == f"profile-row-{field}", "wrong")
        said = Content.styled(sanitize(words), f"${colour}")
        self.query_one("#profile-state", Static).update(said)


def _said(error: FormError | UsageError) -> tuple[str, str]:
    """The field that it is about, or none, and what is wrong."""
    if isinstance(error, FormError):
        return error.field, str(error)
    if isinstance(error, ProfileError):
        key = error.way[2] if len(error.way) > 2 else None
        field = FIELD_OF_KEY.get(plain_key(key), "") if isinstance(key, str) else "name"
        return _ROWS.get(field, field), error.complaint
    return "", str(error)


def _row(field: str, *classes: str) -> Horizontal:
    return Horizontal(id=f"profile-row-{field}", classes=" ".join(("row", *classes)))


def _field(name: str, text: str, placeholder: str) -> Input:
    return Input(
        text.encode(errors="replace").decode(),
        placeholder=placeholder,
        id=f"profile-{name}",
        compact=True,
        highlighter=Visible(),
        select_on_focus=False,
    )


def _choice(name: str, options: Any, value: object) -> Select[Any]:
    return Select(options, value=value, allow_blank=False, id=f"profile-{name}", compact=True)


def _colours(own: str) -> list[tuple[Content, str]]:
    names = ["", *COLOURS, *([own] if own and own not in COLOURS else [])]
    return [(_colour_name(each), each) for each in names]


def _colour_name(name: str) -> Content:
    if not name:
        return Content("none")
    try:
        return Content.assemble(("■ ", colour_of(name)), sanitize(name))
    except ValueError:  # What the file says is not one, and `checked` says so.
        return Content(sanitize(name))
