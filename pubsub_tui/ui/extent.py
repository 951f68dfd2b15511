"""How far a view scrolls, changed without laying the screen out again."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView


def set_extent(view: ScrollView, extent: Size) -> None:
    """Give a view the size in cells of what it scrolls over.

    Setting ``virtual_size`` lays out and paints the whole screen, which is dear many times a
    second and needed only when a scrollbar comes or goes.
    """
    if extent == view.virtual_size:
        return
    width, height = view.container_size
    bars = (view.show_vertical_scrollbar, view.show_horizontal_scrollbar)
    wanted = (
        extent.height > height - view.scrollbar_size_horizontal,
        extent.width > width - view.scrollbar_size_vertical,
    )
    if bars != wanted:
        view.virtual_size = extent
        return
    view.set_reactive(ScrollView.virtual_size, extent)
    if view.show_vertical_scrollbar:
        view.vertical_scrollbar.window_virtual_size = extent.height
    if view.show_horizontal_scrollbar:
        view.horizontal_scrollbar.window_virtual_size = extent.width
    view.scroll_x = view.validate_scroll_x(view.scroll_x)
    view.scroll_y = view.validate_scroll_y(view.scroll_y)
