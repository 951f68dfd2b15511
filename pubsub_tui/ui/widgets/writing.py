"""Input fields that are safe to paste into: what a terminal would act on is drawn as a sign."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rich.highlighter import Highlighter
from rich.text import Text
from textual.content import Content
from textual.widgets import Checkbox

_ACTED_ON = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_HIGHEST_PILE = 8


def visible(text: str) -> str:
    """Draw every character that terminals act on as one sign, so that columns stay the same."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_levelled(map(_sign, text)))


def _levelled(chars: Iterable[str]) -> Iterator[str]:
    """Marks that would pile up over the lines above are drawn as signs."""
    height = 0
    for char in chars:
        height = height + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        yield char if height <= _HIGHEST_PILE else "\ufffd"


@lru_cache(maxsize=4096)
def _sign(char: str) -> str:
    if char == "\t" or unicodedata.category(char) not in _ACTED_ON:
        return char
    if char == "\x7f":
        return "␡"
    return chr(0x2400 + ord(char)) if char < " " else "\ufffd"


class Visible(Highlighter):
    """Makes an Input draw what is in it by `visible`; its value stays what was typed."""

    def highlight(self, text: Text) -> None:
        text.plain = visible(text.plain)


class Tick(Checkbox):
    """A checkbox that also without colours tells on from off."""

    @property
    def _button(self) -> Content:
        style = self.get_visual_style("toggle--button")
        return Content.assemble(("[x]" if self.value else "[ ]", style))
