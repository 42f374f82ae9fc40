"""Lists and numbers of people."""

from __future__ import annotations

from datetime import date

import pytest

from persona_assistant.assistant import several
from persona_assistant.pmg import Outcome, Query
from tests.support.fakes import FakeEngine, assistant, picture
from tests.support.readers import ScriptedReader

STREET = {
    "Ines": ["Ines shares her flat with a tabby called Miso."],
    "Bela": ["Bela is allergic to cats. He mends clocks in Graz."],
    "Oona": ["Oona had a cat, Tiger. It died in spring."],
    "Ravi": ["Ravi repairs bicycles. His sister Mina has a cat."],
    "Suda": ["Suda keeps a Siamese cat and sings alto."],
}
FINDS_CATS = ScriptedReader(
    ("ha(?:s|ve) a cat", "a tabby called Miso", 0.92),
    ("ha(?:s|ve) a cat", "cats", 0.6),
    ("ha(?:s|ve) a cat", "a cat", 0.8),
    ("ha(?:s|ve) a cat", "a Siamese cat", 0.95),
)


@pytest.fixture
def street():
    with assistant(FakeEngine()) as opened:
        for name, notes in STREET.items():
            opened.add(name, texts=notes)
        yield opened


def ask(opened, question, reader):
    return several.answer(opened.services, Query(question), reader)


def test_a_list_names_those_whose_notes_state_it_most_certain_first(street):
    answer = ask(street, "who has a cat?", FINDS_CATS)
    assert [each.name for each in answer.people] == ["Suda", "Ines"]
    assert answer.text.startswith(
        'Two people: Suda ("Suda keeps a Siamese cat and sings alto.") and'
        ' Ines ("Ines shares her flat with a tabby called Miso.").'
    )
    assert answer.edge.outcome is Outcome.SEVERAL and not answer.abstained
    assert [each.persona for each in answer.evidence] == ["Suda", "Ines"]
    stored = {t.text: t.id for t in street.show("Suda").triplets}
    assert answer.evidence[0].triplet_id == stored[answer.people[0].sentence]


def test_what_is_no_longer_so_is_said_as_such(street):
    text = ask(street, "Which of my friends have a cat?", FINDS_CATS).text
    assert text.endswith('No longer: Oona ("Oona had a cat, Tiger.").')
    assert "Ravi" not in text and "Bela" not in text


def test_notes_in_another_language_are_listed_too(street):
    street.add("Pilar", texts=["Pilar tiene dos perros."])
    answer = ask(street, "who has a dog?", ScriptedReader(("has a dog", "dos perros", 0.4)))
    assert [each.name for each in answer.people] == ["Pilar"]


def test_a_label_is_nobody_who_speaks(street):
    street.add("Udo", texts=["Job: cooper"])
    answer = ask(street, "who is a cooper", ScriptedReader(("a cooper", "cooper")))
    assert [each.name for each in answer.people] == ["Udo"]


def test_a_list_may_have_one(street):
    reader = ScriptedReader(("in Graz", "mends clocks in Graz"))
    answer = ask(street, "who do i know in Graz", reader)
    assert answer.text == 'One person: Bela ("He mends clocks in Graz.").'
    assert answer.edge.outcome is Outcome.MATCHED and answer.edge.persona == "Bela"


def test_a_number_comes_with_the_names(street):
    answer = ask(street, "how many of my friends have a cat", FINDS_CATS)
    assert answer.text.startswith("Two people: Suda (") and len(answer.people) == 2


def test_nobody_says_what_was_looked_at_and_what_is_near(street):
    reader = ScriptedReader(("ha(?:s|ve) a goat", "allergic to cats", 0.95))
    answer = ask(street, "Does anyone have a goat?", reader)
    assert answer.abstained and answer.edge.outcome is Outcome.UNKNOWN and not answer.people
    assert "None of the notes of 5 people says so." in answer.text
    assert 'What comes near: Bela ("Bela is allergic to cats.").' in answer.text


@pytest.mark.parametrize(
    ("question", "notes", "short"),
    [
        ("who has a cat?", ["met at choir. two cats. deaf in one ear"], "Zoe"),
        ("who has a cat?", ["cat called Mo, afraid of flying"], "Zoe"),
        ("who has a cat?", ["dresses like a cat. cat sitter"], ""),
        ("who has a cat?", ["allergic to cats, saw a cat"], ""),
        ("who is a dentist", ["Zoe = my dentist now (old one retired)"], "Zoe"),
        ("who is a dentist", ["went to the dentist with her, dentist at 9"], ""),
        ("who lives in Perth", ["lives in Leith since april, was in Perth before."], ""),
        ("who lives in Leith", ["lives in Leith since april, was in Perth before."], "Zoe"),
        ("who lives in Leith", ["born in Leith, moved to Perth"], ""),
        ("who lives near the harbour", ["grew up near the harbour"], ""),
        ("who had a stroke?", ["drives a van. her dad had a stroke in may, poor guy"], "Zoe's dad"),
        ("who is a baker?", ["twins, 7. husband Tom is a baker."], "Zoe's husband"),
        ("how many people have a dog", ["dog: Rex"], "1"),
    ],
)
def test_a_list_needs_the_very_words_of_a_fact_about_them(question, notes, short):
    unsure = ScriptedReader(
        (".", "near the harbour", 0.6),
        (".", "her dad had a stroke in may", 0.1),
        (".", "Tom is a baker", 0.1),
    )
    with assistant(FakeEngine()) as opened:
        opened.add("Zoe", texts=notes)
        answer = ask(opened, question, unsure)
        assert (answer.short if answer else "") == short


