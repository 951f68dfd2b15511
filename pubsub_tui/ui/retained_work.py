"""Opens the dialogs that delete and restore retained messages, when that can be done at all."""

from __future__ import annotations

import asyncio

from textual.app import App

from pubsub_tui import paths
from pubsub_tui.retained.removal import NOT_KEPT, Removal
from pubsub_tui.retained.restoring import Restoring
from pubsub_tui.retained.undo_reading import newest_for, read_contents
from pubsub_tui.retained.wanted import Wanted, complaint
from pubsub_tui.sanitize import sanitize
from pubsub_tui.session import Session
from pubsub_tui.ui.screens.restore import RestoreScreen
from pubsub_tui.ui.screens.retained import UNDO, RetainedScreen


def open_removal(app: App[None], session: Session, wanted: Wanted) -> None:
    """Ask the broker what it keeps, and then whether that is to be deleted."""
    problem = _obstacle(session) or complaint(wanted)
    if problem is not None:
        app.notify(problem, severity="warning", markup=False)
        return
    folder = paths.undo_folder()
    work = Removal(session.another_transport, wanted, session.state.endpoint, folder)

    def done(answer: str | None) -> None:
        if answer == UNDO:
            open_restoring(app, session)
        elif work.undo is not None:
            told = f"U brings them back. Undo files are kept in {folder}."
            app.notify(sanitize(told), timeout=10, markup=False)

    app.push_screen(RetainedScreen(work), done)


def open_restoring(app: App[None], session: Session) -> None:
    """Ask whether the messages of this broker's newest undo file are to be published again.

    The file is read beside the screen: it may be large.
    """
    # Another connection may be on show by the time that it is read: the dialog is this one's.
    work = _read_and_ask(app, session, app.current_mode)
    app.run_worker(work, group="undo file", exclusive=True)


async def _read_and_ask(app: App[None], session: Session, mode: str) -> None:
    problem = _obstacle(session)
    folder = paths.undo_folder()
    if problem is None:
        path = await asyncio.to_thread(newest_for, folder, session.state.endpoint)
        if path is None:
            problem = f"There is no undo file of this broker in {folder}."
        else:
            try:
                contents = await asyncio.to_thread(read_contents, path)
            except OSError as error:
                problem = f"{path} can not be read: {error.strerror or error}."
            else:
                screen = RestoreScreen(Restoring(session.another_transport, contents))
                app.push_screen(screen, mode=mode)
    if problem is not None:
        app.notify(sanitize(problem), severity="warning", markup=False)


def _obstacle(session: Session) -> str | None:
    """Why nothing can be deleted or restored now; None when it can."""
    if session.read_only:
        return "Read-only: retained messages are neither deleted nor restored."
    link = session.state.link
    if link is None:
        return "Not connected: retained messages can not be asked for."
    return None if link.capabilities.retain else NOT_KEPT
