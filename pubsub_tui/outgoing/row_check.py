"""Looks through a file of messages before the first of them is published."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from pubsub_tui.outgoing.caution import Concern, concern
from pubsub_tui.outgoing.publications import of_file


@dataclass(slots=True)
class _Concerned:
    """The first row that has to be confirmed, and how many do."""

    label: str
    topic: str
    count: int = 0


class RowCheck:
    """Goes through the rows in slices, as a file may be large.

    Attributes:
        rows: how many were looked at.
    """

    def __init__(self, path: Path, *, production: bool) -> None:
        """``production`` is whether the broker is marked as one that others depend on."""
        self.rows = 0
        self._upcoming = of_file(path, 1)
        self._production = production
        self._concerns: dict[Concern, _Concerned] = {}

    @property
    def concerns(self) -> frozenset[Concern]:
        """What has to be confirmed of the rows looked at."""
        return frozenset(self._concerns)

    def questions(self) -> list[str]:
        """One for each concern, however many rows have it."""
        return [
            f"{each.label}{f' and {each.count - 1:,} more' if each.count > 1 else ''}: "
            f"{found.question(each.topic)}"
            for found, each in self._concerns.items()
        ]

    def go_on(self, seconds: float) -> bool:
        """Look at more rows for about so long; returns False when there are no more.

        Raises:
            OutgoingError: the file can not be read, or a row can not be published; it is named.
        """
        until = time.perf_counter() + seconds
        for upcoming in self._upcoming:
            item = upcoming.make()
            self.rows += 1
            found = concern(item.publication, production=self._production)
            if found is not None:
                first = self._concerns.setdefault(found, _Concerned(upcoming.label, item.topic))
                first.count += 1
            if time.perf_counter() >= until:
                return True
        return False

    def close(self) -> None:
        """Let go of the file."""
        self._upcoming.close()
