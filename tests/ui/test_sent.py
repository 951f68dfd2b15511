"""What was sent, over the dashboard: found, looked at, sent again, forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.widgets import Input

from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.properties import Properties
from pubsub_tui.outgoing.sent import Sent
from pubsub_tui.outgoing.sent_file import SentFile
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.transports.base import Outcome, Publication
from pubsub_tui.transports.scripted import ScriptedTransport
from pubsub_tui.ui.chosen import Chosen
from pubsub_tui.ui.screens.sent import SentScreen
from pubsub_tui.ui.widgets.payload_area import PayloadArea
from tests.ui.dashboard import START, Dashboard, dashboard
from tests.ui.test_filter import keys
from tests.ui.test_hostile import HOSTILE, assert_harmless
from tests.unit.test_outgoing_sent_file import AtOnce

ENDPOINT = "localhost:1883"
SIZES = [(80, 24), (120, 35), (200, 50)]


class Browsing:
    """The screen over a dashboard, and what it returned."""

    def __init__(self, shown: Dashboard, history: SentHistory) -> None:
        self.shown = shown
        self.history = history
        self.chosen: list[Chosen | None] = []


def entries() -> list[Sent]:
    def sent(
        ago: float, topic: str, text: str, reason: str = "acknowledged", **more: object
    ) -> Sent:
        fields = {"qos": 0, "retain": False, "properties": Properties(), "kind": Kind.TEXT}
        of_draft = {name: more.pop(name, value) for name, value in fields.items()}
        draft = Draft(topic, text, **of_draft)  # type: ignore[arg-type]
        values = {"endpoint": ENDPOINT, **more}
        return Sent(at=START - ago, draft=draft, reason=reason, **values)  # type: ignore[arg-type]

    unit = Properties(content_type="text/plain", user=(("unit", "C"),))
    return [
        sent(90_000, "site/pump/set", "on", endpoint="broker.plant:8883"),
        sent(50, "site/lamp/set", '{"level":\n  {{random 1 9}}}', kind=Kind.JSON, seconds=0.012),
        sent(40, "door/open", "1234", secret=True),
        sent(30, "site/pump/set", "21.5", qos=1, retain=True, properties=unit),
        sent(
            20,
            "site/pump/set",
            "21.5",
            "not authorized",
            qos=1,
            retain=True,
            properties=unit,
            accepted_count=0,
        ),
        sent(10, "load/test", "{{count}}", "sent", count=100, accepted_count=98),
    ]


@asynccontextmanager
async def browsing(
    history: SentHistory | None = None, size: tuple[int, int] = (120, 35)
) -> AsyncIterator[Browsing]:
    if history is None:
        history = SentHistory()
        for each in entries():
            history.add(each)
    async with dashboard(size=size) as shown:
        opened = Browsing(shown, history)
        shown.app.push_screen(SentScreen(history, ENDPOINT, {}, shown.clock), opened.chosen.append)
        await shown.frame()
        yield opened


def rows(shown: Dashboard) -> list[str]:
    return [" ".join(line.split()) for line in shown.lines("#sent-rows") if line.strip()]


@pytest.mark.parametrize("size", SIZES)
async def test_it_lists_what_was_sent_with_the_newest_first(size: tuple[int, int]) -> None:
    async with browsing(size=size) as opened:
        shown = opened.shown
        found = [line.split() for line in shown.lines("#sent-rows") if line.strip()]
        assert [next(word for word in line if "/" in word) for line in found] == [
            "load/test",
            "site/pump/set",
            "door/open",
            "site/lamp/set",
            "site/pump/set",
        ]
        assert "✗ ×100 load/test {{count}}" in rows(shown)[0]
        assert "✗ ×2 site/pump/set R1 21.5" in rows(shown)[1]
        assert "✓ door/open (secret: not kept)" in rows(shown)[2]
        assert "broker.plant:8883" in rows(shown)[4]
        assert ENDPOINT not in shown.text("#sent-rows")
        assert all(cell_len(line) <= size[0] for line in shown.lines())
        for words in ("Edit  ⏎", "Send again  ctrl+g", "Forget  del", "Forget all  f8"):
            assert words in shown.text("#sent")


async def test_the_entry_under_the_cursor_is_shown_whole() -> None:
    async with browsing() as opened:
        shown = opened.shown
        whole = shown.text("#sent-whole")
        assert "98 of 100 messages accepted" in whole
        await shown.press("down")
        whole = shown.text("#sent-whole")
        assert "localhost:1883 · QoS 1 · text · retained" in whole
        assert "not authorized" in whole
        assert "acknowledged" in whole
        assert "content type: text/plain" in whole
        assert "unit: C" in whole
        await shown.press("down", "down")
        lines = [line.strip() for line in shown.lines("#sent-whole")]
        assert '{"level":' in lines
        assert "{{random 1 9}}}" in lines
        assert any("acknowledged in 12 ms" in line for line in lines)


async def test_typing_filters_at_once() -> None:
    async with browsing() as opened:
        shown = opened.shown
        await shown.press(*keys("pump plant"))
        assert len(rows(shown)) == 1
        assert "broker.plant" in shown.text("#sent-whole")
        assert "sent · 1 of 6" in shown.text("#sent")
        await shown.press(*keys("zzz"))
        assert rows(shown) == ["Nothing that was sent has all of these words."]
        assert shown.text("#sent-whole").strip(" \n─") == ""
        await shown.press("enter", "f5", "delete")
        assert opened.chosen == []
        await shown.press("ctrl+u")
        assert len(rows(shown)) == 5


async def test_enter_puts_it_into_the_pane() -> None:
    async with browsing() as opened:
        await opened.shown.press(*keys("lamp"), "enter")
        draft = Draft("site/lamp/set", '{"level":\n  {{random 1 9}}}', Kind.JSON)
        assert opened.chosen == [Chosen(draft, False)]


async def test_a_second_key_sends_it_at_once() -> None:
    async with browsing() as opened:
        await opened.shown.press("ctrl+r", "up", "down", "down", "up", "ctrl+g")
        [chosen] = opened.chosen
        assert chosen is not None
        assert (chosen.draft.topic, chosen.draft.text, chosen.send) == (
            "site/pump/set",
            "21.5",
            True,
        )


async def test_a_secret_one_gives_its_topic_back_and_is_not_sent() -> None:
    async with browsing() as opened:
        shown = opened.shown
        await shown.press(*keys("door"))
        assert "its payload is not kept" in shown.text("#sent-whole")
        await shown.press("f5")
        assert "its payload is not kept" in shown.notifications()
        assert opened.chosen == []
        await shown.press("enter")
        assert opened.chosen == [Chosen(Draft("door/open"), False, secret=True)]


async def test_escape_chooses_nothing() -> None:
    async with browsing() as opened:
        await opened.shown.press("escape")
        assert opened.chosen == [None]


async def test_delete_forgets_an_entry() -> None:
    async with browsing() as opened:
        shown = opened.shown
        await shown.press("down", "delete")
        assert len(rows(shown)) == 4
        assert len(opened.history.log) == 4
        # The cursor is where it was.
        assert "door/open" in shown.text("#sent-whole")


async def test_delete_within_the_line_deletes_there() -> None:
    async with browsing() as opened:
        shown = opened.shown
        await shown.press(*keys("zpump"), "home", "delete")
        assert shown.app.screen.query_one(Input).value == "pump"
        await shown.press("delete", "delete", "delete", "delete")
        assert shown.app.screen.query_one(Input).value == ""
        # The key was held down too long, and forgets nothing.
        await shown.press("delete")
        assert len(opened.history.log) == 6
        await shown.press("down", "delete")
        assert len(opened.history.log) == 4


async def test_all_is_forgotten_after_asking(tmp_path: Path) -> None:
    file = SentFile(tmp_path / "sent.jsonl")
    for each in entries():
        file.append(each)
    async with browsing(SentHistory(file, AtOnce())) as opened:
        shown = opened.shown
        await shown.press("f8")
        assert "Forget all 6 entries" in shown.text("#confirm")
        await shown.press("n", "f8", "y")
        assert "Nothing was sent yet." in rows(shown)[0]
        assert file.read().entries == ()
        await shown.press("f8")
        assert not shown.app.screen.query("#confirm")


async def test_what_earlier_runs_sent_is_read_from_the_file(tmp_path: Path) -> None:
    file = SentFile(tmp_path / "sent.jsonl")
    for each in entries():
        file.append(each)
    with file.path.open("ab") as raw:
        raw.write(b"nonsense\n")
    async with browsing(SentHistory(file, AtOnce())) as opened:
        shown = opened.shown
        opened.shown.app.screen.query_one("#sent").frame()  # type: ignore[attr-defined]
        await shown.frame()
        assert len(rows(shown)) == 5
        assert "1 damaged line passed over in" in shown.text("#sent")


async def test_a_file_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "sent.jsonl").mkdir()
    history = SentHistory(SentFile(tmp_path / "sent.jsonl"), AtOnce())
    history.add(entries()[0])
    async with browsing(history, size=(200, 50)) as opened:
        assert "it is no file" in " ".join(opened.shown.text("#sent-state").split())
        assert len(rows(opened.shown)) == 1


async def test_the_mouse_does_it_all() -> None:
    async with browsing() as opened:
        shown = opened.shown
        await shown.click("lamp/set", "#sent-rows")
        assert "random" in shown.text("#sent-whole")
        await shown.click("Forget  del", "#sent")
        assert len(opened.history.log) == 5
        await shown.click("load/test", "#sent-rows")
        await shown.click("Send again", "#sent")
        assert opened.chosen == [Chosen(Draft("load/test", "{{count}}"), True)]


async def test_a_double_click_edits() -> None:
    async with browsing() as opened:
        await opened.shown.click("lamp/set", "#sent-rows", times=2)
        [chosen] = opened.chosen
        assert chosen is not None
        assert (chosen.draft.topic, chosen.send) == ("site/lamp/set", False)


async def test_a_long_payload_is_wrapped_and_scrolled() -> None:
    history = SentHistory()
    text = "start " + "日本é" * 500 + " end"
    history.add(Sent(START, ENDPOINT, Draft("a", text), "sent"))
    async with browsing(history) as opened:
        shown = opened.shown
        assert "start" in shown.text("#sent-whole")
        assert "end" not in shown.text("#sent-whole")
        for _ in range(20):
            await shown.press("shift+down")
        assert "end" in shown.text("#sent-whole")


async def test_nothing_hostile_reaches_the_terminal() -> None:
    history = SentHistory()
    for text in HOSTILE:
        properties = Properties(text, text, text.encode("utf-8", "replace"), user=((text, text),))
        history.add(Sent(START, text, Draft(text, text, properties=properties), text))
    async with browsing(history, size=(100, 50)) as opened:
        for _ in HOSTILE:
            assert_harmless(opened.shown)
            await opened.shown.press("down")


async def publish(shown: Dashboard, topic: str, payload: str) -> None:
    await shown.press("p")
    shown.main.query_one("#compose-topic", Input).value = topic
    shown.main.query_one(PayloadArea).text = payload
    await shown.press("f5")
    await shown.press("escape")


async def test_what_is_published_is_remembered_as_it_was_written() -> None:
    history = SentHistory()
    async with dashboard(sent=history) as shown:
        await publish(shown, "lamp", "{{count}}")
        [sent] = history.log
        assert sent.draft == Draft("lamp", "{{count}}")
        assert (sent.endpoint, sent.accepted, sent.reason) == (ENDPOINT, True, "acknowledged")
        assert START <= sent.at <= shown.clock.now
        assert shown.transport.published == [Publication("lamp", b"1")]


async def test_a_refusal_is_remembered_too_and_a_mistake_is_not() -> None:
    history = SentHistory()
    transport = ScriptedTransport()
    transport.outcome = Outcome(False, "not authorized")
    async with dashboard(sent=history, transport=transport) as shown:
        await publish(shown, "lamp", "on")
        await publish(shown, "lamp/#", "on")
        [sent] = history.log
        assert (sent.accepted, sent.reason) == (False, "not authorized")


async def test_it_is_put_into_the_pane_from_another_one_that_is_zoomed() -> None:
    async with dashboard(sent=SentHistory()) as shown:
        await publish(shown, "lamp", "on")
        await publish(shown, "door", "open")
        await shown.press("z", "ctrl+r", *keys("lamp"), "enter")
        assert shown.text("#compose-topic").strip() == "lamp"
        assert shown.text("#compose-payload").splitlines()[0].strip() == "on"
        assert len(shown.transport.published) == 2


async def test_it_is_sent_again_at_once() -> None:
    history = SentHistory()
    async with dashboard(sent=history) as shown:
        await publish(shown, "lamp", "on")
        await publish(shown, "door", "open")
        await shown.press("ctrl+r", "ctrl+r", "f5")
        assert shown.transport.published[2:] == [Publication("lamp", b"on")]
        assert [each.draft.topic for each in history.log] == ["lamp", "door", "lamp"]


async def test_a_secret_stays_one_when_it_is_written_anew() -> None:
    history = SentHistory()
    async with dashboard(size=(80, 24), sent=history) as shown:
        history.add(Sent(START, ENDPOINT, Draft("door", "1234"), "sent", secret=True))
        await shown.press("ctrl+r", "enter")
        assert "secret" in shown.text("#compose-pane")
        await shown.paste("5678")
        await shown.press("f5")
        assert shown.transport.published == [Publication("door", b"5678")]
        assert [each.draft.text for each in history.log] == ["", ""]


async def test_where_publishing_is_switched_off_nothing_is_sent_again() -> None:
    history = SentHistory()
    history.add(Sent(START, ENDPOINT, Draft("lamp", "on"), "sent"))
    async with dashboard(sent=history, read_only=True) as shown:
        await shown.press("ctrl+r", "f5")
        assert "read-only" in shown.notifications()
        assert shown.transport.published == []


async def test_a_file_that_can_not_be_written_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "sent.jsonl").mkdir()
    history = SentHistory(SentFile(tmp_path / "sent.jsonl"), AtOnce())
    async with dashboard(sent=history) as shown:
        await publish(shown, "lamp", "on")
        await publish(shown, "lamp", "off")
        assert shown.notifications().count("can not be written") == 1
        assert len(history.log) == 2


async def test_another_runs_entries_are_there_when_it_is_opened(tmp_path: Path) -> None:
    file = SentFile(tmp_path / "sent.jsonl")
    file.append(entries()[0])
    async with dashboard(sent=SentHistory(file, AtOnce())) as shown:
        await publish(shown, "lamp", "on")
        await shown.press("ctrl+r")
        await shown.press("down")
        assert "site/pump/set" in shown.text("#sent-whole")
        assert [each.draft.topic for each in file.read().entries] == ["site/pump/set", "lamp"]
