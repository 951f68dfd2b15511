"""A connection that could not be opened, and already knows how to say so."""

from __future__ import annotations

from pubsub_tui.transports.base import Problem


class DialError(OSError):
    """An OSError, as those are what aiomqtt expects of a socket that does not open."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem
