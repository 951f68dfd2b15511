"""Nothing that arrives acts on the terminal: looked at in the bytes that the program writes."""

from __future__ import annotations

import re
from pathlib import Path

from tests.brokers import HOST
from tests.end_to_end.terminal import DOWN, Terminal
from tests.transports.handmade import (
    SUBSCRIBE,
    Reader,
    Writer,
    read_number,
    read_version,
    serving,
    until_closed,
)
from tests.transports.packets import CONNACK, content_type, publish, suback, user_property

CLIPBOARD = b"\x1b]52;c;cHduZWQ=\x07"
TITLE = b"\x1b]0;pwned\x07"
HOSTILE = (
    CLIPBOARD,
    TITLE,
    b"\x1b[31mpwned\x1b[0m\x1b[2J",
    b"\xc2\x9b31mpwned",
    b"[bold red]pwned[/nope]",
    b"\x00pwned\x08\x7f",
    "\u202epwned\u2066".encode(),
    b"\xff\xfepwned\x1bc",
    b"pwned" + b"\xcc\x81" * 300,
)
FORBIDDEN = (b"\x07", b"\x1b]", b"\x1bc", b"\x00", b"\xc2\x9b", "\u202e".encode())
POINTER_SHAPE = re.compile(rb"\x1b\]22;[a-z]*\x07")
"""The one sequence of this kind that the program itself writes."""


async def send_hostile(reader: Reader, writer: Writer) -> None:
    """A broker that sends hostile topics, payloads, properties and reasons."""
    version = await read_version(reader)
    writer.write(CONNACK[version])
    number = await read_number(reader, SUBSCRIBE)
    writer.write(suback(version, number, 0, 0x87))
    for index, text in enumerate(HOSTILE):
        properties = content_type(text) + user_property(text, text)
        writer.write(publish(version, b"a%d/" % index + text, text, properties=properties))
    writer.write(publish(version, b"last", b"complete"))
    await until_closed(reader)


async def test_hostile_traffic_is_shown_inert(tmp_path: Path) -> None:
    async with (
        serving(send_hostile) as server,
        Terminal("--host", HOST, "-p", str(server.port), home=tmp_path, size=(120, 50)) as terminal,
    ):
        await terminal.shows("last", "complete", "a8")
        terminal.press("o")
        for _ in range(2 * len(HOSTILE) + 1):
            terminal.press(DOWN)
        await terminal.shows("━ topics", "last", "complete")
        terminal.press("5")
        await terminal.shows("msg/s", "pwned")
        terminal.press("q")
        assert await terminal.ended() == 0
    written = POINTER_SHAPE.sub(b"", terminal.written)
    for forbidden in FORBIDDEN:
        assert forbidden not in written, forbidden
