"""``pubsub-tui profiles import FILE``: connections of MQTT Explorer or MQTTX as profiles."""

from __future__ import annotations

from pathlib import Path

from pubsub_tui.foreign.connection import ForeignError
from pubsub_tui.foreign.reading import read_export_file
from pubsub_tui.headless import exit_codes
from pubsub_tui.headless.saying import say
from pubsub_tui.profiles.importing import PASSWORD_HINT, leaves_password, plan, take_over
from pubsub_tui.profiles.reading import Profiles
from pubsub_tui.sanitize import sanitize
from pubsub_tui.settings import UsageError


def import_file(profiles: Profiles, file: Path) -> int:
    """Take over what is in the file. Returns the exit code.

    Raises:
        UsageError: nothing in it can be taken over.
        NotWritten: a file can not be written.
    """
    try:
        found, problems = read_export_file(file)
    except ForeignError as error:
        raise UsageError(str(error)) from None
    plans = plan(profiles.path, found, profiles.names)
    for problem in problems:
        say(f"{problem}.")
    for planned in plans:
        if planned.problem:
            say(planned.in_words)
    usable = [each for each in plans if not each.problem]
    names = take_over(profiles.path, usable)
    for planned in usable:
        print(sanitize(planned.in_words))
    if leaves_password(usable):
        say(f"{PASSWORD_HINT}.")
    return exit_codes.DONE if names else exit_codes.NOT_SEEN
