"""When each profile was used last: in the state folder, as it is nothing to configure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pubsub_tui.config_edit import replace_file

_PRIVATE = 0o600


def last_uses(path: Path) -> Mapping[str, float]:
    """Unix times in seconds by the names of profiles; none when there is no file.

    Raises:
        OSError: it can not be read.
    """
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError):
        return {}  # It is not worth a question: the next use writes it anew.
    if not isinstance(found, dict):
        return {}
    return {name: float(time) for name, time in found.items() if _is_time(time)}


def note_use(path: Path, name: str, now: float) -> None:
    """Remember that a profile is used now. Raises OSError."""
    _write(path, {**last_uses(path), name: now})


def forget_use(path: Path, name: str) -> None:
    """Forget when a profile was used. Raises OSError."""
    uses = dict(last_uses(path))
    if uses.pop(name, None) is not None:
        _write(path, uses)


def _write(path: Path, uses: Mapping[str, float]) -> None:
    replace_file(path, json.dumps(uses, indent=1, ensure_ascii=False) + "\n", _PRIVATE)


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e11
