"""The file of what was sent: several writers, damage, caps, and what can not be written."""

from __future__ import annotations

import fcntl
import os
import stat
import subprocess
import sys
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from pubsub_tui.outgoing import sent_file
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.sent import LONGEST_PAYLOAD, MOST_BYTES, MOST_ENTRIES, Sent
from pubsub_tui.outgoing.sent_file import SentFile
from pubsub_tui.outgoing.sent_history import SentHistory
from pubsub_tui.outgoing.sent_line import to_line
from tests.unit.test_outgoing_sent import entry

ROOT = Path(__file__).parents[2]


class AtOnce(Executor):
    """Does everything when it is asked to."""

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


class Later(AtOnce):
    """Does everything when `run` is called."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Any]] = []

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, work))
        return future

    def run(self) -> None:
        while self.waiting:
            future, work = self.waiting.pop(0)
            future.set_result(work())


def file_at(folder: Path) -> SentFile:
    return SentFile(folder / "state" / "sent.jsonl")


def topics(file: SentFile) -> list[str]:
    return [each.draft.topic for each in file.read().entries]


def topics_of(history: SentHistory) -> list[str]:
    history.settle()
    return [each.draft.topic for each in history.log]


def test_what_was_written_is_read_and_only_the_user_may_read_it(tmp_path: Path) -> None:
    file = file_at(tmp_path)
    entries = (entry("a", "one"), entry("b\udcff", "two\0"))
    for each in entries:
        file.append(each)
    assert file.read().entries == entries
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    file.forget({entries[0].key})
    assert file.read().entries == entries[1:]
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_where_there_is_no_file_there_is_nothing(tmp_path: Path) -> None:
    file = file_at(tmp_path)
    file.forget({"a"})
    file.clear()
    assert file.read() == sent_file.Reading()
    assert list(tmp_path.iterdir()) == []


def test_damaged_lines_are_counted_and_put_aside(tmp_path: Path) -> None:
    file = file_at(tmp_path)
    sent = entry("a")
    file.append(sent)
    with file.path.open("ab") as raw:
        raw.write(b"\xff\x00 nonsense\n\n" + to_line(entry("b"))[:40])
    file.append(entry("c"))
    assert topics(file) == ["a", "c"]
    assert file.read().damaged == 2
    assert not file.damaged_path.exists()
    file.forget({sent.key})
    assert topics(file) == ["c"]
    assert file.read().damaged == 0
    aside = file.damaged_path.read_bytes()
    assert aside.startswith(b"\xff\x00 nonsense\n")
    assert aside.count(b"\n") == 2
    assert stat.S_IMODE(file.damaged_path.stat().st_mode) == 0o600
    file.clear()
    assert [each.name for each in file.path.parent.iterdir()] == ["sent.jsonl"]
    assert file.path.read_bytes() == b""


def test_above_the_cap_it_is_written_anew(tmp_path: Path) -> None:
    file = file_at(tmp_path)
    for number in range(80):
        file.append(entry(f"t{number}", "x" * LONGEST_PAYLOAD))
    size = file.path.stat().st_size
    assert MOST_BYTES * 0.9 < size < MOST_BYTES * 1.3
    assert topics(file)[-1] == "t79"
    assert topics(file)[0] != "t0"


def test_very_many_entries_are_cut_when_they_are_read(tmp_path: Path) -> None:
    file = file_at(tmp_path)
    file.path.parent.mkdir()
    file.path.write_bytes(b"".join(to_line(entry(f"t{n}")) for n in range(2 * MOST_ENTRIES)))
    history = SentHistory(file, AtOnce())
    history.load()
    assert len(topics_of(history)) == MOST_ENTRIES
    assert file.path.read_bytes().count(b"\n") == MOST_ENTRIES
    assert topics(file)[-1] == f"t{2 * MOST_ENTRIES - 1}"


_WRITER = """
import sys
from pathlib import Path
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.sent import Sent
from pubsub_tui.outgoing.sent_file import SentFile

file = SentFile(Path(sys.argv[1]))
for number in range(100):
    file.append(Sent(1.0, "here", Draft(f"{sys.argv[2]}/{number}", "x" * 3000), "sent"))
    if number % 10 == 0:
        file.forget({"nothing"})
