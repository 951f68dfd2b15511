"""The dashboard as users run it, on a real terminal and the real transport, but measured.

``python -m benchmarks.dashboard PORT REPORT [--linger SECONDS]`` connects to loopback and draws
until that long after the marker came; then it writes its report as JSON to a file.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

import msgspec
from textual.drivers.linux_driver import LinuxDriver
from textual.strip import Strip

from benchmarks.frames import FrameMeter
from pubsub_tui.connection import make_session
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.settings import Settings
from pubsub_tui.ui.app import PubSubApp
from pubsub_tui.ui.connections import Connection
from pubsub_tui.ui.widgets.message_log import MessageLog
from pubsub_tui.ui.widgets.topic_tree import TopicTree

_Pane = TypeVar("_Pane")

EFFECT = b"\x1b_effect\x1b\\"
"""Written after an update that shows what a key did; terminals ignore it."""


class Effects:
    """Notices that a pane was drawn with another state than before, and says so on the wire."""

    def __init__(self) -> None:
        self._drawn = False

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Watch what keys change: the tree's cursor and folds, and the log's picked row."""
        with ExitStack() as stack:
            for owner, name, stand_in in (
                (TopicTree, "render_line", self._watched(TopicTree.render_line, _tree_state)),
                (MessageLog, "render_line", self._watched(MessageLog.render_line, _log_state)),
                (LinuxDriver, "write", self._writing(LinuxDriver.write)),
            ):
                stack.enter_context(patch.object(owner, name, stand_in))
            yield

    def _watched(
        self, draw: Callable[[_Pane, int], Strip], state: Callable[[_Pane], object]
    ) -> Callable[[_Pane, int], Strip]:
        seen: object = None

        def drawing(pane: _Pane, y: int) -> Strip:
            nonlocal seen
            now = state(pane)
            if now != seen:
                seen = now
                self._drawn = True
            return draw(pane, y)

        return drawing

    def _writing(
        self, write: Callable[[LinuxDriver, str], None]
    ) -> Callable[[LinuxDriver, str], None]:
        def writing(driver: LinuxDriver, data: str) -> None:
            if self._drawn:
                self._drawn = False
                data += EFFECT.decode()
            write(driver, data)

        return writing


def _tree_state(tree: TopicTree) -> object:
    return tree.cursor_row, tree.row_count()


def _log_state(log: MessageLog) -> object:
    return id(log.selected)


async def run(port: int, linger: float) -> bytes:
    """Run until the marker and ``linger`` seconds more; returns the report as JSON."""
    settings = Settings(host="127.0.0.1", port=port)
    traffic = Traffic(settings.history_bytes)
    session = make_session(settings, traffic.add)
    app = PubSubApp([Connection(session, traffic)])
    meter = FrameMeter(traffic, session)
    rows = 0

    async def leave_in_time() -> None:
        await meter.marker_came.wait()
        await asyncio.sleep(linger)
        nonlocal rows
        rows = app.screen.query_one(TopicTree).row_count()
        app.exit()

    with meter.installed(), Effects().installed():
        leaving = asyncio.create_task(leave_in_time())
        await app.run_async()
        leaving.cancel()
    if app.failure is not None:
        raise app.failure
    return msgspec.json.encode(meter.report(rows))


def main() -> None:
    """Run, and write the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("port", type=int)
    parser.add_argument("report", type=Path)
    parser.add_argument("--linger", type=float, default=1.0)
    asked = parser.parse_args()
    asked.report.write_bytes(asyncio.run(run(asked.port, asked.linger)))


if __name__ == "__main__":
    main()
