"""The decoders in the order in which they are asked; the first that knows the payload wins."""

from __future__ import annotations

from pubsub_tui.decode.hexdump import view_hex
from pubsub_tui.decode.json_text import view_json
from pubsub_tui.decode.text import view_text
from pubsub_tui.decode.view import View

_DECODERS = (view_json, view_text)


def decode(payload: bytes) -> View:
    """The view of a payload; hex when no decoder knows it. Takes any bytes, raises nothing."""
    for decoder in _DECODERS:
        view = decoder(payload)
        if view is not None:
            return view
    return view_hex(payload)
