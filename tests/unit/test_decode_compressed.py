"""Compressed payloads: unpacked up to a limit, and decoded as what is inside."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.decode.compressed import UNPACKED_BYTES
from pubsub_tui.decode.registry import DEEPEST_WRAPPING, candidates, decode
from tests.unit.decoding import check_both, texts


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


Pack = Callable[[bytes], bytes]
PACKERS: dict[str, Pack] = {
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zstd": zstandard.compress,
    "deflate": deflate,
}
SIGNED = {"gzip": b"\x1f\x8b\x08", "zlib": b"\x78\x9c", "zstd": b"\x28\xb5\x2f\xfd", "deflate": b""}
UNEVEN = b"".join(b"%d: %x\n" % (each, each**5) for each in range(20))
JSON = b'{"name": "pump", "values": [1, 2, 3]}'


@settings(max_examples=60)
@given(st.binary(max_size=200), st.sampled_from(sorted(PACKERS)))
def test_any_bytes_give_a_view_or_a_stated_error(tail: bytes, name: str) -> None:
    check_both(tail, name)
    check_both(SIGNED[name] + tail, name)


@pytest.mark.parametrize("name", PACKERS)
def test_what_is_inside_is_decoded(name: str) -> None:
    packed = PACKERS[name](JSON)
    view = decode(packed)
    likely = " (likely)" if name == "deflate" else ""
    assert view.title == f"{name} → JSON{likely}"
    assert texts(view)[0] == f"{len(packed)} bytes unpacked to {len(JSON)}"
    assert texts(view)[1:] == texts(decode(JSON))
    assert view.shown == len(packed)


@settings(max_examples=40)
@given(st.binary(max_size=100), st.sampled_from(["gzip", "zlib", "zstd"]))
def test_the_inner_view_is_that_of_the_bytes_themselves(data: bytes, name: str) -> None:
    view = decode(PACKERS[name](data))
    inner = decode(data)
    assert view.kind == f"{name} → {inner.kind}"
    assert view.lines[1:] == inner.lines


@settings(max_examples=60)
@given(st.sampled_from(["gzip", "zlib", "zstd"]), st.data())
def test_what_is_cut_off_or_damaged_says_so(name: str, data: st.DataObject) -> None:
    packed = bytearray(PACKERS[name](UNEVEN))
    at = data.draw(st.integers(4, len(packed) - 1))
    check_both(bytes(packed[:at]), name)
    packed[at] ^= data.draw(st.integers(1, 255))
    check_both(bytes(packed), name)


def test_of_damaged_data_what_comes_before_is_shown() -> None:
    packed = gzip.compress(JSON)
    view = decode(packed[:-8] + bytes(8))
    assert view.kind == "gzip → JSON"
    assert "damaged: Error -3" in texts(view)[0]
    view = decode(gzip.compress(b"line of text\n" * 3 + os.urandom(900))[:-300])
    assert "the compressed data breaks off" in texts(view)[0]
    assert texts(decode(b"\x1f\x8b\x08\xff"))[0].startswith("Damaged gzip: ")


def test_several_members_are_one_and_what_follows_is_told() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    assert texts(decode(packed))[1:] == ["one two"]
    assert "not shown after it: 5 bytes" in texts(decode(packed + b"extra"))[0]
    view = decode(gzip.compress(b"") * 50_000)
    assert texts(view)[0].startswith("2,000 bytes unpacked to 0 · not shown after it: ")


def _gigabyte_of_zeros() -> bytes:
    # Blocks that were packed on their own can stand one after the other in a stream.
    packer = zlib.compressobj(1, wbits=16 + zlib.MAX_WBITS)
    begin = packer.compress(bytes(10_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(10_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return begin + block * 99


def _gigabyte_by_zstd() -> bytes:
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    block = bytes(10_000_000)
    return b"".join([packer.compress(block) for _ in range(100)]) + packer.flush()


@pytest.mark.parametrize("bomb", [_gigabyte_of_zeros, _gigabyte_by_zstd])
def test_a_gigabyte_of_zeros_is_stopped_at_the_limit(bomb: Callable[[], bytes]) -> None:
    packed = bomb()
    view = decode(packed)
    assert texts(view)[0].startswith(f"unpacking was stopped at {UNPACKED_BYTES:,} bytes")
    assert view.shown < len(packed)


def test_a_zstd_window_of_gigabytes_is_refused() -> None:
    packed = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(window_log=27)
    ).compressobj()
    payload = packed.compress(b"x" * 1000) + packed.flush()
    view = decode(payload)
    assert view.kind == "hex"
    assert texts(view)[0].startswith("Damaged zstd: ")


def test_wrapping_ends_somewhere() -> None:
    packed = JSON
    for _ in range(DEEPEST_WRAPPING + 3):
        packed = gzip.compress(packed)
    view = decode(packed)
    assert view.kind == "gzip → " * (DEEPEST_WRAPPING + 1) + "hex"
    assert any("wrapped more than" in line for line in texts(view))


def test_deflate_of_anything_short_or_unreadable_is_only_offered() -> None:
    packed = deflate(os.urandom(100))
    assert decode(packed).kind == "hex"
    assert "deflate" in candidates(packed)
    assert decode(deflate(b"short text")).kind == "hex"
    assert decode(deflate(b"short text"), chosen="deflate").kind == "deflate → text"
