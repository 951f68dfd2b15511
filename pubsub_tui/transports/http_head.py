"""The head of an HTTP answer, read from a socket to its last byte and no further."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_LONGEST = 16_384
_END = b"\r\n\r\n"


class NotHttp(Exception):
    """What came is no answer of HTTP."""


@dataclass(frozen=True, slots=True)
class Head:
    """Status, its words, and the headers by their names in lower case."""

    status: int
    reason: str
    headers: Mapping[str, str]


def read_head(inner: Any) -> Head:
    """Read one from a socket that blocks; what follows it stays there.

    Raises:
        NotHttp: something else came, or nothing at all.
        OSError: the socket's own errors.
    """
    data = bytearray()
    while not data.endswith(_END):
        byte = inner.recv(1)
        if not byte or len(data) > _LONGEST:
            raise NotHttp
        data += byte
        if len(data) == 5 and data != b"HTTP/":
            raise NotHttp
    first, *lines = data.decode("latin-1").split("\r\n")
    _, _, rest = first.partition(" ")
    code, _, reason = rest.partition(" ")
    if len(code) != 3 or not (code.isascii() and code.isdecimal()):
        raise NotHttp
    pairs = (line.partition(":") for line in lines if line)
    return Head(
        int(code), reason, {name.strip().lower(): value.strip() for name, _, value in pairs}
    )
