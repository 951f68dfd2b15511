"""Topic filters (MQTT 5.0, section 4.7): what is allowed in one."""

from __future__ import annotations

from itertools import zip_longest

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
    return without_group(topic_filter).partition("/")[0] == "$SYS"


def group_of(topic_filter: str) -> str:
    """The group of a valid shared subscription (4.8.2); empty for any other."""
    if not topic_filter.startswith(_SHARED):
        return ""
    return topic_filter[len(_SHARED) :].partition("/")[0]


def without_group(topic_filter: str) -> str:
    """What topics have to match: a valid filter without its ``$share/GROUP/``."""
    if not topic_filter.startswith(_SHARED):
        return topic_filter
    return topic_filter[len(_SHARED) :].partition("/")[2]


def overlap(one: str, other: str) -> bool:
    """Whether a topic can match both of two valid filters; a topic is a filter too."""
    first, second = without_group(one).split("/"), without_group(other).split("/")
    if "$" in (first[0][:1], second[0][:1]) and first[0] != second[0]:
        return False
    for here, there in zip_longest(first, second):
        if "#" in (here, there):
            return True
        if here != there and (None in (here, there) or "+" not in (here, there)):
            return False
    return True


def _wildcard_complaint(levels: list[str]) -> str | None:
    for number, level in enumerate(levels, 1):
        for wildcard in "#+":
            if wildcard in level and len(level) > 1:
                return f"{wildcard} must stand alone in its level, and level {number} is {level!r}"
        if level == "#" and number < len(levels):
            return "# must be the last level"
    return None
