"""Compressed payloads: gzip (RFC 1952), zlib (1950), deflate (1951), zstd (8878); then what is in.

A kilobyte can unpack to gigabytes, so unpacking stops at `UNPACKED_BYTES`, and the view says so.
"""

from __future__ import annotations

import io
import zlib

from pubsub_tui.decode.decoder import MANY, Context, Damaged, Decoder, Unreadable
from pubsub_tui.decode.figures import in_bytes
from pubsub_tui.decode.hexdump import view_hex
from pubsub_tui.decode.view import SHOWN_BYTES, Sureness, View, less_sure, with_notes
from pubsub_tui.sanitize import sanitize

UNPACKED_BYTES = 4 * SHOWN_BYTES
"""Where unpacking stops, 1 MiB: the decoder within looks at the first quarter of it, and to
unpack more than that would only take time."""
WIDEST_WINDOW = 8 * 1024 * 1024
"""Memory that a zstd frame may ask for; RFC 8878, section 3.1.1.1.2, recommends this limit."""

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_LEAST_DEFLATED = 8
_LEAST_INFLATED = 24
_MOST_MEMBERS = 100
_PIECE = 16 * 1024


class _Unpacked:
    """What came out, how much went in, and why it ended."""

    __slots__ = ("consumed", "data", "ending", "problem")

    def __init__(self) -> None:
        self.data = bytearray()
        self.consumed = 0
        self.ending = ""
        """``end``, ``limit``, ``error``, or ``cut`` when more would have had to follow."""
        self.problem = ""


def view_gzip(payload: bytes, context: Context) -> View:
    """One or more gzip members, each with its checksum."""
    if not payload.startswith(_GZIP):
        raise Unreadable("no gzip signature")
    return _view("gzip", _inflate(payload, 16 + zlib.MAX_WBITS), payload, context)


def view_zlib(payload: bytes, context: Context) -> View:
    """A zlib stream. Its two bytes of header are met by chance, its checksum is not."""
    if len(payload) < 2 or not _is_zlib_header(payload[0], payload[1]):
        raise Unreadable("no zlib header")
    unpacked = _inflate(payload, zlib.MAX_WBITS)
    cut = unpacked.ending == "cut" and not context.missing
    if not context.chosen and (unpacked.problem or cut):
        raise Unreadable(unpacked.problem or "it breaks off")
    sureness: Sureness = "certain" if unpacked.ending == "end" else "likely"
    return _view("zlib", unpacked, payload, context, sureness)


def view_deflate(payload: bytes, context: Context) -> View:
    """Raw deflate, which has neither signature nor checksum.

    Likely when it ends where the payload ends, and a decoder is sure of what is inside.
    """
    if len(payload) < _LEAST_DEFLATED and not context.chosen:
        raise Unreadable("too short to tell")
    unpacked = _inflate(payload, -zlib.MAX_WBITS)
    ending = "cut" if context.missing else "end"
    ended = unpacked.ending == ending and unpacked.consumed == len(payload)
    if not context.chosen and not (ended and len(unpacked.data) >= _LEAST_INFLATED):
        raise Unreadable(unpacked.problem or "it does not end where the payload ends")
    view = _view("deflate", unpacked, payload, context, "likely")
    if "hex" in view.kind or not ended:
        return View(view.kind, view.lines, view.shown, "possible")
    return view


def view_zstd(payload: bytes, context: Context) -> View:
    """A Zstandard frame."""
    if not payload.startswith(_ZSTD):
        raise Unreadable("no zstd signature")
    return _view("zstd", _unpack_zstd(payload), payload, context)


DECODERS: dict[str, Decoder] = {
    "gzip": view_gzip,
    "zlib": view_zlib,
    "zstd": view_zstd,
    "deflate": view_deflate,
}


def _is_zlib_header(method: int, flags: int) -> bool:
    return method & 0x0F == 8 and method >> 4 <= 7 and (method * 256 + flags) % 31 == 0


