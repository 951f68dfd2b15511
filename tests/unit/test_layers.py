"""Imports point only downward: what each layer really loads, looked at in a fresh interpreter.

The contracts in pyproject.toml look at the source of this package; here it is seen whether a
library brings in, on its own, what the layer must not know.
"""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import pubsub_tui.decode
import pubsub_tui.export
import pubsub_tui.headless
import pubsub_tui.model
import pubsub_tui.outgoing
import pubsub_tui.profiles
import pubsub_tui.transports

ROOT = Path(__file__).parents[2]
SCREEN = {"textual", "rich"}
NETWORK = {"aiomqtt", "paho", "asyncio", "socket", "ssl"}
ABOVE = {f"pubsub_tui.{layer}" for layer in ("ui", "demo", "cli", "connection", "session")}

_LOADED = "import sys, {}; print(*sys.modules)"


def inside(package: ModuleType) -> list[str]:
    found = pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    return [module.name for module in found]


def loaded_with(modules: list[str]) -> set[str]:
    """Every module that is loaded when these are imported into a new interpreter."""
    command = [sys.executable, "-c", _LOADED.format(", ".join(modules))]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


MODEL = inside(pubsub_tui.model)
DECODE = inside(pubsub_tui.decode)
EXPORT = inside(pubsub_tui.export)
OUTGOING = inside(pubsub_tui.outgoing)
TRANSPORTS = inside(pubsub_tui.transports)
PROFILES = inside(pubsub_tui.profiles)
HEADLESS = inside(pubsub_tui.headless)
LOWEST = [f"pubsub_tui.{name}" for name in ("message", "settings", "address", "topic_filter")]


@pytest.mark.parametrize(
    ("layer", "forbidden"),
    [
        (LOWEST, SCREEN | NETWORK | ABOVE | {"pubsub_tui.model", "pubsub_tui.transports"}),
        (["pubsub_tui.sanitize"], {"textual", *NETWORK, *ABOVE, "pubsub_tui.model"}),
        (MODEL, SCREEN | NETWORK | ABOVE | {"pubsub_tui.transports", "pubsub_tui.decode"}),
        (DECODE, {"textual", *NETWORK, *ABOVE, "pubsub_tui.model", "pubsub_tui.transports"}),
        (EXPORT, {"textual", *NETWORK, *ABOVE, "pubsub_tui.model", "pubsub_tui.decode"}),
        (OUTGOING, {*SCREEN, "aiomqtt", "paho", "asyncio", *ABOVE, "pubsub_tui.model"}),
        (TRANSPORTS, SCREEN | ABOVE | {"pubsub_tui.model", "pubsub_tui.decode"}),
        (
            ["pubsub_tui.session", "pubsub_tui.connection", "pubsub_tui.inquiry"],
            {*SCREEN, "aiomqtt", "paho", "amqtt", "pubsub_tui.ui", "pubsub_tui.demo"},
        ),
        (PROFILES, SCREEN | ABOVE | {"aiomqtt", "paho", "asyncio", "ssl", "tomlkit", "keyring"}),
        (HEADLESS, {"textual", "aiomqtt", "paho", "amqtt", "pubsub_tui.ui", "pubsub_tui.decode"}),
        (
            ["pubsub_tui.cli"],
            {*SCREEN, "aiomqtt", "paho", "asyncio", "ssl", "msgspec", "amqtt", "pubsub_tui.ui"},
        ),
    ],
    ids=[
        "lowest",
        "sanitize",
        "model",
        "decode",
        "export",
        "outgoing",
        "transports",
        "session",
        "profiles",
        "commands",
        "command line",
    ],
)
def test_a_layer_loads_nothing_that_it_must_not_know(layer: list[str], forbidden: set[str]) -> None:
    loaded = loaded_with(layer)
    assert set(layer) <= loaded
    assert loaded & forbidden == set()


def test_what_the_other_tests_look_for_is_seen_where_it_is_loaded() -> None:
    loaded = loaded_with(["pubsub_tui.ui.app", "pubsub_tui.transports.mqtt"])
    everything = SCREEN | NETWORK | {"msgspec", "pubsub_tui.model", "pubsub_tui.decode"}
    assert everything <= loaded


def test_every_module_of_the_layers_is_looked_at() -> None:
    assert "pubsub_tui.model.traffic" in MODEL
    assert "pubsub_tui.decode.registry" in DECODE
    assert "pubsub_tui.outgoing.draft" in OUTGOING
    assert "pubsub_tui.transports.fastlane" in TRANSPORTS
    assert "pubsub_tui.headless.log" in HEADLESS


def test_the_contracts_on_imports_are_kept() -> None:
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    run = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert " kept, 0 broken" in run.stdout
