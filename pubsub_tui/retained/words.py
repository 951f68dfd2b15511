"""What is said of a removal or a restoration, on screen and in a terminal; not yet safe to draw."""

from __future__ import annotations

import time

from pubsub_tui.retained.removal import Removal, Stage
from pubsub_tui.retained.restoring import Restoring, Step
from pubsub_tui.retained.sending import Sent
from pubsub_tui.retained.undo_reading import Contents


def messages(count: int) -> str:
    """``1 retained message``, ``1,204 retained messages``."""
    return f"{count:,} retained message{'' if count == 1 else 's'}"


def listed(work: Removal) -> str:
    """What was found."""
    if not work.found:
        return f"The broker keeps no retained messages {work.wanted}."
    return f"{messages(len(work.found))} {work.wanted} ({work.size:,} bytes)"


def question(work: Removal) -> str:
    """Whether to delete what was found."""
    return f"Delete {listed(work)}? An undo file is written first."


def removing(work: Removal) -> str:
    """How far it is."""
    if work.stage is Stage.LOOKING:
        return f"Asking the broker for its retained messages {work.wanted} … {len(work.found):,}"
    if work.stage is Stage.SAVING:
        return f"Writing the undo file … {work.saved:,} of {len(work.found):,}"
    if work.stage is Stage.DELETING and work.sent is not None:
        stopping = " · stopping" if work.stopped else ""
        return f"Deleting … {work.sent.answered:,} of {work.sent.total:,}{stopping}"
    return "Asking the broker what remained …"


def removed(work: Removal) -> list[str]:
    """What became of it, one sentence a line."""
    lines = [work.failure] if work.failure else []
    sent = work.sent
    if sent is None:
        if work.found and work.stage is Stage.DONE:
            lines.append("Nothing was deleted.")
    else:
        lines += _deleted(work, sent)
    if work.gone:
        lines.append(f"{work.gone:,} had no retained message any more.")
    if work.untold:
        reason = next(iter(work.untold.values()))
        lines.append(f"{len(work.untold):,} were not told again, and not touched: {reason}.")
    if work.others:
        lines.append(f"{work.others:,} more are kept that were not listed, and were not touched.")
    if work.undo is not None:
        lines.append(f"The undo file has all {work.saved:,}: {work.undo}")
    return lines


def _deleted(work: Removal, sent: Sent) -> list[str]:
    if work.remained is None:
        lines = [f"{sent.accepted:,} of {sent.total:,} were deleted, as far as is known."]
        if sent.unanswered:
            lines.append(f"{sent.unanswered:,} more were under way.")
        return lines + _refused(sent)
    gone = sent.total - len(work.remained)
    stopped = "Stopped: " if sent.stopped else ""
    lines = [f"{stopped}{gone:,} of {sent.total:,} deleted, and {len(work.remained):,} remained."]
    lines += _refused(sent)
    unsent = sent.total - sent.answered - sent.unanswered
    silent = len(work.remained) - unsent - len(sent.refused_topics & set(work.remained))
    if silent > 0:
        lines.append(
            f"{silent:,} of those were acknowledged: they are not allowed here, "
            "or somebody published them again."
        )
    return lines


def _refused(sent: Sent) -> list[str]:
    return [f"{count:,} refused: {reason}." for reason, count in sent.refused.most_common()]


def saved(contents: Contents) -> str:
    """What an undo file holds, as a question or as what is damaged."""
    if contents.damage:
        return (
            f"{contents.path} is damaged: {', '.join(contents.damage)}. {contents.whole:,} "
            "messages are whole; pubsub-tui retained restore --damaged-too publishes these."
        )
    assert contents.header is not None
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(contents.header.saved_at))
    return (
        f"Publish {messages(contents.whole)} again that were deleted at {when}? "
        "Topics with a newer one are left alone."
    )


def restoring(work: Restoring) -> str:
    """How far it is."""
    if work.step is Step.PUBLISHING and work.sent is not None:
        return f"Publishing … {work.sent.answered:,} of {work.sent.total:,}"
    return "Asking the broker what it keeps …"


def restored(work: Restoring) -> list[str]:
    """What became of it, one sentence a line."""
    lines = [work.failure] if work.failure else []
    sent, told = work.sent, work.told
    if sent is None:
        return lines
    stopped = "Stopped: " if sent.stopped else ""
    lines.append(f"{stopped}{sent.accepted:,} of {sent.total:,} published again.")
    if sent.unanswered:
        lines.append(f"{sent.unanswered:,} more were under way.")
    lines += _refused(sent)
    if told.newer:
        lines.append(f"{told.newer:,} topics have a retained message now, which was left alone.")
    if told.bare:
        lines.append(f"{told.bare:,} lost their properties: MQTT 3.1.1 does not carry them.")
    if told.lowered:
        lines.append(f"{told.lowered:,} have a lower QoS, as the broker takes no higher.")
    if told.missing:
        lines.append(f"{told.missing:,} were acknowledged, and are not kept.")
    return lines
