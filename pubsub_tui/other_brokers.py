"""Settings of the connections beside the first one: ``--also``, with a URL or a profile."""

from __future__ import annotations

import argparse
from dataclasses import replace

from pubsub_tui import paths
from pubsub_tui.address import AddressError, parse_url
from pubsub_tui.connect_arguments import check_text
from pubsub_tui.connect_settings import ON_THE_COMMAND_LINE, check_filters, profile_settings
from pubsub_tui.link_options import for_another, way_from
from pubsub_tui.profiles.profile import is_name
from pubsub_tui.settings import Settings, UsageError


def also(first: Settings, screen: Settings, asked: argparse.Namespace, word: str) -> Settings:
    """The connection to one more broker.

    Args:
        first: the first connection's.
        screen: all that is not about a connection.
        asked: the arguments, with those of the first one's profile filled in.
        word: a profile's name, or a URL.

    Raises:
        UsageError: there is no such profile, or the URL can not be used.
    """
    if not is_name(word):
        return _by_url(first, asked, word)
    from pubsub_tui.profiles.reading import read_profiles  # Late: few runs need it.

    return profile_settings(read_profiles(paths.profiles_file()).load(word), screen)


def _by_url(first: Settings, asked: argparse.Namespace, url: str) -> Settings:
    """With the options of the first one, and without its login, client id, session and will, and
    what else is its alone.
    """
    try:
        address = parse_url(url)
    except AddressError as error:
        raise UsageError(f"{error}.") from None
    if address.password is not None:
        if not address.username:
            raise UsageError("a password needs a user name: write mqtt://USER@HOST.")
        check_text("password", address.password)
    if address.username:
        check_text("user name", address.username)
    named = (address.topic_filter,) if address.topic_filter is not None else ()
    settings = replace(
        first,
        profile=None,
        host=address.host,
        port=address.port,
        username=address.username or None,
        password=address.password,
        topic_filters=named or first.topic_filters,
        way=way_from(for_another(asked, secure=address.secure), address),
        connect=first.connect.aside(),
        demo=False,
        remarks=() if address.password is None else (ON_THE_COMMAND_LINE,),
    )
    check_filters(settings)
    return settings
