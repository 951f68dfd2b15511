"""What the command palette offers: every action of the registry, and Textual's own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.app import App, SystemCommand
from textual.screen import Screen
from textual.widget import Widget

from pubsub_tui.ui.actions import ACTIONS, SCOPES, Action

_MOVES = ("cursor_", "page_", "half_page_", "scroll_", "first", "last", "app.focus_")
_BY_ITSELF = ("app.command_palette",)


def commands(app: App[None], screen: Screen[None]) -> Iterator[SystemCommand]:
    """The commands for one screen; moving a cursor is left to the keys."""
    for action in ACTIONS:
        namespace: Widget | None = screen if action.scope == "app" else _pane(screen, action)
        if action.scope == "app" and not _has(screen, action.method):
            continue
        if namespace is None or action.method.startswith((*_MOVES, *_BY_ITSELF)):
            continue
        run = partial(app.run_action, action.method, namespace)
        yield SystemCommand(_title(action), action.tooltip, run)
    yield SystemCommand("Theme", "Change the colours.", app.action_change_theme)
    yield SystemCommand(
        "Screenshot", "Save a picture of the screen as SVG.", app.deliver_screenshot
    )


def _has(screen: Screen[None], method: str) -> bool:
    """Whether it is of use on this screen: before there is a connection, little is."""
    return method.startswith("app.") or hasattr(screen, f"action_{method.partition('(')[0]}")


def _pane(screen: Screen[None], action: Action) -> Widget | None:
    return next(iter(screen.query(f"#{action.scope}")), None)


def _title(action: Action) -> str:
    label = action.label[:1].upper() + action.label[1:]
    return label if action.scope == "app" else f"{SCOPES[action.scope]}: {label.lower()}"