"""


def test_several_writers_lose_nothing_of_each_other(tmp_path: Path) -> None:
    """Each of them appends, and replaces the file now and then."""
    file = file_at(tmp_path)
    command = [sys.executable, "-c", _WRITER, str(file.path)]
    writers = [subprocess.Popen([*command, name], cwd=ROOT) for name in "abc"]
    for each in writers:
        assert each.wait(60) == 0
    written = topics(file)
    assert len(written) == 300
    for name in "abc":
        own = [topic for topic in written if topic.startswith(name)]
        assert own == [f"{name}/{number}" for number in range(100)]
    assert file.read().damaged == 0


def test_a_file_that_was_replaced_while_it_was_waited_for_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_at(tmp_path)
    file.append(entry("a"))
    lock = sent_file._lock

    def replaced_before(*arguments: Any) -> bool:
        monkeypatch.setattr(sent_file, "_lock", lock)
        file.forget(())
        return lock(*arguments)

    monkeypatch.setattr(sent_file, "_lock", replaced_before)
    file.append(entry("b"))
    assert topics(file) == ["a", "b"]


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = file_at(tmp_path)
    file.append(entry("a"))
    before = file.path.read_bytes()
    write = os.write

    def short(handle: int, data: memoryview) -> int:
        if len(data) < 100:
            raise OSError(28, "No space left on device")
        return write(handle, data[:-50])

    monkeypatch.setattr(os, "write", short)
    with pytest.raises(OSError, match="No space"):
        file.append(entry("b"))
    monkeypatch.undo()
    assert file.path.read_bytes() == before


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "state").symlink_to(tmp_path / "real")
    link = tmp_path / "real" / "sent.jsonl"
    link.symlink_to(tmp_path / "elsewhere")
    file = file_at(tmp_path)
    file.append(entry("a"))
    file.forget(())
    assert link.is_symlink()
    assert topics(file) == ["a"]


def test_a_file_that_can_not_be_written_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    history = SentHistory(file_at(tmp_path), AtOnce())
    history.add(entry("a"))
    history.add(entry("b"))
    assert topics_of(history) == ["b", "a"]
    sentence = history.complaint()
    assert sentence.startswith(f"{tmp_path}/state/sent.jsonl can not be written: ")
    assert "only until you leave" in sentence
    assert history.complaint() == ""
    history.add(entry("c"))
    history.load()
    assert topics_of(history) == ["c", "b", "a"]


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: os.mkfifo(path)])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, make: Any) -> None:
    (tmp_path / "state").mkdir()
    make(tmp_path / "state" / "sent.jsonl")
    history = SentHistory(file_at(tmp_path), AtOnce())
    history.add(entry("a"))
    history.load()
    assert topics_of(history) == ["a"]
    assert "it is no file" in history.problem


def test_a_lock_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent_file, "_LOCK_SECONDS", 0.0)
    file = file_at(tmp_path)
    file.append(entry("a"))
    with file.path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(OSError, match="another program"):
            file.append(entry("b"))
    file.append(entry("c"))
    assert topics(file) == ["a", "c"]


def test_the_history_has_what_other_runs_sent(tmp_path: Path) -> None:
    file = file_at(tmp_path)
    file.append(entry("before"))
    history = SentHistory(file, AtOnce())
    history.add(entry("mine"))
    assert topics_of(history) == ["mine"]
    file.append(entry("other"))
    history.load()
    assert topics_of(history) == ["other", "mine", "before"]


def test_what_was_not_written_yet_is_there_after_reading(tmp_path: Path) -> None:
    later = Later()
    history = SentHistory(file_at(tmp_path), later)
    history.load()
    history.add(entry("a"))
    assert history.loading
    later.waiting[1:], waiting = [], later.waiting[1:]
    later.run()
    assert topics_of(history) == ["a"]
    later.waiting += waiting
    later.run()
    history.load()
    later.run()
    assert topics_of(history) == ["a"]
    assert not history.loading


def test_what_is_forgotten_while_the_file_is_read_stays_so(tmp_path: Path) -> None:
    file = file_at(tmp_path)
    entries = [entry(topic) for topic in "abc"]
    for each in entries:
        file.append(each)
    later = Later()
    history = SentHistory(file, later)
    history.load()
    later.run()
    assert topics_of(history) == ["c", "b", "a"]
    history.load()
    history.forget({entries[1].key})
    later.run()
    history.settle()
    later.run()
    assert topics_of(history) == ["c", "a"]
    history.load()
    history.clear()
    later.run()
    history.settle()
    later.run()
    assert topics_of(history) == []
    assert topics(file) == []


def test_a_thread_of_its_own_writes_everything_before_the_program_ends(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path;"
        "from pubsub_tui.outgoing.draft import Draft;"
        "from pubsub_tui.outgoing.sent import Sent;"
        "from pubsub_tui.outgoing.sent_file import SentFile;"
        "from pubsub_tui.outgoing.sent_history import SentHistory;"
        "history = SentHistory(SentFile(Path(sys.argv[1])));"
        "[history.add(Sent(1.0, 'here', Draft(f't{n}'), 'sent')) for n in range(200)]"
    )
    file = file_at(tmp_path)
    subprocess.run([sys.executable, "-c", program, str(file.path)], cwd=ROOT, check=True)
    assert topics(file) == [f"t{number}" for number in range(200)]


def test_without_a_file_all_is_in_memory() -> None:
    history = SentHistory()
    sent = Sent(1.0, "here", Draft("a"), "sent")
    history.add(sent)
    history.load()
    assert topics_of(history) == ["a"]
    history.forget({sent.key})
    assert topics_of(history) == []
    history.add(sent)
    history.clear()
    assert topics_of(history) == []
