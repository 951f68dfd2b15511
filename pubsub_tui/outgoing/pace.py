"""When the next of repeated messages is due, also after time stood still for them."""

from __future__ import annotations

from random import Random

from pubsub_tui.outgoing.schedule import Schedule, due_times


class Pace:
    """Goes through the due times of a schedule; while it is held, they all move away.

    What was held back is so not made up for: the next message is as far away as it was.

    Attributes:
        held: seconds for which it was held so far.
    """

    def __init__(self, schedule: Schedule, now: float, random: Random) -> None:
        """Begin at ``now``, in the seconds of any clock; the schedule has to have no end."""
        self._every = schedule.every
        self._due_times = due_times(schedule, now, random)
        self._due = next(self._due_times)
        self._held_since: float | None = None
        self.held = 0.0

    def seconds(self, now: float) -> float:
        """How long until the next one is due; 0 when it is."""
        return max(0.0, self._due + self.held - now)

    def advance(self) -> None:
        """The one that was due is on its way: the next is waited for."""
        self._due = next(self._due_times)

    def passed(self, now: float) -> int:
        """For how many the time has come since it is held; with no time between them, for none."""
        if self._held_since is None or not self._every:
            return 0
        waited = now - max(self._due + self.held, self._held_since)
        return 1 + int(waited / self._every) if waited >= 0 else 0

    def hold(self, now: float) -> None:
        """Let time stand still; holding what is held changes nothing."""
        if self._held_since is None:
            self._held_since = now

    def go_on(self, now: float) -> None:
        """Let time go on, if it was held."""
        if self._held_since is not None:
            self.held += now - self._held_since
            self._held_since = None
