"""Filters that have a name, in the user's configuration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pubsub_tui.config_edit import set_entry

TABLE = "filters"


class SavedFilters:
    """Filters by name, as the file has them; what is changed here is written there."""

    def __init__(self, filters: Mapping[str, str], path: Path) -> None:
        """``filters`` are texts by name; ``path`` is the file, which need not exist."""
        self.path = path
        self._texts = dict(filters)

    def __contains__(self, name: str) -> bool:
        return name in self._texts

    def __getitem__(self, name: str) -> str:
        return self._texts[name]

    def offer(self, filters: Mapping[str, str]) -> None:
        """Add what a profile has, while the program runs; names that are there stay as they are."""
        self._texts = {**filters, **self._texts}

    def names(self) -> list[str]:
        """All names, in their order in the file."""
        return list(self._texts)

    def save(self, name: str, text: str) -> None:
        """Give a filter a name; one that had it is replaced.

        Raises:
            NotWritten: the file can not be written; nothing has changed then.
        """
        set_entry(self.path, TABLE, name, text)
        self._texts[name] = text

    def forget(self, name: str) -> None:
        """Take a filter out.

        Raises:
            NotWritten: the file can not be written; nothing has changed then.
        """
        set_entry(self.path, TABLE, name, None)
        del self._texts[name]
