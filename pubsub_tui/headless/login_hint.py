"""How to log in without a screen that asks for it."""

from __future__ import annotations

from pubsub_tui.transports.base import Cause, Problem


def login_hint(problem: Problem | None) -> str:
    """What to do about a login that was refused, or about a key that is locked."""
    if problem is not None and problem.cause is Cause.KEY:
        return "Have it read with --key-password-file."
    return "Log in with -u and --password-file."
