"""MQTT 5 properties of a PUBLISH (section 3.3.2.3), decoded when somebody looks at them."""

from __future__ import annotations

from collections.abc import Iterator

_PAYLOAD_FORMAT = 1
_MESSAGE_EXPIRY = 2
_RESPONSE_TOPIC = 8
_CORRELATION_DATA = 9
_SUBSCRIPTION = 11
_TOPIC_ALIAS = 35
_USER_PROPERTY = 38
_NAMES = {
    _PAYLOAD_FORMAT: "payload format",
    _MESSAGE_EXPIRY: "message expiry",
    _TOPIC_ALIAS: "topic alias",
    _RESPONSE_TOPIC: "response topic",
    _CORRELATION_DATA: "correlation data",
    _SUBSCRIPTION: "subscription id",
    3: "content type",
}
_STANDARD_NAMES = {
    _PAYLOAD_FORMAT: "payload_format_indicator",
    _MESSAGE_EXPIRY: "message_expiry_interval",
    3: "content_type",
    _RESPONSE_TOPIC: "response_topic",
    _CORRELATION_DATA: "correlation_data",
    _SUBSCRIPTION: "subscription_identifier",
    _TOPIC_ALIAS: "topic_alias",
    _USER_PROPERTY: "user_property",
}
_NUMBER_BYTES = {_PAYLOAD_FORMAT: 1, _MESSAGE_EXPIRY: 4, _TOPIC_ALIAS: 2}
_MOST_SHOWN = 500

Value = int | bytes | str | tuple[str, str]


def topic_alias(block: bytes) -> int | None:
    """The topic alias in a property block; None when it has none or is malformed."""
    alias = None
    try:
        for identifier, value, _ in _each(block):
            if identifier == _TOPIC_ALIAS and isinstance(value, int):
                alias = value
    except ValueError:
        return None
    return alias


def named_properties(block: bytes) -> Iterator[tuple[str, Value]]:
    """Each property by its name in the specification, in small letters with underscores.

    Numbers stay numbers (an expiry is in seconds), correlation data stays bytes, and a user
    property is a pair. Raises ValueError where the block is malformed.
    """
    for identifier, value, _ in _each(block):
        yield _STANDARD_NAMES[identifier], value


def correlation_data(block: bytes) -> bytes | None:
    """The correlation data in a property block; None when it has none or is malformed."""
    try:
        for identifier, value, _ in _each(block):
            if identifier == _CORRELATION_DATA and isinstance(value, bytes):
                return value
    except ValueError:
        return None
    return None


def response_topic(block: bytes) -> str | None:
    """The response topic in a property block; None when it has none or is malformed."""
    try:
        for identifier, value, _ in _each(block):
            if identifier == _RESPONSE_TOPIC and isinstance(value, str):
                return value
    except ValueError:
        return None
    return None


def response_properties(topic: str, correlation: bytes) -> bytes:
    """A block that asks for a response (MQTT 5.0, sections 3.3.2.3.5 and 3.3.2.3.6)."""
    name = topic.encode()
    return b"".join(
        (
            bytes((_RESPONSE_TOPIC,)) + len(name).to_bytes(2, "big") + name,
            bytes((_CORRELATION_DATA,)) + len(correlation).to_bytes(2, "big") + correlation,
        )
    )


def check(block: bytes) -> None:
    """Raise ValueError, which says what is wrong, when a property block is malformed."""
    for _ in _each(block):
        pass


def without_delivery(block: bytes) -> bytes | None:
    """The block without what belongs to one delivery and can not be published again.

    That is the subscription ids and the topic alias (MQTT 5.0, sections 3.3.2.3.8 and 3.3.2.3.4).
    None when nothing is left. Raises ValueError when the block is malformed.
    """
    return _without(block, (_SUBSCRIPTION, _TOPIC_ALIAS)) or None


def without_response(block: bytes) -> bytes:
    """The block without what asks for a response. Raises ValueError when it is malformed."""
    return _without(block, (_RESPONSE_TOPIC, _CORRELATION_DATA))


def without_subscriptions(block: bytes) -> tuple[tuple[int, ...], bytes | None]:
    """The subscription identifiers in a property block, and what else is in it; None for nothing.

    Of a malformed block, nothing is taken out.
    """
    identifiers: list[int] = []
    rest: list[bytes] = []
    at = 0
    try:
        for identifier, value, following in _each(block):
            if identifier == _SUBSCRIPTION and isinstance(value, int):
                identifiers.append(value)
            else:
                rest.append(block[at:following])
            at = following
    except ValueError:
        return (), block
    return tuple(identifiers), b"".join(rest) or None


