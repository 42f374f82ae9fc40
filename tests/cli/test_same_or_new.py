"""A name that looks like one that is remembered: whose it is has to be said."""

from __future__ import annotations

import io
import unicodedata

import pytest

SMITH = "John Smith is a dentist in Porto."


class Terminal(io.StringIO):
    """Somebody who types these lines."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def smith(run):
    run("add", "John Smith", "--text", SMITH)


@pytest.fixture
def type_at_terminal(monkeypatch):
    return lambda text: monkeypatch.setattr("sys.stdin", Terminal(text))


def people(run) -> list[tuple[str, int]]:
    return [(each["persona"], each["texts"]) for each in run("people", "--json").document["people"]]


LIKE = ["john smith", "JOHN SMITH", "John  Smith", "Jöhn Smith", "John-Smith", "Jon Smith"]


@pytest.mark.parametrize("name", LIKE)
def test_where_nobody_can_be_asked_it_is_refused_with_the_options(run, smith, name):
    ran = run("add", name, "--text", "Plays the cello.")
    assert ran.code == 2 and "may be John Smith" in ran.error
    assert ran.error.endswith("(--same or --new)")
    assert people(run) == [("John Smith", 1)]


@pytest.mark.parametrize("name", LIKE)
def test_same_adds_to_who_is_remembered_and_new_adds_another_person(run, smith, name):
    assert run("add", name, "--text", "Plays the cello.", "--same").code == 0
    assert people(run) == [("John Smith", 2)]
    assert run("add", name, "--text", "Plays the harp.", "--new").code == 0
    assert sorted(people(run)) == sorted([("John Smith", 2), (" ".join(name.split(" ")), 1)])


@pytest.mark.parametrize(
    "name", ["John Smith", unicodedata.normalize("NFD", "John Smith"), " John Smith "]
)
def test_the_very_name_adds_to_the_same_person(run, smith, name):
    assert run("add", name, "--text", "Plays the cello.").code == 0
    assert people(run) == [("John Smith", 2)]


@pytest.mark.parametrize("name", ["Joan Smithson", "Jane Smith Lee", "Ann"])
def test_another_name_is_another_persons(run, smith, name):
    assert run("add", name, "--text", "Plays the cello.").code == 0
    assert len(people(run)) == 2


def test_same_of_nobody_and_both_at_once_are_refused(run, smith):
    assert "no --same" in run("add", "Ann Lee", "--text", "x", "--same").error
    assert run("add", "John Smith", "--text", "x", "--same", "--new").code == 2


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1\n", [("John Smith", 2)]),
        ("n\n", [("John Smith", 1), ("john smith", 1)]),
        ("\n", [("John Smith", 1)]),
        ("7\n", [("John Smith", 1)]),
    ],
)
def test_at_a_terminal_it_is_asked(run, smith, type_at_terminal, typed, found):
    type_at_terminal(typed)
    ran = run("add", "john smith", "--text", "Plays the cello.")
    assert "1  the same person as John Smith" in ran.err
    assert ran.code == (0 if len(found) == 2 or found[0][1] == 2 else 1)
    assert sorted(people(run)) == sorted(found)


def test_two_of_one_name_are_told_apart_wherever_they_are_listed(run, smith):
    second = run("add", "John Smith", "--text", "Plays the cello.", "--new", "--json").document
    table = run("people").out
    assert "John Smith (dentist in Porto)" in table and "John Smith (Plays the cello)" in table
    refused = run("show", "John Smith")
    assert refused.code == 2 and "(dentist in Porto)" in refused.err and second["id"] in refused.err
    assert "Plays the cello." in run("show", second["id"]).out
    assert run("add", second["id"], "--text", "Sings.", "--json").document["texts"] == 2
    asked = run("ask", "What does John Smith do?")
    assert "It may be John Smith (dentist in Porto) or John Smith (Plays the cello)." in asked.out
    who = run("who", "John Smith the dentist")
    assert who.out.startswith("This is John Smith (dentist in Porto)")


def test_a_person_gets_other_names_and_loses_them(run, smith):
    assert run("edit", "John Smith", "--alias", "Smitty").out == "John Smith, also called Smitty.\n"
    assert "This is John Smith" in run("who", "where is smitty").out
    words = ("--name", "Jack Smith", "--no-alias", "smitty", "--json")
    edited = run("edit", "Smitty", *words).document
    assert (edited["persona"], edited["aliases"]) == ("Jack Smith", [])
    assert run("edit", "Jack Smith").code == 2
