"""Images are recognised and described by their headers."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.decode.registry import decode
from tests.unit.decoding import check_both, texts

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 1920, 1080, 8, 6, 0, 0, 1)
JPEG = (
    b"\xff\xd8"
    + (b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9))
    + b"\xff"  # Any number of these may stand before a marker.
    + (b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, 480, 640, 3) + bytes(9))
)
GIF = b"GIF89a" + struct.pack("<HHBBB", 320, 200, 0x87, 0, 0)
WEBP_LOSSY = b"RIFF\0\0\0\0WEBPVP8 " + bytes(4) + b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 8, 9)
WEBP_LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L" + bytes(4) + b"\x2f" + struct.pack("<I", 99 | 49 << 14)
WEBP_EXTENDED = b"RIFF\0\0\0\0WEBPVP8X" + bytes(4) + b"\x12\0\0\0" + b"\x0f\x27\0" + b"\x63\0\0"
BMP = b"BM" + struct.pack("<IIIIiiHH", 0, 0, 54, 40, 64, -32, 1, 24)
OLD_BMP = b"BM" + struct.pack("<IIIIHHHH", 0, 0, 26, 12, 64, 32, 1, 4)
ALL = [PNG, JPEG, GIF, WEBP_LOSSY, WEBP_LOSSLESS, WEBP_EXTENDED, BMP, OLD_BMP]


@settings(max_examples=100)
@given(st.sampled_from([b"", b"\xff\xd8\xff", b"BM", *ALL]), st.binary(max_size=60), st.data())
def test_any_bytes_give_a_view_or_a_stated_error(
    begin: bytes, tail: bytes, data: st.DataObject
) -> None:
    cut_at = data.draw(st.integers(0, len(begin)))
    check_both(begin[:cut_at] + tail, "image")
    check_both(begin + tail, "image")


@pytest.mark.parametrize(
    ("payload", "kind", "facts"),
    [
        (PNG, "PNG", ["1,920 × 1,080 pixels", "RGBA, 8 bits a channel", "interlaced"]),
        (JPEG, "JPEG", ["640 × 480 pixels", "3 channels, 8 bits each", "progressive"]),
        (GIF, "GIF", ["320 × 200 pixels", "89a", "256 colours"]),
        (WEBP_LOSSY, "WebP", ["8 × 9 pixels", "lossy"]),
        (WEBP_LOSSLESS, "WebP", ["100 × 50 pixels", "lossless"]),
        (WEBP_EXTENDED, "WebP", ["10,000 × 100 pixels", "extended, alpha, animated"]),
        (BMP, "BMP", ["64 × 32 pixels", "24 bits each"]),
        (OLD_BMP, "BMP", ["64 × 32 pixels", "4 bits each"]),
    ],
)
def test_type_and_dimensions_are_shown(payload: bytes, kind: str, facts: list[str]) -> None:
    view = decode(payload + b"\xff" * 1000)
    assert view.title == f"{kind} image"
    assert [line.split("  ")[-1].strip() for line in texts(view)] == [
        *facts,
        f"{len(payload) + 1000:,} bytes",
    ]


@pytest.mark.parametrize("payload", [PNG, JPEG, WEBP_EXTENDED])
def test_a_header_that_breaks_off_is_told(payload: bytes) -> None:
    view = decode(payload[:-12])
    assert view.kind == "hex"
    assert texts(view)[0].startswith("Damaged image: ")


@pytest.mark.parametrize("payload", [b"BMW 320 in the yard, by the gate", b"GIF89a is a format"])
def test_text_that_begins_like_an_image_is_text(payload: bytes) -> None:
    assert decode(payload).title == "text"


def test_a_jpeg_without_end_is_not_searched_forever() -> None:
    view = decode(b"\xff\xd8" + b"\xff\xe0\x00\x02" * 10**6)
    assert texts(view)[0] == "Damaged image: the JPEG has no frame header"
    assert decode(b"\xff\xd8" + b"\xff" * 10**6).kind == "hex"
