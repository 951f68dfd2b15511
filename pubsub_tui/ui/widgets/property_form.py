"""The fields for the properties that only MQTT 5 has."""

from __future__ import annotations

import base64

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Label, Select, Static

from pubsub_tui.outgoing.properties import Properties
from pubsub_tui.outgoing.property_names import with_property
from pubsub_tui.ui.widgets.writing import Visible

_FIELDS = (
    ("content_type", "content type", "application/json"),
    ("response_topic", "response topic", "site/reply"),
    ("correlation_data", "correlation", "text, or base64:…"),
    ("message_expiry_interval", "expires in", "seconds"),
)
_FORMATS = [("not said", -1), ("UTF-8 text", 1), ("bytes", 0)]
_BASE64 = "base64:"
"""Before correlation data that is no text, or text that begins so."""


class PropertyForm(VerticalScroll, can_focus=False):
    """A field for each property, and a row for each user property; a free one comes last."""

    DEFAULT_CSS = """
    PropertyForm {
        background: $surface; scrollbar-size-vertical: 1; padding: 0 1;
        & Horizontal { height: 1; }
        & Label { width: 16; color: $muted; }
        & Input { width: 1fr; border: none; padding: 0; height: 1; background: $panel; }
        & Select { width: 1fr; & > SelectCurrent { padding: 0; } }
        & .name { width: 15; margin: 0 1 0 0; }
        & #properties-user { height: auto; }
        & #properties-why { color: $text-warning; height: auto; display: none; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        # Those of the screen change some time after they were asked to.
        self._rows = [_UserRow()]

    def compose(self) -> ComposeResult:
        yield Static(id="properties-why", markup=False)
        for name, label, example in _FIELDS:
            with Horizontal():
                yield Label(label)
                yield _field(example, id=f"properties-{name}")
        with Horizontal():
            yield Label("payload is")
            yield Select(
                _FORMATS, value=-1, allow_blank=False, compact=True, id="properties-format"
            )
        yield Label("user properties")
        yield Vertical(*self._rows, id="properties-user")

    def read(self) -> Properties:
        """What is written. Raises OutgoingError for what no property can be."""
        properties = Properties()
        for name, _, _ in _FIELDS:
            text = self._input(name).value
            if not text:
                continue
            if name == "correlation_data" and text.startswith(_BASE64):
                name, text = "correlation_data_base64", text.removeprefix(_BASE64)
            properties = with_property(properties, name, text)
        format_ = self._format.value
        if format_ in (0, 1):
            properties = with_property(properties, "payload_format_indicator", str(format_))
        for row in self._rows:
            name, text = row.pair
            if name or text:
                properties = with_property(properties, f"user:{name}", text)
        return properties

    def write(self, properties: Properties) -> None:
        """Put properties in place of what is written."""
        texts = {
            "content_type": properties.content_type,
            "response_topic": properties.response_topic,
            "correlation_data": _correlation(properties.correlation_data),
            "message_expiry_interval": properties.message_expiry,
        }
        for name, value in texts.items():
            self._input(name).value = "" if value is None else str(value)
        self._format.value = -1 if properties.is_text is None else int(properties.is_text)
        before, self._rows = self._rows, [*(_UserRow(*pair) for pair in properties.user)]
        self._rows.append(_UserRow())
        for row in self._rows:
            row.disabled = self.has_class("-off")
        place = self.query_one("#properties-user", Vertical)
        place.remove_children(before)
        place.mount(*self._rows)

    def explain(self, why: str) -> None:
        """Say why properties are not sent, and take no more of them; nothing when they are."""
        if bool(why) == self.has_class("-off"):
            return
        self.set_class(bool(why), "-off")
        reason = self.query_one("#properties-why", Static)
        reason.display = bool(why)
        reason.update(why)
        for row in self.query(Horizontal):
            row.disabled = bool(why)

    @on(Input.Changed)
    def _keep_a_row_free(self, event: Input.Changed) -> None:
        if any(self._rows[-1].pair):
            self._rows.append(_UserRow())
            self.query_one("#properties-user").mount(self._rows[-1])

    def _input(self, name: str) -> Input:
        return self.query_one(f"#properties-{name}", Input)

    @property
    def _format(self) -> Select[int]:
        return self.query_one("#properties-format", Select)


class _UserRow(Horizontal):
    """The name and the value of one user property."""

    def __init__(self, name: str = "", value: str = "") -> None:
        super().__init__()
        self._given = name, value

    def compose(self) -> ComposeResult:
        yield _field("name", self._given[0], classes="name")
        yield _field("value", self._given[1])

    @property
    def pair(self) -> tuple[str, str]:
        """Name and value."""
        fields = [field.value for field in self.query(Input)]
        return (fields[0], fields[1]) if fields else self._given


def _field(
    example: str, value: str = "", *, id: str | None = None, classes: str | None = None
) -> Input:
    return Input(
        value.encode(errors="replace").decode(),
        placeholder=example,
        id=id,
        classes=classes,
        compact=True,
        highlighter=Visible(),
        select_on_focus=False,
    )


def _correlation(data: bytes | None) -> str | None:
    if data is None:
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = ""
    if text.isprintable() and text and not text.startswith(_BASE64):
        return text
    return _BASE64 + base64.b64encode(data).decode()
