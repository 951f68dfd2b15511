"""What goes before what: command line, environment, profile, default."""

from __future__ import annotations

from pathlib import Path

import pytest

from pubsub_tui.arguments import make_command_parser, make_parser
from pubsub_tui.connect_settings import connection_settings
from pubsub_tui.connection import subscriptions
from pubsub_tui.headless.commands import COMMANDS
from pubsub_tui.profiles.joining import join
from pubsub_tui.settings import SavedSubscription, Settings, UsageError
from pubsub_tui.transports.base import Subscription
from tests.unit.profiles import home

VARIABLE = "PUBSUB_TUI_PASSWORD"


@pytest.fixture(autouse=True)
def _no_secrets_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PASSWORD", "KEY_PASSWORD", "PROXY_PASSWORD"):
        monkeypatch.delenv(f"PUBSUB_TUI_{name}", raising=False)


def joined(tmp_path: Path, text: str, *words: str, command: str = "") -> Settings:
    parser = make_command_parser(command, COMMANDS[command].load()) if command else make_parser()
    return connection_settings(
        join(parser.parse_args(words), home(tmp_path, text)), Settings(decoders={"a": "JSON"})
    )


@pytest.mark.parametrize(
    ("key", "profile", "words", "of_profile", "of_command_line", "default"),
    [
        ("host", "host = 'p'", ["-h", "c"], "p", "c", "localhost"),
        ("port", "port = 2", ["-p", "3"], 2, 3, 1883),
        ("username", "username = 'p'", ["-u", "c"], "p", "c", None),
        ("qos", "qos = 2", ["--qos", "0"], 2, 0, 0),
        ("excludes", "exclude = ['p']", ["--exclude", "c"], ("p",), ("c",), ()),
        ("mqtt_version", "mqtt-version = '3.1.1'", ["--mqtt-version", "5"], 4, 5, None),
        ("connect.keepalive", "keepalive = 5", ["-k", "6"], 5, 6, 60),
        ("connect.client_id", "client-id = 'p'", ["-i", "c"], "p", "c", None),
        ("read_only", "read-only = true", ["--read-only"], True, True, False),
        ("production", "production = true", ["--production"], True, True, False),
        ("way.tls.oldest", "tls-min = '1.3'", ["--tls-min", "1.2"], "1.3", "1.2", None),
    ],
)
def test_command_line_then_profile_then_default(
    key: str,
    profile: str,
    words: list[str],
    of_profile: object,
    of_command_line: object,
    default: object,
    tmp_path: Path,
) -> None:
    def value(text: str, *arguments: str) -> object:
        found: object = joined(tmp_path, text, *arguments)
        for name in key.split("."):
            found = getattr(found, name, None)
        return found

    assert value("") == default
    assert value(profile) == of_profile
    assert value(profile, *words) == of_command_line


def test_passwords_command_line_then_environment_then_profile_then_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "username = 'anna'\npassword = 'of profile'"
    assert joined(tmp_path, "username = 'anna'").password is None
    assert joined(tmp_path, text).password == "of profile"
    monkeypatch.setenv(VARIABLE, "of environment")
    assert joined(tmp_path, text).password == "of environment"
    assert joined(tmp_path, text, "-P", "of option").password == "of option"
    file = tmp_path / "file"
    file.write_text("of file\n")
    assert joined(tmp_path, text, "--password-file", str(file)).password == "of file"


def test_passwords_of_key_and_proxy_have_the_same_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "proxy = 'http://u@h'\nproxy-password = 'of profile'"

    def proxys(*words: str) -> str | None:
        proxy = joined(tmp_path, text, *words).way.proxy
        assert proxy is not None
        return proxy.password

    assert proxys() == "of profile"
    assert proxys("--proxy", "http://u@other") is None
    monkeypatch.setenv("PUBSUB_TUI_PROXY_PASSWORD", "of environment")
    assert proxys() == "of environment"
    assert proxys("--proxy", "http://u:of-option@other") == "of-option"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("host = 'a'\nusername = 'anna'", ["-h", "b"]),
        ("host = 'a'\nusername = 'anna'", ["-u", "bert"]),
        ("host = 'a'\nusername = 'anna'", ["mqtt://anna@b"]),
        ("url = 'mqtt://a'\nusername = 'anna'", ["-h", "b"]),
        ("username = 'anna'", ["-h", "b"]),
    ],
)
def test_nobody_elses_broker_gets_the_password(text: str, words: list[str], tmp_path: Path) -> None:
    settings = joined(tmp_path, f"{text}\npassword-command = ['false']", *words)
    assert settings.password is None
    [remark] = settings.remarks
    assert "is for its own broker and user: it is not used" in remark


