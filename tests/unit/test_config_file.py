"""The configuration file: what it may say, and what is said of one that can not be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.config_file import Config, ConfigError, line_of, read_config
from pubsub_tui.decode.registry import find_decoder
from pubsub_tui.model.filter import parse
from pubsub_tui.settings import ProtobufSource

SCHEMA = "[[protobuf]]\ntopics = 'a'\nfile = 'f.proto'\nmessage = 'M'\n"
ACTIONS = ("app.quit", "app.help", "tree.fold")


def read(tmp_path: Path, content: str | bytes) -> Config:
    path = tmp_path / "config.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_config(path, ACTIONS, find_decoder, parse)


def complaint(tmp_path: Path, content: str | bytes) -> str:
    """What is said of the file, without the path that it begins with."""
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, content)
    said = str(caught.value)
    assert said.startswith(str(tmp_path / "config.toml"))
    assert said.endswith(".")
    assert "\n" not in said
    return said.removeprefix(str(tmp_path / "config.toml"))


def test_a_file_that_does_not_exist_says_nothing(tmp_path: Path) -> None:
    assert read_config(tmp_path / "none.toml", ACTIONS, find_decoder, parse) == Config()


@pytest.mark.parametrize("content", ["", "# nothing\n", "[keys]\n"])
def test_an_empty_file_says_nothing(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content) == Config()


def test_theme_history_and_keys_are_read(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        'theme = "kiln"\nhistory = "64MB"\n[keys]\n"app.quit" = "ctrl+x"\n"app.help" = "h"\n',
    )
    assert config == Config("kiln", 64_000_000, {"app.quit": "ctrl+x", "app.help": "h"})


def test_decoders_are_read_by_topic_filter_and_have_the_names_that_are_listed(
    tmp_path: Path,
) -> None:
    config = read(tmp_path, '[decoders]\n"site/+/cam" = "IMAGE"\n"plant/#" = "cbor"\n')
    assert config.decoders == {"site/+/cam": "image", "plant/#": "CBOR"}


def test_schemas_are_read_with_files_beside_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/anna")
    other = "[[protobuf]]\ntopics = ['b', 'c/#']\nfile = '~/f.pb'\nmessage = 'p.M'\n"
    place = f"{tmp_path / 'config.toml'}, line"
    assert read(tmp_path, SCHEMA + other).schemas == (
        ProtobufSource(("a",), tmp_path / "f.proto", "M", f"{place} 1"),
        ProtobufSource(("b", "c/#"), Path("/home/anna/f.pb"), "p.M", f"{place} 5"),
    )


def test_history_may_be_a_plain_number_of_bytes(tmp_path: Path) -> None:
    assert read(tmp_path, "history = 2_000_000").history_bytes == 2_000_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('\n\nthemes = "x"\n', ", line 3: 'themes' is not known; perhaps 'theme'."),
        ('theme = "x"\n[key]\n', ", line 2: 'key' is not known; perhaps 'keys'."),
        ("zzz = 1", ", line 1: 'zzz' is not known."),
        (
            '[keys]\n# comment\n"app.qit" = "q"',
            ", line 3: 'app.qit' is not known; perhaps 'app.quit'.",
        ),
        ('[keys]\n\n"app.quit" = 3', ", line 3: app.quit must be a string such as 'ctrl+k'."),
        ('[keys]\n\napp.qit = "q"', ", line 3: 'app.qit' is not known; perhaps 'app.quit'."),
        ('[keys.app]\n\nqit = "q"', ", line 3: 'app.qit' is not known; perhaps 'app.quit'."),
        ('\nkeys.app.qit = "q"', ", line 2: 'app.qit' is not known; perhaps 'app.quit'."),
        ('\nkeys = {app = {qit = "q"}}', ", line 2: 'app.qit' is not known; perhaps 'app.quit'."),
        ("\nkeys = 1", ", line 2: keys must be a table, [keys]."),
        ("\nprotobuf = 1", ", line 2: protobuf must be written as [[protobuf]]."),
        ("\n[protobuf]", ", line 2: protobuf must be written as [[protobuf]]."),
        (
            f"{SCHEMA}[[protobuf]]\ntopics = 'b'\nfile = 'f'",
            ", line 5: [[protobuf]] needs message = 'plant.Telemetry'.",
        ),
        (
            f"{SCHEMA}[[protobuf]]\ntopics = ['b', '#/b']\nfile = 'f'",
            ", line 6: the topic filter '#/b' is not valid: # must be the last level.",
        ),
        (
            f"{SCHEMA}[[protobuf]]\ntopics = [1]",
            ", line 6: topics must be topic filters in quotes.",
        ),
        (
            f"{SCHEMA}[[protobuf]]\ntopics = []",
            ", line 6: [[protobuf]] needs topics = 'plant/+/telemetry', or a list of them.",
        ),
        (
            f"{SCHEMA}[[protobuf]]\nfile = 'f'\nmesage = 'x'",
            ", line 7: 'mesage' is not known; perhaps 'message'.",
        ),
        (
            "[[protobuf]]\ntopics = 'a'\n\nfile = 3",
            ", line 4: [[protobuf]] needs file = 'telemetry.proto'.",
        ),
        ("\ndecoders = 1", ", line 2: decoders must be a table, [decoders]."),
        (
            'theme = "x"\n[decoders]\n\ntheme = "imge"',
            ", line 4: 'imge' is no decoder; perhaps 'image'.",
        ),
        (
            '[decoders]\n"a/#" = "hex"\n"b/+x" = "hex"',
            ", line 3: the topic filter 'b/+x' is not valid: + must stand alone in its level, "
            "and level 2 is '+x'.",
        ),
        (
            '[decoders]\n"$share/g/a" = "hex"',
            ", line 2: the topic filter '$share/g/a' is not valid: $share is for subscriptions: "
            "messages come on the topic itself.",
        ),
        (
            "[decoders]\na = 'zzz'",
            ", line 2: 'zzz' is no decoder: write one such as JSON, CBOR, text or hex, or install "
            "the plug-in that brings it.",
        ),
        (
            "[decoders]\n'a' = 3",
            ", line 2: 'a' must be a decoder's name in quotes, such as 'CBOR'.",
        ),
        (
            "[decoders]\na.b = 'hex'",
            ", line 2: 'a' must be a decoder's name in quotes, such as 'CBOR'.",
        ),
        ("\n[[keys]]", ", line 2: keys must be a table, [keys]."),
        ("\ntheme.dark = 1", ", line 2: theme must be a theme's name in quotes."),
        ("\ntheme = 1", ", line 2: theme must be a theme's name in quotes."),
        (
            '\nhistory = "lots"',
            ", line 2: 'lots' is not a size: write 256MB, 1GB or 512MiB.",
        ),
        ("history = true", ", line 1: 'True' is not a size: write 256MB, 1GB or 512MiB."),
        ('history = "1kB"', ", line 1: '1kB' is too small: 1MB is the least."),
    ],
)
def test_what_is_not_known_or_wrong_is_said_with_its_line(
    tmp_path: Path, content: str, said: str
) -> None:
    assert complaint(tmp_path, content) == said


@pytest.mark.parametrize(
    "keys",
    [
        '[keys]\n"app.quit" = "ctrl+x"',
        '[keys]\napp.quit = "ctrl+x"',
        '[keys.app]\nquit = "ctrl+x"',
        'keys = {"app.quit" = "ctrl+x"}',
        'keys.app.quit = "ctrl+x"',
    ],
)
def test_an_action_may_be_written_in_every_way_that_toml_has(tmp_path: Path, keys: str) -> None:
    assert read(tmp_path, keys).keys == {"app.quit": "ctrl+x"}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("theme = x", 1),
        ('\n\ntheme = "x\n', 3),
        ('theme = "x"\ntheme = "y"', 2),
        ("[keys]\n[keys]", 2),
        ('\n\ntheme = """x', 3),
        ("\nkeys = [1,\n2", 3),
    ],
)
def test_toml_that_is_not_valid_is_told_by_its_line(
    tmp_path: Path, content: str, line: int
) -> None:
    said = complaint(tmp_path, content)
    assert "is not valid TOML" in said
    assert f"line {line}" in said


