"""The line of a long run, as a terminal, a log and a closed pipe show it."""

from __future__ import annotations

import io
import os
import pty
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from persona_assistant.cli import progress as module
from persona_assistant.cli.progress import describe, progress_line
from persona_assistant.progress import Progress
from persona_assistant.views.durations import duration, rate, size, size_of_total

ANSWERING = Progress(
    "answering", 120, 750, "questions", 120.1, 100, "item-7",
    {"errors": 2, "Cal": 61.234, "tokens/s": 33.3},
)  # fmt: skip


class Terminal(io.StringIO):
    def __init__(self, live: bool = True) -> None:
        super().__init__()
        self.live = live
        self.clock = 100.0

    def isatty(self) -> bool:
        return self.live

    @property
    def shown(self) -> list[str]:
        return [text for text in re.findall(r"\r([^\r\033]*)\033\[K", self.getvalue()) if text]


def standard_error(monkeypatch: pytest.MonkeyPatch, live: bool = True) -> Terminal:
    """In the place of standard error; not a fixture, since pytest puts its own there before a
    test."""
    stream = Terminal(live)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(module.time, "monotonic", lambda: stream.clock)
    return stream


# --- the words


def test_all_there_is_to_say_is_in_one_line():
    assert describe(ANSWERING, 200) == (
        "answering 120 of 750 questions, 2 errors, 13 min left, Cal 61.2, 33.3 tokens/s, "
        "50 a minute, 20 from before, item-7"
    )
    assert describe(Progress("judging", 5, 9, seconds=10.0), 79) == (
        "judging 5 of 9, 8 s left, 30 a minute"
    )


def test_nothing_is_said_of_what_is_not_known():
    assert describe(Progress("loading", 0), 79) == "loading"
    assert describe(Progress("reading", 7, unit="files"), 79) == "reading 7 files"
    begun = Progress("answering", 20, 750, seconds=0.1, worked=0)
    assert describe(begun, 79) == "answering 20 of 750, 20 from before"
    hardly = Progress("answering", 1, 10**9, seconds=1e6)
    assert "left" not in describe(hardly, 79) and "inf" not in describe(hardly, 79)
    finished = Progress("answering", 9, 9, seconds=3.0)
    assert "left" not in describe(finished, 79)


def test_where_there_is_less_room_what_matters_least_is_left_out():
    assert describe(ANSWERING, 55) == "answering 120 of 750 questions, 2 errors, 13 min left"
    assert describe(ANSWERING, 44) == "answering 120 of 750 questions, 2 errors"
    assert describe(ANSWERING, 10) == "answering"[:10] + " "


def test_bytes_are_told_in_their_units():
    download = Progress("downloading", 1_230_000_000, 5_100_000_000, "bytes", 100.0)
    assert describe(download, 79) == "downloading 1.2 of 5.1 GB, 5 min left, 12.3 MB/s"
    again = Progress("downloading", 900_000_000, None, "bytes", 10.0, 100_000_000)
    assert describe(again, 79) == "downloading 900 MB, 10.0 MB/s, 800 MB from before"


def test_of_a_long_path_the_end_is_shown():
    path = "people/" + "very-long-name/" * 9 + "party.jpg"
    line = describe(Progress("enrolling", 3, 9, "files", detail=path), 60)
    assert len(line) <= 60 and line.endswith("party.jpg") and ", ..." in line


def test_what_a_file_is_called_cannot_command_a_terminal():
    line = describe(Progress("reading", 1, 2, detail="a\033[2Jb\n\tc\r"), 79)
    assert line == "reading 1 of 2, a[2Jb c"


numbers = st.integers(0, 10**13)


@given(
    st.text(max_size=30),
    st.text(max_size=150),
    numbers,
    st.none() | numbers,
    st.sampled_from(["", "files", "bytes"]),
    st.floats(0, 10**9),
    st.none() | numbers,
    st.dictionaries(st.text(max_size=12) | st.just("errors"), st.floats(), max_size=4),
    st.integers(1, 120),
)
def test_the_line_never_wraps(stage, detail, done, more, unit, seconds, worked, values, room):
    total = None if more is None else done + more
    line = describe(Progress(stage, done, total, unit, seconds, worked, detail, values), room)
    assert cell_len(line) <= room and "\n" not in line and "\033" not in line


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (89, "89 s"), (90, "2 min"), (5340, "89 min"), (7500, "2 h 5 min"),
     (273_600, "3 d 4 h")],
)  # fmt: skip
def test_a_duration_as_people_say_it(seconds, words):
    assert duration(seconds) == words


def test_rates_and_sizes_as_people_say_them():
    assert [rate(each) for each in (34, 1.9, 0.01)] == ["34 a second", "114 a minute", "36 an hour"]
    assert [size(each) for each in (0, 999, 999_999, 5_120_000_000)] == [
        "0 B", "999 B", "1.0 MB", "5.1 GB",
    ]  # fmt: skip
    assert size_of_total(300_000_000, 5_100_000_000) == "0.3 of 5.1 GB"


