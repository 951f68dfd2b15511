"""The saved messages of a folder, read a few at a time and found by a few letters."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from pubsub_tui.model.fuzzy import match
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.outgoing.saved import list_templates, load_template, template_path


@dataclass(frozen=True, slots=True)
class Entry:
    """One file.

    Attributes:
        draft: what is in it; None while it was not read, or when it is no message.
        error: why it is no message, without the file's name; empty when it is one.
        places: the indices of the letters of the name that were looked for, ascending.
    """

    name: str
    draft: Draft | None = None
    error: str = ""
    places: tuple[int, ...] = ()


class TemplateList:
    """Reads each file once; make another list to see what has changed since."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries = {name: Entry(name) for name in list_templates(folder)}
        self._unread = list(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def complete(self) -> bool:
        """Whether all files were read."""
        return not self._unread

    def advance(self, seconds: float) -> None:
        """Read files for about so long, and one at least."""
        until = time.perf_counter() + seconds
        while self._unread:
            self.read(self._unread[0])
            if time.perf_counter() > until:
                return

    def read(self, name: str) -> Entry:
        """What is in a file, which is read now if it was not."""
        if name in self._unread:
            self._unread.remove(name)
            self._entries[name] = self._load(name)
        return self._entries[name]

    def found(self, query: str) -> list[Entry]:
        """Those whose name, or topic, has the letters of a query: by name, or the best first."""
        if not query.strip():
            return list(self._entries.values())
        scored: list[tuple[bool, int, Entry]] = []
        for entry in self._entries.values():
            by_name = match(query, entry.name)
            if by_name is not None:
                found = Entry(entry.name, entry.draft, entry.error, by_name.places)
                scored.append((False, -by_name.score, found))
            elif entry.draft is not None and (hit := match(query, entry.draft.topic)) is not None:
                scored.append((True, -hit.score, entry))
        return [entry for *_, entry in sorted(scored, key=lambda each: each[:2])]

    def _load(self, name: str) -> Entry:
        try:
            return Entry(name, load_template(self._folder, name))
        except OutgoingError as error:
            path = template_path(self._folder, name)
            said = str(error)
            for separator in (", ", ": "):
                said = said.removeprefix(f"{path}{separator}")
            return Entry(name, error=said)
