"""Base64 digits (RFC 4648, sections 4 and 5) → bytes."""

from __future__ import annotations

import base64
import re

from pubsub_tui.outgoing.problem import wrong, wrong_at

_DIGITS = re.compile(r"[A-Za-z0-9+/_-]*+(?P<padding>={0,2})\Z")
_BLANK = re.compile(r"[ \t\n\r\f\v]+")
_BAD = re.compile(r"[^A-Za-z0-9+/_\- \t\n\r\f\v=]|=(?=[ \t\n\r\f\v]*[^ \t\n\r\f\v=])")
_STANDARD = str.maketrans("-_", "+/")


def from_base64(text: str) -> bytes:
    """Digits of either alphabet; white space is passed over, padding may be missing.

    Raises:
        OutgoingError: it is no base64.
    """
    digits = _BLANK.sub("", text)
    match = _DIGITS.match(digits)
    if match is None:
        bad = _BAD.search(text)
        if bad is None:
            raise wrong("base64", "more = at the end than belong there")
        what = "digits after the padding" if bad[0] == "=" else "expected a base64 digit"
        raise wrong_at("base64", text, bad.start(), what)
    count = match.start("padding")
    if count % 4 == 1:
        raise wrong("base64", "one digit is missing, or one is too many")
    if match["padding"] and len(digits) % 4:
        raise wrong("base64", "the padding does not fit the number of digits")
    whole = digits[:count].translate(_STANDARD) + "=" * (-count % 4)
    return base64.b64decode(whole)
