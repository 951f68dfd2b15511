"""Folding in the payload: brackets close and open, and large texts come folded."""

from __future__ import annotations

import json

from tests.ui.dashboard import Dashboard, dashboard

PAYLOAD = "#payload"
POSE = {"pose": {"x": 1, "y": 2}, "tags": ["a", "b"], "n": 7}


async def _look(shown: Dashboard, value: object, topic: str = "robot") -> None:
    await shown.arrive(shown.message(topic, json.dumps(value)))
    await shown.focus("#tree")
    await shown.press("G")
    await shown.focus(PAYLOAD)


def _body(shown: Dashboard) -> list[str]:
    lines = shown.lines(PAYLOAD)
    start = next(at for at, line in enumerate(lines) if line.strip() in ("{", "["))
    return [line.strip() for line in lines[start:] if line.strip()]


async def test_a_bracket_is_folded_and_opened() -> None:
    async with dashboard() as shown:
        await _look(shown, POSE)
        await shown.press(*["j"] * 6, "enter")
        assert '"pose": { … },  3 lines' in _body(shown)
        assert '"x": 1,' not in _body(shown)
        await shown.press("space")
        assert '"x": 1,' in _body(shown)


async def test_what_is_folded_stays_so_in_the_next_message() -> None:
    async with dashboard() as shown:
        await _look(shown, POSE)
        await shown.press(*["j"] * 6, "enter")
        await _look(shown, {"new": 0, **POSE, "pose": {"x": 5, "y": 6, "z": 7}})
        assert '"pose": { … },  4 lines' in _body(shown)
        await _look(shown, POSE, "second")
        assert '"x": 1,' in _body(shown)


async def test_the_cursor_stays_when_the_next_message_comes() -> None:
    async with dashboard() as shown:
        await _look(shown, POSE)
        await shown.press(*["j"] * 5)
        await shown.arrive(shown.message("robot", json.dumps({**POSE, "n": 8})))
        await shown.press("j", "enter")
        assert '"pose": { … },  3 lines' in _body(shown)


async def test_all_are_closed_and_opened() -> None:
    async with dashboard() as shown:
        await _look(shown, POSE)
        await shown.press("O")
        assert _body(shown) == [
            "{",
            '"pose": { … },  3 lines',
            '"tags": [ … ],  3 lines',
            '"n": 7',
            "}",
        ]
        await shown.press("o")
        assert len(_body(shown)) == 11


async def test_a_click_folds() -> None:
    async with dashboard() as shown:
        await _look(shown, POSE)
        await shown.click('"tags"', PAYLOAD)
        assert '"tags": [ … ],  3 lines' in _body(shown)
        await shown.click('"tags"', PAYLOAD)
        assert '"a",' in _body(shown)


async def test_a_search_opens_what_hides_its_match() -> None:
    async with dashboard() as shown:
        await _look(shown, POSE)
        await shown.press("O", "slash", "y", "enter")
        assert '"y": 2' in _body(shown)
        assert '"tags": [ … ],  3 lines' in _body(shown)


async def test_text_without_brackets_scrolls() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "\n".join(map(str, range(100)))))
        await shown.press("G")
        await shown.focus(PAYLOAD)
        await shown.press("j", "enter")
        assert "QoS 0" in shown.lines(PAYLOAD)[0]


async def test_a_large_text_is_gone_through_in_the_background_and_comes_folded() -> None:
    items = [{"id": number, "name": "sensor"} for number in range(30_000)]
    async with dashboard(history_bytes=300_000_000) as shown:
        await _look(shown, {"first": 1, "data": items, "last": [1, 2]})
        while "laid out" in shown.lines("#details-pane")[0]:
            await shown.frame()
        body = _body(shown)
        assert body[:3] == ["{", '"first": 1,', '"data": [ … ],  120,001 lines']
        assert body[3] == '"last": [ … ]  3 lines'
        await shown.press(*["j"] * 7, "enter")
        assert _body(shown)[2:4] == ['"data": [', "{ … },  3 lines"]
        await shown.press("G")
        assert '"last": [ … ]  3 lines' in shown.text(PAYLOAD)
        await shown.press("k", "k", "k", "enter")
        assert '"id": 29999,' in shown.text(PAYLOAD)


async def test_a_large_text_is_searched_to_its_end() -> None:
    items = [f"word {number}" for number in range(60_000)]
    async with dashboard(history_bytes=300_000_000) as shown:
        await _look(shown, {"data": items})
        while "laid out" in shown.lines("#details-pane")[0]:
            await shown.frame()
        await shown.press("slash", *["w", "o", "r", "d", "space", "5", "9", "9", "9", "9"])
        while "searched" in shown.text("#search"):
            await shown.frame()
        assert '"word 59999"' in shown.text(PAYLOAD)
        assert "1 of 1 line" in shown.text("#search")


async def test_the_next_large_text_begins_anew() -> None:
    async with dashboard(history_bytes=300_000_000) as shown:
        await _look(shown, {"data": ["x" * 100] * 5_000})
        await _look(shown, {"other": ["y" * 100] * 5_000})
        while "laid out" in shown.lines("#details-pane")[0]:
            await shown.frame()
        assert '"other": [ … ]  5,001 lines' in _body(shown)
        await _look(shown, {"small": [1]})
        assert _body(shown) == ["{", '"small": [', "1", "]", "}"]
