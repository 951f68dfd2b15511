"""What is wrong with a filter, and where."""

from __future__ import annotations

_QUOTED = 20


class FilterError(ValueError):
    """A text is no filter; as a string it is one sentence for the user.

    Attributes:
        column: the character that it went wrong at, from 1; one more than the text's length
            when the text ends too early.
        expected: what should stand there.
    """

    def __init__(self, column: int, expected: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.expected = expected


def expected_at(text: str, index: int, expected: str, instead: str | None = None) -> FilterError:
    """The error at an index of the text, from 0.

    Args:
        instead: what is there; when not given, the text itself is quoted.
    """
    column = min(index, len(text)) + 1
    if instead is None:
        rest = text[index : index + _QUOTED]
        instead = f"there is {rest!r}" if rest else "the filter ends there"
    return FilterError(column, expected, f"Column {column}: expected {expected}, but {instead}.")
