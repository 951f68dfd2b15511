"""Everything a key can do, in one place: bindings, footer, help and palette come from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding
from textual.keys import format_key


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does.

    Attributes:
        id: its name in the configuration's ``keys`` table.
        keys: Textual key names, separated by commas.
        method: the Textual action, looked up on the pane of its scope.
        label: what it does, in a word or two.
        tooltip: what it does, in a sentence.
        scope: the pane that has to have the focus, ``app``, or ``connections`` when there are
            several.
        priority: whether it goes before what panes and dialogs do with its keys.
    """

    id: str
    keys: str
    method: str
    label: str
    tooltip: str
    scope: str
    priority: bool = False


SCOPES = {
    "app": "Everywhere",
    "tree": "Topics",
    "log": "Messages",
    "payload": "Payload",
    "history": "History",
    "diff": "Diff",
    "plot": "Plot",
    "top": "Top",
    "broker": "Broker",
    "compose": "Publish",
    "subscriptions": "Subscriptions",
    "sent": "Sent",
    "repeats": "Repeats",
    "request": "Request",
    "filter": "Filter",
    "profiles": "Connections",
    "connections": "Several connections",
}


def _in_scope(scope: str, rows: tuple[tuple[str, str, str, str, str], ...]) -> tuple[Action, ...]:
    """Actions of one pane: what their id ends in, keys, method, label and tooltip."""
    return tuple(
        Action(f"{scope}.{name}", keys, method, label, tip, scope)
        for name, keys, method, label, tip in rows
    )


def _cursor(scope: str) -> tuple[Action, ...]:
    rows = (
        ("up", "up,k", "cursor_up", "up", "One row up."),
        ("down", "down,j", "cursor_down", "down", "One row down."),
        ("page-up", "pageup", "page_up", "page up", "One page up."),
        ("page-down", "pagedown", "page_down", "page down", "One page down."),
        ("half-up", "ctrl+u", "half_page_up", "half page up", "Half a page up."),
        ("half-down", "ctrl+d", "half_page_down", "half page down", "Half a page down."),
        ("first", "home,g", "first", "first", "To the first row."),
    )
    return _in_scope(scope, rows)


def _decoders(scope: str) -> tuple[Action, ...]:
    turn, back = "turn_decoder(1)", "turn_decoder(-1)"
    rows = (
        ("decoder", "t", turn, "next decoder", "Decode this topic with the next decoder."),
        ("decoder-back", "T", back, "decoder before", "Decode it with the one before."),
        ("pin", "P", "pin_decoder", "pin decoder", "Pin its decoder to topics for good."),
    )
    return _in_scope(scope, rows)


def _matches(scope: str) -> tuple[Action, ...]:
    rows = (
        ("next-match", "n", 1, "next match", "To the next match."),
        ("match-before", "N", -1, "match before", "To the match before."),
    )
    return tuple(
        Action(f"{scope}.{i}", key, f"find({step})", label, tip, scope)
        for i, key, step, label, tip in rows
    )


def _links(scope: str) -> tuple[Action, ...]:
    there, back = "right_square_bracket", "left_square_bracket"
    rows = (
        ("reply", there, "link(1)", "reply", "To the reply to this request."),
        ("request", back, "link(-1)", "request", "To the request that this answers."),
    )
    return _in_scope(scope, rows)


def _search(scope: str) -> tuple[Action, ...]:
    tip = "Search a text in these lines."
    return Action(f"{scope}.search", "slash", "search", "search", tip, scope), *_matches(scope)


def _plot(scope: str) -> Action:
    tip = "Pin its number to the plot, or unpin it."
    return Action(f"{scope}.plot", "plus", "plot", "plot", tip, scope)


def _sent(scope: str) -> tuple[Action, ...]:
    rows = (
        ("older", "down,ctrl+r", "move('cursor_down')", "older", "To what was sent before."),
        ("newer", "up", "move('cursor_up')", "newer", "To what was sent after."),
        ("page-down", "pagedown", "move('page_down')", "page down", "One page down."),
        ("page-up", "pageup", "move('page_up')", "page up", "One page up."),
        ("whole-down", "shift+down", "scroll_whole('down')", "payload down", "Scroll its payload."),
        ("whole-up", "shift+up", "scroll_whole('up')", "payload up", "Scroll its payload back."),
        ("edit", "enter", "edit", "edit", "Put it into the publish pane."),
        ("send", "ctrl+g,ctrl+enter,ctrl+j,f5", "send", "send again", "Send it again as it is."),
        ("forget", "delete", "forget", "forget", "Forget it, when nothing is right of the cursor."),
        ("clear", "f8", "clear", "forget all", "Forget all that was sent; asks first."),
    )
    return _in_scope(scope, rows)


