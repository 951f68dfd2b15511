"""The screen of subscriptions: list, form, excludes, and what they do to tree, log and status."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.widgets import Input, OptionList, Select

from pubsub_tui.model.excludes import Excludes
from pubsub_tui.subscriptions import Entry
from pubsub_tui.transports.base import Cause, Problem, Subscription
from pubsub_tui.transports.scripted import ScriptedTransport
from pubsub_tui.ui.screens.subscription_form import SubscriptionForm
from pubsub_tui.ui.widgets.subscription_list import SubscriptionList
from tests.ui.dashboard import Dashboard, dashboard

pytestmark = pytest.mark.usefixtures("drawn")

LIST = "#subscriptions"
FORM = "#subscription-form"
SIZES = [(80, 24), (120, 35), (200, 50)]


async def write(shown: Dashboard, field: str, text: str) -> None:
    """Put a text into a field of the form on show."""
    shown.app.screen.query_one(f"#{field}", Input).value = text
    await shown.frame()


async def look(shown: Dashboard) -> str:
    """Draw the list again; its text, every run of blanks as one."""
    shown.app.screen.query_one(SubscriptionList).frame()
    await shown.frame()
    return "\n".join(" ".join(line.split()) for line in shown.lines(LIST))


def excludes(shown: Dashboard) -> Excludes:
    return shown.main._traffic.excludes


async def add(shown: Dashboard, topic_filter: str) -> None:
    await shown.press("a")
    await write(shown, "subscription-filter", topic_filter)
    await shown.press("enter")


@pytest.mark.parametrize("size", SIZES)
async def test_it_lists_what_is_subscribed_to(size: tuple[int, int]) -> None:
    transport = ScriptedTransport(refusals={"secret/#": "not authorized"})
    filters = ("#", "secret/#", "a/+/b")
    async with dashboard(size=size, transport=transport, filters=filters) as shown:
        await shown.arrive(*[shown.message(topic, "x") for topic in ("a/x/b", "a/y", "a/z/b")])
        await shown.press("s")
        text = await look(shown)
        assert "# 0 3 active" in text
        assert "secret/# 0 0 refused" in text
        assert "a/+/b 0 2 active" in text
        assert "QoS 0 asked, 0 granted" in text
        assert "Overlaps with secret/# and 1 more: what both match counts once." in text
        await shown.press("down")
        assert "Refused: not authorized" in await look(shown)
        for key in ("a add", "e edit", "x exclude", "d remove", "space pause", "esc close"):
            assert key in text
        await shown.press("escape")
        assert not shown.app.screen.query(LIST)


@pytest.mark.parametrize("size", SIZES)
async def test_a_filter_is_added_with_all_its_options(size: tuple[int, int]) -> None:
    async with dashboard(size=size) as shown:
        await shown.press("s", "a")
        await shown.press(*"a/+")
        for each in ("topic filter", "alias", "shared", "retained: send", "no mark", "Subscribe"):
            assert each in shown.text(FORM)
        await write(shown, "subscription-alias", "all of a")
        shown.app.screen.query_one("#subscription-qos", Select).value = 2
        shown.app.screen.query_one("#subscription-handling", Select).value = 1
        shown.app.screen.query_one("#subscription-mark", Select).value = "C"
        await shown.click("no local", FORM)
        await shown.click("Subscribe", "#subscription-ok")
        wanted = Subscription("a/+", 2, no_local=True, retain_as_published=True, retain_handling=1)
        assert shown.session.subscriptions.find("a/+") == Entry(wanted, "all of a", "C")
        assert shown.transport.subscribed[-1] == wanted
        text = await look(shown)
        assert "C a/+ all of a 2 NL RAP RH1 0 active" in text
        words = " ".join(text.replace("│", "").split())
        assert "no local · retain as published · retained messages only if new" in words


async def test_a_group_is_written_into_the_filter_and_read_from_it() -> None:
    async with dashboard() as shown:
        await shown.press("s", "a")
        await write(shown, "subscription-filter", "jobs/#")
        await write(shown, "subscription-group", "workers")
        await shown.press("enter")
        assert shown.transport.subscribed[-1].topic_filter == "$share/workers/jobs/#"
        assert "shared in group workers" in await look(shown)
        await shown.press("e")
        assert shown.app.screen.query_one("#subscription-filter", Input).value == "jobs/#"
        assert shown.app.screen.query_one("#subscription-group", Input).value == "workers"
        await shown.click("no local", FORM)
        assert "a shared subscription can not be no local" in shown.text(FORM)


@pytest.mark.parametrize(
    ("topic_filter", "group", "says"),
    [
        ("a#", "", "# must stand alone"),
        ("a/#/b", "", "# must be the last level"),
        ("#", "", "it is already in the list"),
        ("a", "g+", "$share/GROUP/FILTER"),
        ("$share/g/a", "h", "the group is in the filter already"),
        ("$share/g", "", "$share/GROUP/FILTER"),
    ],
)
async def test_what_is_wrong_is_said_as_it_is_typed(
    topic_filter: str, group: str, says: str
) -> None:
    async with dashboard() as shown:
        await shown.press("s", "a")
        assert "Write a filter to subscribe to." in shown.text(FORM)
        await write(shown, "subscription-filter", topic_filter)
        await write(shown, "subscription-group", group)
        assert f"Not valid: {says}"[:40] in shown.text(FORM) or says in shown.text(FORM)
        await shown.press("enter")
        assert isinstance(shown.app.screen, SubscriptionForm)
        assert [each.topic_filter for each in shown.session.subscriptions.entries] == ["#"]


async def test_an_empty_form_is_not_subscribed_with_and_escape_gives_up() -> None:
    async with dashboard() as shown:
        await shown.press("s", "a", "enter")
        assert "Not valid: it is empty" in shown.text(FORM)
        await shown.press("escape")
        assert len(shown.session.subscriptions.entries) == 1
        await shown.press("a")
        await shown.click("Cancel", FORM)
        assert len(shown.session.subscriptions.entries) == 1


async def test_an_entry_is_changed_in_its_place() -> None:
    async with dashboard(filters=("a", "b")) as shown:
        await shown.press("s", "space", "enter")
        await write(shown, "subscription-filter", "c")
        await shown.press("enter")
        first, second = shown.session.subscriptions.entries
        assert (first.topic_filter, first.paused, second.topic_filter) == ("c", True, "b")
        assert shown.transport.unsubscribed == ["a"]
        await shown.press("space")
        assert shown.transport.subscribed[-1].topic_filter == "c"


async def test_pausing_and_removing() -> None:
    async with dashboard(filters=("a", "b"), size=(160, 35)) as shown:
        await shown.press("s", "down", "space")
        assert "b 0 0 paused" in await look(shown)
        assert "1 filter paused" in shown.lines()[-1]
        assert shown.transport.unsubscribed == ["b"]
        await shown.press("space")
        assert "b 0 0 active" in await look(shown)
        await shown.frame()
        assert "paused" not in shown.lines()[-1]
        await shown.press("d")
        assert "Removed: b" in shown.notifications()
        await shown.press("d")
        assert "Nothing is subscribed to: a adds a filter." in await look(shown)
        assert shown.transport.unsubscribed == ["b", "b", "a"]
        await shown.press("d", "space", "e", "escape")
        assert "subscribed to nothing" in shown.text("Notice")


async def test_excluded_topics_are_counted_in_the_status_line_and_not_kept() -> None:
    async with dashboard(size=(160, 35)) as shown:
        await shown.arrive(shown.message("a/debug", "1"), shown.message("a/temp", "1"))
        await shown.press("down", "down", "s", "x")
        assert shown.app.screen.query_one("#exclude-filter", Input).value == "a/debug"
        await shown.press("enter")
        await shown.press("escape")
        arriving = [shown.message("a/debug", "xyz")] * 1200 + [shown.message("a/temp", "2")]
        await shown.arrive(*arriving)
        line = shown.lines()[-1]
        assert "rx 1,203" in line
        assert "excluded 1,200" in line
        assert "2 · " not in shown.text("#log")
        await shown.press("s")
        text = await look(shown)
        assert "excluded here: 1,200 messages not kept" in text
        assert "⊘ a/debug 1,200 messages · 3.6 kB" in text
        await shown.press("down")
        assert "What came before stays until it is cleared." in await look(shown)
        await shown.press("space")
        assert "Only a subscription can be paused." in shown.notifications()
        await shown.press("e")
        await write(shown, "exclude-filter", "b/#")
        await shown.press("enter")
        assert [each.topic_filter for each in excludes(shown).entries] == ["b/#"]
        await shown.press("d", "escape")
        await shown.arrive(shown.message("b/x", "1"))
        assert "rx 1,204" in shown.lines()[-1]
        assert "b" in shown.text("#tree")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a#", "# must stand alone"),
        ("$share/g/a", "$share is for subscriptions"),
        ("taken", "it is excluded already"),
        ("", "Write which topics"),
    ],
)
async def test_an_exclude_is_checked_as_it_is_typed(text: str, says: str) -> None:
    async with dashboard() as shown:
        excludes(shown).add("taken")
        await shown.press("s", "x")
        await write(shown, "exclude-filter", text)
        assert says in shown.text("#exclude-form")
        await shown.press("enter")
        assert len(excludes(shown).entries) == 1
        await shown.press("escape", "escape")


async def test_a_mark_stands_in_tree_and_log_and_the_alias_in_the_heading() -> None:
    async with dashboard(filters=("#",)) as shown:
        await shown.arrive(shown.message("a/x", "1"), shown.message("b", "1"))
        assert " B " not in shown.text("#log")
        entry = Entry(Subscription("a/+"), "pumps", "B")
        shown.session.subscriptions.put(entry)
        await shown.frame()
        assert "x B 1" in shown.text("#tree")
        assert " B a/x" in shown.text("#log")
        assert shown.style("B a/x", "#log").reverse
        assert "B b" not in shown.text("#log")
        await shown.press("down", "down")
        assert "messages · a/x · pumps" in shown.text("#log-pane")
        shown.session.subscriptions.remove("a/+")
        await shown.frame()
        assert " B " not in shown.text("#log") + shown.text("#tree")


async def test_with_3_1_1_the_options_say_why_they_are_off() -> None:
    transport = ScriptedTransport(protocol="MQTT 3.1.1")
    async with dashboard(transport=transport, filters=("#", "a/#")) as shown:
        await shown.press("s")
        text = await look(shown)
        assert "Overlaps with a/#: what both match may come, and count, twice." in text
        assert "MQTT 3.1.1 has no options" in text
        await shown.press("a")
        await write(shown, "subscription-filter", "a/b")
        words = " ".join(shown.text(FORM).replace("│", "").split())
        assert "What is dimmed needs MQTT 5, and the broker speaks MQTT 3.1.1." in words
        assert "Overlaps with #: what both match may come twice." in words
        assert shown.app.screen.query_one("#subscription-no-local").disabled


async def test_copies_that_were_left_out_are_counted() -> None:
    async with dashboard(filters=("#", "a/#")) as shown:
        shown.transport.copies = 1204
        shown.transport.came = {"#": 5678}
        await shown.press("s")
        assert "5,678 messages by it on this connection" in await look(shown)
        assert "Copies left out, as overlapping filters brought them again: 1,204" in await look(
            shown
        )


async def test_while_offline_the_list_can_be_changed_and_is_asked_for_later() -> None:
    transport = ScriptedTransport()
    async with dashboard(transport=transport) as shown:
        lost = Problem(Cause.CLOSED, "The connection was lost.")
        transport.problem = lost
        await shown.lose(lost)
        await shown.press("s")
        await add(shown, "a/b")
        assert "a/b 0 RAP 0 waiting" in await look(shown)
        transport.problem = None
        shown.session.retry_now()
        while shown.session.state.link is None:
            await shown.pilot.pause()
        assert "a/b 0 RAP 0 active" in await look(shown)


async def test_a_link_that_fails_while_asking_is_told() -> None:
    async with dashboard() as shown:
        await shown.press("s")
        shown.transport.broken = Problem(Cause.CLOSED, "The connection was lost.\x1b[2J")
        await add(shown, "a/b")
        assert "The connection was lost." in shown.notifications()
        assert "\x1b" not in shown.text()
        assert "a/b 0 RAP 0 waiting" in await look(shown)


@pytest.mark.parametrize("size", SIZES)
async def test_long_and_hostile_names_stay_in_their_columns(size: tuple[int, int]) -> None:
    names = ["x/" * 200 + "#", "größe/温度/#", "a\x1b[2J\u202e/b", "[/red]/+"]
    async with dashboard(size=size, filters=names) as shown:
        for number, name in enumerate(names):
            shown.session.subscriptions.put(
                Entry(Subscription(name), "温度\x1b" * 10, "ABCD"[number]), name
            )
        excludes(shown).add("温度/" * 60)
        await shown.press("s", "end")
        await look(shown)
        assert "\x1b" not in shown.text()
        assert "\u202e" not in shown.text()
        rows = shown.lines(LIST)
        columns = [cell_len(row.partition("active")[0]) for row in rows if "active" in row]
        assert len(columns) == 4
        assert len(set(columns)) == 1
        assert all(strip.cell_length == size[0] for strip in shown.strips())


async def test_in_the_top_s_sorts() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "1"))
        await shown.press("5", "tab", "tab", "s")
        assert not shown.app.screen.query(LIST)
        await shown.press("escape", "s", "s")
        assert not shown.app.screen.query(LIST)


async def test_the_mouse_opens_what_is_clicked() -> None:
    async with dashboard(filters=("#", "a/#")) as shown:
        await shown.press("s")
        await shown.click("a/#", "OptionList")
        assert shown.app.screen.query_one("#subscription-filter", Input).value == "a/#"
        await shown.press("escape")
        assert shown.app.screen.query_one(OptionList).highlighted == 1


async def test_below_a_long_list_there_is_room_for_what_is_said_of_a_row() -> None:
    filters = [f"site/{number}/#" for number in range(60)]
    async with dashboard(size=(80, 24), filters=filters) as shown:
        await shown.press("s", "end")
        text = await look(shown)
        assert "site/59/# 0 0 active" in text
        assert "site/0/# 0" not in text
        assert "QoS 0 asked, 0 granted" in text
        assert "esc close" in text
