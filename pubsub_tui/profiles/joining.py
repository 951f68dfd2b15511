"""A profile under the command line: what is said there goes before what the profile says."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from pubsub_tui.profiles.options import alternatives
from pubsub_tui.profiles.profile import Profile
from pubsub_tui.profiles.secret import KEY_PASSWORD, PASSWORD, PROXY_PASSWORD, Secret
from pubsub_tui.settings import SavedSubscription, UsageError

_PLACES = frozenset({"url", "host", "port", "unix"})
"""Options that name the broker."""
_OPENS = {KEY_PASSWORD: {"cert", "key"}, PROXY_PASSWORD: {"proxy"}}
"""What the other secrets of a profile belong to."""
_OF_SUBSCRIBING = frozenset({"topic", "qos", "exclude"})


@dataclass(frozen=True, slots=True)
class Joined:
    """Arguments with those of the profile filled in.

    Attributes:
        asked: the arguments.
        taken: which of them the profile gave.
        subscriptions: those of the profile, where they are of use.
    """

    asked: argparse.Namespace = field(repr=False)
    profile: Profile | None = None
    taken: frozenset[str] = frozenset()
    subscriptions: tuple[SavedSubscription, ...] = ()

    @property
    def same_login(self) -> bool:
        """Whether broker and user are the profile's: nobody else gets its password."""
        if self.profile is None:
            return False
        wanted, given = self.profile.options, given_of(self.asked)
        elsewhere = any(
            name in given and getattr(self.asked, name, None) != wanted.get(name)
            for name in _PLACES - {"port"}
        )
        other = "username" in given and wanted.get("username") not in (None, self.asked.username)
        return not (elsewhere or other)

    def keeps(self, secret: Secret) -> bool:
        """Whether a secret of the profile is for what is connected to."""
        if secret is PASSWORD:
            return self.same_login
        return _OPENS[secret].isdisjoint(given_of(self.asked))


def given_of(asked: argparse.Namespace) -> Collection[str]:
    """The names of the arguments that stood on the command line."""
    given: Collection[str] = getattr(asked, "given", frozenset())
    return given


def subscribes(asked: argparse.Namespace) -> bool:
    """Whether there is an option that names what to subscribe to."""
    return "topic" in getattr(asked, "options", _OF_SUBSCRIBING)


def join(asked: argparse.Namespace, profile: Profile | None) -> Joined:
    """Fill in what the command line is silent about.

    Raises:
        UsageError: the two do not go together.
    """
    if profile is None:
        return Joined(asked)
    given = given_of(asked)
    crowded_out = _crowded_out(asked, given, profile)
    merged = argparse.Namespace(**vars(asked))
    taken = set()
    for name, value in profile.options.items():
        of_use = name not in _OF_SUBSCRIBING or subscribes(asked)
        if of_use and name not in given and name not in crowded_out:
            setattr(merged, name, value)
            taken.add(name)
    subscriptions = profile.subscriptions if subscribes(asked) else ()
    if "qos" in given:
        subscriptions = tuple(replace(each, qos=None) for each in subscriptions)
    return Joined(merged, profile, frozenset(taken), subscriptions)


def _crowded_out(
    asked: argparse.Namespace, given: Collection[str], profile: Profile
) -> frozenset[str]:
    """What the profile says and the command line says in another way."""
    out: frozenset[str] = frozenset()
    if "port" in given and "url" in profile.options and not {"host", "url"} & set(given):
        raise UsageError(
            f"the profile {profile.name} has a URL: give a whole URL, or --host, with --port."
        )
    if {"url", "unix"} & set(given):
        out |= _PLACES
    elif "host" in given:
        out |= _PLACES - {"port"}
    if "url" in given and "@" in asked.url:
        out |= {"username"}
    for group in alternatives():
        if group & set(given):
            out |= group
    return out
