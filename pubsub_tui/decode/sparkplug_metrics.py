"""The metrics of a Sparkplug B payload as lines: their values by data type, sets and templates.

Sources: Eclipse Sparkplug 3.0.0, section 6.4, and for the field numbers Tahu's sparkplug_b.proto.
"""

from __future__ import annotations

import struct

from pubsub_tui.decode.errors import Unreadable
from pubsub_tui.decode.figures import float_role, float_text, milliseconds_text
from pubsub_tui.decode.outline import Outline, join_notes
from pubsub_tui.decode.sparkplug_names import (
    ALIAS,
    DATATYPE,
    METRIC_TIMESTAMP,
    NAME,
    Known,
    Place,
    SparkplugNames,
)
from pubsub_tui.decode.wire import Field, fields

# fmt: off
DATATYPES = (
    "Unknown", "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64", "Float",
    "Double", "Boolean", "String", "DateTime", "Text", "UUID", "DataSet", "Bytes", "File",
    "Template", "PropertySet", "PropertySetList", "Int8Array", "Int16Array", "Int32Array",
    "Int64Array", "UInt8Array", "UInt16Array", "UInt32Array", "UInt64Array", "FloatArray",
    "DoubleArray", "BooleanArray", "StringArray", "DateTimeArray",
)
# fmt: on
_SIGNED = {"Int8": 8, "Int16": 16, "Int32": 32, "Int64": 64}
_ARRAYS = {
    "Int8Array": "b",
    "Int16Array": "h",
    "Int32Array": "i",
    "Int64Array": "q",
    "UInt8Array": "B",
    "UInt16Array": "H",
    "UInt32Array": "I",
    "UInt64Array": "Q",
    "FloatArray": "f",
    "DoubleArray": "d",
    "DateTimeArray": "Q",
}
_FLAGS = {5: "historical", 6: "transient"}
_IS_NULL, _METADATA, _PROPERTIES = 7, 8, 9
_VALUE = 10
"""The first of a Metric's value fields; those of other messages come in the same order."""
_METADATA_NAMES = {
    1: "is_multi_part",
    2: "content_type",
    3: "size",
    4: "seq",
    5: "file_name",
    6: "file_type",
    7: "md5",
    8: "description",
}
_INT, _LONG, _FLOAT, _DOUBLE, _BOOLEAN, _STRING, _BYTES, _DATASET, _TEMPLATE = range(9)


