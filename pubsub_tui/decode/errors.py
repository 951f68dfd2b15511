"""Why a payload cannot be read."""

from __future__ import annotations


class Unreadable(ValueError):
    """The payload is not of the decoder's format. The message says why; it is not yet safe."""


class Damaged(Unreadable):
    """The payload is of this format beyond doubt, but broken: that is told even unasked."""
