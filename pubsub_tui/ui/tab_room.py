"""How names and figures of tabs share one line, however narrow it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from pubsub_tui.sanitize import cut
from pubsub_tui.ui.widgets.log_row import cut_left

_FRAME = 5
"""Cells of a tab beside number, name and figure: three spaces, the state and one space more."""
_LONGEST, _SHORTEST = 60, 7
"""Cells of a name that is shortened; what would be shorter says nothing, and is left out."""
_LEAST = 8
"""Cells that the name of the active tab keeps, when the line has them."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A tab as it is drawn; name and figure may be empty."""

    index: int
    name: str
    figure: str

    @property
    def width(self) -> int:
        """In cells."""
        return _width(self.index, self.name, self.figure)


def fit_tabs(names: Sequence[str], figures: Sequence[str], active: int, room: int) -> list[Fitted]:
    """Tabs side by side within ``room`` cells; the active one is always among them.

    First the figures of the others leave, then their names get shorter and leave too, then the
    active one's. If that is not enough, tabs at either end are left out.
    """
    whole = [Fitted(i, *both) for i, both in enumerate(zip(names, figures, strict=True))]
    if _sum(whole) <= room:
        return whole
    longest = min(max(map(cell_len, names)), _LONGEST)
    for limit in (*range(longest, _SHORTEST - 1, -1), 0):
        tabs = [Fitted(each.index, shorten(each.name, limit), "") for each in whole]
        tabs[active] = _within(whole[active], room - _sum(tabs) + tabs[active].width)
        least = cell_len(names[active]) if limit else min(cell_len(names[active]), _LEAST)
        if _sum(tabs) <= room and cell_len(tabs[active].name) >= least:
            return tabs
    return _around(tabs, _within(whole[active], room), room)


def shorten(text: str, cells: int) -> str:
    """Cut in the middle: names of brokers begin alike, or end alike."""
    if cell_len(text) <= cells:
        return text
    if cells < 3:
        return ""
    head = cut(text, (cells + 1) // 2)
    return head[:-1] + cut_left(text, cells - cell_len(head[:-1]))


def _within(tab: Fitted, room: int) -> Fitted:
    """The tab with as much of its name, and then its figure, as there is room for."""
    if tab.width <= room:
        return tab
    return Fitted(tab.index, shorten(tab.name, room - _width(tab.index, "", "") - 1), "")


def _around(tabs: list[Fitted], active: Fitted, room: int) -> list[Fitted]:
    """The active tab and as many neighbours as fit, by turns of either side."""
    shown = [active]
    before, after = active.index - 1, active.index + 1
    while before >= 0 or after < len(tabs):
        for at in (before, after):
            if 0 <= at < len(tabs):
                if _sum(shown) + tabs[at].width > room:
                    return shown
                shown = [tabs[at], *shown] if at < active.index else [*shown, tabs[at]]
        before, after = before - 1, after + 1
    return shown


def _sum(tabs: Sequence[Fitted]) -> int:
    return sum(each.width for each in tabs)


def _width(index: int, name: str, figure: str) -> int:
    words = sum(cell_len(text) + 1 for text in (name, figure) if text)
    return len(str(index + 1)) + _FRAME - 1 + words