def _inflate(payload: bytes, window: int) -> _Unpacked:
    """One stream, or several gzip members in a row. ``window`` as in `zlib.decompressobj`."""
    unpacked = _Unpacked()
    # What goes in is limited too: no copy is made of a large payload.
    head = payload[:UNPACKED_BYTES]
    for _ in range(_MOST_MEMBERS):
        _inflate_stream(unpacked, head, window)
        another = window > zlib.MAX_WBITS and head.startswith(_GZIP, unpacked.consumed)
        if unpacked.ending != "end" or not another:
            break
    if unpacked.ending == "cut" and len(head) < len(payload):
        unpacked.ending = "limit"
    return unpacked


def _inflate_stream(unpacked: _Unpacked, head: bytes, window: int) -> None:
    stream = zlib.decompressobj(window)
    piece_size = _PIECE
    while not stream.eof:
        room = UNPACKED_BYTES - len(unpacked.data)
        piece = head[unpacked.consumed : unpacked.consumed + piece_size]
        if room <= 0 or not piece:
            unpacked.ending = "limit" if room <= 0 else "cut"
            return
        before = stream.copy()
        try:
            unpacked.data += stream.decompress(piece, room)
        except zlib.error as error:
            if piece_size == 1:
                unpacked.ending, unpacked.problem = "error", str(error)
                return
            # Again byte by byte, so that what comes before the error is shown.
            stream, piece_size = before, 1
            continue
        left = len(stream.unconsumed_tail) + len(stream.unused_data)
        unpacked.consumed += len(piece) - left
    unpacked.ending = "end"


def _unpack_zstd(payload: bytes) -> _Unpacked:
    import zstandard

    unpacked = _Unpacked()
    head = payload[:UNPACKED_BYTES]
    source = io.BytesIO(head)
    unpacker = zstandard.ZstdDecompressor(max_window_size=WIDEST_WINDOW)
    stream = unpacker.stream_reader(source, read_size=_PIECE, read_across_frames=True)
    try:
        while len(unpacked.data) < UNPACKED_BYTES and (made := stream.read(_PIECE)):
            unpacked.data += made
    except zstandard.ZstdError as error:
        unpacked.ending, unpacked.problem = "error", str(error)
    unpacked.consumed = source.tell()
    if len(unpacked.data) >= UNPACKED_BYTES or (not unpacked.problem and len(head) < len(payload)):
        del unpacked.data[UNPACKED_BYTES:]
        unpacked.ending = "limit"
    elif not unpacked.problem:
        unpacked.ending = "end"
    return unpacked


def _view(
    name: str, unpacked: _Unpacked, payload: bytes, context: Context, sureness: Sureness = "certain"
) -> View:
    cut = bool(context.missing) and not unpacked.problem and unpacked.ending != "limit"
    if not unpacked.data and cut:
        note = f"nothing can be unpacked from the first {in_bytes(len(payload))} alone"
        view = view_hex(payload)
        return with_notes(View(name, view.lines, view.shown, sureness), [note])
    if not unpacked.data and unpacked.ending != "end":
        raise Damaged(unpacked.problem or "it breaks off before anything comes out")
    inner = context.inner(bytes(unpacked.data), MANY if unpacked.ending == "cut" or cut else 0)
    size = len(unpacked.data)
    notes = [f"{in_bytes(unpacked.consumed)} unpacked to {size:,}"]
    if unpacked.ending == "limit":
        notes = [f"unpacking was stopped at {size:,} bytes"]
    if inner.shown < size:
        notes.append(f"the first {inner.shown:,} of these are shown")
    if cut:
        notes.append(f"the rest is beyond the first {in_bytes(len(payload))}")
    elif unpacked.ending == "cut":
        notes.append("the compressed data breaks off")
    if unpacked.problem:
        notes.append(sanitize(f"damaged: {unpacked.problem}"))
    if unpacked.ending == "end" and unpacked.consumed < len(payload):
        notes.append(f"not shown after it: {in_bytes(len(payload) - unpacked.consumed)}")
    shown = len(payload) if unpacked.ending != "limit" else unpacked.consumed
    kind = f"{name} → {inner.kind}"
    view = View(kind, inner.lines, shown, less_sure(sureness, inner.sureness))
    return with_notes(view, [" · ".join(notes)])
