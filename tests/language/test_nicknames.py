"""Names that people's own notes give them."""

from __future__ import annotations

import pytest

from persona_assistant.language.nicknames import nicknames, nicknames_of


@pytest.mark.parametrize(
    ("name", "note", "other"),
    [
        ("Robert Miller", "Robert 'Bob' Miller plays darts.", "Bob"),
        ("Robert Miller", "Robert “Bob” Miller plays darts.", "Bob"),
        ("Robert Miller", "Robert (Bob) lives in Leeds.", "Bob"),
        ("Bob", "Bob (Robert) lives in Leeds.", "Robert"),
        ("Robert Miller", "Bob (Robert Miller), plumber. Fixed the boiler.", "Bob"),
        ("Matilda Frost", "Everyone calls her Tilly.", "Tilly"),
        ("Matilda Frost", "Matilda, but everyone calls her Tilly!", "Tilly"),
        ("Matilda Frost", "Her friends call her Tilly.", "Tilly"),
        ("Samantha Reed", "She goes by Sam at work.", "Sam"),
        ("Samantha Reed", "goes by Sam", "Sam"),
        ("Samantha Reed", "Samantha Reed aka Sam, works at the zoo", "Sam"),
        ("Samantha Reed", "a.k.a. Sammy", "Sammy"),
        ("Samantha Reed", "Nickname: Sam", "Sam"),
        ("Samantha Reed", "Her nickname is Sam.", "Sam"),
        ("Samantha Reed", "Likes to be called Sam.", "Sam"),
        ("Sam", "Sam is short for Samantha.", "Samantha"),
        ("Anna Lind", "Anna Lind (née Berg) moved here in May.", "Berg"),
        ("Karl Gross", "Alle nennen ihn Kalle.", "Kalle"),
        ("Karl Gross", "Karl, genannt Kalle, ist Maurer.", "Kalle"),
        ("Karl Gross", "Spitzname: Kalle", "Kalle"),
        ("Karl Gross", "Er wird Kalle genannt.", "Kalle"),
        ("José Ruiz", "Le dicen Pepe.", "Pepe"),
        ("José Ruiz", "Todos lo llaman Pepe.", "Pepe"),
        ("José Ruiz", "Su apodo es Pepe.", "Pepe"),
        ("Élodie Martin", "Tout le monde l'appelle Lolo.", "Lolo"),
        ("Élodie Martin", "Élodie, surnommée Lolo.", "Lolo"),
        ("Giuseppe Rossi", "Giuseppe detto Beppe.", "Beppe"),
        ("Giuseppe Rossi", "Tutti lo chiamano Beppe.", "Beppe"),
        ("Francisca Dias", "Apelido: Chica", "Chica"),
        ("Francisca Dias", "Todos a chamam de Chica.", "Chica"),
    ],
)
def test_a_note_may_give_another_name(name, note, other):
    assert nicknames(name, [note]) == (other,)


@pytest.mark.parametrize(
    "note",
    [
        "Her brother goes by Sam.",
        "Her dog is called Max.",
        "Carla calls him every Sunday.",
        "Carla (Friday) brought cake.",
        "The band (Blur) was loud.",
        "Her cat's nickname is Minnow.",
        'She said "Never" and left.',
        "Carla Roth works in a bank.",
        "Her boss, known as Tiger, is strict.",
        "",
    ],
)
def test_what_others_are_called_is_nothing_of_theirs(note):
    assert nicknames("Carla Roth", [note]) == ()


def test_only_those_who_have_a_nickname_are_listed():
    notes = {1: [(10, "Everyone calls her Tilly.")], 2: [(20, "She swims.")], 3: []}
    assert nicknames_of({1: "Matilda", 2: "Ida", 3: "Bo"}, notes) == {1: ("Tilly",)}


def test_a_surname_before_the_wedding_is_one_of_somebodys_names():
    notes = {1: [(10, "Ida Berg from choir."), (20, "ida got married, she's Ida Holm now.")]}
    assert nicknames_of({1: "Ida Holm"}, notes) == {1: ("Berg",)}


def test_without_a_wedding_another_surname_is_somebody_elses():
    assert nicknames_of({1: "Ida Holm"}, {1: [(10, "Ida sings. Met Ida Berg at hers.")]}) == {}


@pytest.mark.parametrize(
    ("name", "note", "found"),
    [
        ("Konstantin Ude", "Kosta is our goalie, they all say Titi", ("Titi",)),
        ("Konstantin Ude", "konst moved to Riga", ("konst",)),
        ("Isidora Lang", "Dora moved to Riga", ("Dora",)),
        ("Isidora Lang", "ora moved to Riga", ()),
        ("Marketa Lang", "market stall on saturdays", ()),
        ("Alexandra Lang", "her friend Alex moved to Riga", ()),
    ],
)
def test_a_note_may_begin_with_a_short_form_of_the_name(name, note, found):
    assert nicknames_of({1: name}, {1: [(10, note)]}).get(1, ()) == found


def test_what_notes_often_begin_with_is_a_nickname():
    notes = {
        1: [(1, "tommo rang"), (2, "tommo's van is sold")],
        2: [(3, "marlo fell"), (4, "marlo is fine. her son Marlo is 4")],
        3: [(5, "sanne cooks"), (6, "Sam came along"), (7, "sam left")],
    }
    names = {1: "Tomaz Berg", 2: "Marta Holm", 3: "Sanne Kok", 4: "Sam Low"}
    assert nicknames_of(names, notes) == {1: ("tommo",)}
