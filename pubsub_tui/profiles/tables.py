"""One table of the file of profiles, checked key by key."""

from __future__ import annotations

import difflib
import os
import shlex
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pubsub_tui.address import AddressError, host_complaint, parse_url
from pubsub_tui.profiles.error import ProfileError, error_at
from pubsub_tui.profiles.options import converted, option_keys
from pubsub_tui.profiles.profile import Profile, colour_of
from pubsub_tui.profiles.secret import PASSWORD, SECRETS, Means, Secret, SecretSource
from pubsub_tui.profiles.url import without_password, without_topic
from pubsub_tui.settings import PlottedValue, SavedSubscription
from pubsub_tui.toml_places import Step, place_of
from pubsub_tui.topic_filter import complaint, pattern_complaint

T = TypeVar("T")
OWN_KEYS = ("url", "colour", "subscriptions", "decoders", "plots", "filters")
"""Keys that are no option of the command line."""
SECRET_KEYS: Mapping[str, tuple[Secret, Means]] = {
    key: (secret, means) for secret in SECRETS for key, means in secret.keys.items()
}
_OF_SUBSCRIPTION = (
    "filter",
    "qos",
    "no-local",
    "retain-as-published",
    "retain-handling",
    "alias",
    "mark",
    "paused",
)
_OF_PLOT = ("topic", "value")


def known_keys() -> tuple[str, ...]:
    """All keys of a profile."""
    return (*option_keys(), *SECRET_KEYS, *OWN_KEYS)


def plain_key(key: str) -> str:
    """A key as it is known: ``client_id`` means ``client-id``."""
    return key.replace("_", "-")


