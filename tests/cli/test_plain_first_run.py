"""--plain where there is no memory yet: three steps in plain lines, and all of it or nothing."""

from __future__ import annotations

import contextlib
import re
import subprocess

import pytest

from persona_assistant import demo
from persona_assistant.memory import Store
from tests.support.terminals import open_terminals

PASSPHRASE = "blue socks for a badger"


def left_of(folder):
    return sorted(each.name for each in folder.iterdir())


def test_three_steps_make_a_memory_with_somebody_in_it(store, tmp_path, home):
    with open_terminals() as start:
        plain = start(["--store", str(store), "--plain"], TERM="xterm-256color")

        def answer(question, line):
            seen = plain.until(question)
            plain.type(line.encode() + b"\n")
            return seen

        seen = answer("Folder of the memory", "")
        seen += answer("Enter for 1: ", "back")
        seen += answer("Folder of the memory", "")
        seen += answer("Enter for 1: ", "1")
        for first, second in (("", None), ("hunter", "hunted"), (PASSPHRASE, PASSPHRASE)):
            seen += answer("it is not shown): ", first)
            if second is not None:
                seen += answer("The same again: ", second)
        for photo in ("none.jpg", str(demo.folder() / "people" / "01_1.jpg")):
            seen += answer("Enter for 1: ", "7") if photo == "none.jpg" else ""
            seen += answer("Enter for 1: ", "")
            seen += answer("Name: ", "Ana Ruiz")
            seen += answer("Enter for none): ", photo)
            seen += answer("Enter for nothing): ", "Ana is allergic to walnuts.")
            assert left_of(tmp_path) == [], "nothing is made before the end"
            seen += answer("Shall it begin?", "")
        seen += answer("Make a recovery key now?", "2")
        shown = plain.until("Its last five letters")
        seen += shown
        plain.type(b"xxxxx\n")
        seen += plain.until("not how it ends")
        key = "".join(re.findall(r"^[0-9A-Z]{5}(?:-[0-9A-Z]{5})+", shown, re.MULTILINE))
        plain.type(key[-5:].lower().encode() + b"\n")
        seen += answer("\n> ", "What is Ana Ruiz allergic to?")
        seen += answer("conversation 1", "/quit")
        assert plain.process.wait(30) == 0
    for words in ("error: none.jpg", "Step 3 of 3", "from 1 to 3", "No language model", "differ"):
        assert words in seen
    assert PASSPHRASE not in seen and "\033" not in seen
    assert left_of(store) == ["memory.db"]
    with Store.open(store, passphrase=PASSPHRASE, create=False) as opened:
        assert [each.name for each in opened.people.all()] == ["Ana Ruiz"]
        assert opened.key.status().recovery


@pytest.mark.parametrize("keys", [b"\x04", b"\x03"], ids=["end of input", "Ctrl-C"])
def test_leaving_it_makes_nothing(before, tmp_path, home, keys):
    with open_terminals() as start:
        plain = start([*before, "--plain"], TERM="xterm-256color")
        for question, line in (
            ("Folder of the memory", b"\n"),
            ("Enter for 1: ", b"2\n"),
            ("Path of the key file", b"\n"),
            ("Enter for 1: ", b"3\n"),
            ("Shall it begin?", b""),
        ):
            plain.until(question)
            plain.type(line)
        for _ in range(60):  # what comes before the line is read may be lost
            with contextlib.suppress(OSError):
                plain.type(keys)
            with contextlib.suppress(subprocess.TimeoutExpired):
                plain.process.wait(1)
                break
        assert plain.process.returncode == (0 if keys == b"\x04" else 130)
    assert left_of(tmp_path) == []


def test_through_a_pipe_nobody_is_asked(run, tmp_path, monkeypatch):
    ran = run("--plain")
    assert ran.code and "no memory" in ran.err and left_of(tmp_path) == []
