"""Themes from TOML files: ours, then the user's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, cast

from textual.color import Color, ColorParseError
from textual.css.constants import VALID_STYLE_FLAGS
from textual.theme import BUILTIN_THEMES, Theme

from pubsub_tui.config_file import ConfigError, line_of, parse_toml, read_toml_text

DEFAULT_THEME = "harbour"

Wrong = Callable[[str, str], ConfigError]

VARIABLES = {
    "muted": "text-muted",
    "topic-value": "muted",
    "topic-flash": "text-accent",
    "topic-spark": "text-primary",
    "message-topic": "text-primary",
    "payload-key": "text-primary",
    "payload-string": "text-success",
    "payload-number": "text-warning",
    "payload-literal": "text-accent",
    "plot-1": "text-primary",
    "plot-2": "text-warning",
    "plot-3": "text-success",
    "plot-4": "text-error",
    "plot-5": "text-accent",
    "plot-6": "text-secondary",
}
"""What our style sheet uses beside Textual's own, and what stands in where a theme is silent."""

_DRAWN = {
    **dict.fromkeys(VARIABLES, "surface"),
    "block-cursor-background": "surface",
    "block-cursor-blurred-background": "surface",
    "block-cursor-foreground": "block-cursor-background",
}
"""What the line-API views draw with, and on what. They blend nothing, so these must be opaque."""

_COLOUR = re.compile(r"(\S.*?)(?:\s+(\d+(?:\.\d+)?)%)?")
_COLOURS = tuple(
    each.name
    for each in fields(Theme)
    if each.name not in ("name", "dark", "luminosity_spread", "text_alpha", "variables", "ansi")
)


@dataclass(frozen=True, slots=True)
class Themes:
    """What could be loaded, and one sentence for each file that could not."""

    loaded: tuple[Theme, ...]
    failed: tuple[str, ...]

    @property
    def default(self) -> str | None:
        """The theme to begin with; None when ours can not be loaded."""
        return DEFAULT_THEME if DEFAULT_THEME in self.names() else None

    def names(self) -> list[str]:
        """All names that can be chosen, Textual's own among them."""
        return sorted({*BUILTIN_THEMES, *(theme.name for theme in self.loaded)})


def with_fallbacks(variables: dict[str, str]) -> dict[str, str]:
    """Complete the style sheet's variables with ours, and make opaque what has to be."""
    complete = dict(variables)
    for name, source in VARIABLES.items():
        complete.setdefault(name, complete[source])
    for name, under in _DRAWN.items():
        complete[name] = _opaque(complete[name], Color.parse(complete[under]))
    return complete


def _opaque(value: str, under: Color) -> str:
    """Blend a style sheet's colour, such as ``auto 60%``, into the one under it."""
    colour, share = _split(value)
    if colour == "auto":
        return (under + under.get_contrast_text(share)).hex
    over = Color.parse(colour)
    if over.ansi is not None or under.ansi is not None or under.a == 0:
        return colour
    return (under + over.multiply_alpha(share)).hex


def _split(value: str) -> tuple[str, float]:
    """Colour and share, from 0 to 1, of ``colour`` or ``colour 60%``."""
    match = _COLOUR.fullmatch(value)
    if match is None:
        return value, 1.0
    return match[1], float(match[2] or 100) / 100


def load_themes(folders: Iterable[Path]) -> Themes:
    """Load every ``*.toml`` in the folders; a later theme replaces one of the same name."""
    loaded: dict[str, Theme] = {}
    failed = []
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            try:
                theme = load_theme(path)
            except ConfigError as error:
                failed.append(str(error))
            else:
                loaded[theme.name] = theme
    return Themes(tuple(loaded.values()), tuple(failed))


def load_theme(path: Path) -> Theme:
    """Read one theme. Raises ConfigError, which names the line."""
    text = read_toml_text(path) or ""
    table = parse_toml(path, text)

    def wrong(key: str, complaint: str) -> ConfigError:
        return ConfigError(f"{path}, line {line_of(text, key)}: {complaint}.")

    name = table.get("name")
    if not isinstance(name, str) or not name:
        raise wrong("name", "a theme needs a name in quotes")
    if not isinstance(table.get("dark"), bool):
        raise wrong("dark", "a theme needs dark = true or dark = false")
    colours = _section(table, "colors", wrong)
    for key in table:
        if key not in ("name", "dark", "colors", "variables"):
            raise wrong(key, f"{key!r} is not known: use name, dark, [colors] and [variables]")
    for key in colours:
        if key not in _COLOURS:
            raise wrong(key, f"the colour {key!r} is not known: use {', '.join(_COLOURS)}")
    if "primary" not in colours:
        raise wrong("colors", "[colors] needs at least primary")
    _check_colours(colours, wrong)
    variables = _section(table, "variables", wrong)
    _check_variables(variables, wrong)
    if "boost" in colours:
        # Textual passes over this colour where a panel is given too.
        variables = {"boost": colours["boost"], **variables}
    return replace(
        Theme(name, colours["primary"], dark=table["dark"], variables=variables),
        **cast(Any, colours),
    )


def _section(table: dict[str, Any], name: str, wrong: Wrong) -> dict[str, str]:
    section = table.get(name, {})
    if not isinstance(section, dict):
        raise wrong(name, f"{name} must be a table, [{name}]")
    for key, value in section.items():
        if not isinstance(value, str):
            raise wrong(key, f"{key} must be a string in quotes")
    return section


def _check_colours(colours: dict[str, str], wrong: Wrong) -> None:
    for key, value in colours.items():
        if not _is_colour(value):
            raise wrong(key, f"{value!r} is not a colour: write '#rrggbb' or a CSS name")


def _check_variables(variables: dict[str, str], wrong: Wrong) -> None:
    for key, value in variables.items():
        if "-style" in key:
            if not value or any(word not in VALID_STYLE_FLAGS for word in value.split()):
                raise wrong(key, f"{value!r} is not a text style: write 'bold underline' or 'none'")
        else:
            colour = value if key in _COLOURS else _split(value)[0]
            if colour != "auto" or key in _COLOURS:
                _check_colours({key: colour}, wrong)


def _is_colour(value: str) -> bool:
    try:
        Color.parse(value)
    except ColorParseError:
        return False
    return True
