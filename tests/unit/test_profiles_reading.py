"""The file of profiles: every key, and one sentence with line and column for every mistake."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.arguments import make_parser
from pubsub_tui.broker_arguments import add_broker_options, add_subscription_options
from pubsub_tui.connect_settings import profile_settings
from pubsub_tui.profiles.error import ProfileError
from pubsub_tui.profiles.options import converted, option_keys
from pubsub_tui.profiles.profile import COLOURS, name_complaint
from pubsub_tui.profiles.reading import read_profiles
from pubsub_tui.profiles.secret import SECRET_KEYS, Means
from pubsub_tui.profiles.table import known_keys
from pubsub_tui.settings import PlottedValue, SavedSubscription, Settings, UsageError
from tests.unit.profiles import home, written

SECRET = "s3kr1t"


def complaint(tmp_path: Path, text: str, mode: int = 0o600) -> str:
    with pytest.raises(ProfileError) as refused:
        home(tmp_path, text, mode)
    sentence = str(refused.value)
    assert sentence.startswith(f"{tmp_path / 'profiles.toml'}, line ")
    assert sentence.endswith(".")
    assert not sentence.endswith("..")
    return sentence.removeprefix(f"{tmp_path / 'profiles.toml'}, ")


def test_without_a_file_there_are_no_profiles(tmp_path: Path) -> None:
    profiles = read_profiles(tmp_path / "profiles.toml")
    assert profiles.names == ()
    with pytest.raises(ProfileError, match=r"there is no profile 'home': .* has none"):
        profiles.load("home")


def test_every_option_of_a_connection_is_a_key() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    add_broker_options(parser)
    add_subscription_options(parser)
    long = {option[2:] for each in parser._actions for option in each.option_strings[-1:]}
    assert long - {"topic"} == set(known_keys()) & long
    assert {"host", "tls", "ws-header", "will-topic", "production"} <= set(option_keys())
    # What is no option of a connection is none of a profile either.
    assert not {"theme", "demo", "save", "profile", "help", "retry"} & set(known_keys())


def test_values_mean_what_they_mean_on_the_command_line(tmp_path: Path) -> None:
    profile = home(
        tmp_path,
        'host = "broker"\nport = 1884\nusername = "anna"\nclient_id = "desk"\nkeepalive = 30\n'
        'session-expiry = "2h"\nmqtt-version = 5\nread-only = true\nproduction = true\nqos = 1\n'
        'will-topic = "gone"\nwill-message = "1"\nwill-retain = true\nexclude = "a/#"\nsni = "b"',
    )
    words = "-h broker -p 1884 -u anna -i desk -k 30 --session-expiry 2h --mqtt-version 5 --qos 1"
    more = "--read-only --production --will-topic gone --will-message 1 --will-retain --exclude a/#"
    asked = make_parser().parse_args([*words.split(), *more.split(), "--sni", "b"])
    assert profile.options == {name: getattr(asked, name) for name in asked.given}


def test_files_are_beside_the_profiles(tmp_path: Path) -> None:
    profile = home(tmp_path, 'ca = "ca.pem"\ncert = "/x"\nws-header = "@h"\nunix = "sock"')
    assert profile.options["ca"] == tmp_path / "ca.pem"
    assert profile.options["cert"] == Path("/x")
    assert profile.options["ws_header"] == [f"@{tmp_path / 'h'}"]
    assert profile.options["unix"] == str(tmp_path / "sock")


def test_a_url_is_taken_apart(tmp_path: Path) -> None:
    profile = home(tmp_path, f'url = "mqtt://anna:{SECRET}@h:1884/site/%23"')
    assert profile.options == {"url": "mqtt://anna@h:1884"}
    assert profile.subscriptions == (SavedSubscription("site/#"),)
    assert profile.sources["password"].value == SECRET
    settings = profile_settings(profile, Settings())
    assert (settings.host, settings.port, settings.username) == ("h", 1884, "anna")
    assert settings.password == SECRET
    assert SECRET not in repr(profile) + repr(settings) + str(profile.sources)


def test_subscriptions_plots_decoders_and_filters(tmp_path: Path) -> None:
    profile = home(
        tmp_path,
        'subscriptions = ["a/#", { filter = "$share/g/b", qos = 1, mark = "A", alias = "b" }, '
        '{ filter = "c", no_local = true, retain-as-published = false, retain-handling = 2, '
        'paused = true }]\nplots = ["t", { topic = "j", value = "a.b[0]" }]\ncolour = "red"\n'
        '[profiles.home.decoders]\n"plant/#" = "cbor"\n[profiles.home.filters]\nhot = "v>30"',
    )
    assert profile.subscriptions == (
        SavedSubscription("a/#"),
        SavedSubscription("$share/g/b", 1, mark="A", alias="b"),
        SavedSubscription("c", None, True, False, 2, paused=True),
    )
    assert profile.plots == (PlottedValue("t", ()), PlottedValue("j", ("a", "b", 0)))
    assert profile.decoders == {"plant/#": "CBOR"}
    assert profile.filters == {"hot": "v>30"}
    assert profile.mark.colour == COLOURS["red"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("keepalve = 3", "line 2, column 1: 'keepalve' is not known; perhaps 'keepalive'."),
        ('host = "a"\n  cleint_id = 3', "line 3, column 3: 'cleint-id' is not known; perhaps"),
        ("topic = 'a'", "line 2, column 1: 'topic' is not known"),
        ('client_id = "a"\nclient-id = "b"', "line 3, column 1: 'client_id' and 'client-id' are"),
        ("port = 70000", "line 2, column 1: port can not be used: a port is a number from 1"),
        ("port = true", "line 2, column 1: port can not be used: it has to be a text"),
        ("host = 5", "host can not be used: it has to be a text in quotes."),
        ("host = 1979-05-27", "host can not be used: it has to be a text in quotes."),
        ("keepalive = 60.5", "keepalive can not be used: '60.5' is no keepalive"),
        ('read-only = "yes"', "read-only can not be used: it has to be true or false."),
        ("mqtt-version = 4", "mqtt-version can not be used: it has to be one of 5, 3.1.1, 311."),
        ("qos = 3", "qos can not be used: it has to be one of 0, 1, 2."),
        ("exclude = ['a', 1]", "exclude can not be used"),
        ("exclude = ['a#']", "the topic filter 'a#' is not valid: # must stand alone"),
        ("host = 'a b'", "host can not be used: it holds a space"),
        (f"host = 'mqtt://a:{SECRET}@b'", "host can not be used: a URL is written as url"),
        (f"url = 'mqtt://a:{SECRET}@b:0'", "port 0 can not be connected to"),
        ("url = 'mqtt://b'\nhost = 'b'", "line 2, column 1: give either url or host and port"),
        ("url = 'mqtt://b/a%23'", "the topic filter 'a#' is not valid"),
        ("url = 3", "url has to be a text in quotes"),
        ("proxy = 'socks4://b'", "the proxy's scheme is not known"),
        ("colour = 'rouge'", "colour can not be used: it has to be one of red,"),
        ("colour = '#12345'", "colour can not be used"),
        ("subscriptions = 'a'", "line 2, column 1: subscriptions has to be a list"),
        ("subscriptions = [\n'a',\n 5]", "line 4, column 2: it has to be a filter in quotes"),
        ("subscriptions = [{ qos = 1 }]", "line 2, column 18: it needs filter"),
        ("subscriptions = ['a', { filter = 'b', qos = 7 }]", "column 39: qos has to be 0, 1"),
        ("subscriptions = [{ filter = 'b', qos = true }]", "qos has to be 0, 1 or 2"),
        ("subscriptions = [{ filter = 'b', mark = 'G' }]", "mark has to be a letter from A to F"),
        ("subscriptions = [{ filter = 'b', mrk = 'A' }]", "'mrk' is not known; perhaps 'mark'"),
        ("subscriptions = [{ filter = 'b#' }]", "the topic filter 'b#' is not valid"),
        ("subscriptions = [{ filter = '$share/g/b', no-local = true }]", "no-local and $share"),
        ("plots = ['a/+']", "the topic 'a/+' can not be plotted"),
        ("plots = [{ topic = 'a', value = 'a..b' }]", "column 25: the value 'a..b' can not be"),
        (f"plots = {['a'] * 13}", "line 2, column 70: only 12 values can be plotted at once"),
        ("decoders = 1", "decoders has to be a table, [profiles.home.decoders]"),
        ("[profiles.home.decoders]\n'a' = 'cbro'", "line 3, column 1: 'cbro'"),
        ("[profiles.home.decoders]\n'a#' = 'cbor'", "the topic filter 'a#' is not valid"),
        ("[profiles.home.filters]\nx = 'temp>'", "line 3, column 1: the filter 'x' is not valid"),
        ("[profiles.home.filters]\nx = 1", "line 3, column 1: 'x' has to be a text in quotes"),
        ("password-command = []", "password-command can not be used: it names no program"),
        ('password-command = "pass \'x"', "a quote in it is not closed"),
        ("password-command = [1]", "it has to be a text, or a list of texts"),
        ("password-keyring = 1", "password-keyring can not be used: it has to be true or false"),
        ("password-file = ''", "password-file can not be used: it has to be a text in quotes"),
        (
            "password-file = 'a'\npassword-command = 'b'",
            "line 3, column 1: the password is said twice: line 2 has it, too",
        ),
        ("url = 'mqtt://a:b@h'\npassword-file = 'b'", "the password is said twice"),
        ("key-password-file = 'a'", "key-password-file needs cert"),
        ("proxy-password-keyring = true", "proxy-password-keyring needs proxy"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    sentence = complaint(tmp_path, text)
    assert said in sentence
    assert SECRET not in sentence


@pytest.mark.parametrize(
    "text",
    [
        f"password = '{SECRET}'",
        f"url = 'mqtt://a:{SECRET}@h'",
        f"proxy = 'http://a:{SECRET}@h'",
        f"cert = 'c'\nkey-password = '{SECRET}'",
        f"url = 'wss://h/mqtt?token={SECRET}'",
        f"ws-header = ['X-Api-Key={SECRET}']",
    ],
)
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_secret_stands_only_in_a_file_that_others_can_not_read(
    text: str, mode: int, tmp_path: Path
) -> None:
    home(tmp_path, text)
    sentence = complaint(tmp_path, text, mode)
    assert "stands in a file that others can read: chmod 600 it, or" in sentence
    assert SECRET not in sentence
    home(tmp_path, "host = 'h'\npassword-file = 'x'", mode)


def test_a_mistake_in_one_profile_stops_no_other(tmp_path: Path) -> None:
    text = "[profiles.home]\nhost = 'h'\n[profiles.work]\nhots = 'h'\n[profiles]\nodd = 3\n"
    profiles = read_profiles(written(tmp_path, text))
    assert profiles.names == ("home", "work", "odd")
    assert profiles.load("home").options == {"host": "h"}
    with pytest.raises(ProfileError, match=r"line 4, column 1: 'hots' is not known"):
        profiles.load("work")
    with pytest.raises(ProfileError, match=r"line 6, column 1: a profile is a table"):
        profiles.load("odd")
    with pytest.raises(ProfileError, match=r"there is no profile 'hom'; perhaps 'home'"):
        profiles.load("hom")
    with pytest.raises(ProfileError, match=r"there is no profile 'xyz'; .* has home, work, odd"):
        profiles.load("xyz")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"version = 2\n", "line 1, column 1: the file is of version 2, and this pubsub-tui knows"),
        (b'version = "1"\n', "line 1, column 1: version is a number"),
        (b"version = true\n", "version is a number"),
        (b"versoin = 1", "'versoin' is not known"),
        (b"[home]\nhost = 'h'\n", "line 1, column 1: 'home' is not known; a profile is written"),
        (b"profiles = 1", "profiles are tables"),
        (b"[profiles.home]\nhost = \n", "line 2, column 8)"),
        (b"[profiles.home]\nhost = 'a", "line 2, column 10)"),
        (b"[profiles.home]\nhost = '\xff'\n", "line 2, column 9: it is not UTF-8 text"),
        (b"a = " + b"[" * 2000, "nested too deeply"),
        (b"a = " + b"9" * 5000, "is not valid TOML"),
    ],
)
def test_a_file_that_can_not_be_used(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "profiles.toml"
    path.write_bytes(content)
    with pytest.raises(ProfileError) as refused:
        read_profiles(path)
    assert str(refused.value).startswith(str(path))
    assert said in str(refused.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = written(tmp_path, "", mode=0)
    with pytest.raises(ProfileError, match="can not be read: Permission denied"):
        read_profiles(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="can not be read: Is a directory"):
        read_profiles(tmp_path)


@pytest.mark.parametrize("name", ["", " ", "-h", "a:b", "a/b", "a@b", " a", "a\n", "x" * 65])
def test_what_can_be_no_name(name: str) -> None:
    assert name_complaint(name) is not None


def test_what_can_be_a_name() -> None:
    assert all(name_complaint(name) is None for name in ("home", "Werk Süd", "a.b", "log", "€"))


def said_by(use: Callable[[], None]) -> str:
    """The sentence that it ends with; a full stop when it works."""
    try:
        use()
    except UsageError as error:
        return str(error)
    return "."


KEYS = st.sampled_from([*known_keys(), "hots", "client_id"])
VALUES = st.recursive(
    st.one_of(
        st.sampled_from(
            ["''", "'h'", "'mqtt://a:b@h/x'", "1", "true", "-1", "1.5", "1979-05-27", "'a#'", "inf"]
        ),
        st.sampled_from(["{ filter = 'a' }", "{ topic = 'a', value = 'b.c' }", "'@x'", "'5s'"]),
    ),
    lambda inner: st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    max_leaves=4,
)


@given(st.dictionaries(KEYS, VALUES, max_size=5), st.sampled_from([0o600, 0o644]))
def test_any_values_give_settings_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, str], mode: int
) -> None:
    lines = "\n".join(f"{key} = {value}" for key, value in values.items())

    def use() -> None:
        profile = home(tmp_path_factory.getbasetemp(), lines, mode)
        if not {Means.PROMPT, Means.KEYRING} & {each.means for each in profile.sources.values()}:
            profile_settings(profile, Settings())

    sentence = said_by(use)
    assert "\n" not in sentence
    assert sentence.endswith(".")


@given(st.binary(max_size=60))
def test_any_bytes_give_profiles_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.toml"
    path.write_bytes(content)

    def use() -> None:
        for name in read_profiles(path).names:
            read_profiles(path).load(name)

    assert said_by(use).endswith(".")


def test_every_secret_has_its_means() -> None:
    assert {"password-command", "key-password-keyring", "proxy-password-prompt"} <= set(SECRET_KEYS)


def test_a_new_option_with_a_type_of_its_own_is_converted_by_it(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    action = parser.add_argument("--new", type=int)
    assert converted(action, 5, tmp_path) == converted(action, "5", tmp_path) == 5
    with pytest.raises(ValueError, match="'x' is no such value"):
        converted(action, "x", tmp_path)
