"""The command without a verb at a real terminal: a conversation from the first paint to the end,
and a terminal that is as it was, whatever ended the app."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from persona_assistant.tui.app import PersonaApp
from tests.support.terminals import ROOT, open_terminals
from tests.tui.tui_support import app_on, drive, filled, key_of

_LEAVES = "\x1b[?1049l"
"""Back to what the terminal showed before."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("people") / "store")


def words(folder: Path) -> list[str]:
    return ["--store", str(folder), "--key-file", str(key_of(folder))]


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
class TestInTmux:
    @pytest.fixture
    def tmux(self, folder: Path, tmp_path: Path) -> Iterator[Tmux]:
        session = Tmux(tmp_path / "socket", words(folder))
        yield session
        session.run("kill-server")

    def test_a_conversation_from_the_first_paint_to_the_end(self, tmux: Tmux) -> None:
        tmux.until("Ask about somebody you remember")
        tmux.keys("Where does Ben Okoro repair bicycles?", "Enter")
        assert "Leeds" in tmux.until("this answers")
        tmux.keys("Enter", "And what about Ana Ruiz?", "Enter")
        tmux.run("resize-window", "-x", "70", "-y", "24")
        tmux.until("Ana Ruiz")
        tmux.keys("C-q")
        assert "ended 0" in tmux.until("ended")


class Tmux:
    """The command in a terminal of tmux, with a server of its own."""

    def __init__(self, socket: Path, command: list[str]) -> None:
        self._socket = socket
        line = " ".join([sys.executable, "-m", "persona_assistant.cli", *command])
        self.run(
            *("new-session", "-d", "-x", "100", "-y", "30"),
            f"cd {ROOT}; {line}; echo ended $?; sleep 60",
        )

    def run(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, *words], capture_output=True, text=True, check=True
        )
        return done.stdout

    def keys(self, *keys: str) -> None:
        self.run("send-keys", *keys)

    def until(self, text: str, seconds: float = 60) -> str:
        end = time.monotonic() + seconds
        while text not in (shown := self.run("capture-pane", "-p")):
            assert time.monotonic() < end, f"{text!r} did not come; there was:\n{shown}"
            time.sleep(0.1)
        return shown


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_leaves_the_terminal_as_it_was(folder: Path, number: int) -> None:
    with open_terminals() as start:
        terminal = start(words(folder), TERM="xterm-256color")
        before = termios.tcgetattr(terminal.ours)
        terminal.until("about somebody")
        assert termios.tcgetattr(terminal.ours) != before
        os.kill(terminal.process.pid, number)
        terminal.until(_LEAVES)
        assert terminal.process.wait(30) == 128 + number
        assert termios.tcgetattr(terminal.ours) == before


@pytest.mark.parametrize("told", [True, False], ids=["by SIGHUP", "by nothing"])
def test_it_ends_with_its_terminal(folder: Path, told: bool) -> None:
    """A window that is closed takes the app along, also where no signal says so."""
    ours, theirs = pty.openpty()

    def at_terminal() -> None:
        os.setsid()
        if told:
            fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        [sys.executable, "-m", "persona_assistant.cli", *words(folder)],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, preexec_fn=at_terminal,
        env={**os.environ, "TERM": "xterm-256color"},
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    while b"about somebody" not in seen:  # in the empty field
        assert select.select([ours], [], [], 60)[0], seen
        seen += os.read(ours, 65536)
    os.close(ours)
    try:
        process.wait(30)
    finally:
        process.kill()
    assert process.returncode == 129


def test_without_a_terminal_it_says_how_it_is_used(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "persona_assistant.cli", *words(folder)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout.startswith("Usage:") and not done.stderr


def test_a_programming_error_is_shown_without_what_variables_hold(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    app = app_on(folder)

    async def steps(pilot: object) -> None:
        def fails() -> None:
            secret = "".join(["pass", "phrase of Ana"])
            raise ZeroDivisionError(len(secret))

        app.call_later(fails)

    with pytest.raises(ZeroDivisionError):
        drive(app, steps)
    shown = capfd.readouterr()
    assert "ZeroDivisionError" in shown.out + shown.err
    assert "passphrase of Ana" not in shown.out + shown.err


def test_no_thread_outlives_it(folder: Path) -> None:
    import threading

    before = set(threading.enumerate())
    app: PersonaApp = app_on(folder)

    async def steps(pilot: object) -> None:
        await app.background.call(app.assistant.people)

    drive(app, steps)
    time.sleep(0.1)
    left = [each for each in threading.enumerate() if each not in before and not each.daemon]
    assert not left
