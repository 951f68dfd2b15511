"""How another connection is chosen, and what is made of what was chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.screen import Screen

from pubsub_tui.settings import Settings
from pubsub_tui.ui.connections import Connection


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The screen that settings are chosen on, and what makes a connection of them."""

    choose: Callable[[], Screen[Settings | None]]
    make: Callable[[Settings], Connection]
