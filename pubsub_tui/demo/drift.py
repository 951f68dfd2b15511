"""A measured value that wanders without ever running away."""

from __future__ import annotations

from random import Random


class Drift:
    """A value pulled to its target and shaken a little at every step."""

    def __init__(self, rng: Random, target: float, noise: float, pull: float = 0.05) -> None:
        """Start at the target.

        Args:
            rng: The source of the noise.
            target: Where the value is pulled to; may be set at any time.
            noise: Standard deviation of one step, in the value's own unit.
            pull: The share of the distance to the target taken in one step.
        """
        self._rng = rng
        self._noise = noise
        self._pull = pull
        self.target = target
        self.value = target

    def step(self) -> float:
        """The next value, rounded to two decimals."""
        self.value += (self.target - self.value) * self._pull + self._rng.gauss(0, self._noise)
        return round(self.value, 2)
