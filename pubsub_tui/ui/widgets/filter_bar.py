"""The line where a filter is written: right or wrong as it is typed, and what it selects."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message as UiMessage

from pubsub_tui.model.filter import Filter, FilterError, parse
from pubsub_tui.sanitize import sanitize
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

    def __init__(self, label: str, describe: Callable[[], str], *, id: str) -> None:
        """``describe`` says what the filter in force selects, safe to draw."""
        super().__init__(label, _EXAMPLE, describe, id=id)

    def take(self, text: str) -> str:
        try:
            wanted = parse(text)
        except FilterError as error:
            return sanitize(str(error))
        self.post_message(self.Chosen(self, None if wanted.everything else wanted))
        return ""
