"""Copying to the terminal's clipboard (OSC 52), within what terminals take."""

from __future__ import annotations

import codecs

from textual.app import App

from pubsub_tui.message import Message
from pubsub_tui.ui.quantities import format_size

LARGEST_COPY = 74_994
"""Bytes; base64 makes 100,000 of them, more than which many terminals drop."""


def copy_payload(app: App[object], message: Message | None) -> None:
    """Copy a payload: text as it was sent, anything else as hex."""
    if message is None:
        app.notify("Pick a message first.", severity="warning", markup=False)
        return
    part = ""
    if message.truncated_from:
        part = f"The first {format_size(len(message.payload))} of the "
    try:
        # A character that the truncation cut through is left out.
        whole = not message.truncated_from
        text, _ = codecs.utf_8_decode(message.payload, "strict", whole)
        kind = "payload"
    except UnicodeDecodeError:
        text, kind = message.payload.hex(), "payload, as hex,"
    _copy(app, text, part + kind if part else kind.capitalize())


def copy_topic_of(app: App[object], message: Message | None) -> None:
    """Copy the topic of a message."""
    if message is None:
        app.notify("Pick a message first.", severity="warning", markup=False)
        return
    copy_topic(app, message.topic)


def copy_topic(app: App[object], topic: str) -> None:
    """Copy a topic."""
    _copy(app, topic, "Topic")


def copy_report(app: App[object], text: str) -> None:
    """Copy the doctor's report."""
    _copy(app, text, "Report")


def _copy(app: App[object], text: str, kind: str) -> None:
    size = len(text.encode(errors="replace"))
    if size > LARGEST_COPY:
        limit = format_size(LARGEST_COPY)
        app.notify(
            f"Not copied: {format_size(size)} is more than the {limit} that terminals take.",
            severity="warning",
            markup=False,
        )
        return
    app.copy_to_clipboard(text.encode(errors="replace").decode())
    app.notify(f"{kind} copied: {format_size(size)}.", markup=False)
