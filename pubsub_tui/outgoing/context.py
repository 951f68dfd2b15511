"""What the variables of a template take their values from."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random


@dataclass(frozen=True, slots=True)
class Context:
    """Made once for a run, and with ``dataclasses.replace`` for each message.

    Attributes:
        count: the number of the message, from 1.
        topic: the rendered topic; empty while the topic itself is rendered.
        clock: Unix time in seconds.
        environ: the environment's variables.
        answers: what was answered to ``{{ask name}}``, by name.
    """

    count: int = 1
    topic: str = ""
    clock: Callable[[], float] = time.time
    random: Random = field(default_factory=Random)
    uuid: Callable[[], uuid.UUID] = uuid.uuid4
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
