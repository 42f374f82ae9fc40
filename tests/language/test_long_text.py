"""Questions and notes of many thousand characters: read in time that grows with their length.

What took the square of it would not be done within the hour, so the guard is wide.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.language.bounds import LONGEST_WORD, WIDEST_GAP, bounded

ROOT = Path(__file__).resolve().parents[2]
GUARD = 120
"""Seconds for all of it; it takes about a tenth."""
QUESTIONS = [
    ("", "where ", 60_000),
    ("", "7", 200_000),
    ("x", " ", 1_000_000),
    ("x", "\n", 1_000_000),
    ("", "(", 200_000),
    ("Which of them who ", 'said "', 30_000),
    ("", "Maya's ", 70_000),
]
NOTES = [("Maya is called ", "x", 200_000), ("Maya: ", "\n", 200_000), ("", "where ", 20_000)]
PROGRAM = """
import sys
from pathlib import Path
from persona_assistant import open_memory
with open_memory(sys.argv[1], passphrase="sesame") as memory:
    memory.add("Maya Okonkwo", texts=["Maya keeps goats.", "She is called Maimai."])
    for prefix, unit, length in {asked}:
        memory.ask(prefix + unit * (length // len(unit)) + "?")
    for number, (prefix, unit, length) in enumerate({notes}):
        text = prefix + unit * (length // len(unit)) + " z."
        memory.add("Person " + "ABCDEF"[number], texts=[text], same=False)
    assert "goats" in memory.ask("Which animals does Maya Okonkwo keep?").text
    print("done")
"""


def test_long_questions_and_notes_are_read_in_time(tmp_path):
    program = PROGRAM.format(asked=QUESTIONS, notes=NOTES)
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "store")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=GUARD,
    )
    assert done.stdout == "done\n", done.stderr


@given(st.text(max_size=60))
def test_ordinary_text_stays_as_it_is(text):
    if not any(len(gap) >= WIDEST_GAP for gap in text.split("x")):
        assert bounded(text) == text


@pytest.mark.parametrize("char", ["a", "7", "(", "é", "\u200b"])
def test_a_word_without_end_is_broken_and_stays_whole(char):
    text = bounded(char * (2 * LONGEST_WORD + 1))
    assert max(map(len, text.split())) == LONGEST_WORD and text.replace(" ", "") == char * (
        2 * LONGEST_WORD + 1
    )


@pytest.mark.parametrize(("gap", "left"), [(" ", " "), ("\t", " "), (" \n", "\n")])
def test_a_gap_without_end_is_closed(gap, left):
    assert bounded(f"a{gap * WIDEST_GAP}b") == f"a{left}b"
