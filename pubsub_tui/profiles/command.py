"""A program that prints a secret, such as ``pass show broker``: run without a shell."""

from __future__ import annotations

import os
import selectors
import subprocess
import time
from collections.abc import Sequence
from typing import IO

SECONDS = 30.0
"""So long a program may take: some ask the user first."""
_MOST_BYTES = 100_000
_MOST_SHOWN = 200


class CommandFailed(Exception):
    """There is no secret; the text is a clause that says why, and never what was printed."""


def first_line_of_command(
    words: Sequence[str], seconds: float = SECONDS
) -> tuple[str, tuple[str, ...]]:
    """The first line of what a program prints, and what it says on stderr, if anything.

    Raises:
        CommandFailed: it can not be run, takes too long, fails, or prints nothing.
    """
    program = words[0]
    try:
        running = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise CommandFailed(f"{program} can not be run: {error.strerror}") from None
    assert running.stdout is not None
    assert running.stderr is not None
    try:
        until = time.monotonic() + seconds
        printed, said = _read(running.stdout, running.stderr, until)
        code = running.wait(max(0.1, until - time.monotonic()))
    except (TimeoutError, subprocess.TimeoutExpired):
        raise CommandFailed(f"{program} took longer than {seconds:g} s, and was ended") from None
    finally:
        # Not waited for what it may have started: that can hold the pipes for as long as it likes.
        running.kill()
        running.stdout.close()
        running.stderr.close()
        running.wait()
    try:
        secret = printed.split(b"\n", 1)[0].removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        raise CommandFailed(f"{program} printed what is not UTF-8 text") from None
    words_of_it = _shown(said, secret)
    told = f"; it said: {words_of_it}" if words_of_it else ""
    if code:
        how = f"failed with exit code {code}" if code > 0 else f"was ended by signal {-code}"
        raise CommandFailed(f"{program} {how}{told}")
    if not secret:
        raise CommandFailed(f"{program} printed nothing{told}")
    return secret, (f"{program} said: {words_of_it}",) if words_of_it else ()


def _read(out: IO[bytes], err: IO[bytes], until: float) -> tuple[bytes, bytes]:
    """All of both, but no more than is of use. Raises TimeoutError."""
    found = {out.fileno(): b"", err.fileno(): b""}
    with selectors.DefaultSelector() as waiting:
        for pipe in found:
            waiting.register(pipe, selectors.EVENT_READ)
        while waiting.get_map():
            ready = waiting.select(max(0.0, until - time.monotonic()))
            if not ready or time.monotonic() > until:
                raise TimeoutError
            for key, _ in ready:
                chunk = os.read(key.fd, 65_536)
                if len(found[key.fd]) <= _MOST_BYTES:
                    found[key.fd] += chunk
                if not chunk:
                    waiting.unregister(key.fd)
    return found[out.fileno()], found[err.fileno()]


def _shown(said: bytes, secret: str) -> str:
    """The last line of stderr, as it may be shown; whoever shows it has it sanitised."""
    lines = said.decode(errors="replace").strip().splitlines()
    line = lines[-1].strip() if lines else ""
    if secret:
        line = line.replace(secret, "•••")
    return line if len(line) <= _MOST_SHOWN else f"{line[:_MOST_SHOWN]}…"
