"""Names that are free, for profiles that are copied or come from elsewhere."""

from __future__ import annotations

from collections.abc import Collection

from pubsub_tui.profiles.profile import LONGEST_NAME, name_complaint

_INSTEAD = "-"


def free_name(wanted: str, taken: Collection[str]) -> str:
    """The name, with a number behind it when it is taken."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        ending = f" {number}"
        name = wanted[: LONGEST_NAME - len(ending)].rstrip() + ending
    return name


def possible_name(wanted: str) -> str:
    """A name made of one that may not be allowed; what is not is a dash."""
    kept = "".join(_INSTEAD if char in "/:@" or not char.isprintable() else char for char in wanted)
    name = kept.strip().lstrip("-").strip()[:LONGEST_NAME].rstrip()
    return name if name_complaint(name) is None else "imported"
