"""The line of a benchmark run, as a terminal shows it."""

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

from persona_assistant.bench.suite import Moment
from persona_assistant.cli import watching as module
from persona_assistant.cli.watching import line, watching

FIRST = Moment("answer", 20, 750, reused=20, seconds=0.1)
MOMENT = Moment("answer", 120, 750, 20, 2, 4000, 120.1, 61.234)


class Terminal(io.StringIO):
    def __init__(self, live: bool = True) -> None:
        super().__init__()
        self.live = live

    def isatty(self) -> bool:
        return self.live

    @property
    def shown(self) -> list[str]:
        return re.findall(r"\r([^\r\033]*)\033\[K", self.getvalue())


def a_terminal(monkeypatch) -> Terminal:
    """In the place of standard error; not a fixture, since pytest puts its own there before a
    test."""
    stream, clock = Terminal(), [100.0]
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(module.time, "monotonic", lambda: clock[0])
    stream.clock = clock
    return stream


def test_all_there_is_to_say_is_in_one_line():
    assert line(MOMENT, FIRST, "Cal", 79) == (
        "answering 120/750, 2 errors, 13 min left, Cal 61.2, 33 tokens/s, 20 from before"
    )
    judging = Moment("judge", 5, 9, seconds=10.0)
    assert line(judging, Moment("judge", 0, 9), "Cal", 79) == "judging 5/9, 8 s left"
    assert line(FIRST, FIRST, "Cal", 79) == "answering 20/750, 20 from before"


def test_where_there_is_less_room_what_matters_least_is_left_out():
    assert line(MOMENT, FIRST, "Cal", 44) == "answering 120/750, 2 errors, 13 min left"
    assert line(MOMENT, FIRST, "Cal", 20) == "answering 120/750"


numbers = st.integers(0, 10**7)


@given(
    numbers,
    numbers,
    numbers,
    numbers,
    numbers,
    st.floats(0, 10**7),
    st.floats(0, 100),
    st.integers(1, 79),
)
def test_the_line_never_wraps(done, more, reused, errors, tokens, seconds, headline, room):
    moment = Moment("answer", done, done + more, reused, errors, tokens, seconds, headline)
    assert len(line(moment, Moment("answer", 0, done + more), "1-FA_micro", room)) <= room


def test_it_is_drawn_a_few_times_a_second_and_gone_in_the_end(monkeypatch):
    terminal = a_terminal(monkeypatch)
    with watching("Cal") as watch:
        for step in range(100):
            watch(Moment("answer", step, 100, seconds=float(step)))
            terminal.clock[0] += 0.05
    assert (
        20 <= len([text for text in terminal.shown if text]) <= 26
        and terminal.shown[0] == "answering 0/100"
    )
    assert terminal.getvalue().endswith("\r\033[K") and "\n" not in terminal.getvalue()


def test_it_is_gone_after_an_error_too(monkeypatch):
    terminal = a_terminal(monkeypatch)
    with pytest.raises(KeyboardInterrupt), watching() as watch:
        watch(MOMENT)
        raise KeyboardInterrupt
    assert terminal.getvalue().endswith("\r\033[K")


def test_in_a_wide_terminal_it_keeps_to_eighty_columns_and_in_a_narrow_one_to_its_own(monkeypatch):
    terminal = a_terminal(monkeypatch)
    for columns, most in ((200, 79), (30, 29)):
        monkeypatch.setenv("COLUMNS", str(columns))
        with watching("a metric with a very long name indeed, longer than most") as watch:
            watch(MOMENT)
        assert terminal.shown[-2] and len(terminal.shown[-2]) <= most


def test_elsewhere_it_is_silent(monkeypatch):
    stream = Terminal(live=False)
    monkeypatch.setattr(sys, "stderr", stream)
    with watching() as watch:
        watch(MOMENT)
    assert stream.getvalue() == ""


def test_a_real_terminal_is_left_clean_after_ctrl_c():
    code = """
        import time
        from persona_assistant.bench.suite import Moment
        from persona_assistant.cli.interrupt import first_interrupt_cancels
        from persona_assistant.cli.watching import watching
        with first_interrupt_cancels() as cancel, watching() as watch:
            while not cancel.is_set():
                watch(Moment("answer", 3, 9))
                time.sleep(0.01)
    """
    ours, theirs = pty.openpty()
    root = str(Path(__file__).resolve().parents[2])
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": root},
    )
    os.close(theirs)
    shown = os.read(ours, 1000)
    os.kill(child.pid, signal.SIGINT)
    assert child.wait(10) == 0
    deadline = time.monotonic() + 5
    while not shown.endswith(b"\r\x1b[K") and time.monotonic() < deadline:
        shown += os.read(ours, 1000)
    os.close(ours)
    assert b"answering 3/9" in shown and shown.endswith(b"\r\x1b[K")
