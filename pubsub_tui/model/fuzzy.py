"""Fuzzy matching of topics: letters in order, best where levels begin. Takes linear time."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 1_000
"""Characters of a topic that are looked at, from its end, which tells topics apart."""

_LEVEL_START = 8
_NEXT_TO = 5
_LAST_LEVEL = 2
_GAP = 1
_MOST_GAP = 10


@dataclass(frozen=True, slots=True)
class Match:
    """How well a topic matches.

    Attributes:
        score: the higher, the better.
        places: the indices of the characters that matched, ascending.
    """

    score: int
    places: tuple[int, ...]


def match(query: str, topic: str) -> Match | None:
    """Match every word of a query; None when one of them does not. Case does not matter."""
    offset = max(0, len(topic) - LONGEST)
    text = topic[offset:].lower()
    if offset + len(text) != len(topic):  # A few letters are longer in lower case.
        text = topic[offset:]
    score = 0
    places: set[int] = set()
    for word in query.lower().split():
        found = _places(word, text)
        if found is None:
            return None
        score += _score(found, text)
        places.update(found)
    return Match(score, tuple(sorted(offset + place for place in places)))


def _places(word: str, text: str) -> list[int] | None:
    at = _substring(word, text)
    if at >= 0:
        return list(range(at, at + len(word)))
    place = -1
    for letter in word:
        place = text.find(letter, place + 1)
        if place < 0:
            return None
    # From where it ends back: the letters closest together.
    places: list[int] = []
    place += 1
    for letter in reversed(word):
        place = text.rfind(letter, 0, place)
        places.append(place)
    return places[::-1]


def _substring(word: str, text: str) -> int:
    """Where the whole word stands, at the last level that begins with it if there is one."""
    if text.startswith(word) and "/" not in text:
        return 0
    at = text.rfind("/" + word)
    if at >= 0:
        return at + 1
    return 0 if text.startswith(word) else text.rfind(word)


def _score(places: list[int], text: str) -> int:
    score = 0
    before = -2
    last_level = text.rfind("/") + 1
    for place in places:
        if place == before + 1:
            score += _NEXT_TO
        elif before >= 0:
            score -= min(_MOST_GAP, (place - before - 1) * _GAP)
        if place == 0 or text[place - 1] in "/_-. ":
            score += _LEVEL_START
        if place >= last_level:
            score += _LAST_LEVEL
        before = place
    return score