def test_what_a_later_note_says_is_gone_is_no_longer_theirs():
    with assistant(FakeEngine()) as opened:
        opened.store.people.add(
            "Carl",
            [
                note("Has a cat named Tofu.", date(2024, 1, 1)),
                note("Tofu went to his sister", date(2025, 5, 1)),
            ],
        )
        answer = ask(opened, "who has a cat", ScriptedReader())
        assert answer.abstained and "No longer: Carl" in answer.text


def test_both_conditions_hold_of_everybody_listed(street):
    reader = ScriptedReader(
        ("ha(?:s|ve) a cat", "a Siamese cat"),
        ("ha(?:s|ve) a cat", "a tabby"),
        ("sing", "sings alto"),
    )
    answer = ask(street, "who has a cat and sings alto", reader)
    assert [each.name for each in answer.people] == ["Suda"]


def test_everybody_is_counted_without_reading(street):
    reader = ScriptedReader()
    answer = ask(street, "How many people do I know?", reader)
    assert answer.text == "Five people: Ines, Bela, Oona, Ravi and Suda." and not reader.asked


@pytest.fixture
def born():
    with assistant(FakeEngine()) as opened:
        opened.add("Ines", texts=["Birthday: 3 June 1980"])
        opened.add("Bela", texts=["Bela's son was born on 12 June 2015. Bela was born in 1991."])
        opened.add("Oona", texts=["bday 14/6, likes tulips"])
        opened.add("Ravi", texts=["Ravi turns 40 on 2 July."])
        opened.add("Suda", texts=["Suda has four kids."])
        yield opened


def test_a_birthday_in_a_month(born):
    answer = ask(born, "whose birthday is in june?", ScriptedReader())
    assert [(each.name, each.answer) for each in answer.people] == [
        ("Ines", "3 June 1980"),
        ("Oona", "14/6"),
    ]


def test_a_year_of_birth(born):
    answer = ask(born, "who was born in 1991", ScriptedReader())
    assert [each.name for each in answer.people] == ["Bela"]


def test_the_oldest_and_the_most_are_found_among_those_whose_notes_tell(born):
    answer = ask(born, "who is the oldest of my friends?", ScriptedReader())
    assert answer.text.startswith('Ines ("Birthday: 3 June 1980"), among the ')
    reader = ScriptedReader(("how many kids", "four kids"))
    most = ask(born, "who has the most kids", reader)
    assert most.text == 'Suda ("Suda has four kids."), the only one whose notes tell.'


def test_of_very_many_the_others_are_named_only(street):
    for number in range(14):
        street.add(f"Vo{number} Lang", texts=["Owns a kayak."])
    answer = ask(street, "who has a kayak", ScriptedReader(("has a kayak", "a kayak")))
    assert answer.text.startswith('14 people: Vo0 Lang ("Owns a kayak."), ')
    assert answer.text.endswith("Vo12 Lang and Vo13 Lang.") and len(answer.evidence) == 14


def test_a_picture_says_who_is_meant(street):
    assert several.answer(street.services, Query("who has a cat", picture(0)), FINDS_CATS) is None


def test_the_likeliest_of_many_are_read():
    with assistant(FakeEngine()) as opened:
        for number in range(75):
            opened.store.people.add(f"P{number} Q{number}", [note(f"Feeds goat number {number}.")])
        opened.store.people.add("Ulla", [note("Ulla paints.")])
        reader = ScriptedReader(("likes goats", "Feeds goat number 7."))
        answer = ask(opened, "who likes goats", reader)
        assert reader.read_of == [32]
        assert answer.text == (
            'At least one person: P7 Q7 ("Feeds goat number 7.").'
            " I read the notes of the 32 likeliest people only."
        )
        nothing = ask(opened, "who likes goats", ScriptedReader())
        assert "None of the notes of the 32 likeliest people of 76 says so." in nothing.text


def test_whoever_says_it_in_so_many_words_is_listed_of_any_number():
    with assistant(FakeEngine()) as opened:
        for number in range(75):
            opened.store.people.add(f"P{number} Q{number}", [note("plumber. two cats.")])
        answer = ask(opened, "how many people have a cat", ScriptedReader())
        assert answer.short == "75" and len(answer.people) == 75


def note(text, day=None):
    from persona_assistant.memory.records import Entry
    from persona_assistant.pmg import Triplet

    return Entry(Triplet(text=text, date=day))
