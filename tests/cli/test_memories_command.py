"""persona-assistant memories: what is remembered of the user, listed and corrected."""

from __future__ import annotations

import io

import pytest
from PIL import Image


@pytest.fixture
def two(run):
    run("memories", "add", "I moved to Porto", "--from", "2024-05", "--to", "2024-05")
    run("memories", "add", "Sam", "--kind", "core", "--name", "user.name")


def listed(run, *words):
    kept = run("memories", *(words or ("list",)), "--json").document["memories"]
    return [each["text"] for each in kept]


def test_they_are_listed_by_kind(run, two):
    assert listed(run) == ["I moved to Porto", "Sam"]
    assert listed(run, "list", "--kind", "core") == ["Sam"]
    shown = run("memories", "list").out
    assert "I moved to Porto" in shown and "user.name: Sam" in shown
    assert "the kinds are core" in run("memories", "list", "--kind", "visual").error


def test_they_are_found_by_words_and_time(run, two):
    assert listed(run, "search", "porto") == ["I moved to Porto"]
    within = ("--since", "2024-05-10", "--until", "2024-06-01")
    assert listed(run, "search", "porto", *within) == ["I moved to Porto"]
    outside = ("--since", "2023-05-10", "--until", "2023-06-01")
    assert run("memories", "search", "porto", *outside).out == 'No memory holds "porto".\n'


def test_a_correction_keeps_the_former_version(run, two):
    said = run("memories", "edit", "1", "--text", "I moved to Lisbon").out
    assert said == "Memory 3 says now: I moved to Lisbon. Undo takes it back.\n"
    page = run("memories", "show", "3", "--json").document
    assert [each["text"] for each in page["history"]] == ["I moved to Porto", "I moved to Lisbon"]
    assert "corrected" in run("history").out
    run("undo")
    assert listed(run) == ["I moved to Porto", "Sam"]


def test_what_is_removed_comes_back_and_what_is_erased_does_not(run, two):
    run("memories", "remove", "1")
    assert listed(run) == ["Sam"]
    run("undo")
    assert listed(run) == ["I moved to Porto", "Sam"]
    assert "--yes" in run("memories", "remove", "1", "--erase").error
    run("memories", "remove", "1", "--erase", "--yes")
    assert listed(run) == ["Sam"] and "Porto" not in run("history").out


def test_what_is_not_there_is_one_clear_error(run, two):
    assert "There is no memory 9" in run("memories", "show", "9").error
    assert "has a name" in run("memories", "add", "Sam", "--kind", "core").error
    assert "is no date" in run("memories", "add", "x", "--from", "May").error


def test_what_a_chat_was_told_is_remembered(run, friends):
    run("ask", "--new", "I moved to Porto in May 2024.")
    assert listed(run) == ["I moved to Porto in May 2024."]
    assert run("ask", "When did I move to Porto?", "--json").document["short"] == "May 2024"


def test_a_memory_of_a_picture_gives_it_back(run, friends, tmp_path):
    photo, copy = tmp_path / "bike.png", tmp_path / "copy.png"
    Image.effect_noise((320, 240), 90).convert("RGB").save(photo)
    said = run("ask", "--new", "This is my new bike.", "--image", photo).out
    assert 'I will remember that you said: "This is my new bike."' in said
    assert "of the picture bike.png" in run("memories", "show", "1", "--picture", copy).out
    assert Image.open(copy).size == (320, 240)
    assert "exists already" in run("memories", "show", "1", "--picture", copy).error
    assert "my new bike" in run("ask", "What is this?", "--image", copy).out
    run("memories", "add", "I like tea.")
    assert "of no picture" in run("memories", "show", "2", "--picture", copy).error


def test_remembering_is_switched_off_and_on_again(run, friends, monkeypatch):
    assert "Remembering is off" in run("memories", "off").out
    run("ask", "--new", "I moved to Porto in May 2024.")
    assert listed(run) == []
    assert run("memories", "on", "--json").document["changed"]
    run("ask", "-c", "I moved to Faro in June 2024.")
    assert listed(run) == ["I moved to Faro in June 2024."]
    monkeypatch.setenv("PERSONA_ASSISTANT_LONGTERM__REMEMBER", "false")
    assert "LONGTERM__REMEMBER says otherwise" in run("memories", "on").out


def test_a_talk_is_looked_through_to_its_end_once(run, two, monkeypatch):
    told = io.TextIOWrapper(io.BytesIO(b"I bought a boat in May 2024.\n"))
    monkeypatch.setattr("sys.stdin", told)
    run("chat")
    monkeypatch.setattr("sys.stdin", None)
    assert run("memories", "update").out == "Nothing new to remember.\n"
    assert listed(run, "update", "--flush") == ["I bought a boat in May 2024."]
    assert listed(run, "list", "--kind", "episodic") == ["I bought a boat in May 2024."]
    assert listed(run, "update", "--flush") == []


def test_a_backup_has_them(run, two, tmp_path):
    assert run("backup", tmp_path / "all.backup").code == 0
    run("memories", "remove", "1", "--erase", "--yes")
    assert listed(run) == ["Sam"]
    assert run("restore", tmp_path / "all.backup", "--yes").code == 0
    assert listed(run) == ["I moved to Porto", "Sam"]
