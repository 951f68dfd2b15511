"""Arguments, environment and configuration joined into settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from pubsub_tui.arguments import make_parser
from pubsub_tui.cli import PASSWORD_VARIABLE, settings_from
from pubsub_tui.decode.registry import find_decoder
from pubsub_tui.model.filter import parse
from pubsub_tui.other_brokers import also
from pubsub_tui.settings import DEFAULT_HISTORY_BYTES, Settings, UsageError
from pubsub_tui.ui.launch import names

SECRET = "s3kr1t"


@pytest.fixture(autouse=True)
def _nobodys_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)


def asked(*arguments: str) -> Settings:
    return settings_from(make_parser().parse_args(arguments), ["app.quit"], find_decoder, parse)


def configured(tmp_path: Path, text: str) -> None:
    file = tmp_path / "pubsub-tui" / "config.toml"
    file.parent.mkdir()
    file.write_text(text)


def password_file(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "password"
    path.write_bytes(content)
    return str(path)


def test_nothing_asked_is_everything_on_localhost() -> None:
    assert asked() == Settings("localhost", 1883, history_bytes=DEFAULT_HISTORY_BYTES)


def test_options_are_taken_over() -> None:
    options = "-h broker -p 1884 -t a/+ -t b/# --qos 2 -u anna --read-only --history 2MB"
    settings = asked(
        *options.split(), "--production", "--theme=nord", "--exclude", "a/x", "--exclude", "b"
    )
    assert settings == Settings(
        "broker",
        1884,
        username="anna",
        topic_filters=("a/+", "b/#"),
        excludes=("a/x", "b"),
        qos=2,
        read_only=True,
        production=True,
        history_bytes=2_000_000,
        theme="nord",
    )


@pytest.mark.parametrize(("version", "level"), [("5", 5), ("3.1.1", 4), ("311", 4)])
def test_an_mqtt_version_is_insisted_on(version: str, level: int) -> None:
    assert asked("--mqtt-version", version).mqtt_version == level


def test_a_url_gives_broker_user_and_the_first_topic_filter() -> None:
    settings = asked("mqtt://anna@broker:1884/site/%23", "-t", "alarms/+")
    assert (settings.host, settings.port, settings.username) == ("broker", 1884, "anna")
    assert settings.topic_filters == ("site/#", "alarms/+")
    assert settings.remarks == ()


def test_an_ipv6_address_is_written_without_brackets_to_host_and_with_them_in_a_url() -> None:
    assert asked("-h", "fe80::1").host == asked("mqtt://[fe80::1]:1883").host == "fe80::1"


def test_the_user_name_option_goes_before_the_urls() -> None:
    assert asked("-u", "bert", "mqtt://anna@broker").username == "bert"


def test_the_command_line_goes_before_the_configuration(tmp_path: Path) -> None:
    configured(tmp_path, 'theme = "nord"\nhistory = "5MB"\n[keys]\n"app.quit" = "ctrl+x"\n')
    assert asked() == Settings(theme="nord", history_bytes=5_000_000, keys={"app.quit": "ctrl+x"})
    settings = asked("--theme", "linen", "--history", "9MB")
    assert (settings.theme, settings.history_bytes) == ("linen", 9_000_000)


def test_a_password_is_never_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked("-u", "anna", "-P", SECRET).password == SECRET
    assert SECRET not in repr(asked("-u", "anna", "-P", SECRET))
    assert SECRET not in repr(asked(f"mqtt://anna:{SECRET}@broker"))
    monkeypatch.setenv(PASSWORD_VARIABLE, SECRET)
    assert SECRET not in repr(asked("-u", "anna"))


@pytest.mark.parametrize("arguments", [("-u", "anna", "-P", SECRET), (f"mqtt://a:{SECRET}@h",)])
def test_a_password_that_others_can_read_gives_a_remark(arguments: tuple[str, ...]) -> None:
    settings = asked(*arguments)
    assert settings.password == SECRET
    (remark,) = settings.remarks
    assert "others on this machine can read it" in remark


def test_passwords_from_elsewhere_give_no_remark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = password_file(tmp_path, SECRET.encode())
    assert asked("-u", "anna", "--password-file", file).remarks == ()
    monkeypatch.setenv(PASSWORD_VARIABLE, SECRET)
    assert asked("-u", "anna").remarks == ()


def test_of_several_passwords_the_most_deliberate_one_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ("--password-file", password_file(tmp_path, b"from file"))
    monkeypatch.setenv(PASSWORD_VARIABLE, "from environment")
    url = "mqtt://anna:from-url@broker"
    assert asked("-u", "anna").password == "from environment"
    assert asked(url).password == "from-url"
    assert asked(url, *file).password == "from file"
    assert asked(url, *file, "-P", "from option").password == "from option"


@pytest.mark.parametrize(
    "content", [b" p\xc3\xa4ss \n", b" p\xc3\xa4ss \r\nmore\n", b" p\xc3\xa4ss "]
)
def test_a_password_file_is_read_up_to_the_end_of_its_first_line(
    content: bytes, tmp_path: Path
) -> None:
    file = password_file(tmp_path, content)
    assert asked("-u", "anna", "--password-file", file).password == " päss "


def test_a_password_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    for path, problem in (
        (str(tmp_path / "none"), "No such file"),
        (str(tmp_path), "Is a directory"),
        (password_file(tmp_path, b"s3kr1t\xff"), "not UTF-8"),
    ):
        with pytest.raises(UsageError, match=problem) as refused:
            asked("-u", "anna", "--password-file", path)
        assert path in str(refused.value)
        assert SECRET not in str(refused.value)


@pytest.mark.parametrize("user", [(), ("-u", "")])
def test_a_password_needs_a_user_name(
    user: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="needs a user name"):
        asked(*user, "-P", SECRET)
    monkeypatch.setenv(PASSWORD_VARIABLE, SECRET)
    assert asked(*user).password is None


def test_the_demo_needs_no_login_even_when_a_password_is_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("amqtt")
    monkeypatch.setenv(PASSWORD_VARIABLE, SECRET)
    assert asked("--demo").demo


def also_asked(*arguments: str) -> list[Settings]:
    """The settings of every connection."""
    parsed = make_parser().parse_args(arguments)
    first = settings_from(parsed, ["app.quit"], find_decoder, parse)
    return [first, *(also(first, Settings(), parsed, url) for url in parsed.also)]


def test_one_more_broker_has_the_options_of_the_first_and_none_of_its_login() -> None:
    options = "-h edge -u anna -P x -i edge-1 --will-topic gone -t a/# --qos 1 --production"
    first, second, third = also_asked(
        *options.split(), "--also", "mqtt://cloud:1884/b/%23", "--also", "mqtt://bert@spare"
    )
    assert (second.host, second.port, second.topic_filters) == ("cloud", 1884, ("b/#",))
    assert (third.host, third.port, third.topic_filters) == ("spare", 1883, ("a/#",))
    assert (second.username, second.password, third.username) == (None, None, "bert")
    assert (second.qos, second.production) == (1, True)
    assert first.connect.client_id == "edge-1"
    assert second.connect.client_id is None
    assert second.connect.will is None
    assert second.remarks == ()


def test_the_password_of_the_environment_belongs_to_the_first_broker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, SECRET)
    first, second = also_asked("-u", "anna", "--also", "mqtt://bert@cloud")
    assert (first.password, second.password) == (SECRET, None)


def test_one_more_broker_is_reached_in_its_own_way() -> None:
    first, plain, secure = also_asked(
        "wss://edge/mqtt",
        *("--ws-header", "Authorization=x", "--sni", "edge.example", "--tls-min", "1.3"),
        *("--also", "mqtt://cloud", "--also", "mqtts://cloud"),
    )
    assert first.way.websocket is not None
    assert first.way.websocket.headers
    assert (plain.way.tls, plain.way.websocket) == (None, None)
    assert secure.way.tls is not None
    assert (secure.way.tls.oldest, secure.way.tls.sni) == ("1.3", None)


def test_the_demo_may_have_one_more_broker_beside_it() -> None:
    first, second = also_asked("--demo", "--also", "mqtt://cloud")
    assert (first.demo, second.demo, second.host) == (True, False, "cloud")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("cloud", "no profile 'cloud'"),
        ("cloud:1883", "'cloud:1883' is not a URL"),
        ("mqtt://cloud/a%23", "the topic filter 'a#' is not valid"),
        ("mqtt://:x@cloud", "a password needs a user name"),
        ("mqtt://cloud:0", "port 0"),
    ],
)
def test_a_url_that_can_not_be_used_is_told(url: str, words: str) -> None:
    with pytest.raises(UsageError) as error:
        also_asked("--also", url)
    assert words in str(error.value)


def test_a_password_in_one_more_url_is_warned_of() -> None:
    assert len(also_asked("--also", "mqtt://bert:x@cloud")[1].remarks) == 1


def test_brokers_of_the_same_address_are_named_by_their_users() -> None:
    cloud = "mqtt://bert@cloud"
    given = also_asked("mqtt://anna@cloud", "--also", cloud, "--also", "mqtt://spare")
    assert names(given) == ["anna@cloud:1883", "bert@cloud:1883", None]
