"""Topic filters (MQTT 5.0, section 4.7): what is allowed in one."""

from __future__ import annotations

LONGEST = 65_535
_SHARED = "$share/"


def complaint(topic_filter: str) -> str | None:
    """What is wrong with a topic filter, and what to do, in one clause; None when it is valid."""
    if not topic_filter:
        return "it is empty; # stands for all topics"
    if "\0" in topic_filter:
        return "it holds a NUL character, which MQTT forbids"
    try:
        size = len(topic_filter.encode())
    except UnicodeEncodeError:
        return "it is not valid Unicode"
    if size > LONGEST:
        return f"it takes {size:,} bytes, and MQTT allows {LONGEST:,}"
    if topic_filter.startswith(_SHARED):
        group, _, topic_filter = topic_filter[len(_SHARED) :].partition("/")
        if not group or not topic_filter or "+" in group or "#" in group:
            return "a shared subscription is written $share/GROUP/FILTER"
    return _wildcard_complaint(topic_filter.split("/"))


def pattern_complaint(topic_filter: str) -> str | None:
    """The same of a filter that is not for subscribing but to be matched with topics."""
    if topic_filter.startswith(_SHARED):
        return "$share is for subscriptions: messages come on the topic itself"
    return complaint(topic_filter)


def selects_sys(topic_filter: str) -> bool:
    """Whether topics below ``$SYS`` can match a valid filter; wildcards leave them out (4.7.2)."""
    if topic_filter.startswith(_SHARED):
        topic_filter = topic_filter[len(_SHARED) :].partition("/")[2]
    return topic_filter.partition("/")[0] == "$SYS"


def _wildcard_complaint(levels: list[str]) -> str | None:
    for number, level in enumerate(levels, 1):
        for wildcard in "#+":
            if wildcard in level and len(level) > 1:
                return f"{wildcard} must stand alone in its level, and level {number} is {level!r}"
        if level == "#" and number < len(levels):
            return "# must be the last level"
    return None
