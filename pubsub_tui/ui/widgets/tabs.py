"""A heading whose title is a row of tabs, for a pane that shows one of several views."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message as UiMessage

from pubsub_tui.ui.widgets.heading import Heading


class Tabs(Heading):
    """The tabs of a pane, each chosen with the mouse or with the number before its name."""

    class Chosen(UiMessage):
        """A tab was clicked."""

        def __init__(self, tab: str) -> None:
            super().__init__()
            self.tab = tab

    def __init__(self, names: Mapping[str, str], *, id: str | None = None) -> None:
        """``names`` are the shown names by tab; the first is active."""
        super().__init__(id=id)
        self._names = names
        self.active = next(iter(names))
        self._drawn: list[tuple[str, str]] = []

    def choose(self, tab: str) -> None:
        """Mark a tab as the one on show."""
        self.active = tab
        self.refresh()

    def least_title(self) -> int:
        return sum(cell_len(text) for _, text in self._texts(compact=True))

    def title_content(self, room: int) -> Content:
        self._drawn = self._texts(compact=False)
        if sum(cell_len(text) for _, text in self._drawn) > room:
            self._drawn = self._texts(compact=True)
        spans = [
            (text, "bold reverse" if tab == self.active else "not bold $muted")
            for tab, text in self._drawn
        ]
        return Content.assemble(*spans).truncate(max(0, room), ellipsis=True)

    def on_click(self, event: events.Click) -> None:
        left = 1
        for tab, text in self._drawn:
            right = left + cell_len(text)
            if left <= event.x < right:
                self.post_message(self.Chosen(tab))
                return
            left = right

    def _texts(self, *, compact: bool) -> list[tuple[str, str]]:
        """Each tab and what stands for it; compact, the others than the active lack numbers."""
        texts: list[tuple[str, str]] = []
        for tab, name in self._names.items():
            short = compact and tab != self.active
            texts.append((tab, f" {name.split()[-1]}" if short else f" {name} "))
        last, text = texts[-1]
        return [*texts[:-1], (last, text.rstrip() + " ")]
