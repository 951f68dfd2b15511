"""Decoders that others add, by the entry points of the group `GROUP`. See docs/decoders.md."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pubsub_tui.decode.decoder import Context, Decoder
from pubsub_tui.decode.time_limit import TookTooLong, at_most
from pubsub_tui.decode.view import ROLES, SURENESS, View
from pubsub_tui.sanitize import sanitize

GROUP = "pubsub_tui.decoders"
LONGEST = 0.25
"""Seconds that a decoder of somebody else may take."""
_LOG = logging.getLogger(__name__)


def load_plugins(taken: Iterable[str]) -> tuple[Mapping[str, Decoder], list[str]]:
    """The decoders of all installed plug-ins by name, and a sentence for each that is left out.

    Args:
        taken: names that plug-ins may not have.
    """
    # Takes longer to import than all decoders together.
    from importlib.metadata import entry_points

    names = set(taken)
    loaded: dict[str, Decoder] = {}
    problems: list[str] = []
    for point in entry_points(group=GROUP):
        try:
            if point.name in names:
                raise ValueError("another decoder has this name")
            decoder = point.load()
            if not callable(decoder):
                raise TypeError("not a function")
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            problem = sanitize(f"The decoder {point.name} ({point.value}) is left out: {reason}")
            _LOG.warning("%s", problem)
            problems.append(problem)
            continue
        names.add(point.name)
        loaded[point.name] = _checked(decoder)
    return loaded, problems


def _checked(decoder: Decoder) -> Decoder:
    """The decoder with its view made safe: what it read was sent by strangers.

    One that had to be stopped is not asked again: every message would wait for it.
    """
    stopped = False

    def view(payload: bytes, context: Context) -> View:
        nonlocal stopped
        if stopped:
            raise TookTooLong(f"it took longer than {LONGEST:g} s once, and is not asked again")
        try:
            with at_most(LONGEST):
                made: object = decoder(payload, context)
        except TookTooLong:
            stopped = True
            raise
        if not isinstance(made, View):
            raise TypeError(f"it gave {type(made).__name__}, not a View")
        if made.sureness not in SURENESS:
            raise ValueError(f"it is {made.sureness!r}, which is no sureness")
        lines = [
            [(sanitize(text), role if role in ROLES else "text") for text, role in line]
            for line in made.lines
        ]
        return replace(made, kind=sanitize(made.kind), lines=lines)

    return view
