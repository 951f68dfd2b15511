"""Choosing a connection: the list, finding, connecting, deleting, testing, a broken file."""

from __future__ import annotations

import json
import os
import socket
import stat
from pathlib import Path

import pytest

from pubsub_tui.ui.screens.connections import ConnectionsScreen
from tests.brokers import HOST, Mosquitto
from tests.ui.choosing import chooser
from tests.ui.dashboard import START, dashboard

PROFILES = """\
version = 1

[profiles.attic]
host = "attic.example"

[profiles.plant]
host = "plant.example"
port = 1884
username = "anna"
production = true
read-only = true
colour = "red"
tls = true
subscriptions = ["site/#", {filter = "alarms/#", qos = 1}]

[profiles.lab]
url = "mqtt://lab.example"
"""
USES = {"plant": 7_300.0, "lab": 86_400.0 * 3}


def rows(text: str, *names: str) -> list[int]:
    """Where names stand in what is on screen."""
    return [text.index(f" {name} ") for name in names]


async def test_without_profiles_enter_opens_localhost(tmp_path: Path) -> None:
    async with chooser(tmp_path) as shown:
        assert "There are no profiles yet: n writes one" in shown.text()
        assert "localhost:1883" in shown.line("localhost", "#profiles")
        await shown.press("enter")
        (settings,) = shown.chosen
        assert (settings.host, settings.port, settings.profile) == ("localhost", 1883, None)
        await shown.frame()
        assert "No messages yet on all topics" in shown.text()


async def test_profiles_stand_first_and_the_newest_use_first_of_all(tmp_path: Path) -> None:
    async with chooser(tmp_path, PROFILES, USES) as shown:
        found = rows(shown.text(), "plant", "lab", "attic", "localhost", "demo")
        assert found == sorted(found)
        line = shown.line("plant")
        for part in ("plant.example:1884", "anna", "PRODUCTION read-only TLS", "2 hours ago"):
            assert part in line
        assert "3 days ago" in shown.line("lab.example")
        assert "not used yet" in shown.line("attic")
        assert "Subscribes to site/#, alarms/# QoS 1." in shown.text()
        style = shown.style("plant", "#profiles")
        assert style.bgcolor is not None
        assert style.bgcolor.triplet == (0xC6, 0x28, 0x28)


async def test_letters_find_by_name_address_and_user(tmp_path: Path) -> None:
    async with chooser(tmp_path, PROFILES, USES) as shown:
        await shown.press("slash", *"ttc")
        assert "connections · 1 of 5" in shown.text()
        await shown.press("escape", "slash", *"anna")
        assert "plant" in shown.text()
        assert "attic" not in shown.text()
        await shown.press(*"xyz")
        assert "Nothing is found: esc shows all again." in shown.text()
        await shown.press("escape")
        assert "connections · " not in shown.text()
        assert isinstance(shown.app.screen, ConnectionsScreen)


async def test_what_was_chosen_is_used_now(tmp_path: Path) -> None:
    async with chooser(tmp_path, PROFILES, USES) as shown:
        await shown.press("down", "enter")
        (settings,) = shown.chosen
        assert settings.host == "lab.example"
        assert settings.profile is not None
    assert "lab" in json.loads(shown.places.uses.read_text())
    assert json.loads(shown.places.uses.read_text())["lab"] != START - USES["lab"]


async def test_escape_leaves_the_program_when_nothing_is_connected(tmp_path: Path) -> None:
    async with chooser(tmp_path) as shown:
        await shown.press("escape")
        assert not shown.app.is_running
    assert shown.chosen == []


async def test_another_connection_is_shown_beside_the_first(tmp_path: Path) -> None:
    async with chooser(tmp_path, PROFILES) as shown:
        await shown.press("enter")
        first = shown.app.screen
        assert "1 ● " not in shown.text()
        await shown.press("B")
        assert isinstance(shown.app.screen, ConnectionsScreen)
        await shown.press("escape")
        assert shown.app.screen is first
        await shown.press("B", "end", "up", "enter")
        assert [each.host for each in shown.chosen] == ["attic.example", "localhost"]
        await shown.frame()
        assert shown.app.screen is not first
        assert "2 ● chosen:1883" in shown.lines()[0]
        await shown.press("f9")
        await shown.frame()
        assert shown.app.screen is first
        assert "2 ● chosen:1883" in shown.lines()[0]


async def test_without_a_way_elsewhere_its_key_does_nothing() -> None:
    async with dashboard() as shown:
        await shown.press("B")
        assert shown.app.screen is shown.main


async def test_delete_asks_and_takes_it_out_of_the_file(tmp_path: Path) -> None:
    async with chooser(tmp_path, f"# mine\n{PROFILES}", USES) as shown:
        await shown.press("d")
        assert "Delete the profile plant?" in shown.text()
        await shown.press("n")
        assert "profiles.plant" in shown.file
        await shown.press("d", "y")
        assert "profiles.plant" not in shown.file
        assert shown.file.startswith("# mine\n")
        assert "Deleted plant." in shown.text()
        assert "plant" not in json.loads(shown.places.uses.read_text())
        assert shown.line("lab.example") == shown.lines()[1]


