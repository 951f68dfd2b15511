"""The line where a filter is written: right or wrong as it is typed, and what it selects."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message as UiMessage

from pubsub_tui.model.filter import Filter, FilterError, parse
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.saved_filters import SavedFilters
from pubsub_tui.ui.screens.filter_name import FilterNameScreen
from pubsub_tui.ui.screens.saved_filters import SavedFiltersScreen
from pubsub_tui.ui.widgets.written_line import WrittenLine

_EXAMPLE = 'site/+/temp value>30 -debug "some text"'


class FilterBar(WrittenLine):
    """What is wrong leaves the filter before it in force, and is told with its column."""

    class Chosen(UiMessage):
        """Another filter is in force; None selects everything."""

        def __init__(self, bar: FilterBar, wanted: Filter | None) -> None:
            super().__init__()
            self.bar = bar
            self.filter = wanted

        @property
        def control(self) -> FilterBar:
            """The line that it is written in."""
            return self.bar

    def __init__(
        self, label: str, describe: Callable[[], str], saved: SavedFilters, *, id: str
    ) -> None:
        """``describe`` says what the filter in force selects, safe to draw."""
        super().__init__(label, _EXAMPLE, describe, id=id)
        self._saved = saved

    def take(self, text: str) -> str:
        try:
            wanted = parse(text)
        except FilterError as error:
            return sanitize(str(error))
        self.post_message(self.Chosen(self, None if wanted.everything else wanted))
        return ""

    def action_save(self) -> None:
        """Save the filter with a name; one that is wrong is not saved."""
        if not self.text.strip() or self._problem:
            self.notify("Write a filter that is right first.", severity="warning", markup=False)
            return

        def tell(sentence: str | None) -> None:
            if sentence is not None:
                self.notify(sentence, markup=False)

        self.app.push_screen(FilterNameScreen(self._saved, self.text.strip()), tell)

    def action_saved(self) -> None:
        """Use a filter that has a name."""

        def use(text: str | None) -> None:
            self.open()
            if text is not None:
                self.write(text)

        self.app.push_screen(SavedFiltersScreen(self._saved), use)
