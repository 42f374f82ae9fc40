"""The command's own words for what the product cannot say."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import pytest
import typer

import persona_assistant
from persona_assistant.cli import errors
from persona_assistant.cli.arguments import verbs
from persona_assistant.cli.root import app
from persona_assistant.errors import BadInput, Cancelled

PACKAGE = Path(persona_assistant.__file__).parent


@functools.cache
def raised() -> set[str]:
    """Every string of the product and of the generator of worlds, but for the hints themselves: a
    code may reach its error through a variable or a table."""
    files = [*PACKAGE.rglob("*.py"), *(PACKAGE.parent / "worlds").rglob("*.py")]
    return {
        node.value
        for file in files
        if file != Path(errors.__file__)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_code_with_a_hint_is_raised_somewhere():
    assert set(errors.HINTS) <= raised()
    assert "no_such_code" not in raised()


def test_every_option_in_a_hint_exists():
    root = typer.main.get_command(app)
    commands = [root, *(each for _, each in verbs(root))]
    known = {opt for each in commands for option in each.params for opt in option.opts}
    for hint in errors.HINTS.values():
        named = {word.strip(",.;:()") for word in hint.split() if word.startswith("--")}
        assert named <= known, hint


def test_a_hint_stands_after_the_message(monkeypatch):
    monkeypatch.setitem(errors.HINTS, "test_code", "--image F")
    assert errors.message(BadInput("give a picture.", code="test_code")) == (
        "give a picture (--image F)"
    )
    assert errors.message(BadInput("give a picture.")) == "give a picture."


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (BadInput("give a picture", code="test_code"), 2, "give a picture (--image F)"),
        (Cancelled("stopped after step 3"), 130, "stopped after step 3"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_an_error_ends_the_command_in_one_line(run, friends, monkeypatch, error, code, line):
    def fail(self: object) -> None:
        raise error

    monkeypatch.setitem(errors.HINTS, "test_code", "--image F")
    monkeypatch.setattr("persona_assistant.memory.people.People.all", fail)
    ran = run("people")
    assert (ran.code, ran.error) == (code, line)
