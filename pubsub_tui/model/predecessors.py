"""Which message came before on the same topic, found among the rows of a view when asked."""

from __future__ import annotations

from pubsub_tui.model.history import History
from pubsub_tui.model.log_view import LogView

REACH = 2_000
"""Rows that are looked through below those asked for."""
NOT_KEPT = -1
"""No earlier message of the topic is kept."""
TOO_FAR = -2
"""There was none within `REACH`, or the view has not looked back so far yet."""

_MOST_KNOWN = 5_000


class Predecessors:
    """Sequence numbers of predecessors; one walk finds those of a whole screen."""

    def __init__(self, view: LogView, history: History) -> None:
        self._view = view
        self._history = history
        self._known: dict[int, int] = {}

    def forget(self) -> None:
        """Start anew: the view selects other messages, or has found older ones."""
        self._known.clear()

    def of(self, row: int, rows: int) -> int:
        """The message before the one in a row of the view.

        Args:
            row: the asked row, counted as the view does: 0 is the oldest.
            rows: so many from there back will be asked for next.

        Returns:
            A sequence number, `NOT_KEPT` or `TOO_FAR`.
        """
        sequence = self._view[row]
        if sequence not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._walk(row, max(0, row - rows + 1))
        return self._known.get(sequence, NOT_KEPT)

    def _walk(self, newest: int, oldest: int) -> None:
        view, history, known = self._view, self._history, self._known
        waiting: dict[str, int] = {}
        end = max(0, oldest - REACH)
        for row in range(newest, end - 1, -1):
            sequence = view[row]
            if sequence < history.first:
                break
            topic = history[sequence].topic
            later = waiting.pop(topic, None)
            if later is not None:
                known[later] = sequence
            if row >= oldest and sequence not in known:
                waiting[topic] = sequence
            elif row < oldest and not waiting:
                break
        reached = end == 0 and view.complete
        known.update(dict.fromkeys(waiting.values(), NOT_KEPT if reached else TOO_FAR))
