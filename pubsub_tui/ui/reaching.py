"""What a chosen connection needs before it is made: its password; and whether it can be made."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace

from textual.app import App

from pubsub_tui.connect_settings import connection_settings
from pubsub_tui.connection import broker_name, make_transports
from pubsub_tui.profiles.joining import Joined
from pubsub_tui.profiles.profile import Profile
from pubsub_tui.profiles.secret import Secret
from pubsub_tui.settings import Settings, UsageError
from pubsub_tui.transports.base import Link, TransportError
from pubsub_tui.ui.quantities import format_seconds
from pubsub_tui.ui.screens.password import PasswordScreen

TEST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a test, as a sentence or two that are not yet safe to draw."""

    reached: bool
    words: str


class GaveUpError(UsageError):
    """The user was asked for a password, and gave none."""


async def complete(app: App[None], joined: Joined, base: Settings) -> Settings:
    """The settings of a connection with its passwords, ready to connect.

    Raises:
        GaveUpError: the user does not want to say one.
        UsageError: one can not be had, or something does not fit together.
    """
    loop = asyncio.get_running_loop()

    async def on_screen(question: str) -> str | None:
        typed: asyncio.Future[str | None] = loop.create_future()
        app.push_screen(PasswordScreen(question), typed.set_result)
        return await typed

    def ask(secret: Secret, profile: Profile) -> str:
        question = f"The {secret.words} for the profile {profile.name}:"
        typed = asyncio.run_coroutine_threadsafe(on_screen(question), loop).result()
        if typed is None:
            raise GaveUpError(f"no {secret.words} was given.")
        return typed

    # In a thread, as it may run a command, or wait for the keyring.
    return await asyncio.to_thread(connection_settings, joined, base, ask)


async def try_out(settings: Settings) -> Finding:
    """Connect beside all else, as another client without session and will, and go again."""
    endpoint = broker_name(settings)
    transport = make_transports(replace(settings, connect=settings.connect.aside()))()
    started = time.perf_counter()
    try:
        async with asyncio.timeout(TEST_SECONDS):
            link = await transport.connect(lambda batch: None)
    except TransportError as error:
        problem = error.problem
        took = format_seconds(time.perf_counter() - started)
        return Finding(False, " ".join(filter(None, (problem.what, problem.hint, f"({took})"))))
    except TimeoutError:
        return Finding(False, f"{endpoint} did not answer within {TEST_SECONDS:g} s.")
    finally:
        await transport.close()
    took = format_seconds(time.perf_counter() - started)
    return Finding(True, f"{endpoint} let us in within {took}: {_answer(link)}.")


def _answer(link: Link) -> str:
    """What the broker said of itself, as far as it holds one back."""
    limits = link.limits
    parts = [link.protocol]
    if limits.max_qos < 2:
        parts.append(f"QoS {limits.max_qos} at most")
    if not limits.retain:
        parts.append("retains nothing")
    if not limits.wildcards:
        parts.append("no wildcards")
    if limits.packet_size is not None:
        parts.append(f"packets up to {limits.packet_size:,} bytes")
    return ", ".join(parts)
