"""All decoders, and which of them a payload is shown with.

Protobuf is asked before all others on topics that the user gave a schema. Else the first that
is *likely* right wins, in this order:

1. Plug-ins: whoever installs one knows its payloads better.
2. Sparkplug B, because its topic says so.
3. Images and compressed data: their signatures, and what follows, are hardly met by chance.
   Compressed data is what is inside, so the decoders are asked again for that.
4. JSON; then base64, which is text too and so has to be asked before text, but wins only
   when some decoder is sure of what is inside; then text. ASCII and longer UTF-8 do not happen
   by chance, so text stays text, however short, even if it could be read as something else.
5. UTF-16: by its mark or its zeros.
6. CBOR, MessagePack, Protobuf, raw deflate: without a signature, so each asks for `evidence`,
   and that the payload ends where the value ends. Trailing bytes show that the beginning was
   readable by chance. Four bytes are never evidence enough for MessagePack to be certain; it
   has no signature, so it never is. CBOR, the strictest, is asked first, and deflate last.
7. Numbers, when the payload has the size of one (1, 2, 4, 8 bytes). That is no more than
   possible, but shows the bytes in hex as well.
8. Hex. It takes what is left, and is certain, as it claims nothing.

A reading that is only possible is never shown by itself, apart from numbers (on their own or
unpacked); `candidates` offers it. Latin-1 and arrays read any bytes, and so are only ever chosen.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from pubsub_tui.decode.decoder import Context, Damaged, Decoder, Unreadable
from pubsub_tui.decode.hexdump import view_hex
from pubsub_tui.decode.view import View, with_notes
from pubsub_tui.sanitize import sanitize

if TYPE_CHECKING:
    from pubsub_tui.decode.protobuf_schema import Schema
    from pubsub_tui.decode.sparkplug_names import SparkplugNames

HEX = "hex"
DEEPEST_WRAPPING = 4
"""Formats within one another, such as gzip in base64; what is inside that is shown in hex."""

_NUMBERS, _PROTOBUF = "numbers", "Protobuf"
_NUMBER_SIZES = frozenset({1, 2, 4, 8})
_LONGEST_ERROR = 200
_PACKAGE = "pubsub_tui.decode"
_IN_ORDER = {
    "Sparkplug B": "sparkplug:view_sparkplug",
    "image": "images:view_image",
    "gzip": "compressed:view_gzip",
    "zstd": "compressed:view_zstd",
    "zlib": "compressed:view_zlib",
    "JSON": "json_text:view_json",
    "base64": "base64_text:view_base64",
    "text": "text:view_text",
    "UTF-16": "encodings:view_utf16",
    "CBOR": "cbor:view_cbor",
    "MessagePack": "messagepack:view_messagepack",
    _PROTOBUF: "protobuf:view_protobuf",
    "deflate": "compressed:view_deflate",
    _NUMBERS: "binary_numbers:view_numbers",
}
_SIGNED = frozenset({"gzip", "zstd", "zlib"})
"""Beyond doubt what they are, even where what is inside is not."""
_ONLY_CHOSEN = {"Latin-1": "encodings:view_latin1"}


def decode(
    payload: bytes,
    topic: str | None = None,
    chosen: str | None = None,
    sparkplug: SparkplugNames | None = None,
    missing: int = 0,
    schema: Schema | None = None,
) -> View:
    """The view of a payload. Takes any bytes, raises nothing.

    Args:
        payload: the bytes, of which no more than `view.SHOWN_BYTES` are looked at.
        topic: it came on.
        chosen: the name of a decoder, out of `decoder_names`, instead of the best one. Where it
            fails, its error stands above the hex.
        sparkplug: the names that BIRTH messages gave.
        missing: how many bytes were cut off at its end.
        schema: of the Protobuf messages on the topic: then that is asked before all others.
    """
    asked = _Asked(topic, sparkplug, missing, schema)
    view = asked.best(payload)[1] if chosen is None else asked.chosen(payload, chosen)
    problems = [*asked.problems, *_news()]
    return with_notes(view, problems) if problems else view


def candidates(
    payload: bytes,
    topic: str | None = None,
    sparkplug: SparkplugNames | None = None,
    missing: int = 0,
    schema: Schema | None = None,
) -> list[str]:
    """The names of all decoders that can read the payload, the likely ones first; hex is last."""
    from pubsub_tui.decode.binary_numbers import ARRAY_NAMES, fits

    likely: list[str] = []
    possible: list[str] = []
    asked = _Asked(topic, sparkplug, missing, schema)
    context = asked.context()
    for name in asked.in_order():
        try:
            view = _decoder(name)(payload, context)
        except Exception:
            continue
        (possible if view.sureness == "possible" else likely).append(name)
    # These need no trying: any bytes of the right number are readable.
    arrays = [name for name in ARRAY_NAMES if fits(name, len(payload) + missing)]
    return [*likely, *possible, *_ONLY_CHOSEN, *arrays, HEX]


def decoder_names() -> list[str]:
    """Every decoder's name, in the order in which they are asked; hex is last."""
    from pubsub_tui.decode.binary_numbers import ARRAY_NAMES

    return [*_plugins().decoders, *_IN_ORDER, *_ONLY_CHOSEN, *ARRAY_NAMES, HEX]


