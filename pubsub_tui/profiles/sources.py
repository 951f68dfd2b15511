"""Where the secrets of a profile come from, by its keys; what stands in the file is checked."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from pubsub_tui.address import Address, AddressError, parse_proxy, parse_url
from pubsub_tui.link_options import is_secret_header
from pubsub_tui.profiles.secret import (
    KEY_PASSWORD,
    PASSWORD,
    PROXY_PASSWORD,
    SECRET_KEYS,
    Means,
    Secret,
    SecretSource,
)
from pubsub_tui.profiles.table import Table
from pubsub_tui.profiles.url import without_password, without_topic

BELONGS_TO = {KEY_PASSWORD.name: "cert", PROXY_PASSWORD.name: "proxy"}
"""The keys without which there is no such secret."""


def secret_sources(table: Table) -> dict[str, SecretSource]:
    """The sources by the secrets' names. Raises ProfileError."""
    found: dict[str, SecretSource] = {}
    for key, (secret, means) in SECRET_KEYS.items():
        if key not in table or table[key] is False:
            continue

        def check(value: object, means: Means = means) -> str | Path | tuple[str, ...] | bool:
            return _value(means, value, table.path.parent)

        value = table.checked(key, check)
        if means is Means.TEXT:
            _check_private(table, key, secret)
        _add(table, found, key, SecretSource(secret, means, value, table.line(key)))
    for name, needed in BELONGS_TO.items():
        if name in found and needed not in table:
            key = f"{name}{found[name].means.value}"
            raise table.error((key,), f"{key} needs {needed}")
    return found


def taken_apart(
    table: Table, sources: dict[str, SecretSource]
) -> tuple[dict[str, object], Address | None]:
    """URLs without their passwords, which become sources.

    Returns:
        Values by the names of arguments, and the address of the broker's URL, if there is one.

    Raises:
        ProfileError: one is no URL, or its secret stands in a file that others can read.
    """
    options: dict[str, object] = {}
    address = None
    if "url" in table:
        address = _address(table)
        _add_password(table, sources, "url", PASSWORD, address.password)
        if "?" in (address.path or ""):
            table.check_private("url", "the URL's query, maybe a secret,", "leave it out")
        options["url"] = without_topic(without_password(table["url"]), address)
    if "proxy" in table and not str(table["proxy"]).startswith("@"):
        proxy = str(table["proxy"])
        try:
            password = parse_proxy(proxy).password
        except AddressError as error:
            raise table.error(("proxy",), str(error)) from None
        _add_password(table, sources, "proxy", PROXY_PASSWORD, password)
        options["proxy"] = without_password(proxy)
    return options, address


def check_headers(table: Table, headers: list[str]) -> None:
    """Raises ProfileError for a secret header in a file that others can read."""
    for header in headers:
        name = header.partition("=")[0]
        if not header.startswith("@") and is_secret_header(name):
            table.check_private("ws-header", f"the header {name}", "write @FILE")


def _address(table: Table) -> Address:
    url = table["url"]
    if not isinstance(url, str):
        raise table.error(("url",), "url has to be a text in quotes, such as 'mqtt://broker'")
    if "host" in table or "port" in table:
        raise table.error(("url",), "give either url or host and port, not both")
    try:
        return parse_url(url)
    except AddressError as error:
        raise table.error(("url",), str(error)) from None


def _add_password(
    table: Table,
    sources: dict[str, SecretSource],
    key: str,
    secret: Secret,
    password: str | None,
) -> None:
    if password:
        _check_private(table, key, secret)
        _add(table, sources, key, SecretSource(secret, Means.TEXT, password, table.line(key)))


def _add(table: Table, found: dict[str, SecretSource], key: str, source: SecretSource) -> None:
    secret = source.secret
    if secret.name in found:
        words = f"the {secret.words} is said twice: line {found[secret.name].line} has it, too"
        raise table.error((key,), words)
    found[secret.name] = source


def _check_private(table: Table, key: str, secret: Secret) -> None:
    instead = f"say where it is with {secret.name}-file or {secret.name}-command"
    table.check_private(key, f"the {secret.words}", instead)


def _value(means: Means, value: object, folder: Path) -> str | Path | tuple[str, ...] | bool:
    """What a source of a secret needs; nothing of it is repeated. Raises ValueError."""
    if means in (Means.KEYRING, Means.PROMPT):
        if value is not True:
            raise ValueError("it has to be true or false")
        return True
    if means is Means.COMMAND:
        return _command(value)
    if not isinstance(value, str) or not value:
        raise ValueError("it has to be a text in quotes")
    return folder / os.path.expanduser(value) if means is Means.FILE else value


def _command(value: object) -> tuple[str, ...]:
    words = value
    if isinstance(value, str):
        try:
            words = shlex.split(value)
        except ValueError:
            raise ValueError("a quote in it is not closed") from None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError("it has to be a text, or a list of texts")
    if not words or not words[0] or any("\0" in word for word in words):
        raise ValueError("it names no program, or holds a NUL character")
    return (os.path.expanduser(words[0]), *words[1:])