def _repeats(scope: str) -> tuple[Action, ...]:
    rows = (
        ("last", "end,G", "last", "last", "To the last row."),
        ("pause", "space", "pause", "pause", "Let it stand still, or go on."),
        ("stop", "d,delete", "stop", "stop", "Stop it; take it off the list when it has ended."),
        ("detail", "enter", "detail", "details", "Show all that is known of it, or less."),
        ("new", "a", "new", "new", "Say what else is to be sent."),
    )
    return tuple(Action(f"{scope}.{i}", k, m, label, tip, scope) for i, k, m, label, tip in rows)


def _request(scope: str) -> tuple[Action, ...]:
    rows = (
        ("send", "f7,ctrl+g,ctrl+enter,ctrl+j,f5", "send", "send again", "Send a new request."),
        ("time", "t", "time", "time-out", "Change how long the response is waited for."),
        ("next", "n", "step(1)", "next response", "Show the next of several responses."),
        ("before", "N", "step(-1)", "response before", "Show the one before."),
        ("copy", "y", "copy", "copy response", "Copy the response's payload."),
        ("edit", "e", "edit", "edit", "Go back to what is written, to change it."),
        ("close", "escape", "close", "close", "Leave; what is waited for is given up."),
        ("up", "up,k", "move('cursor_up')", "up", "One row up, in the side with the focus."),
        ("down", "down,j", "move('cursor_down')", "down", "One row down."),
        ("page-up", "pageup", "move('page_up')", "page up", "One page up."),
        ("page-down", "pagedown", "move('page_down')", "page down", "One page down."),
        ("first", "home,g", "move('first')", "first", "To the first row."),
        ("last", "end,G", "move('last')", "last", "To the last row."),
        ("left", "left,h", "move('scroll_left')", "left", "Scroll left."),
        ("right", "right,l", "move('scroll_right')", "right", "Scroll right."),
        (
            "fold",
            "enter,space",
            "move('fold')",
            "fold",
            "Open or close brackets, in the side with the focus.",
        ),
    )
    return _in_scope(scope, rows)


def _subscriptions(scope: str) -> tuple[Action, ...]:
    rows = (
        ("add", "a", "add", "add", "Subscribe to another topic filter."),
        ("edit", "e", "edit", "edit", "Change what is under the cursor; enter does too."),
        ("exclude", "x", "exclude", "exclude", "Count what matches a filter, and keep none."),
        ("remove", "d,delete", "remove", "remove", "Take it out of the list."),
        ("pause", "space", "pause", "pause", "Unsubscribe for a while, or subscribe again."),
    )
    return _in_scope(scope, rows)


def _profiles(scope: str) -> tuple[Action, ...]:
    rows = (
        ("connect", "enter", "connect", "connect", "Connect to it."),
        ("new", "n", "new", "new", "Write a new profile, or connect without one."),
        ("edit", "e", "edit", "edit", "Change the profile."),
        ("copy", "c", "copy", "copy", "Write a new profile that begins as this one."),
        ("delete", "d,delete", "delete", "delete", "Delete the profile; asks first."),
        ("test", "t", "test", "test", "Connect for a moment, and say what came of it."),
        ("import", "i", "import", "import", "Take over connections of MQTT Explorer or MQTTX."),
        ("find", "slash", "find", "find", "Find one by some letters of it."),
        ("file", "f4", "file", "file", "Edit the file of profiles in $EDITOR."),
    )
    return _in_scope(scope, rows)


ALT_DIGITS = (
    "inverted_exclamation_mark",
    "trade_mark_sign",
    "pound_sign",
    "cent_sign",
    "infinity",
    "section_sign",
    "pilcrow_sign",
    "bullet",
    "ª",
)
"""What Textual takes alt+1 to alt+9 for, but where a terminal speaks Kitty's keyboard protocol."""


def _connections(scope: str) -> tuple[Action, ...]:
    turn, back = "app.turn_connection(1)", "app.turn_connection(-1)"
    next_, before = "Show the next connection.", "Show the connection before."
    rows = tuple(
        (
            str(number),
            f"alt+{number},{also}",
            f"app.connection({number})",
            f"connection {number}",
            f"Show connection {number}.",
        )
        for number, also in enumerate(ALT_DIGITS, 1)
    )
    return (
        Action(f"{scope}.next", "ctrl+pagedown,f9", turn, "next connection", next_, scope, True),
        Action(f"{scope}.before", "ctrl+pageup,f10", back, "one before", before, scope, True),
        Action(
            f"{scope}.compare",
            "C",
            "app.compare",
            "compare",
            "Compare the topic with that of another connection.",
            scope,
        ),
        *_in_scope(scope, rows),
    )


