"""Text → UTF-8."""

from __future__ import annotations

from pubsub_tui.outgoing.problem import wrong_at


def to_utf8(text: str, subject: str = "text") -> bytes:
    """The text in UTF-8; bytes that Python escaped as lone surrogates are as they were.

    Raises:
        OutgoingError: it holds other surrogates.
    """
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise wrong_at(subject, text, error.start, "half of a surrogate pair") from None


def strict_utf8(text: str, subject: str) -> bytes:
    """The text in UTF-8, which it has to be. Raises OutgoingError."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise wrong_at(subject, text, error.start, "not valid Unicode") from None
