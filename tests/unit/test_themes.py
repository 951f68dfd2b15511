"""Themes: every shipped one can be used and read, and a wrong file is told with its line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import pytest
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.theme import BUILTIN_THEMES, Theme
from textual.widget import Widget

from pubsub_tui import paths
from pubsub_tui.config_file import ConfigError
from pubsub_tui.message import Message
from pubsub_tui.model.traffic import Traffic
from pubsub_tui.session import Credentials, Session
from pubsub_tui.transports.base import Transport
from pubsub_tui.ui.app import Look, PubSubApp
from pubsub_tui.ui.connections import Connection
from pubsub_tui.ui.themes import (
    DEFAULT_THEME,
    VARIABLES,
    load_theme,
    load_themes,
    with_fallbacks,
)
from pubsub_tui.ui.widgets.plot_colours import hard_to_tell

SHIPPED = load_themes([paths.shipped_themes()])
NAMES = [theme.name for theme in SHIPPED.loaded]
GROUNDS = ("background", "surface", "panel", "boost")
TEXTS = (
    "foreground",
    "text-muted",
    "text-primary",
    "text-accent",
    "text-warning",
    "text-error",
    "text-success",
    *(name for name in VARIABLES if name != "topic-spark"),
)
CURSORS = (
    ("block-cursor-foreground", "block-cursor-background"),
    ("foreground", "block-cursor-blurred-background"),
    ("foreground", "input-selection-background"),
)
LEAST = """\
name = "mine"
dark = true

[colors]
primary = "#336699"
"""


def theme_named(name: str) -> Theme:
    return next(theme for theme in SHIPPED.loaded if theme.name == name)


@cache
def variables_of(name: str) -> dict[str, Color]:
    """The colours among a shipped theme's variables, as the style sheet gets them."""
    theme = theme_named(name)
    variables = with_fallbacks({**theme.to_color_system().generate(), **theme.variables})
    wanted = {*GROUNDS, *TEXTS, *VARIABLES, "success", "error", "border", "border-blurred"}
    wanted |= {part for pair in CURSORS for part in pair}
    return {each: Color.parse(variables[each]) for each in wanted}


def luminance(colour: Color) -> float:
    """Relative luminance (WCAG 2.2), from 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio (WCAG 2.2), from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def enough(name: str) -> float:
    """The contrast that a theme's text must reach."""
    return 7.0 if name == "high-contrast" else 4.5


def test_all_shipped_themes_load() -> None:
    assert SHIPPED.failed == ()
    assert {DEFAULT_THEME, "high-contrast", "colour-blind", "monochrome"} <= set(NAMES)
    assert len(NAMES) == len(list(paths.shipped_themes().glob("*.toml")))
    assert not all(theme.dark for theme in SHIPPED.loaded)
    assert not set(NAMES) & set(BUILTIN_THEMES)


@pytest.mark.parametrize("name", NAMES)
def test_file_name_is_the_theme_name(name: str) -> None:
    assert load_theme(paths.shipped_themes() / f"{name}.toml").name == name


@pytest.mark.parametrize("name", NAMES)
def test_text_can_be_read(name: str) -> None:
    colours = variables_of(name)
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS]
    faint = [
        f"{text} on {ground}"
        for text, ground in (*pairs, *CURSORS)
        if contrast(colours[text], colours[ground]) < enough(name)
    ]
    assert faint == []


@pytest.mark.parametrize("name", NAMES)
def test_plotted_series_are_told_apart_by_colour_or_by_marks(name: str) -> None:
    colours = [variables_of(name)[f"plot-{number}"].rich_color for number in range(1, 7)]
    assert hard_to_tell(colours) == (name == "monochrome")
    assert hard_to_tell([*colours, colours[0]])


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_text_can_be_seen(name: str) -> None:
    colours = variables_of(name)
    surface = colours["surface"]
    assert contrast(colours["topic-spark"], surface) >= 3
    assert contrast(colours["border"], surface) >= 3
    assert contrast(colours["border-blurred"], surface) >= 1.5


@pytest.mark.parametrize("name", NAMES)
def test_colours_that_are_drawn_unblended_are_opaque(name: str) -> None:
    colours = variables_of(name)
    drawn = {*VARIABLES, *(part for pair in CURSORS[:2] for part in pair)}
    assert [each for each in drawn if colours[each].a != 1 or colours[each].auto] == []


def test_colour_blind_theme_tells_good_from_bad_by_lightness_and_by_blue_and_orange() -> None:
    colours = variables_of("colour-blind")
    good, bad = colours["success"], colours["error"]
    assert contrast(good, bad) >= 1.5
    assert good.b > good.r
    assert bad.r > bad.b


def test_monochrome_theme_has_no_colour() -> None:
    theme = theme_named("monochrome")
    colours = [*variables_of("monochrome").values(), *map(Color.parse, theme.variables.values())]
    assert all(colour.r == colour.g == colour.b for colour in colours)


@asynccontextmanager
async def nowhere() -> AsyncIterator[str]:
    """Surroundings that are never ready: the session connects to nothing."""
    await asyncio.Event().wait()
    yield "nowhere"


def no_transport(credentials: Credentials) -> Transport:
    raise NotImplementedError


def unconnected_app() -> PubSubApp:
    """The dashboard with some traffic, and no broker."""
    traffic = Traffic(1_000_000)
    payloads = (b'{"v":21.5,"unit":"C","on":true}', b"running", b"")
    traffic.add([Message(f"site/{n}", text, n, True, 1e9) for n, text in enumerate(payloads)])
    session = Session(no_transport, traffic.add, (), endpoint="nowhere", surroundings=nowhere)
    return PubSubApp([Connection(session, traffic)], Look(SHIPPED.loaded))