# --- a terminal


def test_it_is_drawn_a_few_times_a_second_and_gone_in_the_end(monkeypatch):
    terminal = standard_error(monkeypatch)
    with progress_line() as on_progress:
        for step in range(100):
            on_progress(Progress("answering", step, 100, seconds=float(step)))
            terminal.clock += 0.05
    assert 20 <= len(terminal.shown) <= 26 and terminal.shown[0] == "answering 0 of 100"
    assert terminal.getvalue().endswith("\r\033[K") and "\n" not in terminal.getvalue()


def test_it_is_gone_after_an_error_too(monkeypatch):
    terminal = standard_error(monkeypatch)

    def interrupted() -> None:
        with progress_line() as on_progress:
            on_progress(ANSWERING)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert terminal.shown and terminal.getvalue().endswith("\r\033[K")


def test_a_new_stage_is_shown_at_once(monkeypatch):
    terminal = standard_error(monkeypatch)
    with progress_line(words={"judge": "judging"}) as on_progress:
        on_progress(Progress("answering", 9, 9))
        on_progress(Progress("judge", 0, 9))
    assert terminal.shown == ["answering 9 of 9", "judging 0 of 9"]


def test_the_command_may_name_the_stage(monkeypatch):
    terminal = standard_error(monkeypatch)
    with progress_line("enrolling") as on_progress:
        on_progress(Progress("files", 1, 2, "files"))
    assert terminal.shown == ["enrolling 1 of 2 files"]


@pytest.mark.parametrize(("columns", "most"), [(300, 99), (80, 79), (30, 29)])
def test_it_keeps_to_the_columns_of_the_terminal(monkeypatch, columns, most):
    terminal = standard_error(monkeypatch)
    monkeypatch.setenv("COLUMNS", str(columns))
    with progress_line() as on_progress:
        on_progress(Progress("看着", 1, 2, "图片", detail="图" * 200))
    assert 15 < cell_len(terminal.shown[0]) <= most


def test_quiet_shows_nothing(monkeypatch):
    terminal = standard_error(monkeypatch)
    with progress_line(quiet=True) as on_progress:
        on_progress(ANSWERING)
    assert terminal.getvalue() == ""


def test_a_real_terminal_is_left_clean_after_ctrl_c():
    code = """
        import time
        from persona_assistant.cli.interrupt import first_interrupt_cancels
        from persona_assistant.cli.progress import progress_line
        from persona_assistant.progress import Progress
        with first_interrupt_cancels() as cancel, progress_line() as on_progress:
            while not cancel.is_set():
                on_progress(Progress("answering", 3, 9))
                time.sleep(0.01)
    """
    ours, theirs = pty.openpty()
    root = str(Path(__file__).resolve().parents[2])
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": root, "TERM": "xterm"},
    )
    os.close(theirs)
    shown = os.read(ours, 1000)
    os.kill(child.pid, signal.SIGINT)
    assert child.wait(10) == 0
    deadline = time.monotonic() + 5
    while not shown.endswith(b"\r\x1b[K") and time.monotonic() < deadline:
        shown += os.read(ours, 1000)
    os.close(ours)
    assert b"answering 3 of 9" in shown and shown.endswith(b"\r\x1b[K")


# --- a log, a pipe, nothing


def test_a_log_gets_a_line_now_and_then_and_none_for_what_is_soon_done(monkeypatch):
    log = standard_error(monkeypatch, live=False)
    with progress_line() as on_progress:
        for step in range(14):
            on_progress(Progress("answering", step, 60))
            log.clock += 1
        assert log.getvalue() == ""
        for step in range(14, 46):
            on_progress(Progress("answering", step, 60))
            log.clock += 1
        on_progress(Progress("judging", 0, 60))
    assert log.getvalue().splitlines() == [
        "answering 15 of 60",
        "answering 30 of 60",
        "answering 45 of 60",
        "judging 0 of 60",
    ]


def test_a_terminal_without_control_sequences_is_a_log(monkeypatch):
    terminal = standard_error(monkeypatch)
    monkeypatch.setenv("TERM", "dumb")
    with progress_line() as on_progress:
        on_progress(ANSWERING)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("live", [True, False])
def test_a_standard_error_that_went_away_does_not_end_the_run(monkeypatch, live):
    stream = standard_error(monkeypatch, live)

    def gone(text: str) -> None:
        raise BrokenPipeError

    stream.write = gone
    with progress_line() as on_progress:
        stream.clock += 60
        on_progress(ANSWERING)
        stream.clock += 60
        on_progress(ANSWERING)


def test_without_a_standard_error_nothing_is_shown(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    with progress_line() as on_progress:
        on_progress(ANSWERING)
