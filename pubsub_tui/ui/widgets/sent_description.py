"""All there is to say of something that was sent, as lines."""

from __future__ import annotations

import time

from rich.cells import chop_cells

from pubsub_tui.decode.view import Line
from pubsub_tui.outgoing.properties import Properties
from pubsub_tui.outgoing.property_names import USER, to_table
from pubsub_tui.outgoing.sent import Run, Sent
from pubsub_tui.sanitize import sanitize, sanitize_lines
from pubsub_tui.ui.quantities import format_seconds
from pubsub_tui.ui.widgets.log_row import clock_time

_LEAST_WIDTH = 20
SECRET = "It was marked secret, so its payload is not kept."
TOO_LONG = "Its payload was too long to be kept."


def describe_sent(run: Run, width: int) -> list[Line]:
    """Topic, how it was sent, what became of it, properties, payload, and the times before.

    Args:
        run: what to describe.
        width: in cells; longer lines are wrapped.
    """
    sent, *before = run.entries
    room = max(_LEAST_WIDTH, width - 1)
    lines = _wrapped(sanitize(sent.draft.topic) or "(empty)", "title", room)
    lines += _wrapped(" · ".join(_circumstances(sent)), "muted", room)
    lines += _outcome(sent, room)
    for name, value in _properties(sent.draft.properties, secret=sent.secret):
        lines += _wrapped(f"{sanitize(name)}: {sanitize(value)}", "key", room)
    lines += [[], *_payload(sent, room)]
    if before:
        lines += [[], *_wrapped("The same before:", "muted", room)]
    for each in before:
        lines += _outcome(each, room)
    return lines


def _payload(sent: Sent, room: int) -> list[Line]:
    if not sent.whole:
        return _wrapped(SECRET if sent.secret else TOO_LONG, "literal", room)
    if not sent.draft.text:
        return [[(" (empty payload)", "muted")]]
    lines = sanitize_lines(sent.draft.text)
    return [part for line in lines for part in _wrapped(line, "text", room)]


def _circumstances(sent: Sent) -> list[str]:
    draft = sent.draft
    words = [sanitize(sent.endpoint), f"QoS {draft.qos}", draft.kind.value]
    return words + ["retained"] * draft.retain


def _outcome(sent: Sent, room: int) -> list[Line]:
    mark = "✓" if sent.accepted else "✗"
    date = time.strftime("%Y-%m-%d", time.localtime(sent.at))
    words = f"{mark} {date} {clock_time(sent.at)}  {sanitize(sent.reason)}"
    if sent.count > 1:
        words += f" · {sent.accepted_count:,} of {sent.count:,} messages accepted"
    if sent.seconds:
        words += f" in {format_seconds(sent.seconds)}"
    return _wrapped(words, "string" if sent.accepted else "literal", room)


def _properties(properties: Properties, *, secret: bool) -> list[tuple[str, str]]:
    table = to_table(properties)
    user = table.pop(USER, [])
    rows = [(name.replace("_", " "), str(value)) for name, value in table.items()]
    return rows + [(name, "(not kept)" if secret else value) for name, value in user]


def _wrapped(text: str, role: str, room: int) -> list[Line]:
    """Safe text in lines of that many cells, each after a blank."""
    parts = [text] if len(text) * 2 <= room else chop_cells(text, room)
    return [[(f" {part}", role)] for part in parts]
