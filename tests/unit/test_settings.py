"""Settings: sizes as people write them, and secrets that stay out of sight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.settings import SMALLEST_HISTORY, Settings, parse_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("256MB", 256_000_000),
        ("256mb", 256_000_000),
        ("256M", 256_000_000),
        ("1.5 GB", 1_500_000_000),
        (" 1g ", 1_000_000_000),
        ("512MiB", 512 * 1024**2),
        ("2GiB", 2 * 1024**3),
        ("4096k", 4_096_000),
        ("1TB", 10**12),
        ("1000000", 1_000_000),
        ("1000000 B", 1_000_000),
        ("1.000001MB", 1_000_001),
        ("1.0000019MB", 1_000_001),
    ],
)
def test_sizes_are_read_as_people_write_them(text: str, size: int) -> None:
    assert parse_size(text) == size


@given(st.integers(1, 10**6), st.integers(0, 999_999))
def test_fractions_are_exact(whole: int, millionths: int) -> None:
    assert parse_size(f"{whole}.{millionths:06}MB") == whole * 10**6 + millionths


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MB",
        "-1MB",
        "1e9",
        "1,5GB",
        "1 2MB",
        "256 megabytes",
        "1PB",
        "nan",
        "inf",
        "٣GB",
        ".5GB",
        "9" * 400,
        "9" * 400 + "TB",
        "1." + "0" * 400 + "GB",
    ],
)
def test_what_is_no_size_is_told_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="is not a size: write 256MB"):
        parse_size(text)


@pytest.mark.parametrize("text", ["0", "0TB", "999999", "0.99MB", "1"])
def test_less_than_a_megabyte_is_too_small(text: str) -> None:
    with pytest.raises(ValueError, match="is too small: 1MB is the least"):
        parse_size(text)


@given(st.text(alphabet="0123456789.kMGTiB ٣", max_size=30) | st.text())
def test_any_text_is_a_size_or_told_to_be_none(text: str) -> None:
    try:
        size = parse_size(text)
    except ValueError:
        size = SMALLEST_HISTORY
    assert size >= SMALLEST_HISTORY


def test_settings_do_not_show_their_password() -> None:
    assert "geheim" not in repr(Settings(username="anna", password="geheim"))
