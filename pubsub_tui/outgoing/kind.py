"""The ways in which a payload can be written."""

from __future__ import annotations

import enum


class Kind(enum.StrEnum):
    """How the text of a draft becomes the bytes of a payload; see `payload.encode`."""

    TEXT = "text"
    JSON = "json"
    HEX = "hex"
    BASE64 = "base64"
    FILE = "file"
    NUMBER = "number"
    CBOR = "cbor"
    MSGPACK = "msgpack"
