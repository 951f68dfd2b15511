"""The payload pane: every kind of payload, and where it is scrolled to."""

from __future__ import annotations

import json
import re

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.ui.dashboard import Dashboard, dashboard

PAYLOAD = "#payload"
PANE = "#details-pane"


async def _look(shown: Dashboard, payload: bytes | str, **fields: object) -> None:
    """Let a message arrive, and look at its topic."""
    await shown.arrive(shown.message("topic", payload, **fields))
    await shown.press("G")


def _heading(shown: Dashboard) -> str:
    return shown.lines(PANE)[0]


def _properties() -> bytes:
    properties = Properties(PacketTypes.PUBLISH)
    properties.ContentType = "text/plain"
    properties.MessageExpiryInterval = 60
    properties.UserProperty = [("unit", "°C"), ("note", "\x1b[31mred")]
    packed = bytes(properties.pack())
    return packed[1:]


async def test_json_is_indented_with_numbers_as_they_were_sent() -> None:
    async with dashboard() as shown:
        await _look(shown, '{"b":1.50,"a":[true,null,"x"],"e":{}}')
        lines = shown.lines(PAYLOAD)
        at = lines.index(" {")
        assert lines[at + 1 : at + 9] == [
            '   "b": 1.50,',
            '   "a": [',
            "     true,",
            "     null,",
            '     "x"',
            "   ],",
            '   "e": {}',
            " }",
        ]
        assert "JSON · 37 B" in _heading(shown)


async def test_text_is_shown_line_by_line() -> None:
    async with dashboard() as shown:
        await _look(shown, "first\nsecond\r\n\tthird")
        lines = shown.lines(PAYLOAD)
        at = lines.index(" first")
        assert lines[at : at + 3] == [" first", " second", "     third"]
        assert "text · 20 B" in _heading(shown)


async def test_other_bytes_are_shown_in_hex() -> None:
    async with dashboard() as shown:
        await _look(shown, bytes(range(256)))
        assert "00000000  00 01 02 03 04 05 06 07  08" in shown.text(PAYLOAD)
        assert "hex · 256 B" in _heading(shown)


async def test_what_is_not_certain_says_how_sure_it_is() -> None:
    async with dashboard() as shown:
        await _look(shown, b"\xa1\x65level\xf9\x4d\x60")
        assert '   "level": 21.5' in shown.lines(PAYLOAD)
        assert "CBOR (likely) · 10 B" in _heading(shown)


async def test_the_topic_helps_to_decode() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("spBv1.0/plant/NDATA/press", b"\x18\x07"))
        await shown.press("G")
        assert "No NBIRTH of plant/press has been seen" in shown.text(PAYLOAD)
        assert "Sparkplug B NDATA" in _heading(shown)


async def test_an_empty_payload_is_called_so() -> None:
    async with dashboard() as shown:
        await _look(shown, b"")
        assert "(empty payload)" in shown.text(PAYLOAD)
        assert "empty" in _heading(shown)


async def test_the_circumstances_are_told() -> None:
    async with dashboard() as shown:
        await _look(shown, "x", qos=2, retain=True)
        line = shown.line("QoS", PAYLOAD)
        for words in ("2023-11-1", "QoS 2", "retained", "1 B"):
            assert words in line
        await _look(shown, "y")
        assert "QoS 0" in shown.line("QoS", PAYLOAD)
        assert "retained" not in shown.line("QoS", PAYLOAD)


async def test_properties_are_listed_and_harmless() -> None:
    async with dashboard() as shown:
        await _look(shown, "x", properties=_properties())
        for line in ("content type: text/plain", "message expiry: 60 s", "unit: °C"):
            assert f" {line}" in shown.text(PAYLOAD)
        assert "note: ␛[31mred" in shown.text(PAYLOAD)


async def test_malformed_properties_are_called_so() -> None:
    async with dashboard() as shown:
        await _look(shown, "x", properties=b"\xff\xff\x1b")
        assert "malformed properties" in shown.text(PAYLOAD)
        assert " x" in shown.lines(PAYLOAD)


async def test_a_truncated_payload_tells_its_true_size() -> None:
    async with dashboard(history_bytes=20_000) as shown:
        await _look(shown, "x" * 5000)
        assert "5.0 kB · only the first 2.0 kB kept" in shown.text(PAYLOAD)
        assert "text · 5.0 kB" in _heading(shown)


async def test_a_truncated_payload_is_decoded_as_the_beginning_it_is() -> None:
    async with dashboard(history_bytes=200_000, size=(120, 50)) as shown:
        await _look(shown, json.dumps({"readings": ["one"], "rest": "x" * 30_000}))
        assert "The first 20 kB of 30 kB:" in shown.text(PAYLOAD)
        assert '     "one"' in shown.lines(PAYLOAD)
        assert " … the rest is beyond the first 20,000 bytes" in shown.lines(PAYLOAD)
        assert "JSON · 30 kB" in _heading(shown)


async def test_a_level_has_figures_that_keep_up() -> None:
    async with dashboard() as shown:
        await shown.arrive(*[shown.message(f"a/{each}", "12345") for each in range(4)])
        await shown.press("down")
        assert "a level without messages of its own" in shown.text(PAYLOAD)
        assert "topics     4" in shown.text(PAYLOAD)
        assert "messages   4, 20 B" in shown.text(PAYLOAD)
        await shown.arrive(shown.message("a/9", "12345"))
        assert "topics     5" in shown.text(PAYLOAD)
        assert "messages   5, 25 B" in shown.text(PAYLOAD)
        await shown.press("up")
        assert "all topics" in shown.text(PAYLOAD)


