"""Asks what is to be sent again and again, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message as UiMessage
from textual.widgets import Button, Input, Label, Static

from pubsub_tui.model.filter.literals import duration_or_seconds
from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft_template import inspect
from pubsub_tui.outgoing.file_bytes import check_readable, file_size
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.outgoing.schedule import Schedule, parse_jitter
from pubsub_tui.sanitize import cut, sanitize
from pubsub_tui.ui.quantities import counted, format_any_rate, format_size, format_span
from pubsub_tui.ui.repeating import Written
from pubsub_tui.ui.widgets.choice import Choice
from pubsub_tui.ui.widgets.writing import Visible

_ENDINGS = (".csv", ".jsonl", ".ndjson")
_FOREVER = "forever"
_NAMED = 48
_FILE = 1
"""Which of the choices is a file."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: the rows of ``path``, or what is written when that is None."""

    path: Path | None
    schedule: Schedule


class RepeatForm(Vertical):
    """Source, interval, number and jitter; the line below says what comes of it, or is wrong."""

    DEFAULT_CSS = """
    RepeatForm {
        height: auto;
        & Horizontal { height: 1; }
        & Label { width: 8; color: $muted; }
        & Label.next { width: auto; padding: 0 1 0 2; }
        & Input { border: none; padding: 0; height: 1; background: $panel; }
        & .short { width: 10; }
        & #repeat-path { width: 1fr; }
        & #repeat-written { width: 1fr; }
        & Button { margin: 0 0 0 2; min-width: 7; }
        & #repeat-said { height: 2; color: $muted; &.wrong { color: $text-error; } }
    }
    """

    class Start(UiMessage):
        """What is asked for is to begin."""

        def __init__(self, wanted: Wanted) -> None:
            super().__init__()
            self.wanted = wanted

    def __init__(self, written: Written) -> None:
        """``written`` is what is proposed, when it can be sent."""
        super().__init__(id="repeat-form")
        self._written = written
        self._checked: int | None = None

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Label("send")
            yield Choice(["what is written", "rows of a file"], id="repeat-source")
        with Horizontal():
            yield Label(id="repeat-of")
            yield Static(id="repeat-written", markup=False)
            yield _input("repeat-path", "~/messages.csv, or .jsonl such as an export")
        with Horizontal():
            yield Label("every")
            yield _input("repeat-every", "500ms", "1s")
            yield Label("times", classes="next")
            yield _input("repeat-times", _FOREVER)
            yield Label("jitter", classes="next")
            yield _input("repeat-jitter", "0%")
            yield Button("Start", variant="primary", id="repeat-start", compact=True)
        yield Static(id="repeat-said", markup=False)

    def on_mount(self) -> None:
        draft = self._written.draft
        if draft is None or not draft.topic:
            self.query_one(Choice).take(_FILE)
        self._show_source()

    def focus_form(self) -> None:
        """Go to the first field that may want a change."""
        path = self._field("path")
        (path if self._of_file and not path.value else self._field("every")).focus()

    def complain(self, words: str) -> None:
        """Say what kept it from beginning."""
        self._say(words, wrong=True)

    @property
    def _of_file(self) -> bool:
        return self.query_one(Choice).taken == _FILE

    @on(Choice.Changed)
    def _turn(self, event: Choice.Changed) -> None:
        event.stop()
        self._show_source()

    @on(Input.Changed)
    def _check(self, event: Input.Changed) -> None:
        event.stop()
        self.describe()

    @on(Input.Submitted)
    @on(Button.Pressed)
    def _submit(self, event: Input.Submitted | Button.Pressed) -> None:
        event.stop()
        try:
            wanted = self._read()
        except ValueError as error:
            self.complain(f"Not started: {error}.")
        else:
            self.post_message(self.Start(wanted))

    def _show_source(self) -> None:
        draft = self._written.draft
        of_file = self._of_file
        self.query_one("#repeat-of", Label).update("file" if of_file else "topic")
        self._field("path").display = of_file
        self._field("times").placeholder = "once" if of_file else _FOREVER
        static = self.query_one("#repeat-written", Static)
        static.display = not of_file
        topic = sanitize(draft.topic[:_NAMED]) if draft is not None else ""
        static.update(cut(topic, _NAMED) or "nothing is written in the publish pane")
        self.describe()

    def tell_checked(self, rows: int) -> None:
        """Take note of how far the file was looked through, for the next `frame`."""
        self._checked = rows

    def frame(self) -> None:
        """Say how far the file was looked through, while it is."""
        if self._checked is not None:
            rows = counted(self._checked, "row")
            self._say(f"Looking through the file before the first row is sent: {rows} …")

    def describe(self) -> None:
        """Say what comes of what is written, or what is wrong with it."""
        try:
            wanted = self._read()
        except ValueError as error:
            # The empty form is not wrong yet.
            empty = self._of_file and not self._field("path").value
            words = "Write the name of a file .csv or .jsonl." if empty else f"{error}."
            self._say(words, wrong=not empty)
        else:
            self._say(self._in_words(wanted))

    def _read(self) -> Wanted:
        """What is asked for. Raises ValueError, with a clause, when that is not clear."""
        path = _readable(self._field("path").value) if self._of_file else None
        if path is None:
            self._check_written()
        every = _seconds(self._field("every").value.strip())
        # As the command does: a file is sent once unless more is asked for.
        times = _times(self._field("times").value.strip(), 1 if self._of_file else None)
        jitter = self._field("jitter").value.strip()
        return Wanted(path, Schedule(every, times, parse_jitter(jitter) if jitter else 0.0))

    def _check_written(self) -> None:
        written = self._written
        if written.draft is None:
            raise ValueError(written.problem)
        if not written.draft.topic:
            raise ValueError("nothing is written in the publish pane: write a topic there")
        problem = inspect(written.draft, Context()).problem
        # JSON that is not valid is sent as it is, as by the pane itself.
        if problem is not None and problem.subject != "JSON":
            raise OutgoingError(problem)

    def _in_words(self, wanted: Wanted) -> str:
        schedule = wanted.schedule
        rate = format_any_rate(1 / schedule.every) if schedule.every else "as fast as it goes"
        words = [rate]
        if wanted.path is not None:
            words.insert(0, f"a file of {format_size(file_size(str(wanted.path)))}")
            times = schedule.times
            words.append(_over(times))
        elif schedule.times is None:
            words.append("until it is stopped")
        else:
            words.append(counted(schedule.times, "message"))
            seconds = (schedule.times - 1) * schedule.every
            if seconds >= 1:
                words.append(f"takes {format_span(seconds)}")
        return " · ".join(words)

    def _field(self, name: str) -> Input:
        return self.query_one(f"#repeat-{name}", Input)

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self._checked = None
        said = self.query_one("#repeat-said", Static)
        said.set_class(wrong, "wrong")
        said.update(sanitize(words))


