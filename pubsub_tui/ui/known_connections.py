"""The connections that can be chosen: profiles, newest use first, found by a few letters."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pubsub_tui.connect_settings import broker_settings
from pubsub_tui.connection import broker_name
from pubsub_tui.model.fuzzy import match
from pubsub_tui.profiles.joining import Joined, join
from pubsub_tui.profiles.options import unasked
from pubsub_tui.profiles.profile import Profile
from pubsub_tui.profiles.reading import Profiles
from pubsub_tui.settings import Settings, UsageError

LOCALHOST, DEMO = "localhost", "demo"


@dataclass(frozen=True, slots=True)
class Known:
    """One connection.

    Attributes:
        name: of the profile; of what is always there, what it is called.
        saved: whether it is a profile.
        profile: None while it was not read, or when it can not be used.
        settings: all but the password; None as with ``profile``.
        error: why it can not be used, as a sentence; empty when it can.
        used: the Unix time of its last use; None for never.
        places: the indices of the letters of the name that were looked for, ascending.
    """

    name: str
    saved: bool = True
    profile: Profile | None = None
    settings: Settings | None = None
    error: str = ""
    used: float | None = None
    places: tuple[int, ...] = ()

    @property
    def address(self) -> str:
        """Where the broker is; empty for what was not read, and for the demo."""
        if self.settings is None or self.settings.demo:
            return ""
        return broker_name(self.settings)

    @property
    def joined(self) -> Joined:
        """What was asked for, as the settings are made of it."""
        if not self.saved:
            return join(_asked(demo=self.name == DEMO), None)
        return join(unasked(), self.profile)

    def base(self, settings: Settings) -> Settings:
        """What is not about a connection, for this one."""
        return replace(settings, demo=not self.saved and self.name == DEMO)


class KnownConnections:
    """Reads each profile once; make another list to see what has changed since."""

    def __init__(
        self, base: Settings, profiles: Profiles | None, uses: Mapping[str, float]
    ) -> None:
        """List them.

        Args:
            base: what is not about the connection.
            profiles: None when their file can not be used.
            uses: Unix times of the last use by the names of profiles.
        """
        self._base = base
        self._profiles = profiles
        names = profiles.names if profiles is not None else ()
        newest_first = sorted(names, key=lambda name: -uses.get(name, 0))
        known = [Known(name, used=uses.get(name)) for name in newest_first]
        self._unread = list(reversed(known))
        self._known = [*known, self._always_there(LOCALHOST), self._always_there(DEMO)]
        self._at = {each.name: index for index, each in enumerate(known)}

    def __len__(self) -> int:
        return len(self._known)

    @property
    def saved(self) -> int:
        """How many profiles there are."""
        return len(self._at)

    @property
    def complete(self) -> bool:
        """Whether all profiles were read."""
        return not self._unread

    def advance(self, seconds: float) -> None:
        """Read profiles for about so long, and one at least."""
        until = time.perf_counter() + seconds
        while self._unread:
            name = self._unread.pop().name
            self._known[self._at[name]] = self._read(self._known[self._at[name]])
            if time.perf_counter() > until:
                return

    def read(self, known: Known) -> Known:
        """The same, read now if it was not."""
        if not known.saved:
            return known
        index = self._at[known.name]
        if self._known[index].profile is None and not self._known[index].error:
            self._unread = [each for each in self._unread if each.name != known.name]
            self._known[index] = self._read(self._known[index])
        return replace(self._known[index], places=known.places)

    def found(self, query: str) -> list[Known]:
        """Those whose name, address or user has the letters of a query, the best first."""
        if not query.strip():
            return list(self._known)
        scored: list[tuple[bool, int, Known]] = []
        for known in self._known:
            by_name = match(query, known.name)
            if by_name is not None:
                scored.append((False, -by_name.score, replace(known, places=by_name.places)))
                continue
            user = known.settings.username if known.settings is not None else None
            elsewhere = match(query, f"{known.address} {user or ''}")
            if elsewhere is not None:
                scored.append((True, -elsewhere.score, known))
        return [known for *_, known in sorted(scored, key=lambda each: each[:2])]

    def _read(self, known: Known) -> Known:
        assert self._profiles is not None
        try:
            profile = self._profiles.load(known.name)
            settings = broker_settings(join(unasked(), profile), self._base)
        except UsageError as error:
            said = str(error).removeprefix(f"{self._profiles.path}, ")
            return replace(known, error=said[:1].upper() + said[1:])
        return replace(known, profile=profile, settings=settings)

    def _always_there(self, name: str) -> Known:
        known = Known(name, saved=False)
        try:
            return replace(known, settings=broker_settings(known.joined, known.base(self._base)))
        except UsageError as error:  # The demo's package is not installed.
            return replace(known, error=str(error))


def _asked(*, demo: bool) -> argparse.Namespace:
    return argparse.Namespace(**{**vars(unasked()), "demo": demo})
