"""What was asked for of a connection, by command line, environment and profile, as Settings."""

from __future__ import annotations

import argparse
import importlib.util
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pubsub_tui.address import SCHEMES, AddressError, host_complaint, parse_url
from pubsub_tui.broker_arguments import VERSIONS
from pubsub_tui.connect_arguments import check_connect_options, check_text, connect_options
from pubsub_tui.link_options import any_link_option, first_line, secret_remarks, way_from
from pubsub_tui.profiles.joining import Joined, join
from pubsub_tui.profiles.options import unasked
from pubsub_tui.profiles.profile import Profile
from pubsub_tui.profiles.secret import (
    KEY_PASSWORD,
    PASSWORD,
    PROXY_PASSWORD,
    Secret,
    SecretSource,
)
from pubsub_tui.settings import DEFAULT_HOST, DEFAULT_PORT, Settings, UsageError
from pubsub_tui.topic_filter import complaint, pattern_complaint

if TYPE_CHECKING:
    from pubsub_tui.profiles.secret_reading import Ask

PASSWORD_VARIABLE = PASSWORD.variable
_COMMAND_LINE = "command line"
ON_THE_COMMAND_LINE = (
    "The password is on the command line, where others on this machine can read it. "
    f"Use --password-file or ${PASSWORD_VARIABLE}."
)


@dataclass(frozen=True, slots=True)
class SecretPlace:
    """Where a secret is, before it is read.

    Attributes:
        text: the secret itself, where it needs no reading.
        source: a file, or what the profile says.
        origin: in words; empty when there is none.
    """

    text: str | None = field(default=None, repr=False)
    source: Path | SecretSource | None = None
    origin: str = ""


def profile_settings(profile: Profile, settings: Settings) -> Settings:
    """Settings for a profile alone, as for ``pubsub-tui PROFILE``.

    It reads the password by the means that the profile names, which may run a command or wait
    for the keyring: not on an event loop.

    Args:
        settings: all that is not about the connection.

    Raises:
        UsageError: the profile does not fit together, or its password can not be read.
    """
    return connection_settings(join(unasked(), profile), settings)


def profile_broker(profile: Profile) -> tuple[str, str | None]:
    """The broker of a profile as people write it, and the user name. Raises UsageError."""
    settings = broker_settings(join(unasked(), profile), Settings())
    return settings.way.endpoint(settings.host, settings.port), settings.username


def checked_profile(path: Path, name: str, table: Mapping[str, Any]) -> Profile:
    """A table as the profile that it would be in that file, ready to connect by.

    Raises:
        UsageError: something in it is wrong, or does not fit together; a `ProfileError` says
            by which key.
    """
    from pubsub_tui.profiles.writing import checked  # Late: few runs need it.

    profile = checked(path, name, table)
    broker_settings(join(unasked(), profile), Settings())
    return profile


def noted(settings: Settings, path: Path) -> Settings:
    """Remember in the file of uses that the profile is used now."""
    if settings.profile is None:
        return settings
    from pubsub_tui.profiles.last_use import note_use  # Late: few runs need it.

    try:
        note_use(path, settings.profile.name, time.time())
    except OSError as error:
        remark = f"The use of the profile could not be noted: {path}: {error.strerror}."
        return replace(settings, remarks=(*settings.remarks, remark))
    return settings


def connection_settings(joined: Joined, settings: Settings, ask: Ask | None = None) -> Settings:
    """Add the broker, the login, and what to subscribe to.

    Args:
        ask: for a secret that the profile says is to be asked for; by default in the terminal.

    Raises:
        UsageError: something does not fit together, or a secret can not be had.
    """
    settings = broker_settings(joined, settings)
    return _logged_in(settings, joined, ask)


def broker_settings(joined: Joined, settings: Settings) -> Settings:
    """The same without the password, which is not read. Raises UsageError."""
    try:
        return _without_password(joined, settings)
    except UsageError as error:
        if joined.profile is None or not joined.taken:
            raise
        raise UsageError(f"with the profile {joined.profile.name}: {error}") from None


