"""A divider between two panes, moved with the mouse or with keys."""

from __future__ import annotations

from typing import Literal

from textual import events
from textual.content import Content
from textual.css.scalar import Scalar, Unit
from textual.widget import Widget

_LEAST = {"vertical": 20, "horizontal": 4}


class Splitter(Widget):
    """Shares the space of the panes before and after it; ``vertical`` stands between columns."""

    DEFAULT_CSS = """
    Splitter {
        color: $muted;
        background: $background;
        &.-vertical { width: 1; height: 1fr; }
        &.-horizontal { height: 1; width: 1fr; }
        &.-vertical:hover { background: $primary 40%; }
        &.-dragged { color: $accent; }
    }
    """

    def __init__(self, direction: Literal["vertical", "horizontal"], *, id: str | None) -> None:
        super().__init__(id=id, classes=f"-{direction}")
        self._direction: Literal["vertical", "horizontal"] = direction
        self._asked: int | None = None

    def render(self) -> Content:
        return Content("\n".join("│" * self.size.height))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self.capture_mouse()
        self.add_class("-dragged")
        event.stop()

    def on_mouse_up(self) -> None:
        self.release_mouse()
        self.remove_class("-dragged")

    def on_mouse_move(self, event: events.MouseMove) -> None:
        neighbours = self._neighbours()
        if self.app.mouse_captured is not self or neighbours is None:
            return
        start = neighbours[0].region
        vertical = self._direction == "vertical"
        self._share(event.screen_x - start.x if vertical else event.screen_y - start.y)

    def grow(self, delta: int) -> None:
        """Give the pane before ``delta`` cells of the pane after (or take them)."""
        neighbours = self._neighbours()
        if neighbours is not None:
            # What was asked for a moment ago may not be laid out yet.
            now = self._extent(neighbours[0]) if self._asked is None else self._asked
            self._share(now + delta)

    def _share(self, wanted: int) -> None:
        """Give the pane before ``wanted`` cells, and the pane after the others of both."""
        neighbours = self._neighbours()
        if neighbours is None:
            return
        before, after = neighbours
        both = self._extent(before) + self._extent(after)
        least = min(_LEAST[self._direction], both // 2)
        wanted = max(least, min(wanted, both - least))
        for pane, cells in ((before, wanted), (after, both - wanted)):
            share = Scalar(float(cells), Unit.FRACTION, Unit.WIDTH)
            if self._direction == "vertical":
                pane.styles.width = share
            else:
                pane.styles.height = share
        self._asked = wanted
        self.call_after_refresh(self._laid_out)

    def _laid_out(self) -> None:
        self._asked = None

    def _extent(self, pane: Widget) -> int:
        size = pane.outer_size
        return size.width if self._direction == "vertical" else size.height

    def _neighbours(self) -> tuple[Widget, Widget] | None:
        if not isinstance(self.parent, Widget):
            return None
        panes = [child for child in self.parent.children if child.display]
        at = panes.index(self)
        return panes[at - 1], panes[at + 1]