@dataclass(frozen=True, slots=True)
class ProfileReader:
    """Reads the table of one profile.

    Attributes:
        private: whether nobody else can read the file.
    """

    path: Path
    text: str
    name: str
    table: Mapping[str, Any]
    private: bool

    def profile(self) -> Profile:
        """All of it. Raises ProfileError."""
        written = self._keys()
        options: dict[str, object] = {}
        for key, action in option_keys().items():
            if key in written:
                options[action.dest] = self._checked(
                    written[key],
                    f"{key} can not be used",
                    lambda value, action=action: converted(action, value, self.path.parent),  # type: ignore[misc]
                )
        self._check_options(options, written)
        sources = self._sources(written)
        first = self._address(options, written, sources)
        subscriptions = self._each(written, "subscriptions", self._subscription)
        filters, decoders = self._texts(written, "filters"), self._texts(written, "decoders")
        return Profile(
            self.name,
            self.path,
            options,
            {key: self._line(name) for key, name in written.items()},
            self._checked(written["colour"], "colour can not be used", _colour)
            if "colour" in written
            else None,
            (*first, *subscriptions),
            sources,
            {topics: self._decoder(topics, decoder) for topics, decoder in decoders.items()},
            self._plots(written),
            {name: self._filter(name, text) for name, text in filters.items()},
            self.table,
        )

    def _error(self, way: tuple[Step, ...], words: str) -> ProfileError:
        return error_at(self.path, self.text, ("profiles", self.name, *way), words)

    def _line(self, key: str) -> int:
        return place_of(self.text, ("profiles", self.name, key))[0]

    def _checked(self, key: str, words: str, check: Callable[[Any], T]) -> T:
        try:
            return check(self.table[key])
        except ValueError as error:
            raise self._error((key,), f"{words}: {str(error).rstrip('.')}") from None

    def _keys(self) -> dict[str, str]:
        """The keys as they are known, and as they are written."""
        found: dict[str, str] = {}
        for key in self.table:
            plain = plain_key(key)
            if plain not in known_keys():
                raise self._error((key,), _unknown(plain, known_keys()))
            if plain in found:
                raise self._error((key,), f"{found[plain]!r} and {key!r} are the same key")
            found[plain] = key
        return found

    def _check_options(self, options: Mapping[str, object], written: Mapping[str, str]) -> None:
        for topics in options.get("exclude", ()):  # type: ignore[attr-defined]
            problem = pattern_complaint(topics)
            if problem is not None:
                words = f"the topic filter {topics!r} is not valid: {problem}"
                raise self._error((written["exclude"],), words)
        host = options.get("host")
        problem = host_complaint(str(host)) if host is not None else None
        if host is not None and not set(str(host)).isdisjoint("/@"):
            problem = "a URL is written as url, without a password"
        if problem is not None:
            # It is not repeated: it may hold a password.
            raise self._error((written["host"],), f"the host can not be used: {problem}")

    def _sources(self, written: Mapping[str, str]) -> dict[str, SecretSource]:
        found: dict[str, SecretSource] = {}
        for key, (secret, means) in SECRET_KEYS.items():
            if key not in written or self.table[written[key]] is False:
                continue
            name = written[key]
            value = self._checked(
                name,
                f"{key} can not be used",
                lambda value, means=means: _means_value(means, value, self.path.parent),  # type: ignore[misc]
            )
            if secret.name in found:
                other = f"{secret.name}{found[secret.name].means.value}"
                raise self._error((name,), f"{other} says already where the {secret.words} is")
            if means is Means.TEXT:
                self._check_private(name, secret)
            found[secret.name] = SecretSource(secret, means, value, self._line(name))
        return found

    def _check_private(self, key: str, secret: Secret) -> None:
        if not self.private:
            words = (
                f"the {secret.words} stands in a file that others can read: "
                f"chmod 600 it, or say where it is with {secret.name}-file or "
                f"{secret.name}-command"
            )
            raise self._error((key,), words)

    def _address(
        self,
        options: dict[str, object],
        written: Mapping[str, str],
        sources: dict[str, SecretSource],
    ) -> tuple[SavedSubscription, ...]:
        """Take the URL apart. Returns the subscription that is named in it, if any."""
        if "url" not in written:
            return ()
        key = written["url"]
        url = self.table[key]
        if not isinstance(url, str):
            raise self._error((key,), "url is a text in quotes, such as 'mqtt://broker'")
        if "host" in written or "port" in written:
            raise self._error((key,), "give either url or host and port, not both")
        try:
            address = parse_url(url)
        except AddressError as error:
            raise self._error((key,), str(error)) from None
        if address.password is not None:
            if PASSWORD.name in sources:
                raise self._error((key,), "the password is in the URL, and elsewhere, too")
            self._check_private(key, PASSWORD)
            source = SecretSource(PASSWORD, Means.TEXT, address.password, self._line(key))
            sources[PASSWORD.name] = source
        options["url"] = without_topic(without_password(url), address)
        if address.topic_filter is None:
            return ()
        self._check_filter((key,), address.topic_filter)
        return (SavedSubscription(address.topic_filter),)

    def _each(
        self, written: Mapping[str, str], key: str, read: Callable[[tuple[Step, ...], object], T]
    ) -> tuple[T, ...]:
        if key not in written:
            return ()
        name = written[key]
        items = self.table[name]
        if not isinstance(items, list):
            raise self._error((name,), f"{key} is a list, [ … ]")
        return tuple(read((name, index), item) for index, item in enumerate(items))

    def _subscription(self, way: tuple[Step, ...], item: object) -> SavedSubscription:
        fields = self._fields(way, item, "filter", _OF_SUBSCRIPTION)
        self._check_filter(way, fields["filter"])
        flags = {
            key.replace("-", "_"): self._field(way, fields, key, bool, "true or false")
            for key in ("no-local", "retain-as-published", "paused")
            if key in fields
        }
        for key in ("qos", "retain-handling"):
            if key in fields:
                number = self._field(way, fields, key, int, "0, 1 or 2", (0, 1, 2))
                flags[key.replace("-", "_")] = number
        if "alias" in fields:
            flags["alias"] = self._field(way, fields, "alias", str, "a text in quotes")
        if "mark" in fields:
            from pubsub_tui.subscriptions import MARKS  # Late, as it brings asyncio.

            marks = ("", *MARKS)
            flags["mark"] = self._field(way, fields, "mark", str, "a letter from A to F", marks)
        if flags.get("no_local") and fields["filter"].startswith("$share/"):
            raise self._error((*way, "no-local"), "no-local and $share do not go together")
        return SavedSubscription(fields["filter"], **flags)

    def _check_filter(self, way: tuple[Step, ...], topics: str) -> None:
        problem = complaint(topics)
        if problem is not None:
            raise self._error(way, f"the topic filter {topics[:200]!r} is not valid: {problem}")

    def _plots(self, written: Mapping[str, str]) -> tuple[PlottedValue, ...]:
        if "plots" not in written:
            return ()
        from pubsub_tui.model.plot.collection import MOST_PINNED

        plots = self._each(written, "plots", self._plot)
        if len(plots) > MOST_PINNED:
            words = f"only {MOST_PINNED} values can be plotted at once"
            raise self._error((written["plots"], MOST_PINNED), words)
        return plots

    def _plot(self, way: tuple[Step, ...], item: object) -> PlottedValue:
        from pubsub_tui.model.filter.parser import parse_path

        fields = self._fields(way, item, "topic", _OF_PLOT)
        topic = fields["topic"]
        problem = complaint(topic)
        if problem is None and not set(topic).isdisjoint("+#"):
            problem = "a number is plotted of one topic, without wildcards"
        if problem is not None:
            raise self._error(way, f"the topic {topic[:200]!r} can not be plotted: {problem}")
        value = self._field(way, {"value": "", **fields}, "value", str, "a text in quotes")
        try:
            return PlottedValue(topic, parse_path(value) if value else ())
        except ValueError as error:
            words = f"the value {value[:80]!r} can not be read: {str(error).rstrip('.')}"
            raise self._error((*way, "value"), words) from None

    def _fields(
        self, way: tuple[Step, ...], item: object, first: str, known: Collection[str]
    ) -> dict[str, Any]:
        """An item that is a text, or a table with such a text, by its keys as they are known."""
        fields = {first: item} if isinstance(item, str) else item
        if not isinstance(fields, dict):
            raise self._error(way, f"it is a {first} in quotes, or {{ {first} = … }}")
        plain = {plain_key(key): value for key, value in fields.items()}
        for key in fields:
            if plain_key(key) not in known:
                raise self._error((*way, key), _unknown(plain_key(key), known))
        if not isinstance(plain.get(first), str):
            raise self._error(way, f"it needs {first} = a text in quotes")
        return plain

    def _field(
        self,
        way: tuple[Step, ...],
        fields: Mapping[str, Any],
        key: str,
        kind: type,
        words: str,
        among: Collection[object] = (),
    ) -> Any:
        value = fields[key]
        right = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
        if not right or (among and value not in among):
            raise self._error((*way, key), f"{key} is {words}")
        return value

    def _texts(self, written: Mapping[str, str], key: str) -> Mapping[str, str]:
        if key not in written:
            return {}
        name = written[key]
        table = self.table[name]
        if not isinstance(table, dict):
            raise self._error((name,), f"{key} is a table, [profiles.{self.name}.{key}]")
        for each, value in table.items():
            if not isinstance(value, str):
                raise self._error((name, each), f"{each!r} has to be a text in quotes")
        return table

    def _decoder(self, topics: str, decoder: str) -> str:
        from pubsub_tui.decode.registry import find_decoder

        problem = pattern_complaint(topics)
        if problem is not None:
            words = f"the topic filter {topics[:200]!r} is not valid: {problem}"
            raise self._error(("decoders", topics), words)
        try:
            return find_decoder(decoder)
        except ValueError as error:
            raise self._error(("decoders", topics), str(error).rstrip(".")) from None

    def _filter(self, name: str, text: str) -> str:
        from pubsub_tui.model.filter import parse

        try:
            parse(text)
        except ValueError as error:
            words = f"the filter {name!r} is not valid: {str(error).rstrip('.')}"
            raise self._error(("filters", name), words) from None
        return text


def _unknown(key: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(key, known, 1)
    return f"{key!r} is not known" + (f"; perhaps {near[0]!r}" if near else "")


def _colour(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("it is a text in quotes, such as 'red' or '#c62828'")
    return colour_of(value)


def _means_value(means: Means, value: object, folder: Path) -> str | Path | tuple[str, ...] | bool:
    """What a source of a secret needs; nothing of it is repeated. Raises ValueError."""
    if means in (Means.KEYRING, Means.PROMPT):
        if value is not True:
            raise ValueError("it is true or false")
        return True
    if means is Means.COMMAND:
        return _command(value)
    if not isinstance(value, str) or not value:
        raise ValueError("it is a text in quotes")
    return folder / os.path.expanduser(value) if means is Means.FILE else value


def _command(value: object) -> tuple[str, ...]:
    words = value
    if isinstance(value, str):
        try:
            words = shlex.split(value)
        except ValueError:
            raise ValueError("a quote in it is not closed") from None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError("it is a text, or a list of texts")
    if not words or not words[0] or any("\0" in word for word in words):
        raise ValueError("it names no program, or holds a NUL character")
    return (os.path.expanduser(words[0]), *words[1:])
