"""Protobuf by the schema of the topic, as the dashboard shows it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pubsub_tui.cli import main
from pubsub_tui.decode.protobuf_schema import SchemaError
from pubsub_tui.settings import ProtobufSource
from pubsub_tui.ui.launch import read_schemas
from tests.ui.dashboard import dashboard
from tests.ui.test_decoder_choice import _heading, _look
from tests.unit.wire_writing import bytes_field, number_field

PAYLOAD = "#payload"
PROTO = 'syntax = "proto3";\npackage plant;\nmessage M { string name = 1; int32 level = 2; }\n'
SENT = bytes_field(1, b"tank") + number_field(2, 7)


@pytest.fixture
def source(tmp_path: Path) -> ProtobufSource:
    (tmp_path / "m.proto").write_text(PROTO)
    topics = ("plant/+/telemetry", "tank/#")
    return ProtobufSource(topics, tmp_path / "m.proto", "plant.M", "config.toml, line 3")


async def test_a_topic_of_the_filter_is_shown_by_the_schema(source: ProtobufSource) -> None:
    async with dashboard(size=(160, 35), schemas=read_schemas([source])) as shown:
        await _look(shown, SENT, topic="plant/1/telemetry")
        assert "Protobuf plant.M · 8 B" in _heading(shown)
        assert '   name: "tank",' in shown.lines(PAYLOAD)
        await _look(shown, SENT, topic="tank")
        assert "Protobuf plant.M · 8 B" in _heading(shown)
        await shown.press("T")
        assert "hex (chosen) · 8 B" in _heading(shown)
        await shown.press("t", "t")
        assert "Protobuf plant.M (chosen) · 8 B" in _heading(shown)
        await _look(shown, SENT, topic="other")
        assert "Protobuf (likely) · 8 B" in _heading(shown)


async def test_what_is_no_such_message_is_said(source: ProtobufSource) -> None:
    async with dashboard(size=(200, 50), schemas=read_schemas([source])) as shown:
        await _look(shown, SENT[:5], topic="tank")
        assert "Damaged Protobuf: not plant.M: 4 bytes wanted" in shown.text(PAYLOAD)


def test_what_can_not_be_read_is_told_with_the_line_of_the_configuration(
    source: ProtobufSource,
) -> None:
    source.file.unlink()
    with pytest.raises(SchemaError, match=r"^config\.toml, line 3: the file .* does not exist$"):
        read_schemas([source])


def test_the_program_ends_with_that_sentence_and_2(
    source: ProtobufSource, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Tty(io.StringIO):
        def isatty(self) -> bool:
            return True

    folder = source.file.parent / "pubsub-tui"
    folder.mkdir()
    config = folder / "config.toml"
    config.write_text("[[protobuf]]\ntopics = '#'\nfile = '../m.proto'\nmessage = 'plant.N'\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder.parent))
    monkeypatch.setattr("pubsub_tui.ui.launch.log_to_file", lambda: None)
    monkeypatch.setattr("sys.stdin", Tty())
    monkeypatch.setattr("sys.stdout", Tty())
    assert main([]) == 2
    proto = folder / "../m.proto"
    assert capsys.readouterr().err == (
        f"pubsub-tui: {config}, line 1: {proto} has no message plant.N; perhaps plant.M.\n"
    )
