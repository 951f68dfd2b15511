"""Protobuf by a schema: real .proto files, compiled here, and messages of them."""

from __future__ import annotations

import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.decode import protobuf_schema
from pubsub_tui.decode.outline import MOST_VALUES
from pubsub_tui.decode.protobuf_schema import Schema, SchemaError, read_schema
from pubsub_tui.decode.registry import best_decoder, candidates, decode
from pubsub_tui.decode.view import View
from tests.unit.decoding import check, texts
from tests.unit.wire_writing import bytes_field, fixed_field, number_field

UNITS = 'syntax = "proto3";\npackage plant;\nenum Unit { CELSIUS = 0; BAR = 7; }\n'
TELEMETRY = """\
syntax = "proto3";
package plant;
import "units.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/duration.proto";

message Telemetry {
  message Point { sint32 x = 1; optional double y = 2; }
  string name = 1;
  Unit unit = 2;
  uint64 count = 3;
  sfixed64 offset = 4;
  float level = 5;
  bytes raw = 6;
  Point at = 7;
  repeated Point path = 8;
  repeated int32 samples = 9;
  map<string, Point> named = 10;
  oneof state { bool running = 11; string fault = 12; }
  google.protobuf.Timestamp time = 13;
  google.protobuf.Duration up = 14;
  repeated Unit units = 15;
}
message Text { string text = 1; }
"""
OLD = """\
syntax = "proto2";
message Old {
  required int32 id = 1;
  optional string name = 2;
  optional group Part = 3 { optional int32 x = 1; }
  extensions 100 to 200;
}
extend Old { optional int32 more = 100; }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("schemas")
    for name, text in (("units", UNITS), ("telemetry", TELEMETRY), ("old", OLD)):
        (folder / f"{name}.proto").write_text(text)
    return folder


@pytest.fixture(scope="module")
def schema(folder: Path) -> Schema:
    return read_schema(folder / "telemetry.proto", "plant.Telemetry")


def made(schema: Schema, **fields: Any) -> bytes:
    return schema.message_class(**fields).SerializeToString(deterministic=True)


def shown(payload: bytes, schema: Schema, missing: int = 0) -> View:
    return decode(payload, missing=missing, schema=schema)


def test_fields_have_names_and_values_their_types(schema: Schema) -> None:
    payload = made(
        schema,
        name="press",
        unit="BAR",
        count=2**64 - 1,
        offset=-(2**63),
        level=21.1,
        raw=b"\x01\xff",
        at={"x": -3, "y": 0.1},
        path=[{"x": 1}, {}],
        samples=[1, -2],
        named={"b": {"x": 2}, "a": {}},
        running=False,
        time={"seconds": 1_700_000_000, "nanos": 5_000_000},
        up={"seconds": -1, "nanos": -500_000_000},
        units=["BAR", 9],
    )
    view = shown(payload, schema)
    assert view.title == "Protobuf plant.Telemetry"
    assert view.shown == len(payload)
    assert texts(view) == [
        "{",
        '  name: "press",',
        "  unit: BAR,  7",
        "  count: 18446744073709551615,",
        "  offset: -9223372036854775808,",
        "  level: 21.1,",
        "  raw: h'01ff',  2 bytes",
        "  at: {",
        "    x: -3,",
        "    y: 0.1",
        "  },",
        "  path: [",
        "    {",
        "      x: 1",
        "    },",
        "    {}",
        "  ],",
        "  samples: [",
        "    1,",
        "    -2",
        "  ],",
        "  named: {  map",
        '    "a": {},',
        '    "b": {',
        "      x: 2",
        "    }",
        "  },",
        "  running: false,  oneof state",
        "  time: 2023-11-14 22:13:20.005 UTC,",
        "  up: -1.5 s,",
        "  units: [",
        "    BAR,  7",
        "    9  no name in Unit",
        "  ]",
        "}",
    ]


def test_times_out_of_their_bounds_are_plain_messages(schema: Schema) -> None:
    payload = made(schema, time={"nanos": -1}, up={"seconds": 1, "nanos": -1})
    assert texts(shown(payload, schema)) == [
        "{",
        "  time: {",
        "    nanos: -1",
        "  },",
        "  up: {",
        "    seconds: 1,",
        "    nanos: -1",
        "  }",
        "}",
    ]


def test_unknown_fields_are_shown_as_on_the_wire(schema: Schema) -> None:
    payload = (
        bytes_field(1, b"press")
        + number_field(100, 5)
        + fixed_field(101, struct.pack("<f", 1.5))
        + bytes_field(102, b"text")
        + b"\xbb\x06\x08\x01\xbc\x06"
        + bytes_field(7, number_field(50, 1))
    )
    view = shown(payload, schema)
    assert view.title == "Protobuf plant.Telemetry"
    assert texts(view) == [
        "{",
        '  name: "press",',
        "  at: {",
        "    50: 1  unknown · varint",
        "  },",
        "  100: 5,  unknown · varint · sint -3",
        "  101: 1069547520,  unknown · fixed32 · float 1.5",
        '  102: "text",  unknown',
        "  103: {  unknown · group",
        "    1: 1  unknown · varint",
        "  }",
        "}",
    ]


def test_a_message_without_a_known_field_is_doubted(schema: Schema) -> None:
    view = shown(number_field(99, 1), schema)
    assert texts(view)[0].startswith("None of its fields is one of plant.Telemetry")


def test_groups_extensions_required_fields_and_old_strings(folder: Path) -> None:
    old = read_schema(folder / "old.proto", "Old")
    payload = bytes_field(2, b"\xff") + b"\x1b\x08\x05\x1c" + number_field(100, 9)
    assert texts(shown(payload, old)) == [
        "Required fields are missing: id.",
        "{",
        "  name: h'ff',  a text that is not UTF-8",
        "  part: {",
        "    x: 5",
        "  },",
        "  [more]: 9",
        "}",
    ]


@pytest.mark.parametrize(
    ("payload", "reason", "kind"),
    [
        (b"\x0a\x10pre", "16 bytes wanted at offset 2, but 3 bytes left", "hex"),
        (b"\x0a\x02\xff\xfe", "bad UTF-8", "Protobuf"),
        (bytes_field(7, b"\x08"), "Wire format was corrupt", "Protobuf"),
        (b'{"level": 21.5}', "108 bytes wanted at offset 3, but 12 bytes left", "JSON"),
        (b"\x00\x01", "the field number 0 at offset 0", "numbers"),
    ],
)
def test_what_is_no_such_message_is_named_above_another_view(
    schema: Schema, payload: bytes, reason: str, kind: str
) -> None:
    view = shown(payload, schema)
    assert view.kind == kind
    assert reason in texts(view)[0]
    assert "ot plant.Telemetry: " in texts(view)[0]


def test_it_is_asked_before_all_others_and_may_be_chosen(folder: Path, schema: Schema) -> None:
    text = read_schema(folder / "telemetry.proto", "plant.Text")
    payload = made(text, text="hello there, this would be text")
    assert best_decoder(payload) != "Protobuf"
    assert best_decoder(payload, schema=text) == "Protobuf"
    assert candidates(payload, schema=text)[0] == "Protobuf"
    assert decode(payload, chosen="Protobuf", schema=text).kind == "Protobuf plant.Text"
    assert decode(payload, chosen="hex", schema=text).kind == "hex"


def test_a_large_or_cut_payload_is_shown_up_to_its_last_whole_field(schema: Schema) -> None:
    payload = made(schema, name="press", raw=bytes(10**6))
    view = shown(payload, schema)
    assert texts(view)[:2] == ["{", '  name: "press"']
    assert texts(view)[-1].endswith("… the rest is beyond the first 262,144 bytes")
    assert view.shown == 7
    view = shown(payload[:1000], schema, missing=len(payload) - 1000)
    assert texts(view)[1] == '  name: "press"'
    many = number_field(3, 1) * 200_000
    assert shown(many, schema).shown == 2 * MOST_VALUES


def test_very_many_values_are_stopped_at(schema: Schema) -> None:
    view = shown(made(schema, samples=range(20_000)), schema)
    assert texts(view)[-1].strip().startswith(f"… more than {MOST_VALUES:,} values")
    unknown = b"".join(number_field(100 + each, 1) for each in range(20_000))
    assert texts(shown(unknown, schema))[-1].strip().startswith("… more than")


@settings(max_examples=200)
@given(
    st.binary(max_size=80),
    st.integers(1, 20),
    st.integers(0, 40),
    st.sampled_from([0, 5]),
)
def test_any_bytes_give_a_view_or_a_stated_error(
    schema: Schema, tail: bytes, number: int, cut: int, missing: int
) -> None:
    whole = made(schema, name="n", at={"x": 1}, samples=[1, 2], time={"seconds": 5})
    for payload in (tail, whole[:cut] + tail, bytes_field(number, tail), number_field(number, cut)):
        view = shown(payload, schema, missing)
        check(view, payload)
        named = view.kind == "Protobuf plant.Telemetry"
        assert named or "ot plant.Telemetry: " in "".join(texts(view)[:2])
        check(decode(payload, chosen="Protobuf", missing=missing, schema=schema), payload)


def complaint(file: Path, message: str = "plant.Telemetry") -> str:
    with pytest.raises(SchemaError) as caught:
        read_schema(file, message)
    said = str(caught.value)
    assert "\n" not in said
    assert not said.endswith(".")
    return said


def test_a_descriptor_set_gives_the_same(folder: Path, schema: Schema) -> None:
    made_by_protoc = folder / "telemetry.pb"
    made_by_protoc.write_bytes(protobuf_schema._compiled(folder / "telemetry.proto"))
    same = read_schema(made_by_protoc, "plant.Telemetry")
    payload = made(same, name="press")
    assert texts(shown(payload, same)) == texts(shown(payload, schema))
    made_by_protoc.with_name("half.pb").write_bytes(made_by_protoc.read_bytes()[:-10])
    assert "half.pb is damaged or no descriptor set" in complaint(folder / "half.pb")


@pytest.mark.parametrize("data", [b"", b"\xff" * 20, b"syntax"])
def test_what_is_no_descriptor_set_is_told(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x.pb"
    file.write_bytes(data)
    assert complaint(file).startswith(f"{file} is damaged or no descriptor set, which protoc")


@settings(max_examples=100)
@given(st.data())
def test_any_descriptor_set_is_read_or_a_complaint(folder: Path, data: st.DataObject) -> None:
    old = protobuf_schema._files(folder / "old.proto")["old.proto"]
    whole = bytearray(bytes_field(1, old.SerializeToString()))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))
    file = folder / f"{hash(bytes(whole))}.pb"
    file.write_bytes(whole)
    with suppress(SchemaError):
        read_schema(file, "Old")


def test_one_without_its_imports_is_told(folder: Path, tmp_path: Path) -> None:
    files = protobuf_schema._files(folder / "telemetry.proto")
    alone = bytes_field(1, files["telemetry.proto"].SerializeToString())
    file = tmp_path / "alone.pb"
    file.write_bytes(alone)
    assert complaint(file) == (
        f"{file} is not complete: telemetry.proto imports units.proto, which it lacks; "
        "protoc needs --include_imports"
    )


def test_a_name_that_is_not_there_is_told_with_the_nearest(folder: Path) -> None:
    file = folder / "telemetry.proto"
    assert complaint(file, "plant.Telemetri").endswith("; perhaps plant.Telemetry")
    assert complaint(file, "zzz") == f"{file} has no message zzz"
    assert read_schema(file, "plant.Telemetry.Point").name == "plant.Telemetry.Point"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('syntax = "proto3";\nmessage M {\n  int32 a = ;\n}\n', "line 3: Expected field number"),
        (
            'syntax = "proto3";\nimport "gone.proto";\nmessage M { strng a = 1; }\n',
            'line 2: Import "gone.proto" was not found or had errors (and 1 more)',
        ),
        ('syntax = "proto9";\n', "line 1: "),
    ],
)
def test_a_proto_with_a_mistake_is_told_by_its_line(
    tmp_path: Path, text: str, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "m.proto"
    file.write_text(text)
    assert f"{file}, {said}" in complaint(file, "M")
    assert capfd.readouterr() == ("", "")


def test_a_mistake_in_an_import_is_told_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "units.proto").write_text("nonsense")
    file = tmp_path / "m.proto"
    file.write_text('syntax = "proto3";\nimport "units.proto";\n')
    assert f"{tmp_path / 'units.proto'}, line 1: " in complaint(file)


def test_what_lies_beside_a_proto_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "grpc_tools.py").write_text("raise SystemExit(3)")
    file = tmp_path / "m.proto"
    file.write_text('syntax = "proto3";\nmessage M {}\n')
    assert read_schema(file, "M").name == "M"


def test_a_file_that_is_not_there_or_takes_too_long_is_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert complaint(tmp_path / "no.proto") == f"the file {tmp_path / 'no.proto'} does not exist"
    file = tmp_path / "m.proto"
    file.write_text('syntax = "proto3";\n')
    monkeypatch.setattr(protobuf_schema, "_LONGEST_COMPILATION", 0.0001)
    assert "was not compiled within" in complaint(file)


def test_without_the_extra_it_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "grpc_tools", None)
    protobuf_schema._files.cache_clear()
    assert complaint(folder / "telemetry.proto").endswith("pip install 'pubsub-tui[protobuf]'")
    monkeypatch.setattr(protobuf_schema, "_is_there", lambda package: False)
    assert complaint(folder / "telemetry.pb") == (
        "a schema needs the package protobuf: pip install 'pubsub-tui[protobuf]'"
    )
