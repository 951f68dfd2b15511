"""Payloads of which the end was cut off: read as far as they go, never as if whole."""

from __future__ import annotations

import base64
import gzip
import json
import struct
import zlib

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.decode.registry import candidates, decode, decoder_names
from pubsub_tui.decode.view import View
from tests.unit.decoding import check, texts
from tests.unit.wire_writing import bytes_field, number_field

READINGS = json.dumps([{"n": n, "name": f"sensor {n * n}"} for n in range(300)]).encode()
CBOR = b"\x98\xc8" + b"\x65level\x19\x01\xf4" * 100
MESSAGEPACK = b"\xdc\x00\xc8" + b"\xa5level\xcd\x01\xf4" * 100
PROTOBUF = number_field(1, 500) + bytes_field(2, b"the level of the tank") * 50
SPARKPLUG = "spBv1.0/plant/NBIRTH/press"


def cut(payload: bytes, keep: int, topic: str | None = None, chosen: str | None = None) -> View:
    """The view of the first bytes of a payload, after what holds of every view was checked."""
    view = decode(payload[:keep], topic, chosen, missing=len(payload) - keep)
    check(view, payload[:keep])
    return view


def test_text_that_ends_inside_a_character_stays_text() -> None:
    payload = "größe".encode()
    assert cut(payload, 3).kind == "text"
    assert texts(cut(payload, 3)) == ["gr"]
    assert decode(payload[:3]).kind == "hex"


def test_text_that_is_wrong_before_its_end_is_none() -> None:
    assert cut(b"gr\xc3 and so on, and on", 12).kind == "hex"


@pytest.mark.parametrize("keep", [1, 8, 11, 20, 60, 500])
def test_json_is_laid_out_as_far_as_it_goes(keep: int) -> None:
    view = cut(READINGS, keep)
    assert view.title == "JSON"
    assert view.shown == keep
    assert texts(view)[-1] == f"… the rest is beyond the first {keep:,} bytes"
    laid_out = "".join("".join(texts(view)[:-1]).split())
    assert laid_out == "".join(READINGS[:keep].decode().split())


def test_json_that_is_wrong_before_its_end_stays_text() -> None:
    assert cut(b"{a: 1, and so on: " + b"x" * 100, 60).kind == "text"


@pytest.mark.parametrize(
    ("kind", "payload", "keep"),
    [
        ("CBOR", CBOR, 200),
        ("MessagePack", MESSAGEPACK, 200),
        ("Protobuf", PROTOBUF, 250),
        ("Protobuf", PROTOBUF, 233),
    ],
    ids=["CBOR", "MessagePack", "Protobuf", "Protobuf between two fields"],
)
def test_a_structure_says_that_it_was_cut(kind: str, payload: bytes, keep: int) -> None:
    assert decode(payload[:keep]).kind != kind or kind == "Protobuf"
    view = cut(payload, keep)
    assert view.title == f"{kind} (likely)"
    assert texts(view)[-1].strip() == f"… the rest is beyond the first {keep} bytes"


def test_a_sparkplug_payload_says_that_it_was_cut() -> None:
    metric = bytes_field(1, b"Temperature") + number_field(2, 7)
    payload = number_field(1, 1_700_000_000_000) + bytes_field(2, metric) * 20
    view = cut(payload, 100, SPARKPLUG)
    assert view.title == "Sparkplug B NBIRTH"
    assert "Damaged" not in texts(view)[0]
    assert texts(view)[-1].strip() == "… the rest is beyond the first 100 bytes"


@pytest.mark.parametrize(
    ("name", "packed"),
    [("gzip", gzip.compress(READINGS)), ("zlib", zlib.compress(READINGS))],
    ids=["gzip", "zlib"],
)
def test_what_was_packed_is_unpacked_as_far_as_it_goes(name: str, packed: bytes) -> None:
    keep = len(packed) // 2
    view = cut(packed, keep)
    assert view.kind == f"{name} → JSON"
    assert f"the rest is beyond the first {keep} bytes" in texts(view)[0]
    assert "breaks off" not in texts(view)[0]


def test_raw_deflate_is_known_by_what_is_inside() -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(READINGS) + packer.flush()
    assert cut(packed, len(packed) // 2).title == "deflate → JSON (likely)"
    assert "deflate" not in decode(packed[: len(packed) // 2]).kind


def test_packed_data_that_gives_nothing_yet_says_so() -> None:
    view = cut(zstandard.compress(READINGS), 40)
    assert view.kind == "zstd"
    assert texts(view)[0] == "nothing can be unpacked from the first 40 bytes alone"


def test_base64_ends_anywhere() -> None:
    for keep in (101, 102, 103, 104):
        assert cut(base64.b64encode(READINGS), keep).title == "base64 → JSON (likely)"


def test_utf16_ends_inside_a_character() -> None:
    payload = "a sentence of some length".encode("utf-16")
    assert cut(payload, 21).title == "UTF-16"
    assert texts(cut(payload, 21)) == ["a sentenc"]


def test_an_image_has_its_true_size_and_a_header_out_of_reach_is_not_damaged() -> None:
    header = struct.pack(">IIBBBBB", 640, 480, 8, 2, 0, 0, 0)
    payload = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + header + bytes(5000)
    assert "640 × 480 pixels" in texts(cut(payload, 40))[0]
    assert texts(cut(payload, 40))[-1].endswith("5,029 bytes")
    assert texts(cut(payload, 20))[0].endswith("beyond the first 20 bytes")


def test_an_array_of_numbers_leaves_out_the_one_that_was_cut() -> None:
    payload = struct.pack("<5f", 1, 2, 3, 4, 5)
    assert "float32 LE" in candidates(payload[:10], missing=10)
    assert "float32 LE" not in candidates(payload[:10])
    assert texts(cut(payload, 10, chosen="float32 LE")) == ["0  1.0", "1  2.0"]


@given(st.binary(max_size=200), st.integers(1, 1 << 40), st.sampled_from(decoder_names()))
def test_any_bytes_that_were_cut_give_a_view(payload: bytes, missing: int, name: str) -> None:
    check(decode(payload, missing=missing), payload)
    check(decode(payload, SPARKPLUG, name, missing=missing), payload)
    assert candidates(payload, missing=missing)[-1] == "hex"
