"""The form of a profile, and what it writes; and taking over from other programs."""

from __future__ import annotations

import base64
import json
import os
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, Select, TextArea

from pubsub_tui.profiles.secret import Means
from pubsub_tui.ui.screens.connections import ConnectionsScreen
from pubsub_tui.ui.screens.profile_form import ProfileForm
from pubsub_tui.ui.widgets.writing import Tick
from tests.ui.choosing import Chooser, chooser

PLANT = """\
version = 1
# ours

[profiles.plant]  # the plant
host = "plant.example"  # behind the VPN
username = "anna"
keepalive = 20  # no field
subscriptions = ["site/#", {filter = "alarms/#", alias = "alarms"}]

[profiles.plant.decoders]
"site/#" = "json"
"""


def profiles(shown: Chooser) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(shown.file)["profiles"]
    return found


async def fill(shown: Chooser, **fields: object) -> None:
    """Put values into the form's fields."""
    for name, value in fields.items():
        widget = shown.app.screen.query_one(f"#profile-{name}")
        if isinstance(widget, TextArea):
            widget.text = str(value)
        else:
            assert isinstance(widget, Input | Select | Tick)
            widget.value = value
        await shown.pilot.pause()


async def test_a_new_profile_is_saved_in_a_file_of_the_users_own(tmp_path: Path) -> None:
    async with chooser(tmp_path) as shown:
        await shown.press("n", *"lab")
        await fill(
            shown,
            scheme="mqtts",
            host="lab.example",
            port="8884",
            username="anna",
            means=Means.COMMAND,
            source="pass show lab",
            client_id="desk",
            version="5",
            subscriptions="site/# 1\n\n a/b \n",
            production=True,
            colour="green",
        )
        assert "All is well." in shown.text()
        await shown.press("ctrl+b")
        assert profiles(shown)["lab"] == {
            "host": "lab.example",
            "tls": True,
            "port": 8884,
            "username": "anna",
            "password-command": "pass show lab",
            "client-id": "desk",
            "mqtt-version": "5",
            "subscriptions": [{"filter": "site/#", "qos": 1}, "a/b"],
            "production": True,
            "colour": "green",
        }
        assert "lab.example:8884" in shown.line("lab", "#profiles")
        assert "Saved in" in shown.text()
    assert stat.S_IMODE(os.stat(shown.places.profiles).st_mode) == 0o600


async def test_editing_keeps_comments_and_what_has_no_field(tmp_path: Path) -> None:
    async with chooser(tmp_path, PLANT) as shown:
        await shown.press("e")
        await fill(shown, host="other.example", subscriptions="site/#\nalarms/# 2")
        await shown.press("ctrl+b")
        assert 'host = "other.example"  # behind the VPN' in shown.file
        assert "keepalive = 20  # no field" in shown.file
        assert "[profiles.plant]  # the plant" in shown.file
        assert profiles(shown)["plant"]["subscriptions"] == [
            "site/#",
            {"filter": "alarms/#", "alias": "alarms", "qos": 2},
        ]
        assert profiles(shown)["plant"]["decoders"] == {"site/#": "json"}


async def test_saving_what_was_not_changed_leaves_the_file_alone(tmp_path: Path) -> None:
    async with chooser(tmp_path, PLANT) as shown:
        await shown.press("e", "enter")
        assert shown.file == PLANT
        assert isinstance(shown.app.screen, ConnectionsScreen)


async def test_a_profile_gets_another_name_with_its_comments_and_its_use(tmp_path: Path) -> None:
    async with chooser(tmp_path, PLANT, {"plant": 60.0}) as shown:
        await shown.press("e", "end", *"-2", "ctrl+b")
        assert shown.file == PLANT.replace("profiles.plant", "profiles.plant-2")
        assert "1 minute ago" in shown.line("plant-2")
        assert list(json.loads(shown.places.uses.read_text())) == ["plant-2"]


@pytest.mark.parametrize(
    ("fields", "words", "row"),
    [
        ({"host": "a b"}, "it holds a space", "host"),
        ({"port": "99999"}, "a port is a number from 1 to 65535", "host"),
        ({"port": "x"}, "a port is a number from 1 to 65535", "host"),
        ({"scheme": "wss", "host": ""}, "The URL names no host", "host"),
        ({"scheme": "mqtt+unix"}, "The path of the socket is not named", "path"),
        ({"subscriptions": "a/#/b"}, "'a/#/b' is not valid", "subscriptions"),
        ({"means": Means.FILE}, "The password's file is not named", "source"),
        ({"name": "a/b"}, "holds one of / : @", "name"),
        ({"name": "lab"}, "There is a profile of this name already", "name"),
    ],
)
async def test_what_is_wrong_is_said_as_it_is_typed(
    tmp_path: Path, fields: dict[str, object], words: str, row: str
) -> None:
    text = f'{PLANT}\n[profiles.lab]\nhost = "lab"\n'
    async with chooser(tmp_path, text) as shown:
        await shown.press("e")
        await fill(shown, **fields)
        assert words in " ".join(shown.text("#profile-state").split())
        assert shown.app.screen.query_one(f"#profile-row-{row}").has_class("wrong")
        await shown.press("ctrl+b")
        assert isinstance(shown.app.screen, ProfileForm)
        assert shown.file == text