async def test_the_newest_message_of_the_topic_is_shown() -> None:
    async with dashboard() as shown:
        await _look(shown, "first")
        await shown.arrive(shown.message("topic", "second"))
        assert " second" in shown.lines(PAYLOAD)
        assert " first" not in shown.lines(PAYLOAD)


async def test_a_long_topic_is_wrapped_again_when_the_width_changes() -> None:
    async with dashboard(size=(120, 40)) as shown:
        await shown.arrive(shown.message("0123456789" * 12, "x"))
        await shown.press("5", "G", "1")
        await shown.frame()
        wide = [line for line in shown.lines(PAYLOAD) if "0123456789" in line]
        assert len(wide) == 2
        await shown.pilot.resize_terminal(70, 40)
        await shown.frame()
        narrow = [line for line in shown.lines(PAYLOAD) if "0123456789" in line]
        assert len(narrow) > 2
        assert "".join(line.strip() for line in shown.lines(PAYLOAD)).count("0123456789") == 12


async def test_keys_scroll_down_and_up_again() -> None:
    async with dashboard() as shown:
        await _look(shown, "\n".join(f"n{each}" for each in range(100)))
        await shown.focus(PAYLOAD)
        for down, up in (("j", "k"), ("down", "up"), ("ctrl+d", "ctrl+u"), ("pagedown", "pageup")):
            assert "topic" in shown.lines(PAYLOAD)[0]
            await shown.press(down)
            assert "topic" not in shown.text(PAYLOAD)
            await shown.press(up)
        for down, up in (("G", "g"), ("end", "home")):
            assert "topic" in shown.lines(PAYLOAD)[0]
            await shown.press(down)
            assert " n99" in shown.lines(PAYLOAD)[-1]
            await shown.press(up)
        assert "topic" in shown.lines(PAYLOAD)[0]


async def test_pages_and_half_pages() -> None:
    async with dashboard() as shown:
        await _look(shown, "\n".join(f"n{each}" for each in range(100)))
        await shown.focus(PAYLOAD)
        height = len(shown.lines(PAYLOAD))
        first = int(shown.lines(PAYLOAD)[5].strip(" n▂▁▃▄▅▆▇█"))
        await shown.press("pagedown")
        assert f" n{first + height}" in shown.lines(PAYLOAD)[5]
        await shown.press("ctrl+d")
        assert f" n{first + height + height // 2}" in shown.lines(PAYLOAD)[5]
        await shown.wheel(-3, PAYLOAD)
        assert f" n{first + height + height // 2}" not in shown.lines(PAYLOAD)[5]


async def test_the_place_stays_when_the_next_message_of_the_topic_comes() -> None:
    async with dashboard() as shown:
        await _look(shown, json.dumps(list(range(100))))
        await shown.focus(PAYLOAD)
        await shown.press("pagedown", "pagedown")
        before = shown.lines(PAYLOAD)
        await shown.arrive(shown.message("topic", json.dumps(list(range(100)))))
        assert shown.lines(PAYLOAD) == before
        await shown.arrive(shown.message("topic", json.dumps(list(range(1000, 1100)))))
        number = int(re.findall(r"\d+", before[0])[0])
        assert f" {number + 1000}," in shown.lines(PAYLOAD)[0]


async def test_another_topic_begins_at_its_top() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("other", "x\n" * 100))
        await _look(shown, "y\n" * 100)
        await shown.focus(PAYLOAD)
        await shown.press("G")
        assert "QoS" not in shown.text(PAYLOAD)
        await shown.click("other", "#tree")
        assert "QoS" in shown.lines(PAYLOAD)[1]


async def test_long_lines_scroll_sideways() -> None:
    async with dashboard() as shown:
        line = "".join(f"{each:04}" for each in range(200))
        await _look(shown, line)
        await shown.focus(PAYLOAD)
        assert "0000" in shown.text(PAYLOAD)
        await shown.press("l", "right", "l")
        assert shown.line("0010", PAYLOAD).startswith("20003")
        await shown.press("h", "left", "h", "h")
        assert "topic" in shown.lines(PAYLOAD)[0]


async def test_a_payload_of_20_megabytes_is_shown_as_far_as_is_sensible() -> None:
    async with dashboard(history_bytes=300_000_000) as shown:
        await _look(shown, b'{"a": "' + b"x" * 20_000_000 + b'"}')
        assert '"a": "xxx' in shown.text(PAYLOAD)
        await shown.focus(PAYLOAD)
        await shown.press(*["right"] * 120)
        assert "… 20,000,007 bytes" in shown.text(PAYLOAD)
        assert "20 MB" in _heading(shown)
        await shown.focus(PAYLOAD)
        await shown.press("G", "l", "y")
        assert "Not copied: 20 MB" in shown.notifications()
        await _look(shown, bytes(20_000_000))
        assert "hex · 20 MB" in _heading(shown)


async def test_how_many_came_on_a_topic_and_since_when() -> None:
    async with dashboard() as shown:
        await shown.arrive(shown.message("a", "1"))
        await shown.arrive(shown.message("a", "2"))
        await shown.press("down")
        assert " 2 messages since 22:13:20.500" in shown.text("#payload")
