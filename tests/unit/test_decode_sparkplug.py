"""Sparkplug B: metrics with names, types, values and times; what BIRTH messages taught."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubsub_tui.decode.outline import DEEPEST
from pubsub_tui.decode.registry import decode
from pubsub_tui.decode.sparkplug_metrics import DATATYPES
from pubsub_tui.decode.sparkplug_names import SparkplugNames
from tests.unit.decoding import check_both, texts
from tests.unit.wire_writing import bytes_field, fixed_field, number_field

BIRTH, DATA, DEATH = (f"spBv1.0/plant/{kind}/press" for kind in ("NBIRTH", "NDATA", "NDEATH"))
DEVICE_BIRTH, DEVICE_DATA = (f"spBv1.0/plant/{kind}/press/arm" for kind in ("DBIRTH", "DDATA"))
NOON = 1_700_000_000_000
NOON_TEXT = "2023-11-14 22:13:20.000 UTC"


def metric(
    value: bytes = b"",
    name: str = "",
    alias: int | None = None,
    datatype: str = "",
    extra: bytes = b"",
) -> bytes:
    parts = bytes_field(1, name.encode()) if name else b""
    parts += number_field(2, alias) if alias is not None else b""
    parts += number_field(4, DATATYPES.index(datatype)) if datatype else b""
    return bytes_field(2, parts + extra + value)


def payload(*metrics: bytes, seq: int | None = 0, timestamp: int = NOON) -> bytes:
    end = number_field(3, seq) if seq is not None else b""
    return number_field(1, timestamp) + b"".join(metrics) + end


def double(value: float, number: int = 13) -> bytes:
    return fixed_field(number, struct.pack("<d", value))


BIRTH_PAYLOAD = payload(
    metric(number_field(11, 3), name="bdSeq", datatype="UInt64"),
    metric(double(21.5), name="Temperature", alias=1, datatype="Double"),
    metric(number_field(14, 1), name="Running", alias=2, datatype="Boolean"),
)
DATA_PAYLOAD = payload(metric(double(21.75), alias=1), metric(number_field(14, 0), alias=2), seq=1)


def test_a_birth_shows_names_types_aliases_and_times() -> None:
    view = decode(BIRTH_PAYLOAD, BIRTH)
    assert view.title == "Sparkplug B NBIRTH"
    assert texts(view) == [
        "{",
        f'  "timestamp": {NOON},  {NOON_TEXT}',
        '  "seq": 0,',
        '  "metrics": {',
        '    "bdSeq": 3,  UInt64',
        '    "Temperature": 21.5,  Double · alias 1',
        '    "Running": true  Boolean · alias 2',
        "  }",
        "}",
    ]


def test_data_without_a_birth_says_so() -> None:
    view = decode(DATA_PAYLOAD, DATA, sparkplug=SparkplugNames())
    assert texts(view)[0].startswith("No NBIRTH of plant/press has been seen")
    assert "    alias 1: 21.75," in texts(view)
    assert texts(decode(DATA_PAYLOAD, DATA)) == texts(view)


@pytest.mark.parametrize("look", [True, False])
def test_aliases_are_resolved_by_the_birth_that_was_seen(look: bool) -> None:
    names = SparkplugNames()
    if look:
        decode(BIRTH_PAYLOAD, BIRTH, sparkplug=names)
    else:
        names.learn(BIRTH, BIRTH_PAYLOAD)
    view = decode(DATA_PAYLOAD, DATA, sparkplug=names)
    assert texts(view)[3:7] == [
        '  "metrics": {',
        '    "Temperature": 21.75,  Double',
        '    "Running": false  Boolean',
        "  }",
    ]


def test_a_device_has_its_own_birth_and_may_use_its_nodes_aliases() -> None:
    names = SparkplugNames()
    names.learn(BIRTH, BIRTH_PAYLOAD)
    names.learn(DEVICE_BIRTH, payload(metric(name="Angle", alias=9, datatype="Int16"), seq=1))
    data = payload(metric(number_field(10, 0xFFFF), alias=9), metric(double(1.0), alias=1), seq=2)
    shown = texts(decode(data, DEVICE_DATA, sparkplug=names))
    assert '    "Angle": -1,  Int16' in shown
    assert '    "Temperature": 1.0  Double' in shown
    other = texts(decode(data, "spBv1.0/plant/DDATA/press/leg", sparkplug=names))
    assert other[0].startswith("No DBIRTH of plant/press/leg")


def test_a_new_birth_takes_the_place_of_the_old_one() -> None:
    names = SparkplugNames()
    names.learn(BIRTH, BIRTH_PAYLOAD)
    names.learn(BIRTH, payload(metric(name="Other", alias=5, datatype="Int8")))
    assert "    alias 1: 21.75," in texts(decode(DATA_PAYLOAD, DATA, sparkplug=names))


def test_to_look_at_an_old_birth_does_not_undo_a_later_one() -> None:
    names = SparkplugNames()
    names.learn(BIRTH, BIRTH_PAYLOAD)
    old = payload(metric(name="Old", alias=1, datatype="Int8"), timestamp=NOON - 1)
    assert '    "Old": (no value)  Int8 · alias 1' in texts(decode(old, BIRTH, sparkplug=names))
    assert '    "Temperature": 21.75,  Double' in texts(decode(DATA_PAYLOAD, DATA, sparkplug=names))


def test_a_type_is_remembered_by_name_too() -> None:
    names = SparkplugNames()
    names.learn(BIRTH, payload(metric(name="Level", datatype="Int32")))
    data = payload(metric(number_field(10, 2**32 - 5), name="Level"))
    assert '    "Level": -5  Int32' in texts(decode(data, DATA, sparkplug=names))


def test_a_death_is_shown() -> None:
    death = payload(metric(number_field(11, 3), name="bdSeq", datatype="UInt64"), seq=None)
    view = decode(death, DEATH)
    assert view.kind == "Sparkplug B NDEATH"
    assert texts(view)[0] == "A session of plant/press has ended: its metrics are stale."
    assert '    "bdSeq": 3  UInt64' in texts(view)


@pytest.mark.parametrize(
    ("topic", "sent", "said"),
    [
        (
            "spBv1.0/STATE/scada",
            b'{"online": true, "timestamp": 1700000000000}',
            f"online since {NOON_TEXT}.",
        ),
        (
            "spBv1.0/STATE/scada",
            b'{"online": false, "timestamp": 1700000000000}',
            f"offline since {NOON_TEXT}.",
        ),
        ("spBv1.0/STATE/scada", b'{"online": true}', "online; its timestamp is no time."),
        ("spBv1.0/STATE/scada", b'{"online": true, "timestamp": true}', "online; its timestamp is"),
        ("spBv1.0/STATE/scada", b'{"online": 1}', "in no known state: online has to be"),
        ("spBv1.0/STATE/scada", b"[1]", "in no known state: online has to be true or false."),
        ("spBv1.0/STATE/scada", b"ONLINE", "online."),
        ("STATE/scada", b"OFFLINE", "offline."),
    ],
)
def test_the_state_of_a_host_is_shown(topic: str, sent: bytes, said: str) -> None:
    view = decode(sent, topic)
    assert view.kind == "Sparkplug B STATE"
    assert texts(view)[0].startswith(f"The host application scada is {said}")


@pytest.mark.parametrize(("sent", "kind"), [(b"well", "text"), (b'{"a": 1}', "JSON")])
def test_other_topics_that_are_called_state_are_left_alone(sent: bytes, kind: str) -> None:
    assert decode(sent, "STATE/scada").kind == kind


@pytest.mark.parametrize(
    ("datatype", "value", "shown"),
    [
        ("Int8", number_field(10, 0xFFFFFF80), "-128"),
        ("Int32", number_field(10, 2**32 - 1), "-1"),
        ("Int64", number_field(11, 2**64 - 1), "-1"),
        ("UInt32", number_field(10, 2**32 - 1), "4294967295"),
        ("Float", fixed_field(12, struct.pack("<f", 0.1)), "0.1"),
        ("Double", double(float("nan")), "NaN"),
        ("String", bytes_field(15, "größe".encode()), '"größe"'),
        ("UUID", bytes_field(15, b"\xff"), '"\ufffd"'),
        ("Bytes", bytes_field(16, b"\x01\xff"), "h'01ff'"),
        ("File", bytes_field(16, bytes(100)), "h'" + "00" * 64 + "…'"),
        ("Int32", number_field(7, 1), "null"),
        ("Int32", b"", "(no value)"),
    ],
)
def test_each_type_is_shown_by_its_value(datatype: str, value: bytes, shown: str) -> None:
    view = decode(payload(metric(value, name="m", datatype=datatype)), BIRTH)
    assert view.kind == "Sparkplug B NBIRTH"
    assert texts(view)[4].startswith(f'    "m": {shown}  ')
    assert datatype in texts(view)[4]


def test_a_date_is_shown_with_its_day() -> None:
    view = decode(payload(metric(number_field(11, NOON), name="m", datatype="DateTime")), BIRTH)
    assert texts(view)[4] == f'    "m": {NOON}  {NOON_TEXT} · DateTime'


@pytest.mark.parametrize(
    ("datatype", "packed", "values"),
    [
        ("Int16Array", struct.pack("<3h", -1, 2, 3), ["-1,", "2,", "3"]),
        ("UInt64Array", struct.pack("<Q", 2**64 - 1), [str(2**64 - 1)]),
        ("FloatArray", struct.pack("<2f", 0.1, 2), ["0.1,", "2.0"]),
        ("BooleanArray", struct.pack("<I", 3) + b"\xa0", ["true,", "false,", "true"]),
        ("StringArray", b"a\0\xc3\xa4\0", ['"a",', '"ä"']),
        ("DateTimeArray", struct.pack("<Q", NOON), [f"{NOON}  {NOON_TEXT}"]),
    ],
)
def test_arrays_are_unpacked(datatype: str, packed: bytes, values: list[str]) -> None:
    view = decode(payload(metric(bytes_field(16, packed), name="m", datatype=datatype)), BIRTH)
    lines = texts(view)
    assert lines[4] == f'    "m": [  {datatype}'
    assert [line.strip() for line in lines[5 : 5 + len(values)]] == values


def test_data_sets_templates_and_properties_are_laid_out() -> None:
    columns = bytes_field(2, b"name") + bytes_field(2, b"level") + bytes_field(3, b"\x0c\x01")
    row = bytes_field(1, bytes_field(6, b"tank")) + bytes_field(1, number_field(1, 2**32 - 7))
    dataset = bytes_field(17, number_field(1, 2) + columns + bytes_field(4, row))
    parameter = bytes_field(3, bytes_field(1, b"size") + number_field(2, 3) + number_field(3, 5))
    template = bytes_field(
        18,
        bytes_field(4, b"motor") + metric(double(1.5), name="rpm", datatype="Double") + parameter,
    )
    unit = bytes_field(2, number_field(1, 12) + bytes_field(8, b"C"))
    described = bytes_field(9, bytes_field(1, b"engUnit") + unit) + bytes_field(
        8, bytes_field(5, b"a.txt") + number_field(3, 9)
    )
    view = decode(
        payload(
            metric(dataset, name="set", datatype="DataSet"),
            metric(template, name="motor", datatype="Template"),
            metric(double(2.5), name="t", datatype="Double", extra=described),
        ),
        BIRTH,
    )
    assert [line.strip() for line in texts(view)[4:-2]] == [
        '"set": [  DataSet',
        "{",
        '"name": "tank",',
        '"level": -7',
        "}",
        "],",
        '"motor": {  Template',
        'template: "motor",',
        '"rpm": 1.5,  Double',
        '"size": 5  parameter · Int32',
        "},",
        '"t": {',
        '"value": 2.5,  Double',
        '"metadata": {',
        '"size": 9,',
        '"file_name": "a.txt"',
        "},",
        '"properties": {',
        '"engUnit": "C"  String',
        "}",
        "}",
    ]


@settings(max_examples=150)
@given(
    st.sampled_from([BIRTH, DATA, DEATH, DEVICE_DATA, "spBv1.0/STATE/x", "STATE/x", "spBv1.0/a/b"]),
    st.binary(max_size=80),
    st.integers(0, 25),
    st.sampled_from([b"", BIRTH_PAYLOAD, DATA_PAYLOAD]),
    st.data(),
)
def test_any_bytes_give_a_view_or_a_stated_error(
    topic: str, tail: bytes, number: int, begin: bytes, data: st.DataObject
) -> None:
    names = SparkplugNames()
    cut_at = data.draw(st.integers(0, len(begin)))
    value = bytes_field(number, tail) if number else tail
    datatype = data.draw(st.sampled_from(DATATYPES))
    for sent in (
        begin[:cut_at] + tail,
        begin + payload(metric(value, name="m", datatype=datatype)),
        bytes_field(2, tail),
    ):
        names.learn(topic, sent)
        check_both(sent, "Sparkplug B", topic, names)


def test_what_is_damaged_is_told_by_its_topic() -> None:
    view = decode(BIRTH_PAYLOAD[:-3], BIRTH)
    assert view.kind != "Sparkplug B NBIRTH"
    assert texts(view)[0].startswith("Damaged Sparkplug B: ")
    lying = payload(metric(bytes_field(16, b"\xff" * 9), name="m", datatype="BooleanArray"))
    assert "no BooleanArray of 4,294,967,295" in texts(decode(lying, BIRTH))[0]


def test_it_can_be_chosen_on_another_topic() -> None:
    view = decode(BIRTH_PAYLOAD, "elsewhere", "Sparkplug B")
    assert view.title == "Sparkplug B (possible)"
    assert '    "Temperature": 21.5,  Double · alias 1' in texts(view)


def test_templates_within_templates_end_somewhere() -> None:
    inner = metric(double(1.0), name="m")
    while len(inner) < 50_000:
        inner = metric(bytes_field(18, inner), name="m")
    view = decode(payload(inner), BIRTH)
    assert f"… nested deeper than {DEEPEST}" in texts(view)[-1]


def test_a_birth_larger_than_what_is_looked_at_is_shown_from_its_start() -> None:
    large = payload(*(metric(double(1.0), name="m" * 900 + str(each)) for each in range(1000)))
    view = decode(large, BIRTH)
    assert "… the rest is beyond the first" in texts(view)[-1]
    assert 200_000 < view.shown < len(large)
