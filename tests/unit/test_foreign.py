"""Connections out of the files of MQTT Explorer and MQTTX: what is taken over, and what is not."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.address import parse_url
from pubsub_tui.foreign.connection import ForeignConnection, ForeignError, ForeignSubscription
from pubsub_tui.foreign.reading import MOST_BYTES, read_export, read_export_file

EXPLORER = {
    "configVersion": 1,
    "certValidation": False,
    "clientId": "mqtt-explorer-12ab34cd",
    "id": "5b0d",
    "name": "plant",
    "encryption": True,
    "username": "anna",
    "password": "hunter2",
    "subscriptions": [{"topic": "#", "qos": 0}, {"topic": "site/+", "qos": 1}, {"topic": "a/#/b"}],
    "type": "mqtt",
    "host": "broker.example",
    "port": 8883,
    "protocol": "mqtt",
    "selfSignedCertificate": {"name": "ca.pem", "data": base64.b64encode(b"CA").decode()},
    "clientKey": {"name": "key.pem", "data": "not base64!"},
}
MQTTX = {
    "clientId": "desk",
    "name": "lab",
    "clean": False,
    "protocol": "wss",
    "host": "lab.example",
    "port": 443,
    "path": "/mqtt?x=1",
    "keepalive": 30,
    "username": "anna",
    "password": "hunter2",
    "certType": "self",
    "ca": "/certs/ca.pem",
    "cert": "",
    "key": "",
    "ssl": True,
    "rejectUnauthorized": False,
    "mqttVersion": "5.0",
    "sessionExpiryInterval": 300,
    "receiveMaximum": 20,
    "will": {
        "lastWillTopic": "desk/gone",
        "lastWillPayload": "bye",
        "lastWillQos": 1,
        "lastWillRetain": True,
        "properties": {"willDelayInterval": 5},
    },
    "subscriptions": [
        {"topic": "site/#", "qos": 2, "nl": True, "rap": True, "rh": 1},
        {"topic": "off/#", "qos": 0, "disabled": True},
    ],
    "messages": [],
}


def only(table: object) -> ForeignConnection:
    """The one connection in a file."""
    found, problems = read_export(json.dumps(table).encode())
    assert problems == []
    (connection,) = found
    return connection


def explorer(**changes: Any) -> ForeignConnection:
    return only({"ConnectionManager_connections": {"5b0d": EXPLORER | changes}})


def test_mqtt_explorer() -> None:
    assert explorer() == ForeignConnection(
        "plant",
        "mqtts://broker.example:8883",
        {"username": "anna", "insecure": True},
        (ForeignSubscription("#"), ForeignSubscription("site/+", 1)),
        {"ca": b"CA"},
        (
            "the key file, which is not base64",
            "the password",
            "the subscription to 'a/#/b': # must be the last level",
        ),
    )


@pytest.mark.parametrize(
    ("changes", "url"),
    [
        ({"encryption": False, "port": 1883}, "mqtt://broker.example:1883"),
        ({"protocol": "ws", "encryption": False, "basePath": "ws"}, "ws://broker.example:8883/ws"),
        ({"protocol": "ws", "basePath": ""}, "wss://broker.example:8883/"),
        ({"host": "::1"}, "mqtts://[::1]:8883"),
    ],
)
def test_where_mqtt_explorer_connects_to(changes: dict[str, Any], url: str) -> None:
    found = explorer(**changes)
    assert found.url == url
    parse_url(url)


def test_without_tls_nothing_of_it_is_taken_over() -> None:
    found = explorer(encryption=False, clientId="mine")
    assert found.options == {"username": "anna", "client-id": "mine"}
    assert found.files == {}


@pytest.mark.parametrize("table", [MQTTX, [MQTTX]])
def test_mqttx_one_or_all(table: object) -> None:
    assert only(table) == ForeignConnection(
        "lab",
        "wss://lab.example:443/mqtt?x=1",
        {
            "username": "anna",
            "mqtt-version": "5",
            "keepalive": "30",
            "client-id": "desk",
            "session-expiry": "300s",
            "receive-maximum": "20",
            "will-topic": "desk/gone",
            "will-message": "bye",
            "will-qos": "1",
            "will-retain": True,
            "will-delay": "5s",
            "insecure": True,
            "ca": "/certs/ca.pem",
        },
        (ForeignSubscription("site/#", 2, True, True, 1),),
        {},
        ("the password", "the subscription to off/#, which is switched off"),
    )


def test_what_mqttx_made_up_and_what_is_not_spoken_here() -> None:
    found = only(MQTTX | {"clientId": "mqttx_1a2b", "mqttVersion": "3.1", "will": None})
    assert "client-id" not in found.options
    assert "session-expiry" not in found.options
    assert found.left_out[:2] == (
        "the version of MQTT, which is not spoken here",
        "the session's expiry, as its client id is made up",
    )


def test_an_older_mqttx_names_no_scheme() -> None:
    assert only({"name": "old", "host": "h", "port": "1884", "ssl": False}).url == "mqtt://h:1884"
    assert only({"name": "old", "host": "h", "port": 8883, "ssl": True}).url == "mqtts://h:8883"


def test_passwords_are_nowhere() -> None:
    assert "hunter2" not in repr(explorer())
    assert "hunter2" not in repr(only(MQTTX))


def test_one_that_can_not_be_used_does_not_keep_the_others_out() -> None:
    found, problems = read_export(json.dumps([MQTTX, {"name": "x", "host": "a b"}, 7]).encode())
    assert [each.name for each in found] == ["lab"]
    assert problems == [
        "x names no host that can be used",
        "? names no host that can be used",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b"[]", "names no connection"),
        (b"{}", "names no connection"),
        (b"7", "names no connection"),
        (b'{"ConnectionManager_connections": []}', "has no connection that can be used"),
        (b'{"ConnectionManager_connections": {"a": 7}}', "has no connection that can be used"),
        (b'{"host": ""}', "has no connection that can be used"),
    ],
)
def test_what_is_no_export_is_one_sentence(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(data)
    with pytest.raises(ForeignError, match=words) as caught:
        read_export_file(path)
    assert str(caught.value).startswith(f"{path} ")
    assert str(caught.value).count("\n") == 0


def test_files_that_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(ForeignError, match="can not be read"):
        read_export_file(tmp_path / "none.json")
    with pytest.raises(ForeignError, match="can not be read"):
        read_export_file(tmp_path)
    with pytest.raises(ForeignError, match="NUL"):
        read_export_file(Path("a\0b"))
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(ForeignError, match="larger than 16 MB"):
        read_export_file(large)


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


@given(
    explorer=st.booleans(),
    changes=st.dictionaries(st.sampled_from(sorted({*EXPLORER, *MQTTX, "properties"})), VALUES),
)
def test_any_values_give_connections_that_can_be_used_or_a_sentence(
    explorer: bool, changes: dict[str, Any]
) -> None:
    table: Any = {"ConnectionManager_connections": {"a": EXPLORER | changes}}
    if not explorer:
        table = [MQTTX | changes]
    try:
        found, _ = read_export(json.dumps(table).encode())
    except ForeignError:
        return
    for each in found:
        assert each.name
        parse_url(each.url)
        repr(each).encode()


@given(st.binary(max_size=200))
def test_any_bytes_are_one_sentence(data: bytes) -> None:
    with pytest.raises(ForeignError):
        read_export(data)
