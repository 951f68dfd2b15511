"""What the command palette offers: every action of the registry, and Textual's own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.app import App, SystemCommand
from textual.dom import DOMNode
from textual.screen import Screen

from pubsub_tui.ui.actions import ACTIONS, SCOPES, Action

_MOVES = ("cursor_", "page_", "half_page_", "scroll_", "first", "last", "app.focus_")
_BY_ITSELF = ("app.command_palette", "app.connection(")


def commands(app: App[None], screen: Screen[None]) -> Iterator[SystemCommand]:
    """The commands for one screen; moving a cursor is left to the keys."""
    for action in ACTIONS:
        namespace = _namespace(app, screen, action)
        if namespace is None or action.method.startswith((*_MOVES, *_BY_ITSELF)):
            continue
        run = partial(app.run_action, action.method, namespace)
        yield SystemCommand(_title(action), action.tooltip, run)
    yield SystemCommand("Theme", "Change the colours.", app.action_change_theme)
    yield SystemCommand(
        "Screenshot", "Save a picture of the screen as SVG.", app.deliver_screenshot
    )


def _namespace(app: App[None], screen: Screen[None], action: Action) -> DOMNode | None:
    """What an action is run on; None when there is no such pane, or it can not be run now."""
    name = action.method.removeprefix("app.").partition("(")[0]
    if action.scope == "connections":
        return app if app.check_action(name, ()) else None
    if action.scope == "app":
        # Before there is a connection, little is of use.
        of_app = action.method.startswith("app.")
        return screen if of_app or hasattr(screen, f"action_{name}") else None
    return next(iter(screen.query(f"#{action.scope}")), None)


def _title(action: Action) -> str:
    label = action.label[:1].upper() + action.label[1:]
    return (
        label
        if action.scope in ("app", "connections")
        else f"{SCOPES[action.scope]}: {label.lower()}"
    )