async def test_what_is_always_there_can_not_be_deleted_or_edited(tmp_path: Path) -> None:
    async with chooser(tmp_path) as shown:
        await shown.press("d")
        assert "localhost is always here, and can not be deleted." in shown.text()
        await shown.press("e")
        assert "localhost is always here: n writes a new profile." in shown.text()


async def test_a_test_says_what_the_broker_answered(tmp_path: Path, mosquitto: Mosquitto) -> None:
    profile = f'[profiles.it]\nhost = "{HOST}"\nport = {mosquitto.port}\nclient-id = "mine"\n'
    async with chooser(tmp_path, profile) as shown:
        await shown.press("t")
        await shown.says(f"✓ {HOST}:{mosquitto.port} let us in within")
        assert "MQTT 5" in shown.line("let us in")
        assert shown.chosen == []
        # Another client of that id would be pushed out.
        assert " as mine " not in mosquitto.log


async def test_a_test_of_a_wrong_password_says_so(tmp_path: Path, start_mosquitto: object) -> None:
    broker = start_mosquitto(users={"anna": "right"})  # type: ignore[operator]
    profile = f'[profiles.it]\nhost = "{HOST}"\nport = {broker.port}\nusername = "anna"\n'
    async with chooser(tmp_path, profile + "password-prompt = true\n") as shown:
        await shown.pilot.press("t")
        while "The password for the profile it:" not in shown.text():
            await shown.pilot.pause()
        await shown.pilot.press(*"wrong")
        assert "wrong" not in shown.text()
        await shown.press("enter")
        await shown.says("✗ ")
        assert "not authorised" in shown.text() or "refused the user name" in shown.text()


async def test_a_test_of_a_closed_port_says_what_to_try(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        port = taken.getsockname()[1]
        profile = f'[profiles.it]\nhost = "{HOST}"\nport = {port}\n'
        async with chooser(tmp_path, profile) as shown:
            await shown.press("t")
            await shown.says(f"✗ Nothing listens on {HOST}:{port}: connection refused.")
            assert "Is the broker running" in shown.text()


async def test_a_password_that_can_not_be_had_is_told(tmp_path: Path) -> None:
    profile = '[profiles.it]\nhost = "x.example"\nusername = "a"\npassword-file = "none"\n'
    async with chooser(tmp_path, profile) as shown:
        await shown.press("enter")
        await shown.says("can not be read")
        assert shown.chosen == []


async def test_a_broken_file_says_where_and_localhost_still_opens(tmp_path: Path) -> None:
    async with chooser(tmp_path, '[profiles.it]\nhost = "a\n') as shown:
        assert "line 2, column" in shown.text()
        assert "f4 edits it" in shown.text()
        await shown.press("n")
        assert "The file of profiles has to be put right first." in shown.text()
        await shown.press("enter")
        assert [each.host for each in shown.chosen] == ["localhost"]


async def test_a_broken_profile_says_so_and_stops_no_other(tmp_path: Path) -> None:
    async with chooser(tmp_path, f'{PROFILES}\n[profiles.bad]\nhots = "x"\n') as shown:
        assert "✗ Line 20, column 1: 'hots' is not known; perhaps 'host'." in shown.line(" bad ")
        await shown.press("down", "down", "down", "enter")
        assert shown.chosen == []
        await shown.press("home", "enter")
        assert len(shown.chosen) == 1


async def test_the_file_is_edited_in_the_users_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = []

    async def edit(app: object, text: str, ending: str) -> str:
        edited.append((text, ending))
        return '[profiles.new]\nhost = "new.example"\n'

    monkeypatch.setattr("pubsub_tui.ui.profile_files.edit", edit)
    async with chooser(tmp_path) as shown:
        await shown.press("f4")
        assert edited == [("", ".toml")]
        assert "new.example:1883" in shown.text()
    assert stat.S_IMODE(os.stat(shown.places.profiles).st_mode) == 0o600


async def test_names_are_drawn_inert(tmp_path: Path) -> None:
    name = "a[red]\\u001b[31mb\\u202e"
    profile = f'[profiles."{name}"]\nhost = "x.example"\nusername = "[b]u\\u0007"\n'
    async with chooser(tmp_path, profile) as shown:
        text = shown.text()
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "a[red]" in text
        await shown.press("enter")
        assert shown.chosen == []


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (200, 50)])
async def test_all_is_to_be_seen_in_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    many = "".join(f'[profiles.p{n}]\nhost = "h{n}.example"\n' for n in range(60))
    async with chooser(tmp_path, many, size=size) as shown:
        await shown.press("t")
        assert "Subscribes to everything." in shown.text()
        assert "⏎ connect" in shown.text()
        await shown.press("end")
        assert "demo" in shown.text()


async def test_keys_are_clicked_as_well(tmp_path: Path) -> None:
    async with chooser(tmp_path) as shown:
        await shown.pilot.click(offset=(shown.column("n new"), shown.row("n new")))
        assert "new profile" in shown.text()
