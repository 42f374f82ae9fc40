"""Text through standard input: ask, ask -, add --text -."""

from __future__ import annotations

import io

import pytest
from cli_support import NURSE


class Piped(io.TextIOWrapper):
    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8")


@pytest.fixture
def piped(monkeypatch):
    return lambda data: monkeypatch.setattr("sys.stdin", Piped(data))


@pytest.mark.parametrize("words", [[], ["-"]])
def test_a_question_may_come_through_standard_input(run, friends, piped, words):
    piped(b"What is Maya Okonkwo's job?\n")
    answer = run("ask", *words)
    assert answer.code == 0 and NURSE.partition(". ")[0] in answer.out


def test_a_question_on_the_command_line_leaves_standard_input_alone(run, friends, piped):
    piped(b"Who is nobody?")
    assert run("ask", "What is Maya Okonkwo's job?", "--json").document["persona"] == "Maya Okonkwo"


@pytest.mark.parametrize("data", [b"", b" \n", b"\x00\x01\x02"])
def test_standard_input_without_a_question_is_an_error(run, friends, piped, data):
    piped(data)
    ran = run("ask")
    assert (ran.code, ran.out) == (2, "") or "nobody known" in ran.out


def test_without_standard_input_a_question_is_missing(run, friends):
    assert "one question is needed" in run("ask").error
    assert "standard input is closed" in run("ask", "-").error


def test_a_note_may_come_through_standard_input(run, piped):
    piped("Zoë plays the cello.\nShe sings.\n".encode())
    added = run("add", "Zoë", "--text", "-", "--text", "She works as a baker.", "--json").document
    assert added["texts"] == 2
    texts = [each["text"] for each in run("show", "zoë", "--json").document["held"]]
    assert texts == ["Zoë plays the cello.\nShe sings.", "She works as a baker."]


def test_a_note_from_an_old_program_is_read_too(run, piped):
    piped("Zoë drinks café crème.".encode("cp1252"))
    run("add", "Zoë", "--text", "-")
    assert "café crème" in run("show", "zoë").out


def test_standard_input_holds_one_note(run, piped, store):
    piped(b"a note")
    assert "--text - once" in run("add", "Zoe", "--text", "-", "--text", "-").error
    piped(b"")
    assert run("add", "Zoe", "--text", "-").code == 2
    assert not store.exists()
