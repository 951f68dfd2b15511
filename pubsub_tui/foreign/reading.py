"""A file of another program → the connections in it."""

from __future__ import annotations

import json
from pathlib import Path

from pubsub_tui.foreign import mqtt_explorer, mqttx
from pubsub_tui.foreign.connection import ForeignConnection, ForeignError

MOST_BYTES = 16_000_000
"""MQTTX writes the messages of a connection into its export, too."""


def read_export_file(path: Path) -> tuple[list[ForeignConnection], list[str]]:
    """Read the file of MQTT Explorer or MQTTX; see `read_export`.

    Raises:
        ForeignError: it can not be read, or is none of these; the text names it.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ForeignError(f"{path} can not be read: {error.strerror}.") from None
    except ValueError:
        raise ForeignError("the path of a file holds no NUL.") from None
    if len(data) > MOST_BYTES:
        raise ForeignError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB: no export is.")
    try:
        return read_export(data)
    except ForeignError as error:
        raise ForeignError(f"{path} {error}") from None


def read_export(data: bytes) -> tuple[list[ForeignConnection], list[str]]:
    """The connections in a file, and sentences on those that can not be taken over.

    Raises:
        ForeignError: it is no such file, or has no connection; the text begins with the verb.
    """
    try:
        table = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ForeignError(
            "is no JSON: MQTT Explorer keeps a settings.json, and MQTTX exports JSON among others."
        ) from None
    if isinstance(table, dict) and mqtt_explorer.KEY in table:
        found = mqtt_explorer.connections(table)
    elif isinstance(table, dict) and "host" in table:
        found = mqttx.connections([table])
    elif isinstance(table, list) and any(isinstance(each, dict) for each in table):
        found = mqttx.connections(table)
    else:
        raise ForeignError("is no file of MQTT Explorer or MQTTX: it names no connection.")
    read = [each for each in found if isinstance(each, ForeignConnection)]
    problems = [each for each in found if isinstance(each, str)]
    if not read:
        raise ForeignError("has no connection that can be used.")
    return read, problems