def find_decoder(name: str) -> str:
    """The name of a decoder as it is listed, whatever the case it is written in.

    Raises:
        ValueError: there is none; the text says what to write, without a full stop.
    """
    known = {each.casefold(): each for each in decoder_names()}
    found = known.get(name.strip().casefold())
    if found is not None:
        return found
    near = difflib.get_close_matches(name.strip().casefold(), known, 1)
    if near:
        raise ValueError(f"{name!r} is no decoder; perhaps {known[near[0]]!r}")
    raise ValueError(
        f"{name!r} is no decoder: write one such as JSON, CBOR, text or hex, "
        "or install the plug-in that brings it"
    )


def best_decoder(
    payload: bytes,
    topic: str | None = None,
    sparkplug: SparkplugNames | None = None,
    missing: int = 0,
    schema: Schema | None = None,
) -> str:
    """The name of the decoder that `decode` shows a payload with when none is chosen."""
    return _Asked(topic, sparkplug, missing, schema).best(payload)[0]


@dataclass(slots=True)
class _Plugins:
    decoders: dict[str, Decoder]
    unsaid: list[str]
    """Sentences on those left out, until they have been shown."""


@cache
def _plugins() -> _Plugins:
    from pubsub_tui.decode.binary_numbers import ARRAY_NAMES
    from pubsub_tui.decode.plugins import load_plugins

    decoders, problems = load_plugins([*_IN_ORDER, *_ONLY_CHOSEN, *ARRAY_NAMES, HEX])
    return _Plugins(dict(decoders), problems)


def _news() -> list[str]:
    """What has to be said once."""
    plugins = _plugins()
    unsaid, plugins.unsaid = plugins.unsaid, []
    return unsaid


@cache
def _built_in(name: str) -> Decoder:
    """A decoder of our own, imported when it is first asked."""
    from pubsub_tui.decode.binary_numbers import ARRAY_NAMES, view_array

    if name == HEX:
        return view_hex
    if name in ARRAY_NAMES:
        return view_array(name)
    module, function = (_IN_ORDER | _ONLY_CHOSEN)[name].split(":")
    decoder: Decoder = getattr(import_module(f"{_PACKAGE}.{module}"), function)
    return decoder


def _decoder(name: str) -> Decoder:
    return _plugins().decoders.get(name) or _built_in(name)


@dataclass(slots=True)
class _Asked:
    """One question: the same topic and memory for whatever is wrapped in the payload."""

    topic: str | None
    sparkplug: SparkplugNames | None
    missing: int
    schema: Schema | None = None
    depth: int = 0
    problems: list[str] = field(default_factory=list)

    def context(self, chosen: bool = False) -> Context:
        return Context(self.topic, chosen, self._inner, self.sparkplug, self.missing, self.schema)

    def best(self, payload: bytes) -> tuple[str, View]:
        """The decoder that fits best, and its view."""
        context = self.context()
        for name in self.in_order():
            view = self._try(name, payload, context)
            if view is None:
                continue
            if view.sureness != "possible":
                return name, view
            size = len(payload) + self.missing
            if name in _SIGNED or (name == _NUMBERS and size in _NUMBER_SIZES):
                return name, view
        return HEX, view_hex(payload)

    def chosen(self, payload: bytes, name: str) -> View:
        if name not in decoder_names():
            self._tell(f"There is no decoder {name}")
            return view_hex(payload)
        try:
            return _decoder(name)(payload, self.context(chosen=True))
        except Exception as error:
            self._tell(f"Not {name}: {_in_words(error)}")
        return view_hex(payload)

    def in_order(self) -> list[str]:
        """The names of those that are asked."""
        names = [*_plugins().decoders, *_IN_ORDER]
        if self.schema is not None:
            names.remove(_PROTOBUF)
            names.insert(0, _PROTOBUF)
        return names

    def _try(self, name: str, payload: bytes, context: Context) -> View | None:
        try:
            return _decoder(name)(payload, context)
        except Damaged as error:
            self._tell(f"Damaged {name}: {_in_words(error)}")
        except Unreadable:
            pass
        except Exception as error:
            self._tell(f"The decoder {name} failed: {_in_words(error)}")
        return None

    def _tell(self, problem: str) -> None:
        self.problems.append(sanitize(problem[:_LONGEST_ERROR]))

    def _inner(self, payload: bytes, missing: int = 0) -> View:
        if self.depth >= DEEPEST_WRAPPING:
            deeper = f"wrapped more than {DEEPEST_WRAPPING} times: the rest is not unwrapped"
            return with_notes(view_hex(payload), [deeper])
        asked = _Asked(None, self.sparkplug, missing, depth=self.depth + 1)
        view = asked.best(payload)[1]
        return with_notes(view, asked.problems) if asked.problems else view


def _in_words(error: Exception) -> str:
    if isinstance(error, Unreadable):
        return str(error)
    return f"{type(error).__name__}: {error}"