class MetricWriter:
    """Writes metrics into its `outline`; raises `Unreadable`, and `outline.Full` at a limit."""

    __slots__ = ("_names", "_place", "outline")

    def __init__(self, place: Place, names: SparkplugNames | None) -> None:
        self.outline = Outline()
        self._place = place
        self._names = names

    def metric(self, data: bytes) -> None:
        """One entry of a map: the name, the value, and behind it type, alias and time."""
        parts = _parts(data)
        known = self._write_name(parts)
        datatype = integer(parts[DATATYPE]) if DATATYPE in parts else known.datatype
        note = _note(parts, datatype)
        described = _METADATA in parts or _PROPERTIES in parts
        if described:
            self.outline.open("{", None)
            self.outline.string("value")
        if _is_true(parts.get(_IS_NULL)):
            self.outline.scalar("null", "literal", note)
        else:
            self._value(_value_field(parts, _VALUE), _VALUE, datatype, note)
        if described:
            self._describe(parts)
            self.outline.close()

    def _write_name(self, parts: dict[int, Field]) -> Known:
        alias = integer(parts[ALIAS]) if ALIAS in parts else None
        name = text(parts[NAME]) if NAME in parts else ""
        if name:
            self.outline.string(name)
            known = self._names.by_name(self._place, name) if self._names else None
            return known or Known(name, 0)
        if alias is None:
            self.outline.key("(without a name)")
            return Known("", 0)
        known = self._names.by_alias(self._place, alias) if self._names else None
        if known is None:
            self.outline.key(f"alias {alias}")
            return Known("", 0)
        self.outline.string(known.name)
        return known

    def _describe(self, parts: dict[int, Field]) -> None:
        if _METADATA in parts:
            self.outline.string("metadata")
            self.outline.open("{", None)
            for number, field in sorted(_parts(data_of(parts[_METADATA])).items()):
                self.outline.string(_METADATA_NAMES.get(number, str(number)))
                if isinstance(field.value, int):
                    self.outline.scalar(str(field.value), "number")
                else:
                    self.outline.string(text(field))
            self.outline.close()
        if _PROPERTIES in parts:
            self.outline.string("properties")
            self._property_set(data_of(parts[_PROPERTIES]))

    def _value(self, field: Field | None, base: int, datatype: int, note: str) -> None:
        """A value of any message that has one; ``base`` is the number of its first field."""
        kind = -1 if field is None else field.number - base
        name = type_name(datatype)
        outline = self.outline
        if field is None:
            outline.scalar("(no value)", "muted", note)
        elif kind in (_INT, _LONG):
            self._integer(integer(field), kind, name, note)
        elif kind in (_FLOAT, _DOUBLE):
            real = float_text(*_real(field))
            outline.scalar(real, float_role(real), note)
        elif kind == _BOOLEAN:
            outline.scalar("true" if integer(field) else "false", "literal", note)
        elif kind == _STRING:
            outline.string(text(field), note)
        elif base == _VALUE:
            self._metric_value(kind, data_of(field), name, note)
        elif base == 3 and kind == 6:
            self._property_set(data_of(field))
        elif base == 3 and kind == 7:
            outline.open("[", None)
            for inner in fields(data_of(field)):
                if inner.number == 1:
                    self._property_set(data_of(inner))
            outline.close()
        else:
            self._unknown(field, note)

    def _metric_value(self, kind: int, data: bytes, name: str, note: str) -> None:
        if kind == _DATASET:
            self._dataset(data, note)
        elif kind == _TEMPLATE:
            self._template(data, note)
        elif kind == _BYTES and name in _ARRAYS:
            self._array(data, name, note)
        elif kind == _BYTES and name == "BooleanArray":
            self._booleans(data, note)
        elif kind == _BYTES and name == "StringArray":
            self.outline.open("[", None, note)
            for part in data.split(b"\0")[:-1]:
                self.outline.string(part.decode("utf-8", "replace"))
            self.outline.close()
        else:
            self.outline.data(data, note)

    def _integer(self, value: int, kind: int, name: str, note: str) -> None:
        bits = _SIGNED.get(name)
        if bits is not None:
            # Negative numbers travel as their two's complement in an unsigned field.
            value &= (1 << bits) - 1
            value -= (value >> (bits - 1)) << bits
        moment = milliseconds_text(value) if name == "DateTime" and kind == _LONG else ""
        self.outline.scalar(str(value), "number", join_notes(moment, note))

    def _array(self, data: bytes, name: str, note: str) -> None:
        code = _ARRAYS[name]
        width = struct.calcsize(code)
        if len(data) % width:
            raise Unreadable(f"{len(data):,} bytes are no {name}")
        self.outline.open("[", len(data) // width, note)
        for at in range(0, len(data), width):
            value = struct.unpack_from("<" + code, data, at)[0]
            if isinstance(value, float):
                real = float_text(value, width)
                self.outline.scalar(real, float_role(real))
            else:
                moment = milliseconds_text(value) if name == "DateTimeArray" else ""
                self.outline.scalar(str(value), "number", moment)

    def _booleans(self, data: bytes, note: str) -> None:
        """A count in four bytes, then a bit each, the highest first."""
        count = int.from_bytes(data[:4], "little")
        if len(data) < 4 or count > 8 * (len(data) - 4):
            raise Unreadable(f"{len(data):,} bytes are no BooleanArray of {count:,}")
        self.outline.open("[", count, note)
        for index in range(count):
            bit = data[4 + index // 8] >> (7 - index % 8) & 1
            self.outline.scalar("true" if bit else "false", "literal")

    def _dataset(self, data: bytes, note: str) -> None:
        """A list of rows, each a map from the column's name to the value."""
        columns: list[str] = []
        types: list[int] = []
        rows: list[Field] = []
        for field in fields(data):
            if field.number == 2:
                columns.append(text(field))
            elif field.number == 3:
                types += _numbers(field)
            elif field.number == 4:
                rows.append(field)
        self.outline.open("[", None, note)
        for row in rows:
            self.outline.open("{", None)
            elements = (field for field in fields(data_of(row)) if field.number == 1)
            for index, element in enumerate(elements):
                self.outline.string(columns[index] if index < len(columns) else f"column {index}")
                datatype = types[index] if index < len(types) else 0
                self._value(_value_field(_parts(data_of(element)), 1), 1, datatype, "")
            self.outline.close()
        self.outline.close()

    def _template(self, data: bytes, note: str) -> None:
        self.outline.open("{", None, note)
        for field in fields(data):
            if field.number == 2:
                self.metric(data_of(field))
            elif field.number == 3:
                parts = _parts(data_of(field))
                self.outline.string(text(parts[1]) if 1 in parts else "(without a name)")
                datatype = integer(parts[2]) if 2 in parts else 0
                note = join_notes("parameter", type_name(datatype))
                self._value(_value_field(parts, 3), 3, datatype, note)
            elif field.number in (1, 4):
                self.outline.key("version" if field.number == 1 else "template")
                self.outline.string(text(field))
            elif field.number == 5:
                self.outline.key("is a definition")
                self.outline.scalar("true" if integer(field) else "false", "literal")
        self.outline.close()

    def _property_set(self, data: bytes) -> None:
        keys: list[str] = []
        values: list[bytes] = []
        for field in fields(data):
            if field.number == 1:
                keys.append(text(field))
            elif field.number == 2:
                values.append(data_of(field))
        self.outline.open("{", None)
        for index, value in enumerate(values):
            parts = _parts(value)
            self.outline.string(keys[index] if index < len(keys) else f"property {index}")
            datatype = integer(parts[1]) if 1 in parts else 0
            if _is_true(parts.get(2)):
                self.outline.scalar("null", "literal", type_name(datatype))
            else:
                self._value(_value_field(parts, 3), 3, datatype, type_name(datatype))
        self.outline.close()

    def _unknown(self, field: Field, note: str) -> None:
        if isinstance(field.value, int):
            self.outline.scalar(str(field.value), "number", note)
        else:
            self.outline.data(field.value, note)


def time_entry(outline: Outline, name: str, milliseconds: int) -> None:
    """A time in milliseconds, with its date behind it."""
    outline.string(name)
    outline.scalar(str(milliseconds), "number", milliseconds_text(milliseconds))


def type_name(datatype: int) -> str:
    """The name of a data type (section 6.4.16); its number when it has none."""
    if 0 < datatype < len(DATATYPES):
        return DATATYPES[datatype]
    return f"type {datatype}" if datatype else ""


def integer(field: Field) -> int:
    if not isinstance(field.value, int):
        raise Unreadable(f"the field {field.number} is no number")
    return field.value


def data_of(field: Field) -> bytes:
    if not isinstance(field.value, bytes):
        raise Unreadable(f"the field {field.number} is a number")
    return field.value


def text(field: Field) -> str:
    return data_of(field).decode("utf-8", "replace")


def _parts(data: bytes) -> dict[int, Field]:
    """The fields by number; the last of several counts."""
    return {field.number: field for field in fields(data)}


def _value_field(parts: dict[int, Field], base: int) -> Field | None:
    """The last of the value fields: a message may have one."""
    found = [field for number, field in parts.items() if number >= base]
    return max(found, key=lambda field: field.at, default=None)


def _is_true(field: Field | None) -> bool:
    return field is not None and bool(field.value)


def _real(field: Field) -> tuple[float, int]:
    data = data_of(field)
    if len(data) not in (4, 8):
        raise Unreadable(f"the field {field.number} is no float")
    return struct.unpack("<f" if len(data) == 4 else "<d", data)[0], len(data)


def _numbers(field: Field) -> list[int]:
    """A repeated number, on its own or packed."""
    if isinstance(field.value, int):
        return [field.value]
    return list(field.value)


def _note(parts: dict[int, Field], datatype: int) -> str:
    notes = [type_name(datatype)]
    if ALIAS in parts and NAME in parts:
        notes.append(f"alias {integer(parts[ALIAS])}")
    if METRIC_TIMESTAMP in parts:
        notes.append(milliseconds_text(integer(parts[METRIC_TIMESTAMP])))
    notes += [word for number, word in _FLAGS.items() if _is_true(parts.get(number))]
    return join_notes(*notes)
