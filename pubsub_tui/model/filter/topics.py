"""Which topics match a topic filter (MQTT 5.0, section 4.7)."""

from __future__ import annotations

import re
from collections.abc import Callable


def topic_matcher(topic_filter: str) -> Callable[[str], bool]:
    """A test of topics. The filter has to be a valid one.

    A wildcard in the first level does not match topics that begin with ``$`` (section 4.7.2).
    """
    levels = topic_filter.split("/")
    below = levels[-1] == "#"
    if below:
        del levels[-1]
    if "+" not in levels:
        return _plain("/".join(levels), below) if levels else _is_ordinary
    pattern = "/".join("[^/]*" if level == "+" else re.escape(level) for level in levels)
    # Each [^/]* ends where the next slash is: there is nothing to go back and try again.
    matches = re.compile(pattern + ("(?:/.*)?" if below else ""), re.DOTALL).fullmatch
    if levels[0] == "+":
        return lambda topic: matches(topic) is not None and _is_ordinary(topic)
    return lambda topic: matches(topic) is not None


def _is_ordinary(topic: str) -> bool:
    return not topic.startswith("$")


def _plain(name: str, below: bool) -> Callable[[str], bool]:
    if not below:
        return name.__eq__
    prefix = name + "/"
    return lambda topic: topic == name or topic.startswith(prefix)
