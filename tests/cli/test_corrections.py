"""edit, remove, move, merge, split, save, history, undo at the command line."""

from __future__ import annotations

import pytest
from cli_support import NURSE


@pytest.fixture
def ana(run):
    run("add", "Ana", "--text", "Ana is a dentist.", "--text", "Ana fears geese.")
    run("add", "Bob", "--text", "Bob plays the tuba.")


def notes(run, name: str) -> list[str]:
    return [each["text"] for each in run("show", name, "--json").document["items"]]


def last(run) -> int:
    return run("history", "--json").document["changes"][0]["id"]


def test_show_numbers_everything_and_a_picture_comes_out_again(run, friends, tmp_path):
    items = run("show", "Maya Okonkwo", "--json").document["items"]
    assert [each["number"] for each in items] == list(range(1, len(items) + 1))
    note = next(each for each in items if each["kind"] == "note")
    assert f"{note['number']}. a note" in run("show", "Maya Okonkwo").out
    picture = next(each for each in items if each["kind"] == "picture")
    file = tmp_path / "maya.jpg"
    run("save", "Maya Okonkwo", str(picture["number"]), file)
    assert file.read_bytes()[:2] == b"\xff\xd8"
    assert "exists" in run("save", "Maya Okonkwo", str(note["number"]), file).error
    run("save", "Maya Okonkwo", str(note["number"]), file, "--force")
    assert file.read_text() == NURSE


def test_a_corrected_note_is_told_as_it_is_now_and_the_history_has_both(run, ana):
    run("edit", "Ana", "1", "--text", "Ana is a surgeon.", "--date", "2024-05-12")
    assert notes(run, "Ana") == ["Ana is a surgeon.", "Ana fears geese."]
    answer = run("ask", "what does Ana do for a living?").out
    assert "surgeon" in answer and "dentist" not in answer
    assert '"Ana is a dentist." corrected to "Ana is a surgeon."' in run("history", "Ana").out
    run("undo")
    run("undo")
    assert "dentist" in run("ask", "what does Ana do for a living?").out


def test_what_is_removed_is_not_told_and_comes_back(run, ana):
    run("remove", "Ana", "geese")
    assert notes(run, "Ana") == ["Ana is a dentist."]
    assert "geese" not in run("ask", "what is Ana afraid of?").out.replace("afraid of", "")
    assert 'removed: "Ana fears geese."' in run("history").out
    removed = last(run)
    run("undo")
    assert notes(run, "Ana") == ["Ana is a dentist.", "Ana fears geese."]
    assert f"undone by {last(run)}" in run("history").out
    run("undo", last(run))
    assert notes(run, "Ana") == ["Ana is a dentist."]
    assert "was undone" not in run("undo", removed).out


def test_moving_merging_and_splitting_are_undone(run, ana):
    run("move", "Ana", "geese", "--to", "Bob")
    assert notes(run, "Bob") == ["Ana fears geese.", "Bob plays the tuba."]
    run("merge", "Bob", "Ana")
    assert run("show", "Ana", "--json").document["persona"] == "Bob"
    run("undo")
    run("split", "Bob", "tuba", "--as", "Robert")
    assert "not merged" in run("merge", "Bob", "Robert").error
    for _ in range(2):
        run("undo")
    assert notes(run, "Ana") == ["Ana is a dentist.", "Ana fears geese."]
    assert notes(run, "Bob") == ["Bob plays the tuba."]
    assert len(run("people", "--json").document["people"]) == 2


def test_what_is_erased_is_gone_and_asks_before(run, ana):
    assert "--yes" in run("remove", "Ana", "geese", "--erase").error
    run("remove", "Ana", "geese", "--erase", "--yes")
    assert "geese" not in run("history", "--json").out
    assert "cannot be undone" in run("undo", last(run)).error


def test_undo_says_what_stands_on_a_change(run, ana):
    run("edit", "Ana", "1", "--text", "Ana sings.")
    first = last(run)
    run("edit", "Ana", "1", "--text", "Ana dances.")
    assert f"stands on it: {last(run)}." in run("undo", first).error
    assert notes(run, "Ana")[0] == "Ana dances."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["edit", "Ana", "7", "--text", "x"], "no number 7"),
        (["edit", "Ana", "Ana", "--text", "x"], "stands in 1 and 2"),
        (["edit", "Ana", "1", "--text", "  "], "note is empty"),
        (["edit", "Ana", "1", "--date", "someday"], "is no day"),
        (["edit", "Ana"], "nothing to change"),
        (["edit", "Ana", "1"], "give --text"),
        (["remove", "Ana", "zebra"], 'no item with "zebra"'),
        (["move", "Ana", "1", "--to", "Zoe"], 'Nobody called "Zoe"'),
        (["move", "Ana", "1", "--to", "Ana"], "Ana's already"),
        (["merge", "Ana", "Ana"], "one person already"),
        (["split", "Ana", "1", "--as", "Bob"], "Bob is remembered already"),
        (["undo", "99"], "no change 99"),
        (["history", "Zoe"], 'Nobody called "Zoe"'),
        (["save", "Ana", "1", "/dev/null/note.txt"], "cannot be used"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(run, ana, words, said):
    before = run("history", "--json").document
    assert said in run(*words).error
    assert run("history", "--json").document == before
    assert notes(run, "Ana") == ["Ana is a dentist.", "Ana fears geese."]


def test_undo_with_nothing_changed_says_so(run, ana):
    for _ in range(2):
        run("undo")
    assert "nothing to undo" in run("undo").error
    assert run("people", "--json").document["people"] == []
