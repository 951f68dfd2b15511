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
        if self.app.mouse_captured is not self:
            return
        if self._direction == "vertical":
            self.grow(event.screen_x - self.region.x)
        else:
            self.grow(event.screen_y - self.region.y)

    def grow(self, delta: int) -> None:
        """Give the pane before ``delta`` cells of the pane after (or take them)."""
        neighbours = self._neighbours()
        if neighbours is None or not delta:
            return
        before, after = neighbours
        vertical = self._direction == "vertical"
        first = before.outer_size.width if vertical else before.outer_size.height
        second = after.outer_size.width if vertical else after.outer_size.height
        least = min(_LEAST[self._direction], (first + second) // 2)
        wanted = max(least, min(first + delta, first + second - least))
        for pane, cells in ((before, wanted), (after, first + second - wanted)):
            share = Scalar(float(cells), Unit.FRACTION, Unit.WIDTH)
            if vertical:
                pane.styles.width = share
            else:
                pane.styles.height = share

    def _neighbours(self) -> tuple[Widget, Widget] | None:
        if not isinstance(self.parent, Widget):
            return None
        panes = [child for child in self.parent.children if child.display]
        at = panes.index(self)
        return panes[at - 1], panes[at + 1]
