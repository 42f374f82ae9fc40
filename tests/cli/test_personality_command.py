"""persona-assistant personality: switched in the settings, shown, drawn and reset."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from persona_assistant.personality import TRAITS
from tests.support.openai_server import openai_servers, streams

SHOWN = dict(zip(TRAITS, (5, 3, 3, 4, 1), strict=True))


@pytest.fixture
def settings(home) -> Path:
    return home / "config" / "persona-assistant" / "settings.toml"


@pytest.fixture
def server():
    with openai_servers() as start:
        yield start(streams(json.dumps(SHOWN)))


@pytest.fixture
def chat(run, server, monkeypatch):
    """Says lines in a chat that a server answers."""
    run("add", "Maya", "--text", "Maya is a nurse.")

    def say(*lines: str) -> None:
        typed = io.TextIOWrapper(io.BytesIO("\n".join([*lines, "/quit\n"]).encode()))
        monkeypatch.setattr("sys.stdin", typed)
        ran = run("chat", "--engine", "endpoint", "--base-url", server.url)
        assert ran.code == 0, ran.err
        monkeypatch.setattr("sys.stdin", None)
        monkeypatch.setenv("PERSONA_ASSISTANT_ENGINE", "endpoint")
        monkeypatch.setenv("PERSONA_ASSISTANT_BASE_URL", server.url)

    return say


def test_it_is_off_until_it_is_switched_on_and_says_what_that_means(run, settings):
    assert "not read from your messages" in run("personality", "show").out
    said = run("personality", "on").out
    assert "five traits" in said and "without a language model" in said
    assert "personality = true" in settings.read_text()
    assert run("personality", "show", "--json").document["on"]
    assert "not read" in run("personality", "off").out
    assert "personality = false" in settings.read_text()


def test_where_nothing_can_be_read_that_is_said(run):
    assert "switched off" in run("personality", "read").error
    run("personality", "on")
    assert "without a language model" in run("personality", "read").error


def test_where_the_environment_says_otherwise_that_is_said(run, monkeypatch):
    monkeypatch.setenv("PERSONA_ASSISTANT_LONGTERM__PERSONALITY", "no")
    said = run("personality", "on").out
    assert said.startswith("The setting is written, but PERSONA_ASSISTANT_LONGTERM__PERSONALITY")


def test_a_settings_file_that_is_wrong_stays_as_it_is(run, settings, monkeypatch):
    settings.parent.mkdir(parents=True)
    settings.write_text('route = "sideways"\n')
    assert "sideways" in run("personality", "on").error
    assert settings.read_text() == 'route = "sideways"\n'


def test_what_was_read_is_shown_drawn_and_undone_by_its_number(run, chat, tmp_path):
    chat("What does Maya do?")
    assert "Nothing was read" in run("personality", "show").out
    run("personality", "on")
    chat("What does Maya do?", "I love caves.")
    assert "Still to be read: 2 messages" in run("personality", "show").out
    assert run("personality", "read").out == "Read 2 messages.\n"
    assert run("personality", "read").out == "There was nothing to read.\n"
    shown = run("personality", "show").out
    assert "openness           4." in shown and "curious" in shown and "Of 2 messages" in shown
    history = run("personality", "show", "--history").out.splitlines()
    assert len(history) == 2 and history[0].endswith("openness 5, agreeableness 4, neuroticism 1")
    drawn = tmp_path / "me.png"
    assert f"Drawn into {drawn}" in run("personality", "show", "--plot", drawn).out
    with Image.open(drawn) as image:
        assert image.format == "PNG"
    assert "exists" in run("personality", "show", "--plot", drawn).error
    run("undo", history[0].split()[0])
    assert "Of 1 message " in run("personality", "show").out


def test_a_reset_comes_back_and_what_is_erased_does_not(run, chat):
    run("personality", "on")
    chat("I love caves.")
    run("personality", "read")
    assert "neutral again" in run("personality", "reset").out
    assert "personality was reset" in run("history").out
    run("undo")
    assert "Of 1 message " in run("personality", "show").out
    assert "--yes" in run("personality", "reset", "--erase").error
    assert "Erased" in run("personality", "reset", "--erase", "--yes").out
    assert "Nothing was read" in run("personality", "show").out
    document = run("personality", "reset", "--json").document
    assert document == {"messages": 0, "erased": False}


def test_the_settings_of_it_are_checked(run, settings):
    settings.parent.mkdir(parents=True)
    settings.write_text('[longterm]\npersonality_skip = "none"\n')
    assert "must be one of paper, release" in run("personality", "show").error