def test_a_number_longer_than_python_reads_is_a_complaint(tmp_path: Path) -> None:
    assert "is not valid TOML" in complaint(tmp_path, "history = " + "9" * 5000)


def test_nesting_deeper_than_python_reads_is_a_complaint(tmp_path: Path) -> None:
    assert complaint(tmp_path, "theme = " + "[" * 100_000) == " is nested too deeply."
    dotted = "\nkeys." + "a." * 3000 + "a = 1"
    assert complaint(tmp_path, dotted) == ", line 2: keys is nested too deeply."


def test_a_file_that_is_not_utf8_is_told_by_its_byte(tmp_path: Path) -> None:
    assert complaint(tmp_path, b'theme = "\xff"') == " is not UTF-8 text (byte 9)."


def test_a_file_that_can_not_be_opened_is_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(ConfigError, match=r"config\.toml can not be read: Is a directory\."):
        read_config(tmp_path / "config.toml", ACTIONS, find_decoder, parse)


@given(st.text(alphabet="theme=history[keys]\"\n .1\\#é\0\r'", max_size=60) | st.text())
def test_any_text_is_a_configuration_or_a_complaint(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    try:
        config = read_config(path, ACTIONS, find_decoder, parse)
    except ConfigError:
        return
    assert set(config.keys) <= set(ACTIONS)
    assert config.theme is None or isinstance(config.theme, str)


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("a = 1\nb = 2", "b", 2),
        ("a = 1\n  [b]", "b", 2),
        ("'b' = 1", "b", 1),
        ("ab = 1\nb = 1", "b", 2),
        ('x = 1\n"a.b" = 1', "a.b", 2),
        ("axb = 1\n'a.b'=1", "a.b", 2),
        ("x = 1\nkeys.app.b = 1", "app.b", 2),
        ("x = 1\nkeys = { 'app.b' = 1 }", "app.b", 2),
        ("x = 1\nkeys = {c = 1, app = {b = 1}}", "app.b", 2),
        ("x = 1\n[[b]]", "b", 2),
        ("x = 1\nb.c = 1", "b", 2),
        ("# b = 1\nx = 1 # {b = 1\nb = 1", "b", 3),
        ("x = '\u2028\x85\x0c'\nb = 1", "b", 2),
        ("nothing", "b", 1),
    ],
)
def test_the_line_of_a_key_is_where_it_is_set(text: str, key: str, line: int) -> None:
    assert line_of(text, key) == line


def test_saved_filters(tmp_path: Path) -> None:
    config = read(tmp_path, "[filters]\n'too hot' = 'value>30'\n")
    assert config.filters == {"too hot": "value>30"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("filters = 'x'", "line 1: filters must be a table, [filters]."),
        ("[filters]\na = 'x'\nhot = 3", "line 3: 'hot' must be a filter in quotes"),
        (
            "[filters]\nhot = 'value>'",
            "line 2: the filter 'hot' is not valid: Column 7: expected a number",
        ),
    ],
)
def test_filters_that_are_none(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read(tmp_path, text)
    assert complaint in str(raised.value)
