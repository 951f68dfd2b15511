"""Messages sent again and again: how they are started, what is shown of them, and their end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.widgets import Input

from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.draft_template import compile_draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.publications import repeated
from pubsub_tui.outgoing.row_check import RowCheck
from pubsub_tui.outgoing.schedule import Schedule
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.repeats.plan import Plan
from pubsub_tui.repeats.repeats import Repeats
from pubsub_tui.repeats.run import Run, State
from pubsub_tui.repeats.share import Share
from pubsub_tui.transports.base import Cause, Outcome, Problem, Publication
from pubsub_tui.ui.screens.ask import AskScreen
from pubsub_tui.ui.screens.confirm import Confirm
from pubsub_tui.ui.screens.repeats import RepeatsScreen
from tests.brokers import eventually
from tests.ui.dashboard import Dashboard, dashboard

pytestmark = pytest.mark.usefixtures("drawn")

SIZES = [(80, 24), (120, 35), (200, 50)]
HOSTILE = "a/\x1b]52;c;eA==\x07\u202e[/nope]温度"


def repeats_of(shown: Dashboard) -> Repeats:
    return shown.app.connections.all[0].repeats


def standing(
    topic: str, every: float, total: int | None, sent: int, rate: float, linked: bool = True
) -> Run:
    """A run that has come so far, with that rate, and does nothing."""
    now = 100.0
    upcoming = repeated(compile_draft(Draft(topic)), Context(), total)
    plan = Plan(topic, upcoming, Schedule(every, total), total, lambda item: None)

    async def publish(publication: Publication) -> Outcome:
        raise AssertionError("not run")

    run = Run(plan, publish, lambda: linked, Share(), lambda: now)
    run.sent = run.accepted = sent
    for number in range(int(rate * 4) if rate else 0):
        run._reached.count(now - 4 + (number + 1) / rate)
    return run


def some_runs() -> tuple[Run, ...]:
    """One in every state."""
    busy = standing("site/line/set", 0.1, 5_000, 1_203, 9.8)
    busy.accepted, busy.refused, busy.unanswered = 1_188, 12, 3
    busy.last_refusal = "message 1,199 to site/line/set: not authorized"
    paused = standing("site/{{ask line}}/pump", 2.0, 10, 4, 0)
    paused.pause(True)
    failed = standing("/home/anna/rows.csv", 0.0, None, 77, 0)
    failed._fail("line 78: payload: it is not valid JSON")
    stopped = standing(HOSTILE, 3_600.0, None, 1, 0)
    stopped.stop()
    done = standing("load/test", 0.0, 20_000, 20_000, 0)
    done._ended = State.DONE
    waiting = standing("site/lamp/set", 60.0, None, 12, 0, linked=False)
    return busy, paused, waiting, done, stopped, failed


@asynccontextmanager
async def opened(
    topic: str = "a",
    payload: str = "x",
    size: tuple[int, int] = (120, 35),
    sent: SentHistory | None = None,
) -> AsyncIterator[Dashboard]:
    """The screen over a dashboard with something written in its publish pane."""
    async with dashboard(size=size, sent=sent) as shown:
        shown.main._publishing.composer.write(Draft(topic, payload))
        await shown.press("f6")
        assert isinstance(shown.app.screen, RepeatsScreen)
        yield shown


async def fill(shown: Dashboard, **fields: str) -> None:
    for name, value in fields.items():
        shown.app.screen.query_one(f"#repeat-{name}", Input).value = value
    await shown.pilot.pause()


async def look(shown: Dashboard) -> None:
    """Draw a frame of the screen itself."""
    screen = shown.app.screen
    assert isinstance(screen, RepeatsScreen)
    screen.frame()
    await shown.frame()


async def start(shown: Dashboard, **fields: str) -> Run:
    before = repeats_of(shown).runs
    await fill(shown, **fields)
    await shown.focus("#repeat-every")
    await shown.press("enter")
    await eventually(lambda: repeats_of(shown).runs != before)
    await look(shown)
    return repeats_of(shown).runs[0]


def squeezed(text: str) -> str:
    """Without the places where it wraps."""
    return "".join(text.split())


async def until(shown: Dashboard, condition: Callable[[], object]) -> None:
    await eventually(condition)
    await look(shown)


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_written_is_sent_so_many_times(size: tuple[int, int]) -> None:
    async with opened("a/{{count}}", "{{count}}", size) as shown:
        run = await start(shown, every="0", times="3")
        await until(shown, lambda: run.ended)
        assert [(each.topic, each.payload) for each in shown.transport.published] == [
            ("a/1", b"1"),
            ("a/2", b"2"),
            ("a/3", b"3"),
        ]
        line = shown.line("a/{{count}}", "#repeats")
        assert "done" in line
        assert "3 / 3 ━" in line
        assert "Done." in shown.text("#repeats-said")


async def test_it_goes_on_when_the_screen_is_closed_and_the_pane_says_so() -> None:
    async with opened() as shown:
        run = await start(shown, every="1h")
        assert "running" in shown.line("a", "#repeats")
        await shown.press("escape")
        assert "1 running" in shown.text("#compose-pane")
        assert not run.ended
        await shown.press("f6")
        assert "repeat · 1 running" in shown.text()
        # Opened again, it is the list that has the keys.
        await shown.press("d")
        assert run.state is State.STOPPED
        await shown.press("d", "escape")
        assert repeats_of(shown).runs == ()
        assert "sends" in shown.text("#compose-pane")


async def test_it_is_paused_and_goes_on() -> None:
    async with opened() as shown:
        run = await start(shown, every="1h")
        await shown.press("space")
        await until(shown, lambda: run.state is State.PAUSED)
        assert "‖ a" in shown.text("#repeats")
        assert "Paused." in shown.text("#repeats-said")
        await until(shown, lambda: "Go on" in shown.text("#repeats-buttons"))
        await look(shown)
        await shown.click("Go on", "#repeats-buttons")
        await until(shown, lambda: run.state is State.RUNNING)
        await look(shown)
        await shown.click("Stop", "#repeats-buttons")
        await until(shown, lambda: run.state is State.STOPPED)
        await until(shown, lambda: "Take off" in shown.text("#repeats-buttons"))
        # A button that was just clicked takes no click for a moment.
        await until(shown, lambda: not shown.app.screen.query("Button.-active"))
        await shown.click("Take off", "#repeats-buttons")
        await until(shown, lambda: repeats_of(shown).runs == ())


async def test_details_come_and_go() -> None:
    async with opened() as shown:
        run = await start(shown, every="1h", times="5", jitter="10%")
        await until(shown, lambda: run.accepted)
        assert "Every" not in shown.text("#repeats-said")
        await shown.press("enter")
        said = shown.text("#repeats-said")
        assert "Every 1h 00m, up to 10% of that early or late, 5 times." in said
        assert "1 sent · 1 accepted · 0 refused." in said
        await shown.press("enter")
        assert "Every" not in shown.text("#repeats-said")


async def test_a_lost_connection_is_waited_for() -> None:
    async with opened() as shown:
        run = await start(shown, every="1h")
        await shown.lose(Problem(Cause.CLOSED, "The broker closed the connection."))
        await look(shown)
        assert run.state is State.WAITING
        assert "waiting" in shown.line("a", "#repeats")
        assert "Waiting for the connection" in shown.text("#repeats-said")
        assert "repeat · 1 waiting" in shown.text()


async def test_what_is_refused_is_counted_with_the_last_reason() -> None:
    async with opened() as shown:
        shown.transport.outcome = Outcome(False, "not authorized")
        run = await start(shown, every="0", times="12")
        await until(shown, lambda: run.ended)
        assert "✗ 12" in shown.line("12 / 12", "#repeats")
        assert "Last not accepted: message 12 to a: not authorized." in shown.text("#repeats-said")


WRONG = [
    ({"every": "soon"}, "every: expected a time such as 500ms, 5s or 2m, or 0."),
    ({"every": ""}, "every: expected a time such as 500ms"),
    ({"times": "0"}, "times: expected a number such as 10, or forever."),
    ({"times": "1" * 19}, "times: expected a number such as 10, or forever."),
    ({"jitter": "200"}, "'200' is no jitter: write 0% to 100%."),
    ({"jitter": "\x1b["}, "is no jitter"),
]


@pytest.mark.parametrize(("fields", "said"), WRONG)
async def test_what_is_wrong_is_said_as_it_is_typed(fields: dict[str, str], said: str) -> None:
    async with opened(size=(80, 24)) as shown:
        await fill(shown, **fields)
        assert said in shown.text("#repeat-said")
        await shown.focus("#repeat-every")
        await shown.press("enter")
        assert said in shown.text("#repeat-said")
        assert repeats_of(shown).runs == ()


async def test_what_comes_of_it_is_said_as_it_is_typed() -> None:
    async with opened() as shown:
        assert "1.0/s · until it is stopped" in shown.text("#repeat-said")
        await fill(shown, every="500ms", times="121")
        assert "2.0/s · 121 messages · takes 1m 00s" in shown.text("#repeat-said")
        await fill(shown, every="0")
        assert "as fast as it goes · 121 messages" in shown.text("#repeat-said")


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (Draft("a/#", "x"), "a topic to publish to can not hold the wildcard #"),
        (Draft("a", "{{nope}}"), "payload: column 1: 'nope' is not known"),
    ],
)
async def test_a_draft_that_can_not_be_sent_is_told(draft: Draft, said: str) -> None:
    async with dashboard() as shown:
        shown.main._publishing.composer.write(draft)
        await shown.press("f6")
        assert said in shown.text("#repeat-said")
        await shown.press("enter")
        assert repeats_of(shown).runs == ()


async def test_json_that_is_not_valid_is_sent_as_the_pane_sends_it() -> None:
    async with dashboard() as shown:
        shown.main._publishing.composer.write(Draft("a", "{", Kind.JSON))
        await shown.press("f6")
        run = await start(shown, every="0", times="2")
        await until(shown, lambda: run.ended)
        assert [each.payload for each in shown.transport.published] == [b"{", b"{"]


async def test_with_nothing_written_a_file_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    async with dashboard(size=(80, 24)) as shown:
        await shown.press("f6")
        assert "Write the name of a file .csv or .jsonl." in shown.text("#repeat-said")
        assert "Nothing is repeated: say above what" in shown.text("#repeats")
        await fill(shown, path=str(path))
        assert "it can not be read: no such file or directory" in shown.text("#repeat-said")
        path.write_text("topic\n")
        await fill(shown, path=str(tmp_path))
        assert "it is no regular file" in shown.text("#repeat-said")
        await fill(shown, path=str(path))
        assert "a file of 6 B" in shown.text("#repeat-said")
        await shown.press("enter")
        await until(shown, lambda: "it has no rows" in shown.text("#repeat-said"))


async def test_the_rows_of_a_file_are_sent_with_their_number_known(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("topic,payload\na,1\nb,2\nc,{{x}}\n")
    async with dashboard() as shown:
        await shown.press("f6")
        assert "each row once" not in shown.text("#repeat-said")
        await fill(shown, path=str(path))
        assert "each row once" in shown.text("#repeat-said")
        run = await start(shown, every="1h", times="2")
        await until(shown, lambda: run.total == 6)
        assert "1 / 6" in shown.line("rows.csv", "#repeats")
        run.stop()
        again = await start(shown, every="0", times="1")
        await until(shown, lambda: again.ended)
        assert [each.payload for each in shown.transport.published] == [b"1", b"1", b"2", b"{{x}}"]


async def test_a_row_that_is_none_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("topic,qos\na,0\na,7\n")
    async with dashboard() as shown:
        await shown.press("f6")
        await fill(shown, path=str(path), every="0")
        await shown.press("enter")
        await until(shown, lambda: "Not started" in shown.text("#repeat-said"))
        assert "rows.csv:line3:qos:expected0,1or2." in squeezed(shown.text("#repeat-said"))
        assert (repeats_of(shown).runs, shown.transport.published) == ((), [])


async def test_esc_while_a_file_is_looked_through_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file that has no end.
    monkeypatch.setattr(RowCheck, "go_on", lambda check, seconds: True)
    path = tmp_path / "rows.csv"
    path.write_text("topic\na\n")
    async with dashboard() as shown:
        await shown.press("f6")
        await fill(shown, path=str(path), every="0")
        await shown.press("enter")
        await eventually(lambda: "Looking through the file" in shown.text("#repeat-said"))
        await shown.press("escape")
        await eventually(lambda: not any(each.group == "repeats" for each in shown.app.workers))
        assert (repeats_of(shown).runs, shown.transport.published) == ((), [])


async def test_a_row_that_goes_bad_later_ends_it_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"topic": "a"}\n')
    async with dashboard() as shown:
        await shown.press("f6")
        run = await start(shown, path=str(path), every="10ms", times="forever")
        path.write_text('{"topic": 1}\n')
        await until(shown, lambda: run.ended)
        assert run.state is State.FAILED
        assert "Failed:" in shown.text("#repeats-said")
        assert "line1:topic:expectedatext" in squeezed(shown.text("#repeats-said"))
        assert not shown.notifications()


async def test_one_that_fails_while_the_list_is_closed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"topic": "a"}\n')
    async with dashboard() as shown:
        await shown.press("f6")
        run = await start(shown, path=str(path), every="10ms", times="forever")
        await shown.press("escape")
        path.write_text('{"topic": 1}\n')
        await eventually(lambda: run.ended)
        await shown.frame()
        assert "line1:topic:expectedatext." in squeezed(shown.notifications())


async def test_rows_are_asked_about_once(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("topic\na\n$SYS/1\n$SYS/2\n")
    async with dashboard() as shown:
        await shown.press("f6")
        await fill(shown, path=str(path), every="0", times="2")
        await shown.press("enter")
        await eventually(lambda: isinstance(shown.app.screen, Confirm))
        await shown.frame()
        assert "line 3 and 1 more: $SYS/1 belongs to" in shown.text()
        assert shown.transport.published == []
        await shown.press("y")
        await eventually(lambda: repeats_of(shown).runs and repeats_of(shown).runs[0].ended)
        assert [each.topic for each in shown.transport.published] == ["a", "$SYS/1", "$SYS/2"] * 2


@pytest.mark.parametrize("answer", ["y", "n"])
async def test_what_is_written_is_asked_about_once(answer: str) -> None:
    async with opened("$SYS/{{count}}") as shown:
        await fill(shown, every="0", times="3")
        await shown.press("enter")
        assert "$SYS/{{count}} belongs to the broker itself" in shown.text()
        await shown.press(answer)
        if answer == "n":
            await eventually(lambda: "not confirmed" in shown.text("#repeat-said"))
            assert (repeats_of(shown).runs, shown.transport.published) == ((), [])
            return
        await eventually(lambda: repeats_of(shown).runs and repeats_of(shown).runs[0].ended)
        published = [each.topic for each in shown.transport.published]
        assert published == ["$SYS/1", "$SYS/2", "$SYS/3"]


async def test_what_a_template_asks_for_is_asked_once_and_kept_as_it_was() -> None:
    history = SentHistory()
    async with opened("a", "{{ask password}} {{count}}", sent=history) as shown:
        await fill(shown, every="0", times="3")
        await shown.press("enter")
        await eventually(lambda: isinstance(shown.app.screen, AskScreen))
        await shown.press(*"hunter2", "enter")
        await eventually(lambda: repeats_of(shown).runs and repeats_of(shown).runs[0].ended)
        assert [each.payload for each in shown.transport.published] == [
            b"hunter2 1",
            b"hunter2 2",
            b"hunter2 3",
        ]
        await eventually(lambda: len(history.log))
        (sent,) = history.log
        assert sent.draft.text == "{{ask password}} {{count}}"
        assert "hunter2" not in shown.text()


async def test_esc_at_what_is_asked_starts_nothing() -> None:
    async with opened("a", "{{ask line}}") as shown:
        await shown.press("enter")
        await eventually(lambda: isinstance(shown.app.screen, AskScreen))
        await shown.press("escape")
        await eventually(lambda: "Not started" in shown.text("#repeat-said"))
        assert repeats_of(shown).runs == ()


async def test_what_is_secret_is_kept_without_its_payload() -> None:
    history = SentHistory()
    async with dashboard(sent=history) as shown:
        shown.main._publishing.composer.write(Draft("a", "hunter2"), secret=True)
        await shown.press("f6")
        await start(shown, every="0", times="2")
        await eventually(lambda: len(history.log))
        (sent,) = history.log
        assert (sent.secret, sent.draft.text, sent.count) == (True, "", 2)


async def test_the_key_works_where_the_payload_is_written() -> None:
    async with dashboard() as shown:
        shown.main._publishing.composer.write(Draft("a", "some text"))
        await shown.focus("#compose-payload")
        await shown.press("f6")
        assert isinstance(shown.app.screen, RepeatsScreen)
        assert shown.main._publishing.composer.payload[0] == "some text"


async def test_it_is_remembered_as_one_entry_of_what_was_sent() -> None:
    history = SentHistory()
    async with opened("a/{{count}}", sent=history) as shown:
        run = await start(shown, every="0", times="7")
        await eventually(lambda: run.ended and len(history.log))
        (sent,) = history.log
        assert (sent.draft.topic, sent.count, sent.accepted_count) == ("a/{{count}}", 7, 7)
        assert sent.reason == "acknowledged"


async def test_the_cursor_stays_with_its_run_and_esc_keeps_all() -> None:
    async with opened() as shown:
        first = await start(shown, every="1h")
        await shown.press("a")
        await start(shown, every="2h")
        await shown.press("j")
        await shown.press("a")
        assert shown.app.focused is shown.app.screen.query_one("#repeat-every")
        await start(shown, every="3h")
        await shown.press("G", "d")
        assert first.state is State.STOPPED
        assert [run.state for run in repeats_of(shown).runs].count(State.RUNNING) == 2


async def test_all_are_stopped_when_the_app_ends() -> None:
    async with opened() as shown:
        runs = [await start(shown, every="1h"), await start(shown, every="0")]
    assert [run.state for run in runs] == [State.STOPPED] * 2
    published = len(shown.transport.published)
    await asyncio.sleep(0)
    assert len(shown.transport.published) == published


async def test_read_only_repeats_nothing() -> None:
    async with dashboard(read_only=True) as shown:
        await shown.press("f6")
        assert not isinstance(shown.app.screen, RepeatsScreen)
        assert "publishing is switched off" in shown.notifications()


@pytest.mark.parametrize("size", SIZES)
async def test_every_state_fits_and_is_safe(size: tuple[int, int]) -> None:
    async with dashboard(size=size) as shown:
        repeats_of(shown).runs = some_runs()
        await shown.press("f6")
        await look(shown)
        text = shown.text("#repeats")
        assert "\x1b" not in text
        assert "\u202e" not in text
        for state in State:
            assert state.value in text
        assert "1,203 / 5,000 ━" in text
        assert "9.8/s of 10/s" in text
        assert "✗ 12 ? 3" in text
        assert all(len(line) <= size[0] for line in shown.lines("#repeats"))
