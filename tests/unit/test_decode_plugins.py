"""Decoders from elsewhere: found by entry point, checked, and left out when they are broken."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from types import ModuleType

import pytest

from pubsub_tui.decode import plugins, registry
from pubsub_tui.decode.binary_numbers import ARRAY_NAMES
from pubsub_tui.decode.decoder import Context
from pubsub_tui.decode.errors import Unreadable
from pubsub_tui.decode.plugins import GROUP
from pubsub_tui.decode.registry import candidates, decode, decoder_names
from pubsub_tui.decode.view import View
from tests.unit.decoding import texts


def view_pump(payload: bytes, context: Context) -> View:
    if context.topic != "pump" or len(payload) != 2:
        raise Unreadable("a pump sends two bytes")
    return View("pump", [[("speed ", "key"), (f"{payload[0]}\x1b", "shout")]], 2, "likely")


def fails(payload: bytes, context: Context) -> View:
    raise RuntimeError("out of \x1b order")


def no_view(payload: bytes, context: Context) -> str:
    return "text"


def recurses(payload: bytes, context: Context) -> View:
    return recurses(payload, context)


Install = Callable[..., None]


def never_ends(payload: bytes, context: Context) -> View:
    while True:
        pass


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs entry points by name; the registry looks for them anew."""

    def put(**points: str) -> None:
        found = EntryPoints(EntryPoint(name, value, GROUP) for name, value in points.items())
        monkeypatch.setattr("importlib.metadata.entry_points", lambda group: found)
        registry._plugins.cache_clear()

    yield put
    registry._plugins.cache_clear()


HERE = "tests.unit.test_decode_plugins"


def test_a_plugin_is_asked_first_and_its_text_made_safe(install: Install) -> None:
    install(pump=f"{HERE}:view_pump")
    view = decode(b"42", "pump")
    assert view.title == "pump (likely)"
    assert view.lines == [[("speed ", "key"), ("52␛", "text")]]
    assert decode(b"42", "elsewhere").kind == "text"
    assert candidates(b"42", "pump")[0] == "pump"
    assert texts(decode(b"42", chosen="pump"))[0] == "Not pump: a pump sends two bytes"


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("fails", "RuntimeError: out of ␛ order"),
        ("no_view", "TypeError: it gave str, not a View"),
        ("recurses", "RecursionError: "),
    ],
)
def test_one_that_fails_is_told_and_takes_nothing_down(
    install: Install, function: str, said: str
) -> None:
    install(bad=f"{HERE}:{function}")
    view = decode(b'{"a": 1}')
    assert view.kind == "JSON"
    assert texts(view)[0].startswith(f"The decoder bad failed: {said}")
    assert texts(view)[1] == "{"
    view = decode(b'{"a": 1}', chosen="bad")
    assert view.kind == "hex"
    assert texts(view)[0].startswith(f"Not bad: {said}")
    assert "bad" not in candidates(b'{"a": 1}')


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("gone", "no_such_module:view", "ModuleNotFoundError"),
        ("odd", f"{HERE}:HERE", "TypeError: not a function"),
        ("JSON", f"{HERE}:view_pump", "ValueError: another decoder has this name"),
    ],
)
def test_one_that_cannot_be_loaded_is_named_once_and_left_out(
    install: Install, caplog: pytest.LogCaptureFixture, name: str, value: str, reason: str
) -> None:
    install(**{name: value, "pump": f"{HERE}:view_pump"})
    with caplog.at_level(logging.WARNING, "pubsub_tui"):
        first, second = decode(b"x"), decode(b"x")
    assert texts(first)[0].startswith(f"The decoder {name} ({value}) is left out: {reason}")
    assert texts(second) == ["x"]
    assert len(caplog.messages) == 1
    assert decoder_names().count("JSON") == 1
    assert "pump" in decoder_names()


def test_one_that_never_ends_is_stopped_and_not_asked_again(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugins, "LONGEST", 0.01)
    install(slow=f"{__name__}:never_ends")
    view = decode(b"x")
    assert texts(view)[0] == "The decoder slow failed: TookTooLong: stopped after 0.01 s"
    again = decode(b"x", chosen="slow")
    assert "it took longer than 0.01 s once, and is not asked again" in texts(again)[0]
    assert again.kind == "hex"


def test_an_unknown_choice_is_told() -> None:
    view = decode(b"x", chosen="no\x1bne")
    assert view.kind == "hex"
    assert texts(view)[0] == "There is no decoder no␛ne"


def test_the_example_in_the_documentation_works(install: Install) -> None:
    document = (Path(__file__).parents[2] / "docs" / "decoders.md").read_text(encoding="utf-8")
    code = re.findall(r"^```python\n(.*?)^```", document, re.MULTILINE | re.DOTALL)
    example = ModuleType("tanks_of_the_documentation")
    exec(code[0], example.__dict__)
    sys.modules[example.__name__] = example
    install(tanks=f"{example.__name__}:view_tank")
    view = decode(b"\x05\x64", "tanks/yard")
    assert view.title == "tank levels"
    assert texts(view) == ["tank 0: 5 %", "tank 1: 100 %"]
    assert decode(b"\x05\x64", "yard").title == "numbers (possible)"
    assert f'[project.entry-points."{GROUP}"]' in document


def test_every_decoder_is_in_the_documentation() -> None:
    document = (Path(__file__).parents[2] / "docs" / "decoders.md").read_text(encoding="utf-8")
    missing = [name for name in decoder_names() if f"`{name}`" not in document]
    assert [name for name in missing if name not in ARRAY_NAMES] == []