def property_rows(block: bytes) -> list[tuple[str, str]]:
    """Name and value of each property as text, not yet safe to draw.

    A malformed block is one row that says so. Of very many properties the first are shown, and
    the last row says how much is not.
    """
    named: dict[int, list[str]] = {}
    users: list[tuple[str, str]] = []
    try:
        for count, (identifier, value, following) in enumerate(_each(block), 1):
            if isinstance(value, tuple):
                users.append(value)
            else:
                named.setdefault(identifier, []).append(_in_words(identifier, value))
            if count == _MOST_SHOWN and following < len(block):
                users.append(("not shown", f"{len(block) - following:,} bytes of more properties"))
                break
    except ValueError as error:
        return [("malformed properties", f"{error} in {block[:32].hex(' ')}")]
    rows = [(name, ", ".join(named[each])) for each, name in _NAMES.items() if each in named]
    return rows + users


def _without(block: bytes, left_out: tuple[int, ...]) -> bytes:
    kept = []
    at = 0
    for identifier, _, following in _each(block):
        if identifier not in left_out:
            kept.append(block[at:following])
        at = following
    return b"".join(kept)


def _each(block: bytes) -> Iterator[tuple[int, Value, int]]:
    """Identifier and value of each property, and where the next begins. Raises ValueError."""
    at = 0
    seen = set()
    while at < len(block):
        identifier, at = _variable_number(block, at)
        if identifier in seen:
            raise ValueError(f"property {identifier} twice")
        if identifier not in (_USER_PROPERTY, _SUBSCRIPTION):
            seen.add(identifier)
        value, at = _value(block, identifier, at)
        yield identifier, value, at


def _value(block: bytes, identifier: int, at: int) -> tuple[Value, int]:
    if identifier == _USER_PROPERTY:
        key, at = _string(block, at)
        text, at = _string(block, at)
        return (key, text), at
    if identifier == _SUBSCRIPTION:
        number, at = _variable_number(block, at)
    elif identifier in _NUMBER_BYTES:
        data, at = _take(block, at, _NUMBER_BYTES[identifier])
        number = int.from_bytes(data, "big")
    elif identifier == _CORRELATION_DATA:
        return _binary(block, at)
    elif identifier in _NAMES:
        return _string(block, at)
    else:
        raise ValueError(f"property {identifier}, which no message can have,")
    if (number == 0 and identifier in (_SUBSCRIPTION, _TOPIC_ALIAS)) or (
        number > 1 and identifier == _PAYLOAD_FORMAT
    ):
        raise ValueError(f"{_NAMES[identifier]} {number}")
    return number, at


def _take(block: bytes, at: int, length: int) -> tuple[bytes, int]:
    if at + length > len(block):
        raise ValueError("a value that is cut off")
    return block[at : at + length], at + length


def _binary(block: bytes, at: int) -> tuple[bytes, int]:
    length, at = _take(block, at, 2)
    return _take(block, at, int.from_bytes(length, "big"))


def _string(block: bytes, at: int) -> tuple[str, int]:
    """A string in UTF-8 (MQTT 5.0, section 1.5.4)."""
    data, at = _binary(block, at)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise ValueError("a string that is not UTF-8") from None
    if "\0" in text:
        raise ValueError("a string with U+0000")
    return text, at


def _variable_number(block: bytes, at: int) -> tuple[int, int]:
    """A variable byte integer (MQTT 5.0, section 1.5.5)."""
    number = 0
    for shift in (0, 7, 14, 21):
        if at >= len(block):
            raise ValueError("a number that is cut off")
        digit = block[at]
        at += 1
        number |= (digit & 0x7F) << shift
        if digit < 0x80:
            return number, at
    raise ValueError("a number of more than four bytes")


def _in_words(identifier: int, value: int | bytes | str) -> str:
    if identifier == _PAYLOAD_FORMAT:
        return "UTF-8 text" if value == 1 else "bytes"
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return "0x" + value.hex(" ")
    return f"{value} s" if identifier == _MESSAGE_EXPIRY else str(value)