def _without_password(joined: Joined, settings: Settings) -> Settings:
    asked, profile = joined.asked, joined.profile
    settings = replace(
        settings,
        topic_filters=tuple(asked.topic),
        subscriptions=joined.subscriptions,
        excludes=tuple(asked.exclude),
        qos=asked.qos,
        mqtt_version=VERSIONS.get(asked.mqtt_version),
        read_only=asked.read_only,
        production=asked.production,
        connect=connect_options(asked),
        profile=profile.mark if profile is not None else None,
    )
    check_connect_options(
        settings.connect, read_only=settings.read_only, version=settings.mqtt_version
    )
    settings = _with_broker(settings, joined)
    check_filters(settings)
    if settings.username is not None:
        check_text("user name", settings.username)
    if profile is None:
        return settings
    return replace(
        settings,
        decoders={**settings.decoders, **profile.decoders},
        filters={**settings.filters, **profile.filters},
        plots=profile.plots,
    )


def password_place(joined: Joined, settings: Settings) -> SecretPlace:
    """Where the password is: command line, then environment, then profile."""
    asked = joined.asked
    if asked.password is not None:
        return SecretPlace(asked.password, origin=_COMMAND_LINE)
    if asked.password_file is not None:
        return SecretPlace(source=asked.password_file, origin=_COMMAND_LINE)
    if settings.password is not None:
        return SecretPlace(settings.password, origin=_COMMAND_LINE)
    if settings.username is not None:
        place = _in_environment(PASSWORD)
        if place.origin:
            return place
    return _in_profile(joined, PASSWORD)


def key_password_place(joined: Joined, settings: Settings) -> SecretPlace:
    """The same of what the client's key is encrypted with."""
    tls = settings.way.tls
    if tls is None or tls.cert is None:
        return SecretPlace()
    if tls.key_password is not None:  # `link_options` has seen to file and environment.
        given = joined.asked.key_password_file is not None
        origin = _COMMAND_LINE if given else f"${KEY_PASSWORD.variable}"
        return SecretPlace(tls.key_password, origin=origin)
    return _in_profile(joined, KEY_PASSWORD)


def proxy_password_place(joined: Joined, settings: Settings) -> SecretPlace:
    """The same of the proxy's."""
    proxy = settings.way.proxy
    if proxy is None or proxy.username is None:
        return SecretPlace()
    if proxy.password is not None:
        origin = _COMMAND_LINE if "proxy" not in joined.taken else "the proxy's file"
        return SecretPlace(proxy.password, origin=origin)
    place = _in_environment(PROXY_PASSWORD)
    return place if place.origin else _in_profile(joined, PROXY_PASSWORD)


def _in_environment(secret: Secret) -> SecretPlace:
    text = os.environ.get(secret.variable)
    return SecretPlace(text, origin=f"${secret.variable}") if text else SecretPlace()


def _in_profile(joined: Joined, secret: Secret) -> SecretPlace:
    if joined.profile is None or not joined.keeps(secret):
        return SecretPlace()
    source = joined.profile.sources.get(secret.name)
    if source is None:
        return SecretPlace()
    return SecretPlace(source=source, origin=f"profile {joined.profile.name}")


def _with_broker(settings: Settings, joined: Joined) -> Settings:
    asked = joined.asked
    if asked.demo:
        _check_demo(joined)
        return settings
    if asked.host is not None and (not asked.host.strip() or set(asked.host) & set("/@")):
        raise UsageError("--host takes a host name or address; a URL is written without --host.")
    if asked.url is None:
        problem = host_complaint(asked.host) if asked.host is not None else None
        if problem is not None:
            raise UsageError(f"the host {asked.host!r} can not be used: {problem}.")
        way = way_from(asked, None)
        return replace(
            settings,
            host=asked.host or DEFAULT_HOST,
            port=asked.port or (SCHEMES["mqtts"] if way.tls is not None else DEFAULT_PORT),
            username=asked.username or None,
            way=way,
        )
    if asked.host is not None or asked.port is not None:
        raise UsageError("give either a URL or --host and --port, not both.")
    try:
        address = parse_url(asked.url)
    except AddressError as error:
        raise UsageError(f"{error}.") from None
    way = way_from(asked, address)
    named = (address.topic_filter,) if address.topic_filter is not None else ()
    return replace(
        settings,
        host=address.host,
        port=address.port,
        username=asked.username or address.username or None,
        # It belongs to the name beside it: nobody else's gets it.
        password=address.password if not asked.username else None,
        topic_filters=(*named, *settings.topic_filters),
        way=way,
    )


