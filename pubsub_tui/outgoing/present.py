"""What a draft would be published as just now, to be looked at."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from uuid import UUID

from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft, inspect
from pubsub_tui.outgoing.problem import OutgoingError, Problem

MASK = "•••••"
_SECRETS = ("password", "secret", "token")
_UUID = UUID(int=0x1234_5678_1234_4678_9234_5678_1234_5678)
_WRITTEN = ("topic", "payload", "user property")


@dataclass(frozen=True, slots=True)
class Present:
    """A draft with present values.

    Attributes:
        draft: with its variables filled in, but for what the environment holds and what was not
            answered, which stay as they were written; of a secret answer, `MASK` is in its
            place. None when a variable is wrong or has no value.
        problem: what is wrong; None when nothing is, or it can not be told yet.
        size: bytes of the payload as it would be sent; None while that is not known.
        open: what is asked for and not answered.
    """

    draft: Draft | None
    problem: Problem | None
    size: int | None
    open: tuple[str, ...] = ()

    @property
    def can_be_sent(self) -> bool:
        """Whether it is published; JSON that is not valid is sent as it is."""
        return not self.open and (self.problem is None or self.problem.subject == "JSON")


def present(draft: Draft, answers: Mapping[str, str], now: float) -> Present:
    """Fill a draft in; what is drawn by chance is the same each time, so that it holds still.

    Args:
        answers: to what the draft asks for, by name.
        now: Unix time in seconds.
    """
    context = Context(clock=lambda: now, random=Random(1), uuid=lambda: _UUID, answers=answers)
    try:
        template = compile_draft(draft)
        unanswered = tuple(name for name in template.asks if name not in answers)
        shown = replace(
            context,
            environ={name: f"{{{{env {name}}}}}" for name in os.environ},
            answers={name: _shown(name, answers) for name in template.asks},
        )
        rendered = template.render(shown)
    except OutgoingError as error:
        return Present(None, error.problem, None)
    found = inspect(draft, context)
    return Present(rendered, found.problem, found.size, unanswered)


def is_secret(name: str) -> bool:
    """Whether what is asked for by that name is not to be read over somebody's shoulder."""
    return any(word in name.lower() for word in _SECRETS)


def is_of_what_is_written(problem: Problem) -> bool:
    """Whether it names a place in what is written, and not in what becomes of it."""
    return problem.subject in _WRITTEN


def _shown(name: str, answers: Mapping[str, str]) -> str:
    if name not in answers:
        return f"{{{{ask {name}}}}}"
    return MASK if is_secret(name) else answers[name]
