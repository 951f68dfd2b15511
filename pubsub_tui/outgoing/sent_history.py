"""What was sent in this run and in those before: in memory, and in a file that a thread writes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pubsub_tui.outgoing.sent import Sent, SentLog
from pubsub_tui.outgoing.sent_file import Reading, SentFile

_T = TypeVar("_T")
_APPEND, _READ, _FORGET = "appending", "reading", "forgetting"
_WRONG = {
    _APPEND: "can not be written: {}. What you send is remembered only until you leave.",
    _READ: "can not be read: {}. Only what was sent since the start is shown.",
    _FORGET: "can not be written: {}. What was forgotten will be there again.",
}


class SentHistory:
    """Has from the start what this run sends, and all else once `load` was called.

    The file is read and written beside the caller, one thing after the other, and `settle` takes
    in what came of it. What can not be written stays in memory.

    Attributes:
        log: the entries.
        damaged: how many lines of the file could not be read.
    """

    def __init__(self, file: SentFile | None = None, executor: Executor | None = None) -> None:
        """Begin with nothing; no file is looked at.

        Args:
            file: None keeps all in memory alone.
            executor: does one thing at a time; by default in a thread of its own, which comes
                to its end before the program does.
        """
        self.log = SentLog()
        self.damaged = 0
        self._problems: dict[str, str] = {}
        self._told = ""
        self._file = file
        self._executor = executor or ThreadPoolExecutor(1, "sent")
        self._under_way: deque[tuple[Future[Any], Callable[[], None]]] = deque()
        self._unwritten: dict[str, Sent] = {}
        self._forgotten = 0

    @property
    def path(self) -> Path | None:
        """The file; None without one."""
        return None if self._file is None else self._file.path

    @property
    def problem(self) -> str:
        """What is wrong with the file, in a sentence that is not yet safe to draw, or empty."""
        return next(iter(self._problems.values()), "")

    @property
    def loading(self) -> bool:
        """Whether the file is still being read or written."""
        return bool(self._under_way)

    def add(self, sent: Sent) -> None:
        """Remember an entry."""
        self.log.add(sent)
        if self._file is not None:
            self._unwritten[sent.key] = sent
            self._do(_APPEND, partial(self._file.append, sent), partial(self._written, sent.key))

    def load(self) -> None:
        """Read what the file has by now, of other runs as well."""
        if self._file is not None:
            self._do(_READ, self._file.read, partial(self._take, self._forgotten))

    def forget(self, keys: Collection[str]) -> None:
        """Forget entries by their keys."""
        self.log.forget(keys)
        self._forget(keys)
        if self._file is not None:
            self._do(_FORGET, partial(self._file.forget, keys))

    def clear(self) -> None:
        """Forget all entries, those of other runs as well."""
        self._forget(tuple(self._unwritten))
        self.log.replace(())
        self.damaged = 0
        if self._file is not None:
            self._do(_FORGET, self._file.clear)

    def settle(self) -> None:
        """Take in what was read and written meanwhile."""
        while self._under_way and self._under_way[0][0].done():
            self._under_way.popleft()[1]()

    def complaint(self) -> str:
        """The problem, once; else empty."""
        if self.problem == self._told:
            return ""
        self._told = self.problem
        return self.problem

    def _do(
        self, what: str, work: Callable[[], _T], take: Callable[[_T], None] = lambda result: None
    ) -> None:
        future = self._executor.submit(work)

        def settle() -> None:
            try:
                result = future.result()
            except OSError as error:
                wrong = _WRONG[what].format(error.strerror or error)
                self._problems[what] = f"{self.path} {wrong}"
            else:
                self._problems.pop(what, None)
                take(result)

        self._under_way.append((future, settle))

    def _written(self, key: str, _: None) -> None:
        self._unwritten.pop(key, None)

    def _take(self, forgotten: int, reading: Reading) -> None:
        if forgotten != self._forgotten:
            # It may have what was forgotten after it was asked for.
            self.load()
            return
        self.log.replace((*reading.entries, *self._unwritten.values()))
        self.damaged = reading.damaged
        if reading.is_long:
            self.forget(())

    def _forget(self, keys: Collection[str]) -> None:
        self._forgotten += 1
        for key in keys:
            self._unwritten.pop(key, None)