async def test_the_dashboard_takes_every_theme_that_can_be_chosen() -> None:
    app = unconnected_app()
    async with app.run_test() as pilot:
        for name in SHIPPED.names():
            app.theme = name
            await pilot.press("down")
            assert app.current_theme.name == name
            assert set(VARIABLES) <= set(app.get_css_variables())


@pytest.mark.parametrize("name", ["textual-light", "nord", "harbour", "linen"])
async def test_a_cursor_row_and_a_row_beside_it_can_be_read(name: str) -> None:
    app = unconnected_app()
    async with app.run_test() as pilot:
        app.theme = name
        await pilot.press("down")
        tree = app.screen.query_one("#tree")
        assert isinstance(tree, Widget)
        for row in range(3):
            assert least_contrast(tree.render_line(row)) >= 3


def least_contrast(strip: Strip) -> float:
    """The faintest of the texts in a strip."""
    return min(style_contrast(segment.style) for segment in strip if segment.text.strip())


def style_contrast(style: Style | None) -> float:
    assert style is not None
    assert style.color is not None
    assert style.bgcolor is not None
    return contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))


def test_a_silent_theme_gets_all_our_variables(tmp_path: Path) -> None:
    theme = load_theme(write(tmp_path, LEAST))
    variables = with_fallbacks(theme.to_color_system().generate())
    assert all(Color.parse(variables[name]).a == 1 for name in VARIABLES)


def test_colours_may_be_automatic_or_in_part_and_styles_are_no_colours(tmp_path: Path) -> None:
    text = (
        LEAST
        + """
[variables]
text-muted = "auto 70%"
topic-value = "red 50%"
border = "rgb(10, 20, 30)"
block-cursor-text-style = "bold underline"
link-style-hover = "none"
"""
    )
    theme = load_theme(write(tmp_path, text))
    variables = with_fallbacks({**theme.to_color_system().generate(), **theme.variables})
    assert variables["border"] == "rgb(10, 20, 30)"
    assert Color.parse(variables["muted"]).a == 1
    assert Color.parse(variables["topic-value"]).a == 1


def test_boost_is_kept_beside_a_panel(tmp_path: Path) -> None:
    theme = load_theme(write(tmp_path, LEAST + 'panel = "#222222"\nboost = "#333333"\n'))
    assert theme.variables["boost"] == "#333333"


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("name = \n", 1, "not valid TOML"),
        ("dark = true\n", 1, "needs a name"),
        (LEAST.replace('"mine"', "7"), 1, "needs a name in quotes"),
        (LEAST.replace("dark = true", 'dark = "yes"'), 2, "dark = true or dark = false"),
        (LEAST.replace("primary", "primarry"), 5, "the colour 'primarry' is not known"),
        (LEAST.replace("primary", "accent"), 4, "at least primary"),
        (LEAST.replace("#336699", "#33669"), 5, "'#33669' is not a colour"),
        (LEAST.replace('"#336699"', "3"), 5, "primary must be a string in quotes"),
        ('name = "mine"\ndark = true\ncolors = 3\n', 3, "colors must be a table"),
        (LEAST + "[styles]\n", 6, "'styles' is not known"),
        (LEAST + '[variables]\ntopic-flash = "glow"\n', 7, "'glow' is not a colour"),
        (LEAST + '[variables]\nborder = "nope"\n', 7, "'nope' is not a colour"),
        (LEAST + '[variables]\nborder = "$primary"\n', 7, "'$primary' is not a colour"),
        (LEAST + '[variables]\nborder = ""\n', 7, "'' is not a colour"),
        (LEAST + '[variables]\nsurface = "auto"\n', 7, "'auto' is not a colour"),
        (LEAST + '[variables]\nlink-style = "shiny"\n', 7, "'shiny' is not a text style"),
        (LEAST + "[variables]\nborder = 1\n", 7, "border must be a string in quotes"),
    ],
)
def test_a_broken_file_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, complaint: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_theme(path)
    sentence = str(caught.value)
    assert sentence.startswith(str(path))
    assert f"line {line}" in sentence
    assert complaint in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_broken_file_keeps_no_other_from_loading(tmp_path: Path) -> None:
    write(tmp_path, "name =", "a.toml")
    write(tmp_path, LEAST, "b.toml")
    (tmp_path / "c.toml").write_bytes(b"\xff")
    (tmp_path / "d.toml").mkdir()
    themes = load_themes([tmp_path])
    assert [theme.name for theme in themes.loaded] == ["mine"]
    assert len(themes.failed) == 3
    for name, sentence in zip(("a.toml", "c.toml", "d.toml"), themes.failed, strict=True):
        assert str(tmp_path / name) in sentence
    assert "mine" in themes.names()


def test_a_users_theme_replaces_a_shipped_one(tmp_path: Path) -> None:
    write(tmp_path, LEAST.replace("mine", DEFAULT_THEME))
    themes = load_themes([paths.shipped_themes(), tmp_path])
    assert sorted(theme.name for theme in themes.loaded) == sorted(NAMES)
    replaced = next(theme for theme in themes.loaded if theme.name == DEFAULT_THEME)
    assert replaced.primary == "#336699"


def test_a_folder_that_is_not_there_holds_no_themes(tmp_path: Path) -> None:
    themes = load_themes([tmp_path / "none"])
    assert (themes.loaded, themes.failed) == ((), ())


def write(folder: Path, text: str, name: str = "theme.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
