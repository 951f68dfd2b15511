"""Payloads of every kind in the publish pane: what is sent, its size, and what would be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Select

from pubsub_tui.outgoing.kind import Kind
from tests.ui.dashboard import Dashboard, dashboard

PANE = "#compose-pane"


async def write(shown: Dashboard, kind: Kind, text: str, topic: str = "lamp") -> None:
    """Write a message of a kind."""
    await shown.press("p")
    await shown.paste(topic)
    await shown.press("tab")
    await shown.paste(text)
    shown.main.query_one("#compose-kind", Select).value = kind
    await shown.frame()
    await shown.frame()


def said(shown: Dashboard) -> str:
    """What the pane says below the fields."""
    return " ".join(shown.text("#compose-said").split())


@pytest.mark.parametrize(
    ("kind", "text", "payload", "size"),
    [
        (Kind.TEXT, "grün", "grün".encode(), "5 B"),
        (Kind.JSON, '{"on": true}', b'{"on": true}', "12 B"),
        (Kind.HEX, "0x01 ff0a", b"\x01\xff\x0a", "3 B"),
        (Kind.BASE64, "aGk", b"hi", "2 B"),
        (Kind.NUMBER, "u16be 1 2", b"\0\1\0\2", "4 B"),
        (Kind.CBOR, '{"a": 1}', b"\xa1\x61a\x01", "4 B"),
        (Kind.MSGPACK, '{"a": 1}', b"\x81\xa1a\x01", "4 B"),
    ],
)
async def test_the_payload_is_sent_as_its_kind_says(
    kind: Kind, text: str, payload: bytes, size: str
) -> None:
    async with dashboard() as shown:
        await write(shown, kind, text)
        assert size in shown.text(PANE)
        assert said(shown) == ""
        await shown.press("f5")
        assert [each.payload for each in shown.transport.published] == [payload]
        assert "✓ acknowledged" in said(shown)


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        (Kind.HEX, "0x0", "✗ hex: "),
        (Kind.BASE64, "a", "✗ base64: "),
        (Kind.NUMBER, "u8 256", "✗ number: "),
        (Kind.CBOR, "{", "✗ CBOR: column 2: "),
        (Kind.FILE, "/nowhere", "✗ file: it can not be read: no such file or directory"),
        (Kind.TEXT, "{{cuont}}", "✗ payload: column 1: 'cuont' is not known; perhaps count"),
    ],
)
async def test_what_has_no_bytes_is_told_as_it_is_written_and_not_sent(
    kind: Kind, text: str, problem: str
) -> None:
    async with dashboard(size=(200, 50)) as shown:
        await write(shown, kind, text)
        assert said(shown).startswith(problem)
        await shown.press("f5")
        assert said(shown).startswith(problem)
        assert not shown.transport.published
        assert shown.main._publishing.composer.draft().text == text


async def test_json_that_is_not_valid_is_told_and_sent_as_it_is() -> None:
    async with dashboard() as shown:
        await write(shown, Kind.JSON, '{"on": tru}')
        assert said(shown) == "! JSON: column 8: expected a value; it is sent as it is"
        await shown.press("f5")
        assert [each.payload for each in shown.transport.published] == [b'{"on": tru}']


async def test_variables_are_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAMP", "7")
    async with dashboard() as shown:
        await write(shown, Kind.JSON, '{"n": {{count}}, "t": "{{topic 2}}"}', "a/{{env LAMP}}")
        await shown.press("f5")
        sent = shown.transport.published[0]
        assert (sent.topic, sent.payload) == ("a/7", b'{"n": 1, "t": "7"}')


async def test_a_file_is_read_when_it_is_sent(tmp_path: Path) -> None:
    file = tmp_path / "payload.bin"
    file.write_bytes(b"\0\1")
    async with dashboard() as shown:
        await write(shown, Kind.FILE, str(file))
        file.write_bytes(b"\0\1\2")
        await shown.press("f5")
        assert [each.payload for each in shown.transport.published] == [b"\0\1\2"]


async def test_json_and_variables_are_coloured() -> None:
    async with dashboard() as shown:
        await write(shown, Kind.JSON, '{"key": "text", "n": {{count}}, "b": true}')
        payload = "#compose-payload"
        styles = [shown.style(each, payload) for each in ('"key"', '"text"', "{{count", "true")]
        assert len({style.color for style in styles}) == 4
        assert [style.underline for style in styles] == [None, None, True, None]
        shown.main.query_one("#compose-kind", Select).value = Kind.TEXT
        await shown.frame()
        await shown.frame()
        assert shown.style('"key"', payload).color == shown.style('"text"', payload).color


async def test_a_level_with_braces_is_published_to_as_it_is_named() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a{{b", "1"))
        await shown.press("o", "end", "p", "x", "f5")
        assert [each.topic for each in shown.transport.published] == ["a{{b"]


async def test_the_size_is_of_what_was_sent_though_it_was_sent_at_once() -> None:
    async with dashboard() as shown:
        await shown.press("p", "a", "tab")
        # Neither a frame nor news of the change come between the two, as when keys are typed ahead.
        composer = shown.main._publishing.composer
        composer.write_payload("five!")
        composer.action_send()
        await shown.frame()
        await shown.frame()
        assert [each.payload for each in shown.transport.published] == [b"five!"]
        assert "5 B" in shown.text(PANE)
        assert "✓ acknowledged" in said(shown)
