"""Where keys stand in a TOML text."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.toml_places import place_of, places

TEXT = '''\
version = 1
# [profiles.no]
[profiles.home]
host = "a # b"   # host = 2
will-message = """
port = 3
"""
"quo ted".x = 1
list = [
  "a",  # one
  { filter = "b", qos = 1 },
]
  [profiles . 'two words']
  a.b.c = [[1, 2], [3]]
[[rows]]
[[rows]]
  [rows.inner]
  when = 1979-05-27 07:32:00
  last = 1
'''


@pytest.mark.parametrize(
    ("way", "place"),
    [
        (("version",), (1, 1)),
        (("profiles",), (3, 1)),
        (("profiles", "home"), (3, 1)),
        (("profiles", "home", "host"), (4, 1)),
        (("profiles", "home", "quo ted"), (8, 1)),
        (("profiles", "home", "quo ted", "x"), (8, 1)),
        (("profiles", "home", "list"), (9, 1)),
        (("profiles", "home", "list", 0), (10, 3)),
        (("profiles", "home", "list", 1), (11, 3)),
        (("profiles", "home", "list", 1, "qos"), (11, 19)),
        (("profiles", "home", "list", 1, "missing"), (11, 3)),
        (("profiles", "two words"), (13, 3)),
        (("profiles", "two words", "a", "b", "c", 0, 1), (14, 16)),
        (("rows", 1), (16, 1)),
        (("rows", 1, "inner", "last"), (19, 3)),
        (("nowhere",), (1, 1)),
    ],
)
def test_a_key_is_found(way: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert place_of(TEXT, way) == place
    assert place_of(TEXT.replace("\n", "\r\n"), way) == place


def ways(value: Any, way: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    found = {way} if way else set()
    for step, each in inside:
        found |= ways(each, (*way, step))
    return found


KEYS = st.text(max_size=6)
VALUES = st.recursive(
    st.one_of(st.integers(-9, 9), st.booleans(), st.text(max_size=8), st.datetimes()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_every_key_of_a_document_is_found(table: dict[str, Any]) -> None:
    try:
        text = tomlkit.dumps(table)
        written = tomllib.loads(text)
    except Exception:  # What tomlkit can not write is no text of ours.
        return
    assert set(places(text)) == ways(written)


@given(st.text(alphabet="ab.='\"[]{},\n# \\1", max_size=40))
def test_any_text_has_places_of_what_is_in_it(text: str) -> None:
    found = places(text)
    try:
        table = tomllib.loads(text)
    except ValueError:
        return
    assert set(found) == ways(table)


def test_a_text_is_gone_through_once_however_often_it_is_asked_about() -> None:
    text = 'a = 1\nb = "2"\n'
    assert places(text) is places("".join(list(text)))
