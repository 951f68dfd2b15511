"""A draft to look at: topic, how it is published, payload, and what is wrong in its place."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.problem import Problem
from pubsub_tui.outgoing.property_names import USER, to_table
from pubsub_tui.sanitize import cut, sanitize, sanitize_lines
from pubsub_tui.ui.quantities import format_size
from pubsub_tui.ui.widgets.payload_area import JSON_TOKEN, VARIABLE, WRITTEN_AS_JSON

_MOST_LINES = 200
_LONGEST_LINE = 500
_MOST_CHARACTERS = 20_000
_LONGEST_TOPIC = 1_000


class DraftView(VerticalScroll, can_focus=False):
    """Shows one draft; scrolled with the mouse, or by whoever has the keys."""

    DEFAULT_CSS = """
    DraftView {
        height: 1fr; scrollbar-size-vertical: 1;
        & > Static { width: 1fr; height: auto; }
    }
    """

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def show(self, draft: Draft, problem: Problem | None = None, size: int | None = None) -> None:
        """Show a draft.

        Args:
            problem: what is wrong with it; it is put under the line that it names.
            size: bytes of the payload, when it is known.
        """
        self._write(_described(draft, problem, size))

    def say(self, sentence: str, colour: str = "muted") -> None:
        """Show a sentence instead, which need not be safe to draw."""
        self._write(Content.styled(sanitize(sentence), f"${colour}"))

    def _write(self, content: Content) -> None:
        self.query_one(Static).update(content)
        self.scroll_home(animate=False)


def _described(draft: Draft, problem: Problem | None, size: int | None) -> Content:
    topic = cut(sanitize(draft.topic[:_LONGEST_TOPIC]), _LONGEST_TOPIC)
    lines = [
        _coloured(topic, Kind.TEXT).stylize("bold")
        if topic
        else Content.styled("no topic", "$muted"),
        Content.styled(_manner(draft, size), "$muted"),
        *_properties(draft),
    ]
    payload = _payload(draft)
    if problem is not None:
        said = _complaint(problem)
        if problem.line is not None and problem.line <= len(payload):
            payload.insert(problem.line, said)
        elif problem.column is not None and problem.subject != "topic":
            payload.insert(1, said)
        else:
            lines.insert(1, said)
    return Content("\n").join([*lines, *payload])


def _complaint(problem: Problem) -> Content:
    if problem.subject == "JSON":
        return Content.styled(f"! {sanitize(str(problem))}; it is sent as it is", "$text-warning")
    return Content.styled(f"✗ {sanitize(str(problem))}", "$text-error")


def _manner(draft: Draft, size: int | None) -> str:
    parts = [draft.kind.value, f"QoS {draft.qos}"]
    if draft.retain:
        parts.append("retained")
    if size is not None:
        parts.append(format_size(size))
    return " · ".join(parts)


def _properties(draft: Draft) -> list[Content]:
    table = to_table(draft.properties)
    pairs = [(name, str(value)) for name, value in table.items() if name != USER]
    pairs += draft.properties.user
    return [
        Content.assemble(
            (cut(sanitize(name[:_LONGEST_LINE]), _LONGEST_LINE) + ": ", "$muted"),
            _coloured(cut(sanitize(value[:_LONGEST_LINE]), _LONGEST_LINE), Kind.TEXT),
        )
        for name, value in pairs
    ]


def _payload(draft: Draft) -> list[Content]:
    if not draft.text:
        return [Content.styled("empty payload", "$muted")]
    lines = sanitize_lines(draft.text[:_MOST_CHARACTERS])
    shown = [_coloured(cut(line, _LONGEST_LINE), draft.kind) for line in lines[:_MOST_LINES]]
    left_out = len(draft.text) > _MOST_CHARACTERS or len(lines) > _MOST_LINES
    if left_out or any(len(line) > _LONGEST_LINE for line in lines[:_MOST_LINES]):
        words = f"… only the beginning of its {len(draft.text):,} characters is shown"
        shown.append(Content.styled(words, "$muted"))
    return shown


def _coloured(line: str, kind: Kind) -> Content:
    content = Content(line)
    if kind in WRITTEN_AS_JSON:
        for match in JSON_TOKEN.finditer(line):
            role = match.lastgroup
            colour = "muted" if role == "punctuation" else f"payload-{role}"
            content = content.stylize(f"${colour}", *match.span())
    for match in VARIABLE.finditer(line):
        content = content.stylize("bold $text-warning", *match.span())
    return content