@pytest.mark.parametrize("words", [["-h", "a"], ["-u", "anna"], ["-p", "5"], ["-t", "x"]])
def test_the_same_said_again_keeps_the_password(words: list[str], tmp_path: Path) -> None:
    text = "host = 'a'\nusername = 'anna'\npassword = 's'"
    assert joined(tmp_path, text, *words).password == "s"


def test_a_password_needs_a_user_name_in_the_profile_too(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="add username to the profile"):
        joined(tmp_path, "password = 's'")


def test_what_excludes_each_other_is_replaced_as_a_whole(tmp_path: Path) -> None:
    url = "url = 'mqtt://anna@p:5/x'"
    assert joined(tmp_path, url).port == 5
    settings = joined(tmp_path, url, "-h", "c")
    assert (settings.host, settings.port, settings.username) == ("c", 1883, None)
    settings = joined(tmp_path, "host = 'p'\nport = 7", "mqtt://c")
    assert (settings.host, settings.port) == ("c", 1883)
    assert joined(tmp_path, "username = 'p'", "mqtt://c@h").username == "c"
    assert joined(tmp_path, "username = 'p'", "mqtt://h").username == "p"
    assert joined(tmp_path, "unix = '/p'", "-h", "c").way.unix is None
    with pytest.raises(UsageError, match="the profile home has a URL"):
        joined(tmp_path, url, "-p", "6")
    (tmp_path / "w").write_bytes(b"file")
    will = joined(
        tmp_path, "will-topic = 't'\nwill-message = 'p'", "--will-file", str(tmp_path / "w")
    ).connect.will
    assert will is not None
    assert will.payload == b"file"


def test_subscriptions_of_the_profile_unless_others_are_named(tmp_path: Path) -> None:
    text = (
        "qos = 1\nsubscriptions = ['a', { filter = '$SYS/x', qos = 0, mark = 'B' }, "
        "{ filter = 'c', retain-as-published = false, paused = true }]"
    )
    entries = subscriptions(joined(tmp_path, text))
    assert [each.subscription for each in entries] == [
        Subscription("a", 1, retain_as_published=True),
        Subscription("$SYS/x", 0),
        Subscription("c", 1),
    ]
    assert [(each.mark, each.paused) for each in entries] == [("", False), ("B", False), ("", True)]
    assert {
        each.subscription.qos for each in subscriptions(joined(tmp_path, text, "--qos", "2"))
    } == {2}
    [named] = subscriptions(joined(tmp_path, text, "-t", "x"))
    assert named.subscription == Subscription("x", 1, retain_as_published=True)
    [named] = subscriptions(joined(tmp_path, text, "mqtt://h/y"))
    assert named.topic_filter == "y"


def test_a_command_takes_what_it_has_a_use_for(tmp_path: Path) -> None:
    text = "host = 'p'\nqos = 2\nexclude = ['x']\nsubscriptions = ['a']"
    log = joined(tmp_path, text, command="log")
    assert (log.host, log.qos, log.subscriptions) == ("p", 2, (SavedSubscription("a"),))
    pub = joined(tmp_path, text, "t", "-m", "1", command="pub")
    assert (pub.host, pub.qos, pub.subscriptions, pub.topic_filters) == ("p", 0, (), ())
    expect = joined(tmp_path, text, "t", "--qos", "1", command="expect")
    assert (expect.qos, expect.subscriptions, expect.topic_filters) == (1, (), ("t",))


def test_decoders_filters_and_plots_come_on_top(tmp_path: Path) -> None:
    settings = joined(
        tmp_path,
        "plots = ['t']\ncolour = '#abc'\n[profiles.home.decoders]\nb = 'hex'\n"
        "[profiles.home.filters]\nf = 'v>1'",
    )
    assert settings.decoders == {"a": "JSON", "b": "hex"}
    assert settings.filters == {"f": "v>1"}
    assert [each.topic for each in settings.plots] == ["t"]
    assert settings.profile is not None
    assert (settings.profile.name, settings.profile.colour) == ("home", "#aabbcc")


def test_the_demo_has_no_profile(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="leave out the profile"):
        joined(tmp_path, "host = 'h'", "--demo")


def test_given_is_what_stood_there_even_when_it_is_the_default() -> None:
    asked = make_parser().parse_args(["--qos", "0", "-t", "a", "-t", "b"])
    assert asked.given == {"qos", "topic"}
    assert (asked.topic, asked.exclude) == (["a", "b"], [])
    assert make_parser().parse_args([]).given == frozenset()
