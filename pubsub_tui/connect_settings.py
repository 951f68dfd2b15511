"""What was asked for of a connection, by command line, environment and profile, as Settings."""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from pubsub_tui.address import SCHEMES, AddressError, host_complaint, parse_url
from pubsub_tui.broker_arguments import VERSIONS
from pubsub_tui.connect_arguments import check_connect_options, check_text, connect_options
from pubsub_tui.link_options import any_link_option, first_line, secret_remarks, way_from
from pubsub_tui.connection import endpoint_name
from pubsub_tui.profiles.joining import Joined, join
from pubsub_tui.profiles.options import unasked
from pubsub_tui.profiles.profile import Profile
from pubsub_tui.profiles.secret import PASSWORD, SecretSource
from pubsub_tui.profiles.secret_reading import read_secret
from pubsub_tui.settings import DEFAULT_HOST, DEFAULT_PORT, Settings, UsageError
from pubsub_tui.topic_filter import complaint, pattern_complaint

PASSWORD_VARIABLE = PASSWORD.variable
_ON_THE_COMMAND_LINE = (
    "The password is on the command line, where others on this machine can read it. "
    f"Use --password-file or ${PASSWORD_VARIABLE}."
)


@dataclass(frozen=True, slots=True)
class PasswordPlace:
    """Where the password is, before it is read.

    Attributes:
        text: the password itself, where it needs no reading.
        source: a file, or what the profile says.
        origin: in words.
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


def connection_settings(joined: Joined, settings: Settings) -> Settings:
    """Add the broker, the login, and what to subscribe to. Raises UsageError."""
    settings = broker_settings(joined, settings)
    return _logged_in(settings, joined)


def broker_settings(joined: Joined, settings: Settings) -> Settings:
    """The same without the password, which is not read. Raises UsageError."""
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
    _check_filters(settings)
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


def password_place(joined: Joined, settings: Settings) -> PasswordPlace:
    """Where the password is: command line, then environment, then profile."""
    asked = joined.asked
    if asked.password is not None:
        return PasswordPlace(asked.password, origin="command line")
    if asked.password_file is not None:
        return PasswordPlace(source=asked.password_file, origin="command line")
    if settings.password is not None:
        return PasswordPlace(settings.password, origin="command line")
    variable = os.environ.get(PASSWORD_VARIABLE)
    if variable and settings.username is not None:
        return PasswordPlace(variable, origin=f"${PASSWORD_VARIABLE}")
    if joined.profile is not None and joined.same_login:
        source = joined.profile.sources.get(PASSWORD.name)
        if source is not None:
            return PasswordPlace(source=source, origin=f"profile {joined.profile.name}")
    return PasswordPlace()


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


def _check_filters(settings: Settings) -> None:
    for topic_filter in settings.topic_filters:
        problem = complaint(topic_filter)
        if problem is not None:
            raise UsageError(f"the topic filter {topic_filter!r} is not valid: {problem}.")
    for topic_filter in settings.excludes:
        problem = pattern_complaint(topic_filter)
        if problem is not None:
            raise UsageError(f"the filter {topic_filter!r} can not be excluded: {problem}.")


def _logged_in(settings: Settings, joined: Joined) -> Settings:
    asked, profile = joined.asked, joined.profile
    remarks = settings.remarks
    if asked.password is not None or settings.password is not None:
        remarks += (_ON_THE_COMMAND_LINE,)
    place = password_place(joined, settings)
    password = place.text
    if isinstance(place.source, Path):
        password = first_line(place.source)
    elif place.source is not None and profile is not None:
        password, said = read_secret(place.source, profile)
        remarks += said
    elif profile is not None and profile.sources and not joined.same_login:
        remarks += (
            f"The password of the profile {profile.name} is for its own broker and user: "
            "it is not used.",
        )
    if password is not None and settings.username is None and not settings.demo:
        where = "-u NAME" if place.origin == "command line" else "username to the profile"
        raise UsageError(f"a password needs a user name: add {where}.")
    if password is not None:
        check_text("password", password)
    return replace(settings, password=password, remarks=remarks)
