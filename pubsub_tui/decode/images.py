"""Images, recognised and described from their headers; none is drawn.

Sources: PNG (ISO 15948), JPEG (ITU T.81, annex B), GIF89a, WebP (RFC 9649), BMP (Windows
bitmap headers).
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from pubsub_tui.decode.decoder import Context, Damaged, Unreadable
from pubsub_tui.decode.figures import in_bytes
from pubsub_tui.decode.text import count_controls, decode_text
from pubsub_tui.decode.view import SHOWN_BYTES, Line, View

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_COLOURS = {0: "grey", 2: "RGB", 3: "palette", 4: "grey and alpha", 6: "RGBA"}
_JPEG = b"\xff\xd8\xff"
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_END_OF_HEADERS = frozenset({0xD9, 0xDA})
_MOST_SEGMENTS = 1000
_BMP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})

Facts = dict[str, str]


def view_image(payload: bytes, context: Context) -> View:
    """Type, dimensions and kind of pixels. A header that breaks off is `Damaged`."""
    head = payload[:SHOWN_BYTES]
    for kind, matches, describe in _FORMATS:
        if matches(head):
            try:
                facts = describe(head)
            except (struct.error, IndexError):
                if not context.missing:
                    raise Damaged(f"the header of the {kind} breaks off") from None
                facts = {"dimensions": f"beyond the first {in_bytes(len(payload))}"}
            facts["size"] = in_bytes(len(payload) + context.missing)
            width = max(map(len, facts)) + 2
            lines: list[Line] = [
                [(f"{name:<{width}}", "key"), (text, "number" if text[0].isdigit() else "text")]
                for name, text in facts.items()
            ]
            return View(f"{kind} image", lines, len(payload))
    raise Unreadable("no signature of PNG, JPEG, GIF, WebP or BMP")


def _dimensions(width: int, height: int) -> str:
    return f"{width:,} × {height:,} pixels"


def _describe_png(head: bytes) -> Facts:
    width, height, depth, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", head, 16)
    if head[12:16] != b"IHDR":
        raise Damaged("the PNG does not begin with its header")
    return {
        "dimensions": _dimensions(width, height),
        "pixels": f"{_PNG_COLOURS.get(colour, f'colour type {colour}')}, {depth} bits a channel",
        "order": "interlaced" if interlaced else "row by row",
    }


def _describe_jpeg(head: bytes) -> Facts:
    at = 2
    for _ in range(_MOST_SEGMENTS):
        if head[at] != 0xFF:
            raise Damaged(f"no JPEG marker at offset {at:,}")
        marker = head[at + 1]
        if marker == 0xFF or marker in _STANDALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _END_OF_HEADERS:
            break
        if marker in _FRAME_HEADERS:
            depth, height, width, channels = struct.unpack_from(">BHHB", head, at + 4)
            return {
                "dimensions": _dimensions(width, height),
                "pixels": f"{channels} channels, {depth} bits each",
                "order": "progressive" if marker in (0xC2, 0xC6, 0xCA, 0xCE) else "row by row",
            }
        at += 2 + max(2, struct.unpack_from(">H", head, at + 2)[0])
    raise Damaged("the JPEG has no frame header")


def _describe_gif(head: bytes) -> Facts:
    width, height, flags = struct.unpack_from("<HHB", head, 6)
    facts = {"dimensions": _dimensions(width, height), "version": head[3:6].decode()}
    if flags & 0x80:
        facts["palette"] = f"{2 << (flags & 7)} colours"
    return facts


def _describe_webp(head: bytes) -> Facts:
    chunk = head[12:16]
    if chunk == b"VP8X":
        flags = head[20]
        width = int.from_bytes(head[24:27], "little") + 1
        height = int.from_bytes(head[27:30], "little") + 1
        pixels = "extended" + (", alpha" if flags & 0x10 else "")
        pixels += ", animated" if flags & 0x02 else ""
        head[29]
    elif chunk == b"VP8L":
        bits = struct.unpack_from("<I", head, 21)[0]
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        pixels = "lossless"
    elif chunk == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", head, 26))
        pixels = "lossy"
    else:
        raise Damaged("the WebP has no image chunk")
    return {"dimensions": _dimensions(width, height), "pixels": pixels}


def _describe_bmp(head: bytes) -> Facts:
    if head[14] == 12:
        width, height, _, depth = struct.unpack_from("<HHHH", head, 18)
    else:
        width, height, _, depth = struct.unpack_from("<iiHH", head, 18)
    return {
        # A negative height only says that the rows begin at the top.
        "dimensions": _dimensions(abs(width), abs(height)),
        "pixels": f"{depth} bits each",
    }


def _is_gif(head: bytes) -> bool:
    return head[:6] in (b"GIF87a", b"GIF89a") and len(head) > 12 and not _is_plain_text(head)


def _is_bmp(head: bytes) -> bool:
    if head[:2] != b"BM" or len(head) < 26 or head[6:10] != bytes(4):
        return False
    return int.from_bytes(head[14:18], "little") in _BMP_HEADERS


def _is_plain_text(head: bytes) -> bool:
    """GIF begins with letters, as does a sentence about it."""
    text = decode_text(head, missing=1)
    return text is not None and count_controls(text) == 0


_FORMATS: tuple[tuple[str, Callable[[bytes], bool], Callable[[bytes], Facts]], ...] = (
    ("PNG", lambda head: head.startswith(_PNG), _describe_png),
    ("JPEG", lambda head: head.startswith(_JPEG), _describe_jpeg),
    ("GIF", _is_gif, _describe_gif),
    ("WebP", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", _describe_webp),
    ("BMP", _is_bmp, _describe_bmp),
)
