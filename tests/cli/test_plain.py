"""--plain: the conversation as letters and line feeds, and the memory's commands in it."""

from __future__ import annotations

import io
import json

import pytest

from persona_assistant.cli import output
from tests.support.terminals import open_terminals

GREW_UP = "Where did Maya Okonkwo grow up?"


@pytest.fixture
def say(run, monkeypatch):
    """Runs the words with these lines coming through a pipe."""
    monkeypatch.setattr(output, "_plain", False)

    def pipe(*lines, words=("--plain",)):
        text = "".join(f"{line}\n" for line in lines).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        try:
            return run(*words)
        finally:
            monkeypatch.setattr("sys.stdin", None)

    return pipe


def test_questions_are_answered_through_a_pipe(say, friends):
    ran = say(GREW_UP, "/quit")
    assert ran.code == 0 and "Enugu" in ran.out and "\033" not in ran.out + ran.err


def test_the_memorys_commands_say_what_the_commands_say(say, run, friends):
    people, page = run("people").out, run("show", "Maya Okonkwo").out
    assert say("/people").out == people
    assert say("/show Maya Okonkwo").out == page
    assert say("/conversations").out.startswith("There is no conversation")
    say(GREW_UP)
    assert say("/conversations").out == run("conversations", "list").out


def test_somebody_is_added_asked_about_and_taken_back(say, friends):
    ran = say(
        "/add Ben Okoro --text 'Ben Okoro repairs bicycles in Leeds.' --consent yes",
        "What does Ben Okoro repair?",
        "/undo",
        "/show Ben Okoro",
    )
    assert ran.out.startswith("Remembered Ben Okoro") or "Ben Okoro" in ran.out.splitlines()[0]
    assert "bicycles" in ran.out
    assert ran.code == 2 and "Ben Okoro" in ran.err


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("/add", "/add NAME --text T"),
        ("/add Ben", "nothing to"),
        ("/add 'Ben", "quotation mark"),
        ("/add Ben --note x", "/add has no --note"),
        ("/add Ben --text", "something is missing: --text"),
        ("/show", "/show NAME"),
        ("/undo first", "by its number"),
    ],
)
def test_what_is_missing_is_one_line_and_the_chat_goes_on(say, friends, line, error):
    ran = say(line, "/help")
    assert ran.code == 2 and ran.err.count("error: ") == 1 and error in ran.err
    assert "/add NAME" in ran.out


def test_each_line_of_json_is_a_document(say, friends):
    lines = ("/people", "/show Maya Okonkwo", "/conversations", "/help")
    ran = say(*lines, words=("chat", "--json"))
    people, page, conversations, commands = map(json.loads, ran.out.splitlines())
    assert len(people["people"]) == 2 and "Maya Okonkwo" in json.dumps(page)
    assert conversations["conversations"] == [] and "/add" in commands["commands"]


def test_a_terminal_gets_letters_and_line_feeds_alone(before, friends, home):
    with open_terminals() as start:
        plain = start([*before, "--plain"], TERM="xterm-256color")
        seen = plain.until("> ")
        plain.type(f"{GREW_UP}\n".encode())
        seen += plain.until("conversation 1") + plain.until("> ")
        plain.type(b"/quit\n")
        assert plain.process.wait(30) == 0
        assert "Enugu" in seen and "\033" not in seen and "\b" not in seen


def test_a_terminal_that_cannot_be_drawn_on_gets_the_same(before, friends, home):
    with open_terminals() as start:
        dumb = start(before)
        assert "cannot be drawn on" in dumb.until("> ")
        dumb.type(b"/quit\n")
        assert dumb.process.wait(30) == 0
