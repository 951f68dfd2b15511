"""Sentences for people, on stderr, where they do not mix with the messages."""

from __future__ import annotations

import sys

from pubsub_tui.sanitize import sanitize


def say(sentence: str) -> None:
    """Print one sentence, made safe."""
    if sys.stderr is not None:
        print(f"pubsub-tui: {sanitize(sentence)}", file=sys.stderr)
