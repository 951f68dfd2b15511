"""Messages to standard output until there were enough, the time is up or the reader has gone."""

from __future__ import annotations

from pubsub_tui.headless.formats import Line
from pubsub_tui.headless.listening import End, Listening
from pubsub_tui.headless.output import Output, unwritable
from pubsub_tui.headless.saying import say
from pubsub_tui.headless.selecting import Select
from pubsub_tui.message import Message
from pubsub_tui.settings import Settings


class Printing:
    """Prints what is selected, each batch at once.

    Attributes:
        came: messages that were looked at.
        selected: those of them that were meant.
    """

    def __init__(
        self, output: Output, select: Select, line: Line | None, most: int | None = None
    ) -> None:
        """Begin.

        Args:
            line: how to print a message; None not to.
            most: how many are enough; None for no end.
        """
        self._output = output
        self._select = select
        self._line = line
        self._most = most
        self.came = 0
        self.selected = 0

    def take(self, batch: list[Message]) -> bool:
        """See `listening.Take`. Raises OSError when it can not be written."""
        self.came += len(batch)
        chosen = self._select(batch)
        if self._most is not None:
            chosen = chosen[: self._most - self.selected]
        self.selected += len(chosen)
        if self._line is not None and chosen:
            self._output.write(b"".join(map(self._line, chosen)))
        return self.selected == self._most

    async def run(self, settings: Settings, seconds: float | None, *, retry: bool) -> End:
        """Listen for so many seconds at most; None for no end."""
        listening = Listening(settings, self.take, retry=retry)
        self._output.when_closed(lambda: listening.finish(End.READER_GONE))
        try:
            return await listening.run(seconds)
        except BrokenPipeError:
            return End.READER_GONE
        except OSError as error:
            say(unwritable(error))
            return End.UNWRITABLE
