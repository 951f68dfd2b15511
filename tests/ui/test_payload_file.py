"""The payload read from a file, and written to one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.payload_file import LARGEST_EDITED
from tests.ui.dashboard import Dashboard, dashboard


async def open_screen(shown: Dashboard, path: Path) -> None:
    """Open the screen with a path written in it."""
    await shown.press("p", "a", "tab", "f3")
    await shown.paste(str(path))


@pytest.mark.parametrize(
    ("data", "kind", "text"),
    [
        (b'{"on": true}\n', Kind.JSON, '{"on": true}\n'),
        (b"{{now}}", Kind.TEXT, "{{{{now}}"),
        (b"\xff\0", Kind.HEX, "ff 00"),
        (b"\xa1aa\x01", Kind.CBOR, '{\n  "a": 1\n}'),
    ],
)
async def test_a_file_is_read_as_what_it_is(
    data: bytes, kind: Kind, text: str, tmp_path: Path
) -> None:
    (tmp_path / "payload").write_bytes(data)
    async with dashboard() as shown:
        await open_screen(shown, tmp_path / "payload")
        await shown.press("enter")
        draft = shown.main._publishing.composer.draft()
        assert (draft.topic, draft.kind, draft.text) == ("a", kind, text)
        await shown.press("f5")
        assert [each.payload for each in shown.transport.published] == [data]


@pytest.mark.parametrize("data", [b"x" * (LARGEST_EDITED + 1), b"\xff" * 70_000])
async def test_what_is_too_large_to_edit_is_sent_out_of_its_file(
    data: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "payload"
    file.write_bytes(data)
    async with dashboard() as shown:
        await open_screen(shown, file)
        await shown.press("enter")
        draft = shown.main._publishing.composer.draft()
        assert (draft.kind, draft.text) == (Kind.FILE, str(file))


async def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    async with dashboard() as shown:
        await open_screen(shown, tmp_path / "none")
        await shown.press("enter")
        assert "Not read: file: it can not be read: no such file" in shown.text()
        await shown.press("escape")
        assert shown.app.screen is shown.main


async def test_the_payload_is_written_and_a_file_replaced_only_when_asked_twice(
    tmp_path: Path,
) -> None:
    file = tmp_path / "payload"
    async with dashboard() as shown:
        await shown.press("p", "a", "tab", *"hello", "f3")
        await shown.paste(str(file))
        await shown.press("ctrl+b")
        assert file.read_bytes() == b"hello"
        assert "5 B written to" in shown.notifications()
        await shown.press(*"!!", "f3")
        await shown.paste(str(file))
        await shown.press("ctrl+b")
        assert "once more to replace it" in shown.text()
        assert file.read_bytes() == b"hello"
        await shown.press("ctrl+b")
        assert file.read_bytes() == b"hello!!"


async def test_what_can_not_be_written_is_told(tmp_path: Path) -> None:
    async with dashboard() as shown:
        await open_screen(shown, tmp_path / "no" / "payload")
        await shown.press("ctrl+b")
        assert "There is no folder" in shown.text()
