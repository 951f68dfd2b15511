"""Where the passwords of a profile come from; what they are is read when a connection is made."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


class Means(enum.Enum):
    """How a secret is got; the value is what the key's name ends in."""

    TEXT = ""
    FILE = "-file"
    COMMAND = "-command"
    KEYRING = "-keyring"
    PROMPT = "-prompt"


@dataclass(frozen=True, slots=True)
class Secret:
    """One of the secrets of a connection.

    Attributes:
        name: as it is called in keys, such as ``password``.
        words: as it is called in sentences.
        variable: the environment variable that goes before the profile.
        of: whose it is, as ``profiles password --of`` has it.
    """

    name: str
    words: str
    variable: str
    of: str

    def storing(self, profile: str) -> str:
        """The command that keeps it in the keyring."""
        words = f"pubsub-tui profiles password {profile}"
        return words if self is PASSWORD else f"{words} --of {self.of}"

    @property
    def keys(self) -> dict[str, Means]:
        """The keys of a profile that say where it comes from."""
        return {f"{self.name}{means.value}": means for means in Means}


PASSWORD = Secret("password", "password", "PUBSUB_TUI_PASSWORD", "login")
KEY_PASSWORD = Secret("key-password", "password of the key", "PUBSUB_TUI_KEY_PASSWORD", "key")
PROXY_PASSWORD = Secret(
    "proxy-password", "password of the proxy", "PUBSUB_TUI_PROXY_PASSWORD", "proxy"
)
SECRETS = (PASSWORD, KEY_PASSWORD, PROXY_PASSWORD)


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where a secret comes from.

    Attributes:
        value: the text itself, a `Path`, the words of a command, or True.
        line: of the file of profiles.
    """

    secret: Secret
    means: Means
    value: str | Path | tuple[str, ...] | bool = field(repr=False)
    line: int = 0


SECRET_KEYS: Mapping[str, tuple[Secret, Means]] = {
    key: (secret, means) for secret in SECRETS for key, means in secret.keys.items()
}
"""All keys of a profile that say where a secret is."""
