"""The commands by name, each in a module of its own that is imported when it is asked for."""

from __future__ import annotations

import argparse
import enum
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from pubsub_tui.settings import Settings


class CommandModule(Protocol):
    """What the module of a command holds."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add its own arguments: those of the connection are there already.

        A positional or option with the name ``topic`` holds a list of topic filters, and
        becomes the topic filters of the settings; ``qos`` becomes their QoS.
        """
        ...

    def run(self, asked: argparse.Namespace, settings: Settings) -> int:
        """Do it. Returns one of the exit codes of `exit_codes`; raises UsageError."""
        ...


class Needs(enum.Enum):
    """What a command is given beside its own arguments."""

    CONNECTION = "the options of a connection"
    SETTINGS = "the dashboard's options, and what they make; the password is not read"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Command:
    """A command as help lists it.

    Attributes:
        module: its full name.
        arguments: what follows the command's name in the line on usage.
        summary: what it does, in a few words.
    """

    module: str
    arguments: str
    summary: str
    needs: Needs = Needs.CONNECTION

    def load(self) -> CommandModule:
        """Import it."""
        return cast(CommandModule, importlib.import_module(self.module))


COMMANDS: Mapping[str, Command] = {
    "log": Command("pubsub_tui.headless.log", "[options]", "print messages as they come"),
    "pub": Command(
        "pubsub_tui.headless.pub",
        "TOPIC [options]",
        "publish messages, and say by the exit code whether they were accepted",
    ),
    "expect": Command(
        "pubsub_tui.headless.expect",
        "FILTER [options]",
        "wait for a message, and say by the exit code whether it came",
    ),
    "request": Command(
        "pubsub_tui.headless.request",
        "TOPIC -m TEXT [options]",
        "publish a request, and print the response",
    ),
    "doctor": Command(
        "pubsub_tui.headless.doctor",
        "[URL] [options]",
        "find out why a broker can not be reached, and what it can do",
    ),
    "retained": Command(
        "pubsub_tui.headless.retained",
        "list|delete|restore [FILTER|FILE] [options]",
        "list retained messages, delete them with an undo file, bring them back",
    ),
    "profiles": Command(
        "pubsub_tui.headless.profiles",
        "list|show|rm|password|import [NAME|FILE] [options]",
        "list, show or remove profiles, keep passwords in the keyring, import from other programs",
        Needs.NOTHING,
    ),
    "config": Command(
        "pubsub_tui.headless.config",
        "[URL|PROFILE] [options]",
        "print what holds, and where each value comes from",
        Needs.SETTINGS,
    ),
}