async def test_a_new_profile_needs_a_name_to_be_saved_and_none_to_connect(tmp_path: Path) -> None:
    async with chooser(tmp_path) as shown:
        await shown.press("n")
        await fill(shown, host="x.example")
        await shown.press("ctrl+g")
        assert "The name can not be used: it is empty." in shown.text()
        await shown.press("ctrl+o")
        await shown.settle()
        (settings,) = shown.chosen
        assert (settings.host, settings.profile) == ("x.example", None)
        assert not shown.places.profiles.exists()


async def test_save_and_connect(tmp_path: Path) -> None:
    async with chooser(tmp_path) as shown:
        await shown.press("n", *"lab")
        await fill(shown, host="x.example", colour="red")
        await shown.press("ctrl+g")
        await shown.settle()
        (settings,) = shown.chosen
        assert settings.profile is not None
        assert settings.profile.name == "lab"
        assert "lab" in json.loads(shown.places.uses.read_text())


async def test_a_copy_has_a_name_of_its_own_and_no_secret(tmp_path: Path) -> None:
    text = f'{PLANT}\n[profiles.lab]\nhost = "lab"\nusername = "a"\npassword = "hunter2"\n'
    async with chooser(tmp_path, text) as shown:
        await shown.press("down", "c")
        assert "hunter2" not in shown.text()
        await shown.press("ctrl+b")
        assert profiles(shown)["lab 2"] == {"host": "lab", "username": "a"}
        assert shown.file.startswith(text)


async def test_a_url_that_is_changed_stays_one(tmp_path: Path) -> None:
    text = '[profiles.lab]\nurl = "mqtt://anna@lab.example/site/%23"  # why\n'
    async with chooser(tmp_path, text) as shown:
        await shown.press("e")
        await fill(shown, host="::1")
        await shown.press("ctrl+b")
        assert profiles(shown)["lab"] == {
            "url": "mqtt://[::1]",
            "username": "anna",
            "subscriptions": ["site/#"],
        }
        assert "# why" in shown.file


async def test_a_password_in_a_url_is_not_lost(tmp_path: Path) -> None:
    text = '[profiles.lab]\nurl = "mqtt://anna:hunter2@lab.example"\n'
    async with chooser(tmp_path, text) as shown:
        await shown.press("e")
        assert "hunter2" not in shown.text()
        await fill(shown, host="other")
        assert "The password stands in the URL: change that in the file." in shown.text()
        await fill(shown, host="lab.example", read_only=True)
        await shown.press("ctrl+b")
        assert profiles(shown)["lab"]["url"] == "mqtt://anna:hunter2@lab.example"
        assert profiles(shown)["lab"]["read-only"] is True


EXPLORER = {
    "ConnectionManager_connections": {
        "1": {
            "name": "plant",
            "host": "broker.example",
            "port": 8883,
            "protocol": "mqtt",
            "encryption": True,
            "certValidation": True,
            "username": "anna",
            "password": "hunter2",
            "subscriptions": [{"topic": "site/#", "qos": 1}],
            "selfSignedCertificate": {"name": "x", "data": base64.b64encode(b"PEM").decode()},
        },
        "2": {"name": "nowhere", "host": ""},
        "3": {"name": "a/\x1b[31mb", "host": "c.example", "port": 1883, "protocol": "mqtt"},
    }
}
MQTTX = [
    {"name": "lab", "host": "lab.example", "port": 443, "protocol": "wss", "path": "/mqtt?t=1"}
]


async def test_connections_of_mqtt_explorer(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps(EXPLORER))
    async with chooser(tmp_path, PLANT) as shown:
        await shown.press("i")
        assert "settings.json" in shown.text()
        await shown.write(str(file))
        await shown.press("enter")
        text = " ".join(shown.text("#import-found").split())
        assert "plant 2: mqtts://broker.example:8883, there called plant" in text
        assert "left out: the password" in text
        assert "hunter2" not in text
        assert "nowhere names no host that can be used" in text
        assert "Enter takes over 2 connections." in text
        assert "\x1b" not in text
        assert shown.file == PLANT
        await shown.press("enter")
        assert shown.file.startswith(PLANT)
        assert profiles(shown)["plant 2"] == {
            "url": "mqtts://broker.example:8883",
            "username": "anna",
            "ca": "plant-2-ca.pem",
            "subscriptions": [{"filter": "site/#", "qos": 1}],
        }
        certificate = shown.places.profiles.parent / "plant-2-ca.pem"
        assert certificate.read_bytes() == b"PEM"
        assert stat.S_IMODE(os.stat(certificate).st_mode) == 0o600
        assert "Taken over: plant 2, a--[31mb." in shown.text()
        assert "pubsub-tui profiles password NAME" in " ".join(shown.text().split())


async def test_connections_of_mqttx(tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    file.write_text(json.dumps(MQTTX))
    async with chooser(tmp_path) as shown:
        await shown.press("i")
        await shown.write(str(file))
        await shown.press("enter")
        assert "the query of its URL" in " ".join(shown.text("#import-found").split())
        await shown.press("enter")
        assert profiles(shown)["lab"] == {"url": "wss://lab.example:443/mqtt"}


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "can not be read: No such file"), ("{", "is no JSON"), ("{}", "names no connection")],
)
async def test_a_file_that_is_no_export_says_so(
    tmp_path: Path, content: str | None, words: str
) -> None:
    file = tmp_path / "x.json"
    if content is not None:
        file.write_text(content)
    async with chooser(tmp_path) as shown:
        await shown.press("i")
        await shown.write(str(file))
        await shown.press("enter")
        assert words in " ".join(shown.text("#import-found").split())
        await shown.press("escape")
        assert isinstance(shown.app.screen, ConnectionsScreen)
