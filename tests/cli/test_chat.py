"""chat, and ask within a conversation."""

from __future__ import annotations

import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time

import pytest
from cli_support import DEMO, ROOT

from persona_assistant.memory import Store

MAYA = DEMO / "queries" / "01.jpg"
JOB = "nurse"


@pytest.fixture
def say(run, monkeypatch):
    """Runs chat with these lines coming through a pipe."""

    def pipe(*lines, options=(), **how):
        text = "".join(f"{line}\n" for line in lines).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        try:
            return run("chat", *options, **how)
        finally:
            monkeypatch.setattr("sys.stdin", None)

    return pipe


@pytest.fixture
def kept(store, tmp_path):
    """What the conversations hold, as (title, what was asked)."""

    def read() -> list[tuple[str, list[str]]]:
        with Store.open(store, key_file=tmp_path / "key", create=False) as memory:
            return [
                (
                    each.title,
                    [t.text for t in memory.conversations.turns(each.id) if t.role == "user"],
                )
                for each in memory.conversations.list()
            ]

    return read


def test_lines_are_answered_one_by_one_without_a_prompt(say, friends, kept):
    ran = say("What is Maya Okonkwo's job?", "", "where did she grow up?")
    assert ran.code == 0 and ran.err == "" and ">" not in ran.out
    first, _, second = ran.out.partition("conversation 1\n")
    assert JOB in first and "Enugu" not in first
    assert "Enugu" in second and "Maya Okonkwo, as before" in second
    asked = ["What is Maya Okonkwo's job?", "where did she grow up?"]
    assert kept() == [("What is Maya Okonkwo's job?", asked)]


def test_a_photo_goes_with_the_next_question_only(say, friends):
    ran = say(
        f"/photo '{MAYA}'", "/who", "What is this person's job?", "and where did she grow up?"
    )
    shown, who, job, *_ = ran.out.splitlines()
    assert shown == "01.jpg goes with the next question"
    assert who.startswith("This is Maya Okonkwo - ") and JOB in job
    assert "Enugu" in ran.out and ran.out.rstrip().splitlines()[-1].startswith("Maya Okonkwo, as")


def test_each_line_of_json_is_a_document(say, friends):
    ran = say("What is Maya Okonkwo's job?", "/who", "/new", "does she sing?", options=["--json"])
    job, who, sings = map(json.loads, ran.out.splitlines())
    assert (job["conversation"], job["persona"]) == (1, "Maya Okonkwo")
    assert who["persona"] == "Maya Okonkwo" and who["explanation"]
    assert (sings["conversation"], sings["persona"], sings["abstained"]) == (2, None, True)
    assert sings["text"].endswith("Who do you mean? Name the person, or show a photo.")


def test_an_error_is_one_line_and_the_chat_goes_on(say, friends, kept):
    ran = say(
        "/photo nowhere.jpg",
        "/dance",
        "/voice",
        "/who",
        "What is Maya Okonkwo's job?",
        "/quit",
        "x",
    )
    assert ran.code == 2 and ran.err.count("error: ") == 3
    assert ran.out.startswith("Nobody yet") and JOB in ran.out
    assert [asked for _, asked in kept()] == [["What is Maya Okonkwo's job?"]]


def test_a_chat_without_a_question_leaves_no_conversation(say, friends, kept):
    assert say("/new", "/quit").code == 0 and kept() == []


def test_without_a_memory_there_is_nothing_to_talk_about(say):
    assert "add a person to begin" in say("hello").error


def test_a_chat_goes_on_where_it_was(say, run, friends, kept):
    say("What is Maya Okonkwo's job?")
    say("where did she grow up?", options=["--continue"])
    assert "Enugu" in run("ask", "-c", "and where did she grow up?").out
    assert [len(asked) for _, asked in kept()] == [3]
    unknown = run("ask", "--conversation", "7", "x?").error
    assert "no conversation 7" in unknown and "conversations list" in unknown


def test_ask_keeps_a_conversation_only_when_told_to(run, friends, kept):
    assert "no conversation to go on with" in run("ask", "--continue", "and her age?").error
    run("ask", "What is Maya Okonkwo's job?")
    assert kept() == []
    begun = run("ask", "--new", "What is Maya Okonkwo's job?")
    assert "· conversation 1" in begun.out
    following = run("ask", "-c", "where did she grow up?", "--json").document
    assert (following["conversation"], following["persona"]) == (1, "Maya Okonkwo")
    assert following["candidates"][0]["scores"] == {"conversation": 1.0}
    assert len(kept()[0][1]) == 2
    assert "give one of" in run("ask", "-c", "--new", "x?").error


# --- at a terminal


@pytest.fixture
def terminal(before, friends, home):
    """chat at a terminal of its own: what is typed goes to `os.write`."""
    opened = []

    def start(*options: str, **more: str):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "persona_assistant.cli", *before, "chat", *options],
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", **more},
            preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(theirs)
        opened.append(Terminal(process, ours))
        return opened[-1]

    yield start
    for each in opened:
        if each.process.poll() is None:
            each.process.kill()
        each.process.wait()
        os.close(each.ours)


class Terminal:
    def __init__(self, process: subprocess.Popen[bytes], ours: int) -> None:
        self.process, self.ours, self._shown = process, ours, ""

    def type(self, text: bytes) -> None:
        os.write(self.ours, text)

    def until(self, awaited: str, seconds: float = 60) -> str:
        """What is shown next, up to `awaited`."""
        end = time.monotonic() + seconds
        while awaited not in self._shown:
            ready, _, _ = select.select([self.ours], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{awaited!r} did not come; there was {self._shown!r}"
            self._shown += os.read(self.ours, 4096).decode("utf-8", "replace")
        before, self._shown = self._shown.split(awaited, 1)
        return before


def test_ctrl_c_drops_a_line_and_twice_ends_the_chat(terminal, home):
    chat = terminal()
    chat.until("> ")
    chat.type(b"half a line\x03")
    chat.until("once more to end")
    chat.until("> ")
    chat.type(b"What is Maya Okonkwo's job?\n")
    assert JOB in chat.until("conversation 1")
    chat.until("> ")
    chat.type(b"\x03")
    chat.until("once more to end")
    chat.type(b"\x03")
    assert chat.process.wait(30) == 130
    written = [path for path in home.rglob("*") if path.is_file()]
    assert not [path for path in written if b"Maya" in path.read_bytes()], "no history on the disk"


def test_the_end_of_input_ends_the_chat(terminal):
    chat = terminal()
    chat.until("> ")
    chat.type(b"\x04")
    assert chat.process.wait(30) == 0


def test_a_killed_chat_loses_nothing_that_was_answered(terminal, kept):
    chat = terminal()
    chat.until("> ")
    for _ in range(3):
        chat.type(b"What is Maya Okonkwo's job?\n")
        chat.until(" s\r\n")
        chat.until("> ")
    chat.type(b"What is her age?\n")
    chat.process.send_signal(signal.SIGKILL)
    chat.process.wait()
    ((_, asked),) = kept()
    assert asked[:3] == ["What is Maya Okonkwo's job?"] * 3