def _input(name: str, placeholder: str, value: str = "") -> Input:
    return Input(
        value,
        placeholder=placeholder,
        compact=True,
        highlighter=Visible(),
        select_on_focus=False,
        id=name,
        classes="" if name == "repeat-path" else "short",
    )


def _readable(text: str) -> Path:
    """The path of a file that can be read. Raises ValueError."""
    check_readable(text)
    path = Path(text).expanduser()
    if path.suffix.lower() not in _ENDINGS:
        raise ValueError("expected a file .csv or .jsonl")
    return path


def _over(times: int | None) -> str:
    """How often a file is gone through."""
    if times is None:
        return "over and over, until it is stopped"
    return "each row once" if times == 1 else f"all rows {times:,} times over"


def _seconds(text: str) -> float:
    """Seconds; 0 is no wait at all, which an emptied field does not mean. Raises ValueError."""
    found = duration_or_seconds(text)
    if found is None:
        raise ValueError("every: expected a time such as 500ms, 5s or 2m, or 0")
    return found


def _times(text: str, otherwise: int | None) -> int | None:
    """How many times, and ``otherwise`` when nothing is said; None is no end. Raises ValueError."""
    if not text:
        return otherwise
    if text.lower() == _FOREVER:
        return None
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0
    if not number:
        raise ValueError(f"times: expected a number such as 10, or {_FOREVER}")
    return number
