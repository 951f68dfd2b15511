"""Sentences for people, on stderr, where they do not mix with the messages."""

from __future__ import annotations

import logging
import sys

from pubsub_tui.sanitize import sanitize


def say(sentence: str) -> None:
    """Print one sentence, made safe."""
    if sys.stderr is not None:
        print(f"pubsub-tui: {sanitize(sentence)}", file=sys.stderr)


def say_it_in_our_words() -> None:
    """Keep what paho and aiomqtt log off stderr, as we tell it in a sentence; but no exception."""
    logging.getLogger("mqtt").addFilter(lambda record: record.exc_info is not None)