ACTIONS: tuple[Action, ...] = (
    Action("app.help", "question_mark,f1", "help", "help", "Show all keys.", "app"),
    Action("app.publish", "p", "publish", "publish", "Write a message to the topic.", "app"),
    Action(
        "app.resend",
        "R",
        "resend",
        "edit and resend",
        "Write the message anew, to change and publish it.",
        "app",
    ),
    Action("app.editor", "e,f4", "editor", "editor", "Edit the payload in $EDITOR.", "app"),
    Action("app.templates", "ctrl+t", "templates", "templates", "Show saved messages.", "app"),
    Action("app.filter", "slash", "filter", "filter", "Write a filter for all panes.", "app"),
    Action("app.find", "f", "find", "find", "Mark what a filter selects; hide nothing.", "app"),
    Action("app.jump", "ctrl+o", "jump", "go to topic", "Go to a topic by a few letters.", "app"),
    Action("app.export", "w", "export", "export", "Write what the view shows to a file.", "app"),
    Action(
        "app.subscriptions",
        "s",
        "subscriptions",
        "subscriptions",
        "Change what is subscribed to, or excluded.",
        "app",
    ),
    Action("app.sent", "ctrl+r", "sent", "sent", "Find what was sent, to send it again.", "app"),
    Action(
        "app.repeats",
        "f6",
        "repeats",
        "repeat",
        "Send again and again what is written, or the rows of a file.",
        "app",
    ),
    Action("app.zoom", "z", "zoom", "zoom", "Give this pane the whole screen, or undo it.", "app"),
    Action("app.pause", "ctrl+s", "pause", "pause", "Freeze the log; collecting goes on.", "app"),
    Action("app.clear", "x", "clear", "clear", "Forget topics and messages; asks first.", "app"),
    Action(
        "app.delete-below",
        "D",
        "delete_below",
        "delete retained below",
        "Delete retained messages at and below the topic, or what the filter shows of them; asks.",
        "app",
    ),
    Action("app.undo", "U", "undo", "undo", "Bring deleted retained messages back; asks.", "app"),
    Action(
        "app.elsewhere", "B", "app.elsewhere", "connections", "Connect to another broker.", "app"
    ),
    Action(
        "app.doctor",
        "exclamation_mark,f12",
        "doctor",
        "doctor",
        "Find out what is wrong with the connection, and what the broker can do.",
        "app",
    ),
    Action("app.reconnect", "r", "reconnect", "reconnect", "Try to connect now.", "app"),
    Action(
        "app.back",
        "escape",
        "back",
        "back",
        "Leave the zoom, take off the filter, or go to the topics.",
        "app",
    ),
    Action("app.next", "tab", "app.focus_next", "next pane", "To the next pane.", "app"),
    Action(
        "app.previous",
        "shift+tab",
        "app.focus_previous",
        "pane before",
        "To the one before.",
        "app",
    ),
    Action("app.payload", "1", "show_tab('payload')", "payload", "Show the payload.", "app"),
    Action("app.history", "2", "show_tab('history')", "history", "Show the history.", "app"),
    Action("app.diff", "3", "show_tab('diff')", "diff", "Show what changed.", "app"),
    Action("app.plot", "4", "show_tab('plot')", "plot", "Show numbers over time.", "app"),
    Action("app.top", "5", "show_tab('top')", "top", "Rank the topics.", "app"),
    Action("app.broker", "6", "show_tab('broker')", "broker", "Show the broker's figures.", "app"),
    Action(
        "app.narrower",
        "less_than_sign",
        "resize('middle', -2)",
        "topics narrower",
        "Move the middle divider left.",
        "app",
    ),
    Action(
        "app.wider",
        "greater_than_sign",
        "resize('middle', 2)",
        "topics wider",
        "Move the middle divider right.",
        "app",
    ),
    Action(
        "app.log-shorter",
        "left_curly_bracket",
        "resize('right', -1)",
        "log shorter",
        "Move the divider under the log up.",
        "app",
    ),
    Action(
        "app.log-taller",
        "right_curly_bracket",
        "resize('right', 1)",
        "log taller",
        "Move the divider under the log down.",
        "app",
    ),
    Action(
        "app.palette",
        "ctrl+p",
        "app.command_palette",
        "commands",
        "Find a command or a theme by name.",
        "app",
    ),
    Action("app.quit", "q,ctrl+q", "app.quit", "quit", "Disconnect and leave.", "app"),
    *_cursor("tree"),
    Action("tree.last", "end,G", "last", "last", "To the last row.", "tree"),
    Action("tree.fold", "enter,space", "fold", "fold", "Open or close this level.", "tree"),
    Action("tree.open", "right,l", "open", "open", "Open this level, or go into it.", "tree"),
    Action("tree.close", "left,h", "close", "close", "Close this level, or go up one.", "tree"),
    Action("tree.open-all", "o", "open_all", "open all", "Open every level.", "tree"),
    Action("tree.close-all", "O", "close_all", "close all", "Close every level.", "tree"),
    Action(
        "tree.delete",
        "d",
        "delete",
        "delete retained",
        "Delete the topic's retained message; asks.",
        "tree",
    ),
    Action("tree.copy", "y", "copy", "copy topic", "Copy the topic to the clipboard.", "tree"),
    *_decoders("tree"),
    *_matches("tree"),
    _plot("tree"),
    *_cursor("log"),
    Action("log.follow", "end,G", "follow", "follow", "Follow the newest messages.", "log"),
    Action("log.pause", "space", "pause", "pause", "Freeze the log; collecting goes on.", "log"),
    Action(
        "log.delete",
        "d",
        "delete",
        "delete retained",
        "Delete the topic's retained message; asks.",
        "log",
    ),
    Action("log.copy", "y", "copy", "copy payload", "Copy the payload to the clipboard.", "log"),
    Action("log.copy-topic", "Y", "copy_topic", "copy topic", "Copy the topic.", "log"),
    *_links("log"),
    *_decoders("log"),
    *_matches("log"),
    _plot("log"),
    Action("log.mark", "m", "mark", "mark", "Mark it for the diff to compare with.", "log"),
    Action("log.unmark", "M", "unmark", "unmark", "Compare with the message before.", "log"),
    *_cursor("payload"),
    Action("payload.last", "end,G", "last", "last", "To the last row.", "payload"),
    Action("payload.left", "left,h", "scroll_left", "left", "Scroll left.", "payload"),
    Action("payload.right", "right,l", "scroll_right", "right", "Scroll right.", "payload"),
    Action(
        "payload.copy", "y", "copy", "copy payload", "Copy the payload as it was sent.", "payload"
    ),
    Action("payload.copy-topic", "Y", "copy_topic", "copy topic", "Copy the topic.", "payload"),
    Action(
        "payload.fold",
        "enter,space",
        "fold",
        "fold",
        "Open or close brackets.",
        "payload",
    ),
    Action("payload.open-all", "o", "open_all", "open all", "Open all brackets.", "payload"),
    Action(
        "payload.close-all",
        "O",
        "close_all",
        "close all",
        "Close all inner brackets.",
        "payload",
    ),
    *_links("payload"),
    *_decoders("payload"),
    *_search("payload"),
    _plot("payload"),
    *(action for action in _cursor("history") if action.method != "first"),
    Action("history.follow", "home,g", "follow", "follow", "Follow the newest.", "history"),
    Action("history.last", "end,G", "last", "last", "To the oldest that is kept.", "history"),
    Action("history.pick", "enter", "pick", "show", "Show the message's payload.", "history"),
    Action("history.copy", "y", "copy", "copy payload", "Copy the payload.", "history"),
    Action("history.copy-topic", "Y", "copy_topic", "copy topic", "Copy the topic.", "history"),
    Action("history.mark", "m", "mark", "mark", "Mark it for the diff.", "history"),
    Action("history.unmark", "M", "unmark", "unmark", "Compare with the one before.", "history"),
    _plot("history"),
    *_matches("history"),
    *_links("history"),
    *_cursor("diff"),
    *_search("diff"),
    Action("diff.last", "end,G", "last", "last", "To the last row.", "diff"),
    Action("diff.left", "left,h", "scroll_left", "left", "Scroll left.", "diff"),
    Action("diff.right", "right,l", "scroll_right", "right", "Scroll right.", "diff"),
    Action("diff.unmark", "M", "unmark", "unmark", "Compare with the message before.", "diff"),
    Action("plot.left", "left,h", "cursor_left", "left", "Cursor one column left.", "plot"),
    Action("plot.right", "right,l", "cursor_right", "right", "Cursor one column right.", "plot"),
    Action(
        "plot.earlier", "shift+left,H,pageup", "pan(-0.5)", "earlier", "Half a window back.", "plot"
    ),
    Action(
        "plot.later", "shift+right,L,pagedown", "pan(0.5)", "later", "Half a window on.", "plot"
    ),
    Action("plot.zoom-in", "up,k,i", "zoom_time(1)", "zoom in", "Look at less time.", "plot"),
    Action("plot.zoom-out", "down,j,o", "zoom_time(-1)", "zoom out", "Look at more time.", "plot"),
    Action("plot.oldest", "home,g", "oldest", "oldest", "To the oldest points.", "plot"),
    Action("plot.live", "end,G", "follow", "live", "Follow the newest points.", "plot"),
    Action(
        "plot.series", "s", "next_series", "next series", "The next series to the front.", "plot"
    ),
    Action(
        "plot.scales",
        "n",
        "own_scales",
        "own scales",
        "A scale for each series, or one for all.",
        "plot",
    ),
    Action("plot.hold", "a", "hold", "hold scale", "Hold the scale, or let it follow.", "plot"),
    Action("plot.zero", "0", "zero", "zero", "Zero is always in the scale, or not.", "plot"),
    Action("plot.pin", "plus", "plot", "pin", "Pin the selected number, or unpin it.", "plot"),
    Action("plot.unpin", "minus", "unpin", "unpin", "Take the series in front off.", "plot"),
    Action("plot.clear", "c,delete", "unpin_all", "unpin all", "Take all series off.", "plot"),
    *_cursor("top"),
    Action("top.last", "end,G", "last", "last", "To the last row.", "top"),
    Action("top.go", "enter", "pick", "go to topic", "Go to it in the tree.", "top"),
    Action("top.sort", "s", "turn_sort(1)", "sort", "Sort by the next column.", "top"),
    Action("top.sort-back", "S", "turn_sort(-1)", "sort back", "Sort by the one before.", "top"),
    Action("top.invert", "i", "invert", "invert", "Turn the order round.", "top"),
    Action(
        "top.coarser", "left_square_bracket", "coarser", "sum more", "Sum one level more.", "top"
    ),
    Action(
        "top.finer",
        "right_square_bracket",
        "finer",
        "sum less",
        "Sum one level less, down to each topic.",
        "top",
    ),
    *_cursor("broker"),
    *_search("broker"),
    Action("broker.last", "end,G", "last", "last", "To the last row.", "broker"),
    Action("broker.go", "enter", "go", "go to $SYS", "Go to $SYS in the tree.", "broker"),
    Action(
        "compose.send",
        "ctrl+g,ctrl+enter,ctrl+j,f5",
        "send",
        "send",
        "Publish the message.",
        "compose",
    ),
    Action(
        "compose.properties",
        "f2",
        "properties",
        "properties",
        "Set the properties of MQTT 5, with the whole screen.",
        "compose",
    ),
    Action("compose.file", "f3", "file", "file", "Read or write a file.", "compose"),
    Action("compose.save", "ctrl+b", "save", "save", "Save the message with a name.", "compose"),
    Action(
        "compose.learn",
        "ctrl+n",
        "learn",
        "as seen",
        "Write a message like those that came on the topic.",
        "compose",
    ),
    Action(
        "compose.swap",
        "ctrl+l",
        "swap",
        "written before",
        "Bring back what was written before it was replaced.",
        "compose",
    ),
    Action(
        "compose.request",
        "f7",
        "request",
        "request",
        "Send it as a request, and show the response.",
        "compose",
    ),
    *_subscriptions("subscriptions"),
    *_sent("sent"),
    *_cursor("repeats"),
    *_repeats("repeats"),
    *_request("request"),
    *_profiles("profiles"),
    Action("filter.keep", "enter", "leave", "keep", "Keep the filter, and go back.", "filter"),
    Action("filter.older", "up", "older", "older", "The filter used before.", "filter"),
    Action("filter.newer", "down", "newer", "newer", "The filter used after.", "filter"),
    Action("filter.save", "ctrl+b", "save", "save", "Save the filter with a name.", "filter"),
    Action("filter.saved", "ctrl+r", "saved", "saved", "Use a filter that has a name.", "filter"),
    *_connections("connections"),
)


def keys_in_force(action_id: str, users: Mapping[str, str]) -> list[str]:
    """How the keys of an action are written on screen; ``users`` are keys by action id."""
    keys = users.get(action_id)
    if not keys:
        usual = next(each.keys for each in ACTIONS if each.id == action_id)
        keys = ",".join(key for key in usual.split(",") if key not in ALT_DIGITS)
    return [format_key(key.strip()) for key in keys.split(",")]


def bindings(scope: str) -> list[Binding]:
    """The Textual bindings of one scope."""
    return [
        Binding(
            action.keys,
            action.method,
            action.label,
            show=False,
            priority=action.priority,
            id=action.id,
            tooltip=action.tooltip,
        )
        for action in ACTIONS
        if action.scope == scope
    ]
