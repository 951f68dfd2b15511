"""The first exercise of a workshop: a paho program of one's own, seen in the running demo."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from tests.end_to_end.terminal import Terminal

PROGRAM = Path(__file__).parents[1] / "demo" / "users_registered.py"


async def test_a_paho_program_shows_up_in_the_tree_and_the_log(tmp_path: Path) -> None:
    async with Terminal("--demo", home=tmp_path, size=(160, 50)) as terminal:
        await terminal.shows("factory", "demo on localhost:")
        port = await terminal.demo_port()
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, str(PROGRAM), str(port)), stdout=asyncio.subprocess.PIPE
        )
        printed, _ = await asyncio.wait_for(program.communicate(), 20)
        assert printed == b"users/registered John Doe\n"
        await terminal.until(
            lambda text: bool(re.search(r"registered\s+John Doe", text)), "the message"
        )
        terminal.press("G")
        await terminal.shows("users")
        await terminal.until(
            lambda text: bool(re.search(r"users/registered\s+1?\s+John Doe", text)), "in the log"
        )
