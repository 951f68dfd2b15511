"""What is wrong with something that is to be published, and where in its text.

The sentences never quote the text: after a template was rendered, it may hold a secret out of
the environment. The column is there instead.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence, as a string: ``JSON: line 2, column 5: expected a value``.

    Attributes:
        subject: what it is about, such as ``JSON`` or ``the topic``; may be empty.
        what: what is wrong with it.
        line: from 1; None when the text has a single line, or no place can be named.
        column: the character in that line, from 1; None when no place can be named.
    """

    subject: str
    what: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        column = f"column {self.column}" if self.column is not None else ""
        line = f"line {self.line}" if self.line is not None else ""
        where = ", ".join(part for part in (line, column) if part)
        return ": ".join(part for part in (self.subject, where, self.what) if part)


class OutgoingError(ValueError):
    """It can not be published as it is written; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def wrong(subject: str, what: str) -> OutgoingError:
    """The error without a place."""
    return OutgoingError(Problem(subject, what))


def wrong_at(subject: str, text: str, index: int, what: str) -> OutgoingError:
    """The error at an index of the text, from 0."""
    line = text.count("\n", 0, index) + 1 if "\n" in text else None
    column = index - text.rfind("\n", 0, index)
    return OutgoingError(Problem(subject, what, line, column))
