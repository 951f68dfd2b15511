"""The styles of the parts that a view draws, each worked out once until the theme changes."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.widget import Widget


class PartStyles(Widget):
    """For views that draw by themselves; a base that Textual takes style sheets from comes first.

    Attributes:
        PARTS: what the names of its component classes begin with: ``rows`` in ``rows--time``.
    """

    PARTS: ClassVar[str]

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._known_styles().clear()

    def part_style(self, parts: str) -> Style:
        """The view's own style, with those of parts over it; several are parted by spaces.

        ``base`` stands for no part.
        """
        known = self._known_styles()
        style = known.get(parts)
        if style is None:
            style = self.rich_style
            for part in parts.split() if parts != "base" else ():
                style += self.get_component_rich_style(f"{self.PARTS}--{part}", partial=True)
            known[parts] = style
        return style

    def _known_styles(self) -> dict[str, Style]:
        # Made when it is first asked for: Textual styles a widget before its own __init__ ends.
        known: dict[str, Style] = self.__dict__.setdefault("_part_styles", {})
        return known
