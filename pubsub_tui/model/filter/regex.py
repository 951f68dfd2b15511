"""Regular expressions, found in time that grows with the text and not with its powers.

They run on RE2 (https://github.com/google/re2/wiki/Syntax), which works like a finite automaton:
whatever is typed, and whatever a stranger publishes to make it slow, a search can not hang the
screen. Python's own ``re`` goes back and tries again: ``(x+x+)+y`` takes it hours on 40 letters.
What needs going back, back references and look-around, does not exist in RE2.
"""

from __future__ import annotations

from collections.abc import Callable

import re2

from pubsub_tui.model.filter.payload import SEARCHED_BYTES

_LARGEST = 10_000
# When too many states come up, RE2 follows all of the pattern's instructions side by side, at
# about 5 ns each a byte. So much is half a second.
_MOST_WORK = 100_000_000


def compiled(pattern: str, ignore_case: bool) -> tuple[Callable[[bytes], object], int]:
    """A search in bytes of UTF-8, and how many bytes of a text it may be given.

    Raises:
        ValueError: RE2 does not know the pattern, or it is too large.
    """
    options = re2.Options()
    options.log_errors = False  # It would write to the screen.
    options.never_capture = True
    options.case_sensitive = not ignore_case
    try:
        expression = re2.compile(pattern, options)
    except UnicodeEncodeError:
        raise ValueError("it is not valid Unicode") from None
    except re2.error as error:
        said = error.args[0] if error.args else b""
        reason = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        raise ValueError(reason) from None
    instructions = max(expression.programsize, expression.reverseprogramsize, 1)
    if instructions > _LARGEST:
        raise ValueError("pattern too large")
    return expression.search, min(SEARCHED_BYTES, _MOST_WORK // instructions)


def complaint(pattern: str, ignore_case: bool) -> str | None:
    """What is wrong with a pattern; None when it can be used."""
    try:
        compiled(pattern, ignore_case)
    except ValueError as error:
        return str(error)
    return None
