"""Numbers of messages pinned to the plot: one at once, of several those that are chosen."""

from __future__ import annotations

from collections.abc import Collection as Values

from textual.screen import Screen

from pubsub_tui.decode.reading import reading
from pubsub_tui.message import Message
from pubsub_tui.model.filter.nodes import Path
from pubsub_tui.model.plot.collection import MOST_PINNED, Collection
from pubsub_tui.model.plot.ticks import number_text
from pubsub_tui.sanitize import sanitize
from pubsub_tui.ui.screens.values import MOST_VALUES, ChooseValues

_LONGEST_TOPIC = 100


def read_text(text: bytes) -> float | None:
    """The number of ``20.0 °C`` or ``on``; None when there is none."""
    found = reading(text)
    return None if found is None else float(found.value)


def pin_numbers(screen: Screen[None], collection: Collection, message: Message | None) -> bool:
    """Pin the number of a message, or unpin it; of several, ask which.

    Returns:
        Whether there is any.
    """
    if message is None:
        _warn(screen, "Pick a topic that has messages.")
        return False
    topic = message.topic
    leaves = collection.numbers.leaves(message, MOST_VALUES)
    pinned = [series.path for series in collection.pinned if series.topic == topic]
    values: dict[Path, str] = {leaf.path: number_text(leaf.value) for leaf in leaves}
    values = {**values, **{path: "–" for path in pinned if path not in values}}
    if not values:
        name = sanitize(topic[-_LONGEST_TOPIC:])
        _warn(screen, f"There is no number in the payload of {name}.")
        return False
    if len(values) == 1:
        _apply(screen, collection, topic, () if pinned else list(values))
    else:

        def choose(chosen: Values[Path] | None) -> None:
            if chosen is not None:
                _apply(screen, collection, topic, chosen)

        screen.app.push_screen(ChooseValues(topic, list(values.items()), pinned), choose)
    return True


def _apply(screen: Screen[None], collection: Collection, topic: str, wanted: Values[Path]) -> None:
    """Pin what is wanted of a topic, and nothing else of it."""
    for series in [each for each in collection.pinned if each.topic == topic]:
        if series.path not in wanted:
            collection.unpin(series)
    if not all([collection.pin(topic, path) for path in wanted]):
        _warn(screen, f"Only {MOST_PINNED} values can be plotted at once; - takes one off.")


def _warn(screen: Screen[None], sentence: str) -> None:
    screen.notify(sentence, severity="warning", markup=False)
