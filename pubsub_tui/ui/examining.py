"""Opens the doctor's screen, when there is something to examine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import App

from pubsub_tui.session import Session

if TYPE_CHECKING:
    from pubsub_tui.doctor.examination import Examination

Examine = Callable[[Session], "Examination"]
"""Prepares an examination of the session's broker, beside the session."""


def open_doctor(app: App[None], session: Session, examine: Examine | None) -> None:
    """Examine the session's broker, and show what is found."""
    from pubsub_tui.ui.screens.doctor import DoctorScreen

    if examine is None:
        app.notify("This connection can not be examined.", severity="warning", markup=False)
        return
    app.push_screen(DoctorScreen(session, lambda: examine(session)))