def _check_demo(joined: Joined) -> None:
    asked = joined.asked
    if joined.profile is not None:
        raise UsageError("--demo brings its own broker: leave out the profile.")
    login = (asked.username, asked.password, asked.password_file)
    if any(given is not None for given in (asked.url, asked.host, asked.port, *login)):
        raise UsageError("--demo brings its own broker: leave out URL, host, port and login.")
    if asked.mqtt_version is not None:
        raise UsageError("--demo brings its own broker: leave out --mqtt-version.")
    if any_link_option(asked):
        raise UsageError("--demo brings its own broker: leave out TLS, socket and proxy.")
    if importlib.util.find_spec("amqtt") is None:
        raise UsageError("--demo needs the package amqtt: pip install 'pubsub-tui[demo]'.")


def check_filters(settings: Settings) -> None:
    """Raises UsageError for a topic filter that no broker takes."""
    for topic_filter in settings.topic_filters:
        problem = complaint(topic_filter)
        if problem is not None:
            raise UsageError(f"the topic filter {topic_filter!r} is not valid: {problem}.")
    for topic_filter in settings.excludes:
        problem = pattern_complaint(topic_filter)
        if problem is not None:
            raise UsageError(f"the filter {topic_filter!r} can not be excluded: {problem}.")


def _logged_in(settings: Settings, joined: Joined, ask: Ask | None) -> Settings:
    profile = joined.profile
    remarks = settings.remarks + _secrets_in_sight(settings, joined)
    place = password_place(joined, settings)
    password, said = _read(place, joined, ask)
    if password is not None:
        if settings.username is None and not settings.demo:
            where = (
                "add -u NAME" if place.origin == _COMMAND_LINE else "add username to the profile"
            )
            raise UsageError(f"a password needs a user name: {where}.")
        check_text("password", password)
    if profile is not None and PASSWORD.name in profile.sources and not joined.same_login:
        remarks += (
            f"The password of the profile {profile.name} is for its own broker and user: "
            "it is not used.",
        )
    way = settings.way
    if way.tls is not None:
        key_password, more = _read(key_password_place(joined, settings), joined, ask)
        way = replace(way, tls=replace(way.tls, key_password=key_password))
        said += more
    if way.proxy is not None:
        proxy_password, more = _read(proxy_password_place(joined, settings), joined, ask)
        way = replace(way, proxy=replace(way.proxy, password=proxy_password))
        said += more
    return replace(settings, password=password, way=way, remarks=remarks + said)


def _secrets_in_sight(settings: Settings, joined: Joined) -> tuple[str, ...]:
    """What to tell the user of secrets on the command line."""
    remarks: tuple[str, ...] = ()
    if joined.asked.password is not None or settings.password is not None:
        remarks += (ON_THE_COMMAND_LINE,)
    # What the profile says is not on the command line.
    nothing: dict[str, object] = {"proxy": None, "ws_header": []}
    silent = {name: value for name, value in nothing.items() if name in joined.taken}
    seen = argparse.Namespace(**{**vars(joined.asked), **silent})
    return remarks + secret_remarks(seen, settings.way)


def _read(
    place: SecretPlace, joined: Joined, ask: Ask | None
) -> tuple[str | None, tuple[str, ...]]:
    """The secret, and what to tell the user beside it. Raises UsageError."""
    if isinstance(place.source, Path):
        return first_line(place.source), ()
    if place.source is not None and joined.profile is not None:
        from pubsub_tui.profiles.secret_reading import (  # Late: few runs need it.
            ask_in_terminal,
            read_secret,
        )

        return read_secret(place.source, joined.profile, ask or ask_in_terminal)
    return place.text, ()
