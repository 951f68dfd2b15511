"""Writes a message and publishes it; what became of it is said on the spot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message as UiMessage
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Input, Label, Select, TextArea

from pubsub_tui.model.recent import recent
from pubsub_tui.model.topic import Topic
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import Inspection, inspect
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.problem import OutgoingError, Problem
from pubsub_tui.outgoing.properties import Properties
from pubsub_tui.outgoing.skeleton import MOST_LOOKED_AT, skeleton
from pubsub_tui.outgoing.template import constant, literal
from pubsub_tui.sanitize import sanitize
from pubsub_tui.session import Session
from pubsub_tui.ui.actions import bindings, keys_in_force
from pubsub_tui.ui.quantities import format_seconds, format_size
from pubsub_tui.ui.sending import Sending
from pubsub_tui.ui.widgets.payload_area import PayloadArea
from pubsub_tui.ui.widgets.property_form import PropertyForm
from pubsub_tui.ui.widgets.topic_completion import TopicInput
from pubsub_tui.ui.widgets.writing import Tick

READ_ONLY = "🔒 read-only: publishing is switched off."
_WIDE = 30
_LONGEST_INSPECTED = 200_000
"""Characters of a payload: a longer one is not looked through at every key."""
_ROOM_FOR_PROPERTIES = (70, 10)
"""Columns and rows."""
_TURNS = {"compose-topic": 1, "compose-payload": 2, "compose-kind": 3}
_QOS = [("QoS 0", 0), ("QoS 1", 1), ("QoS 2", 2)]
_KINDS = [
    ("text", Kind.TEXT),
    ("JSON", Kind.JSON),
    ("hex", Kind.HEX),
    ("base64", Kind.BASE64),
    ("number", Kind.NUMBER),
    ("CBOR", Kind.CBOR),
    ("MsgPack", Kind.MSGPACK),
    ("file", Kind.FILE),
]
_EXAMPLES = {
    Kind.TEXT: "",
    Kind.JSON: '{"on": true}',
    Kind.HEX: "01 ff 0a",
    Kind.BASE64: "aGVsbG8=",
    Kind.NUMBER: "f32le 21.5",
    Kind.CBOR: '{"on": true}',
    Kind.MSGPACK: '{"on": true}',
    Kind.FILE: "~/payload.bin",
}


class Compose(Vertical):
    """Topic, payload, QoS, retain, properties; what was typed stays whatever becomes of it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("compose")]
    DEFAULT_CSS = """
    Compose {
        background: $surface;
        & Input, & TextArea { border: none; background: $panel; }
        & #compose-where { height: 1; }
        & #compose-what { height: 1fr; min-height: 2; }
        & #compose-where > Label { width: 11; padding: 0 1; color: $muted; }
        & #compose-topic { width: 1fr; }
        & #compose-beside { width: 11; }
        & Select:focus > SelectCurrent {
            color: $block-cursor-foreground; background: $block-cursor-background;
        }
        & #compose-kind { width: 10; & > SelectCurrent { padding: 0 0 0 1; } }
        & #compose-kind > SelectOverlay { width: 14; max-height: 10; }
        & #compose-size { width: 10; padding: 0 1; color: $muted; }
        & #compose-payload { width: 1fr; height: 1fr; padding: 0; }
        & PropertyForm { width: 46%; max-width: 60; height: 1fr; display: none; }
        & #compose-controls { height: 1; padding: 0 0 0 1; }
        & #compose-qos {
            width: 7; margin: 0 1 0 0;
            & > SelectCurrent { padding: 0; }
            & > SelectOverlay { width: 11; }
        }
        & Tick {
            height: 1; width: auto;
            & > .toggle--button { color: $foreground; background: $surface; }
            &.-on > .toggle--button { color: $text-success; background: $surface; }
        }
        & #compose-secret { display: none; margin: 0 0 0 2; }
        & #compose-send { height: 1; min-width: 6; width: 1fr; max-width: 12; margin: 0 0 0 1; }
        & #compose-said { width: 1fr; height: auto; max-height: 3; padding: 0 1; display: none; }
        &.-roomy PropertyForm, &.-roomy #compose-secret { display: block; }
    }
    """

    class PropertiesWanted(UiMessage):
        """The fields of the properties are wanted, and may need more room."""

    class FileWanted(UiMessage):
        """The payload is to be read from a file, or written to one."""

    class SaveWanted(UiMessage):
        """What is written is to be saved with a name."""

    class RequestWanted(UiMessage):
        """What is written is to be sent as a request."""

    def __init__(
        self,
        session: Session,
        traffic: Traffic,
        sending: Sending,
        keys: Mapping[str, str],
        running: Callable[[], str] = lambda: "",
        *,
        id: str | None = None,
    ) -> None:
        """``keys`` are the user's own by action id; ``running`` says what is being repeated."""
        super().__init__(id=id)
        self._session = session
        self._repeated = running
        self._traffic = traffic
        self._sending = sending
        self._key = keys_in_force("compose.send", keys)[0]
        self._hint = f"{keys_in_force('compose.learn', keys)[0]}: as seen on this topic"
        self._under_way = 0
        self._prefilled = ""
        self._changed = False
        self._described: tuple[Draft | Problem, bool] | None = None
        self._before: Draft | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="compose-where"):
            yield Label("topic")
            yield TopicInput(self._traffic, placeholder="site/line/set", id="compose-topic")
        with Horizontal(id="compose-what"):
            with Vertical(id="compose-beside"):
                yield Select(
                    _KINDS, value=Kind.TEXT, allow_blank=False, id="compose-kind", compact=True
                )
                yield Label("", id="compose-size", markup=False)
            yield PayloadArea(id="compose-payload")
            yield PropertyForm(id="compose-properties")
        with Horizontal(id="compose-controls"):
            yield Select(_QOS, value=0, allow_blank=False, id="compose-qos", compact=True)
            yield Tick("retain", id="compose-retain", compact=True)
            yield Tick("secret", id="compose-secret", compact=True)
            yield Button("Send", variant="primary", id="compose-send", compact=True)
        yield Label("", id="compose-said", markup=False)

    def on_mount(self) -> None:
        if self._session.read_only:
            self.say(READ_ONLY, "text-warning")
            for each in self.query("Input, TextArea, Select, Checkbox, Button"):
                each.disabled = True

    def on_resize(self, event: events.Resize) -> None:
        columns, rows = _ROOM_FOR_PROPERTIES
        self.set_class(event.size.width >= columns and event.size.height >= rows, "-roomy")

    def turn_of(self, widget: Widget) -> int:
        """When tab comes to a widget: 0 for what is not in this pane, and then its fields."""
        if self not in widget.ancestors:
            return 0
        return _TURNS.get(widget.id or "", len(_TURNS) + 1)

    def frame(self, now: float) -> None:
        """Check what was changed since the frame before."""
        if self._session.read_only:
            return
        protocol = self._sending.without_properties
        self._form.explain(
            f"{protocol} has no properties; they stay here and are not sent." if protocol else ""
        )
        if self._changed:
            self._describe()

    def heading(self) -> tuple[str, str]:
        """Title, and what is being repeated or else how to send."""
        if self._session.read_only:
            return "publish", "read-only"
        if running := self._repeated():
            return "publish", running
        return "publish", f"{self._key} sends" if self.size.width >= _WIDE else self._key

    def prefill(self, topic: str) -> None:
        """Put a topic into the topic line, once: what was made of it afterwards stays."""
        if topic != self._prefilled and not self._session.read_only:
            self._prefilled = topic
            self._topic.value = literal(topic.encode(errors="replace").decode())

    def focus_topic(self) -> None:
        """Go to the payload when there is a topic, else to the topic."""
        if not self.refuses():
            (self._payload if self._topic.value else self._topic).focus()

    def focus_properties(self) -> None:
        """Go to the first field of the properties, which needs the whole screen."""
        self.query_one("#properties-content_type").focus()

    def draft(self) -> Draft:
        """What is written. Raises OutgoingError for what no property can be."""
        return self._draft(self._form.read())

    @property
    def secret(self) -> bool:
        """Whether what is written is to be kept in no file."""
        return self.query_one("#compose-secret", Tick).value

    def write(self, draft: Draft, *, secret: bool = False) -> None:
        """Put a draft in place of what is written, which `action_swap` brings back.

        A secret one is marked as such, also when it is written anew; nothing takes the mark off.
        """
        if self.refuses():
            return
        try:
            before = self.draft()
        except OutgoingError:
            before = self._draft(Properties())
        if before.topic or before.text:
            self._before = before
        self._topic.value = draft.topic
        self._payload.write(draft.text)
        self.query_one("#compose-kind", Select).value = draft.kind
        self.query_one("#compose-qos", Select).value = draft.qos
        self.query_one("#compose-retain", Tick).value = draft.retain
        self._form.write(draft.properties)
        if secret:
            self.query_one("#compose-secret", Tick).value = True
        self._prefilled = draft.topic
        self._payload.focus()

    @property
    def payload(self) -> tuple[str, Kind]:
        """The payload as it is written, and what kind it is of."""
        return self._payload.text, self._payload.kind

    def write_payload(self, text: str) -> None:
        """Put a text in place of the payload's."""
        self._payload.write(text)
        self._payload.focus()

    def _draft(self, properties: Properties) -> Draft:
        return Draft(
            self._topic.value,
            self._payload.text,
            cast(Kind, self.query_one("#compose-kind", Select).value),
            cast(int, self.query_one("#compose-qos", Select).value),
            self.query_one("#compose-retain", Tick).value,
            properties,
        )

    @property
    def _topic(self) -> Input:
        return self.query_one("#compose-topic", Input)

    @property
    def _payload(self) -> PayloadArea:
        return self.query_one("#compose-payload", PayloadArea)

    @property
    def _form(self) -> PropertyForm:
        return self.query_one(PropertyForm)

    def refuses(self) -> bool:
        """Whether nothing can be published; says so."""
        if self._session.read_only:
            self.notify(READ_ONLY, severity="warning", markup=False)
        return self._session.read_only

    @on(Button.Pressed, "#compose-send")
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_send()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    @on(Checkbox.Changed)
    def _note_change(
        self, event: Input.Changed | TextArea.Changed | Select.Changed | Checkbox.Changed
    ) -> None:
        event.stop()
        self._changed = True

    @on(Select.Changed, "#compose-kind")
    def _colour(self, event: Select.Changed) -> None:
        self._payload.kind = cast(Kind, event.value)

    def action_send(self) -> None:
        """Publish what is written."""
        if not self._session.read_only:
            self.run_worker(self._send(), group="publish", exit_on_error=False)

    def action_properties(self) -> None:
        """Ask for the fields of the properties."""
        if not self.refuses():
            self.post_message(self.PropertiesWanted())

    def action_file(self) -> None:
        """Ask for a file."""
        if not self.refuses():
            self.post_message(self.FileWanted())

    def action_save(self) -> None:
        """Ask for a name to save the message with."""
        if not self.refuses():
            self.post_message(self.SaveWanted())

    def action_request(self) -> None:
        """Ask for it to be sent as a request."""
        if not self.refuses():
            self._describe()
            self.post_message(self.RequestWanted())

    def action_learn(self) -> None:
        """Write a message in the shape of those that came on the topic."""
        topic = self._seen()
        if self.refuses():
            return
        if topic is None:
            self.notify("Nothing has come on this topic.", severity="warning", markup=False)
            return
        found = skeleton(recent(self._traffic.history, topic, MOST_LOOKED_AT))
        if found is None:
            words = "Nothing on this topic is small enough to be edited."
            self.notify(words, severity="warning", markup=False)
        else:
            self.write(found)

    def action_swap(self) -> None:
        """Bring back what was written before it was replaced; again brings this back."""
        if self._before is None:
            self.notify("Nothing was replaced here.", severity="warning", markup=False)
        else:
            self.write(self._before)

    async def _send(self) -> None:
        self._describe()
        try:
            draft = self.draft()
            secret = self.secret
            publication = await self._sending.prepare(self.app, draft)
        except OutgoingError as error:
            self.say(f"✗ {sanitize(str(error))}", "text-error")
            return
        if publication is None:
            self.say("not sent", "muted")
            return
        self._under_way += 1
        self.say(f"sending {format_size(len(publication.payload))} …", "muted")
        try:
            outcome = await self._sending.publish(draft, publication, secret=secret)
        finally:
            self._under_way -= 1
        words = sanitize(outcome.reason)
        if outcome.accepted:
            words += f" in {format_seconds(outcome.seconds)}"
        if self._under_way:
            words += f" · {self._under_way} still under way"
        mark, colour = ("✓", "text-success") if outcome.accepted else ("✗", "text-error")
        self.say(f"{mark} {words}", colour)

    def _describe(self) -> None:
        """Say how large it is, and what would be wrong with it."""
        self._changed = False
        written = self._written()
        secret = self.secret
        if (written, secret) == self._described:
            return  # What is said of the sending stays.
        self._described = written, secret
        found, count = _inspected(written)
        size = "" if found.size is None else format_size(found.size)
        # The tick itself has no room in a small pane.
        properties = f"{count} prop{'s' * (count > 1)}" if count else ""
        words = (size, properties, "secret" if secret else "")
        self.query_one("#compose-size", Label).update(
            Content("\n".join(each for each in words if each))
        )
        example = _EXAMPLES[self._payload.kind]
        self._payload.placeholder = self._hint if self._seen() is not None else example
        problem = found.problem if self._topic.value else None
        if problem is None:
            self.say("", "muted")
        elif problem.subject == "JSON":
            self.say(f"! {sanitize(str(problem))}; it is sent as it is", "text-warning")
        else:
            self.say(f"✗ {sanitize(str(problem))}", "text-error")

    def _seen(self) -> Topic | None:
        """The topic that is written, when messages came on it."""
        path = constant(self._topic.value, "topic", of_topic=True)
        topic = None if path is None else self._traffic.topic(path)
        return topic if topic is not None and topic.latest is not None else None

    def _written(self) -> Draft | Problem:
        try:
            return self.draft()
        except OutgoingError as error:
            return error.problem

    def say(self, words: str, colour: str) -> None:
        """Say something below the fields, until what is written changes; it has to be safe."""
        said = self.query_one("#compose-said", Label)
        said.display = bool(words)
        said.update(Content.styled(words, f"${colour}"))


def _inspected(written: Draft | Problem) -> tuple[Inspection, int]:
    """What can be said of a draft, and how many properties it has."""
    if isinstance(written, Problem):
        return Inspection(written, None), 0
    if len(written.text) > _LONGEST_INSPECTED:
        return Inspection(None, None), written.properties.count
    return inspect(written, Context()), written.properties.count
