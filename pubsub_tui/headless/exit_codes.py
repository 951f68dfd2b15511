"""The exit codes that all commands have in common; `docs/commands.md` lists them."""

from __future__ import annotations

from typing import Final

DONE: Final = 0
NOT_SEEN: Final = 1
"""What was waited for did not come, or the broker refused what was asked of it."""
BAD_USAGE: Final = 2
NO_CONNECTION: Final = 3
INTERRUPTED: Final = 130
"""As a shell says of a program that ctrl+c ended."""
