"""A text in the user's own editor, while the terminal is the editor's."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from textual.app import App, SuspendNotSupported

_USUAL = ("sensible-editor", "nano", "vi")


class EditorError(Exception):
    """There is no editor, or it failed; the text is one sentence, not yet safe to draw."""


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """The command of ``$VISUAL`` or ``$EDITOR``, or else of what is usually there.

    Raises:
        EditorError: none of them can be run.
    """
    for name in ("VISUAL", "EDITOR"):
        if written := environ.get(name, "").strip():
            try:
                command = shlex.split(written)
            except ValueError:
                raise EditorError(
                    f"${name} can not be read: a quote in it is not closed."
                ) from None
            if shutil.which(command[0]) is None:
                raise EditorError(f"${name} names {command[0]}, which can not be found.")
            return command
    for usual in _USUAL:
        if shutil.which(usual) is not None:
            return [usual]
    raise EditorError("There is no editor: set $EDITOR to the command of one.")


async def edit(app: App[None], text: str, ending: str) -> str:
    """What the user makes of a text. Messages go on being received meanwhile.

    Args:
        ending: of the file's name, which tells the editor what it is, such as ``.json``.

    Raises:
        EditorError: nothing was edited; the sentence says why.
    """
    command = editor_command(os.environ)
    # Only the user can look into the folder.
    with tempfile.TemporaryDirectory(prefix="pubsub-tui-") as folder:
        file = Path(folder) / f"payload{ending}"
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
        code = await _run(app, [*command, str(file)])
        if code:
            raise EditorError(
                f"{Path(command[0]).name} ended with code {code}: nothing was changed."
            )
        try:
            edited = file.read_bytes().decode()
        except UnicodeDecodeError:
            raise EditorError("What was saved is not UTF-8: nothing was changed.") from None
        except OSError as error:
            raise EditorError(f"What was saved can not be read: {error.strerror}.") from None
    # Editors end the last line, and a payload that had no such end should not get one.
    return edited if text.endswith("\n") else edited.removesuffix("\n")


async def _run(app: App[None], command: list[str]) -> int:
    try:
        # A batch is drawn at its end only: the terminal is not ours.
        with app.suspend(), app.batch_update(), _without_interrupts():
            process = await asyncio.create_subprocess_exec(*command)
            return await process.wait()
    except SuspendNotSupported:
        raise EditorError("This terminal can not be given to an editor.") from None
    except OSError as error:
        raise EditorError(f"{command[0]} can not be run: {error.strerror}.") from None


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """A ctrl+c goes to all programs in the terminal, and is meant for the editor."""
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
