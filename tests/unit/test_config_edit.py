"""One setting changed in the user's file: what else is in it stays, and nothing is half done."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.config_edit import NotWritten, set_entry

FULL = """\
# mine
theme = "kiln"   # warm

[decoders]  # by topic
"plant/#" = "CBOR"  # all machines

# keys come last
[keys]
"app.quit" = "ctrl+x"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def changed(path: Path, text: str, key: str, value: str | None) -> str:
    path.write_bytes(text.encode())
    set_entry(path, "decoders", key, value)
    return path.read_bytes().decode()


def test_a_new_entry_comes_after_the_last_and_all_else_stays(path: Path) -> None:
    line = '"plant/#" = "CBOR"  # all machines\n'
    expected = FULL.replace(line, line + '"site/+/cam" = "image"\n')
    assert changed(path, FULL, "site/+/cam", "image") == expected


def test_an_entry_is_changed_in_its_place_with_its_comment(path: Path) -> None:
    assert changed(path, FULL, "plant/#", "JSON") == FULL.replace("CBOR", "JSON")


def test_an_entry_is_taken_out(path: Path) -> None:
    left = changed(path, FULL, "plant/#", None)
    assert left == FULL.replace('"plant/#" = "CBOR"  # all machines\n', "")
    assert changed(path, FULL, "other", None) == FULL


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[decoders]\n"a" = "hex"\n'),
        ('theme = "x"', 'theme = "x"\n\n[decoders]\na = "hex"\n'),
        ("[keys]\n", '[keys]\n\n[decoders]\na = "hex"\n'),
        ("[keys]\n\n", '[keys]\n\n[decoders]\na = "hex"\n'),
        ("[decoders]\n[keys]\n", '[decoders]\na = "hex"\n[keys]\n'),
        ('decoders = {b = "x"}\n', 'decoders = {b = "x",a = "hex"}\n'),
        ('decoders.b = "x"\n', 'decoders.b = "x"\ndecoders.a = "hex"\n'),
        ("[keys]\r\n", '[keys]\r\n\r\n[decoders]\r\na = "hex"\r\n'),
    ],
)
def test_a_table_is_made_or_found_however_it_is_written(
    path: Path, before: str, after: str
) -> None:
    assert changed(path, before, "a", "hex").replace('"a"', "a") == after.replace('"a"', "a")


def test_a_file_that_does_not_exist_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    set_entry(path, "decoders", "a/#", "hex")
    assert tomllib.loads(path.read_text()) == {"decoders": {"a/#": "hex"}}


def test_mode_and_link_are_kept_and_nothing_is_left_beside(tmp_path: Path) -> None:
    target, link = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    target.write_text(FULL)
    target.chmod(0o640)
    link.symlink_to(target.name)
    set_entry(link, "decoders", "b", "hex")
    assert link.is_symlink()
    assert '\nb = "hex"\n' in target.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(each.name for each in tmp_path.iterdir()) == ["config.toml", "dotfiles.toml"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"theme =", "is not valid TOML"),
        (b"decoders = 3", "decoders is no table in it"),
        (b'theme = "\xff"', "is not UTF-8 text (byte 9)"),
    ],
)
def test_a_file_that_is_not_understood_stays_as_it_is(path: Path, text: bytes, why: str) -> None:
    path.write_bytes(text)
    with pytest.raises(NotWritten) as caught:
        set_entry(path, "decoders", "a", "hex")
    assert str(path) in str(caught.value)
    assert why in str(caught.value)
    assert path.read_bytes() == text


def test_a_folder_that_takes_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(NotWritten, match=r"config\.toml can not be written: Not a directory"):
        set_entry(tmp_path / "taken" / "config.toml", "decoders", "a", "hex")


def test_what_fails_half_way_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path.write_text(FULL)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotWritten, match="No space left on device"):
        set_entry(path, "decoders", "a", "hex")
    assert path.read_text() == FULL
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_write_protected_file_stays_as_it_is(path: Path) -> None:
    path.write_text(FULL)
    path.chmod(0o444)
    with pytest.raises(NotWritten, match="Permission denied"):
        set_entry(path, "decoders", "a", "hex")
    assert path.read_text() == FULL


@given(
    st.sampled_from(["", FULL, "[keys]\n", 'decoders.b = "x"\n[keys]\nx = 1\n']),
    st.lists(
        st.tuples(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), st.booleans()),
        max_size=5,
    ),
)
def test_any_keys_are_set_and_taken_out_again(
    tmp_path: Path, text: str, changes: list[tuple[str, bool]]
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    expected = tomllib.loads(text)
    for key, keep in changes:
        set_entry(path, "decoders", key, "hex")
        expected.setdefault("decoders", {})[key] = "hex"
        assert tomllib.loads(path.read_text()) == expected
        if not keep:
            set_entry(path, "decoders", key, None)
            del expected["decoders"][key]
            assert tomllib.loads(path.read_text()) == expected
