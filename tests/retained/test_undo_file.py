"""Undo files: what is written comes back, and any damage is noticed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.message import Message
from pubsub_tui.retained.undo_file import UndoWriter
from pubsub_tui.retained.undo_reading import newest_for, read_contents, whole_messages

NOW = 1_700_000_000.25

MESSAGES = st.lists(
    st.builds(
        Message,
        topic=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
        payload=st.binary(min_size=1),
        qos=st.integers(0, 2),
        retain=st.just(True),
        properties=st.none() | st.binary(min_size=1),
    )
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One folder for all examples of a test."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def written(folder: Path, messages: list[Message]) -> Path:
    """An undo file of these."""
    with UndoWriter(folder, "broker.local:1883", "site/#", NOW) as writer:
        writer.add(messages)
        return writer.finish()


SOME = [Message("a", b"\x00\xff", 1, True), Message("b/ü", b'"}', 2, True, 0.0, b"\x01\x01")]


@settings(deadline=None)
@given(MESSAGES)
def test_what_is_written_comes_back(folder: Path, messages: list[Message]) -> None:
    path = written(folder, messages)
    contents = read_contents(path)
    assert (contents.whole, contents.damage) == (len(messages), ())
    assert contents.header is not None
    assert contents.header.broker == "broker.local:1883"
    assert contents.header.topic_filter == "site/#"
    assert contents.header.saved_at == int(NOW)
    assert contents.header.count == len(messages)
    assert list(whole_messages(path)) == messages


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_any_changed_byte_is_noticed(folder: Path, data: st.DataObject) -> None:
    path = written(folder, SOME)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    flip = data.draw(st.integers(1, 255))
    path.write_bytes(whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :])
    contents = read_contents(path)
    assert contents.damage
    assert contents.damaged >= len(contents.damage)
    line = whole[:at].count(b"\n") + 1
    assert any(str(number) in contents.damage[0] for number in (line, line - 1, line + 1))
    assert all(message in SOME for message in whole_messages(path))


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_any_cut_is_noticed(folder: Path, data: st.DataObject) -> None:
    path = written(folder, SOME)
    whole = path.read_bytes()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    path.write_bytes(whole[:start] + whole[end:])
    assert bool(read_contents(path).damage) == (start != end)


def test_lines_in_another_order_or_twice_are_noticed(folder: Path) -> None:
    path = written(folder, SOME)
    first, second, third, last = path.read_bytes().splitlines(keepends=True)
    for lines in ((first, third, second, last), (first, second, second, last), (second, last)):
        path.write_bytes(b"".join(lines))
        assert read_contents(path).damage


def test_what_follows_the_end_is_noticed(folder: Path) -> None:
    path = written(folder, SOME)
    with path.open("ab") as file:
        file.write(b"more\n")
    assert read_contents(path).damage == ("line 5 comes after the end",)


@pytest.mark.parametrize("data", [b"", b"\n", b"{}", b"not json\n" * 20, b"\x00" * 5000])
def test_a_file_of_another_kind(folder: Path, data: bytes) -> None:
    path = folder / "other"
    path.write_bytes(data)
    contents = read_contents(path)
    assert contents.damage
    assert (contents.header, contents.whole) == (None, 0)


def test_an_unfinished_file_leaves_nothing(tmp_path: Path) -> None:
    with UndoWriter(tmp_path, "b", "#", NOW) as writer:
        writer.add(SOME)
    assert not list(tmp_path.iterdir())


def test_files_of_the_same_moment_stay_apart_and_the_newest_is_found(tmp_path: Path) -> None:
    paths = [written(tmp_path, SOME) for _ in range(3)]
    assert len(set(paths)) == 3
    assert newest_for(tmp_path, "broker.local:1883") == paths[-1]


def test_the_broker_s_name_can_not_leave_the_folder(tmp_path: Path) -> None:
    with UndoWriter(tmp_path, "../../x y\0" + "z" * 500, "#", NOW) as writer:
        path = writer.finish()
    assert path.parent == tmp_path
    assert path.is_file()
