"""The user as a persona: questions in the first person."""

from __future__ import annotations

import pytest

from persona_assistant.assistant import several
from persona_assistant.language.first_person import own_question, said_by_the_user
from persona_assistant.pmg import AbstentionReason, Query
from tests.support.fakes import FakeEngine, assistant
from tests.support.readers import ScriptedReader

HOUSE = {
    "Me": ["Blood type 0 negative.", "My sister is allergic to wasps. I am allergic to kiwi."],
    "Wilma": ["I promised Wilma to feed her tortoise.", "Wilma promised to lend me her drill."],
    "Sipho": ["Sipho: I am allergic to strawberries\nMe: I owe you 12 euros for the tickets"],
    "Greta": ["Greta is allergic to kiwi."],
}
READER = ScriptedReader(
    ("promise", "feed her tortoise"),
    ("promise", "lend me her drill"),
    ("allergic", "wasps", 0.95),
    ("allergic", "kiwi"),
    ("allergic", "strawberries"),
    ("blood", "0 negative"),
    ("owe", "12 euros"),
)


@pytest.fixture
def house():
    with assistant(FakeEngine()) as opened:
        for name, notes in HOUSE.items():
            opened.add(name, texts=notes, dates=["2024-03-12"])
        yield opened


@pytest.fixture
def ask(house):
    return lambda question: several.answer(house.services, Query(question), READER)


def test_the_users_own_notes_answer(ask, house):
    house.add("Me", texts=["Shoe size: 41\nLocker: 117"])
    shoes = ScriptedReader(("shoe size", "41"))
    own = several.answer(house.services, Query("whats my shoe size"), shoes)
    assert own.text.startswith("41. You noted on ") and own.text.endswith(': "Shoe size: 41"')
    assert ask("my blood type?").text == (
        '0 negative. You noted on 12 March 2024: "Blood type 0 negative."'
    )
    answer = ask("What am I allergic to?")
    assert answer.text == 'kiwi. You noted on 12 March 2024: "I am allergic to kiwi."'
    assert answer.edge.persona == "Me" == house.me.name


def test_a_relative_whom_only_the_users_notes_name(ask, house):
    house.add("Me", texts=["My brother Neil rows. Mum is called Sheila"])
    house.add("Wilma", texts=["Wilma's mum Betty and her brother Tom rang"])
    assert ask("what's my mum called").short == "Sheila"
    assert ask("who is my brother").short == "Neil"
    assert ask("who is Neil").people[0].answer == "your brother"


@pytest.mark.parametrize(
    "question", ["what must I never cook for Wilma", "what could I promise Wilma?"]
)
def test_advice_about_somebody_is_about_them(ask, question):
    assert ask(question) is None


@pytest.mark.parametrize("question", ["what did I promise?", "What did i promise Wilma"])
def test_what_the_user_says_in_somebodys_note_answers(ask, question):
    answer = ask(question)
    assert answer.text == (
        'feed her tortoise. You noted on 12 March 2024: "I promised Wilma to feed her tortoise."'
        " It is in a note of Wilma."
    )
    assert [each.persona for each in answer.evidence] == ["Wilma"]


def test_several_promises_are_all_told(house):
    house.add("Piet", texts=["I promised Piet a cake."], dates=["2024-03-12"])
    reader = ScriptedReader(("promise", "feed her tortoise"), ("promise", "a cake", 0.85))
    answer = several.answer(house.services, Query("what did I promise"), reader)
    assert [each.name for each in answer.people] == ["Wilma", "Piet"]
    assert answer.text.startswith("feed her tortoise (") and answer.text.endswith("of Piet).")


def test_who_speaks_in_a_chat_is_told_by_the_line(ask):
    assert ask("what do I owe Sipho?").text.startswith("12 euros. ")


def test_the_user_is_nobody_in_a_list(house):
    reader = ScriptedReader(("allergic to kiwi", "kiwi"))
    answer = several.answer(house.services, Query("who is allergic to kiwi"), reader)
    assert [each.name for each in answer.people] == ["Greta"]


def test_who_says_it_in_a_chat_is_listed():
    with assistant(FakeEngine()) as opened:
        opened.add("Sipho", texts=["Sipho: hi. I am allergic to dill\nPiet: I am allergic to oats"])
        for what, count in (("dill", 1), ("oats", 0)):
            reader = ScriptedReader(("allergic", what))
            answer = several.answer(opened.services, Query(f"anyone allergic to {what}?"), reader)
            assert len(answer.people) == count


def test_what_the_user_says_is_nothing_about_the_person_of_the_note():
    with assistant(FakeEngine()) as opened:
        opened.add("Piet", texts=["Piet: lunch?\nMe: I am allergic to celery"])
        reader = ScriptedReader(("allergic", "celery"))
        listed = several.answer(opened.services, Query("who is allergic to celery"), reader)
        assert listed.abstained
        own = several.answer(opened.services, Query("what am I allergic to"), reader)
        assert own.text.startswith("celery. ") and own.edge.persona == "Piet"


def test_nothing_found_says_how_to_note_it():
    with assistant(FakeEngine()) as opened:
        opened.add("Piet", texts=["Piet sails."])
        assert opened.me is None
        answer = several.answer(opened.services, Query("what's my shoe size"), ScriptedReader())
    assert answer.abstained and answer.reason is AbstentionReason.ABSENT_ATTRIBUTE
    assert 'Notes about yourself are kept with a person named "Me"' in answer.text


def test_the_user_may_have_another_name():
    with assistant(FakeEngine(), me="Rosa Lind") as opened:
        opened.add("Rosa Lind", texts=["I take size 39."])
        assert opened.me.name == "Rosa Lind"
        reader = ScriptedReader(("shoe size", "39"))
        answer = several.answer(opened.services, Query("what is my shoe size"), reader)
    assert answer.text.startswith("39. You noted on ")


@pytest.mark.parametrize(
    "question", ["where does my boss live", "What is my sister's birthday?", "my dentist's number"]
)
def test_somebody_who_is_the_users_may_be_a_persona(ask, question):
    assert ask(question) is None


ABOUT_THE_USER = """what did I promise · what do I have to buy · when is my appointment at the vet's
where did I park the car · my passport number · what's my wifi password · When does my train leave
which books did I lend · am I allergic to anything · what did i forget · who am I
when is my dentist appointment · do I have a spare key · how tall am I""".replace("\n", " · ")
ABOUT_OTHERS = """where did I meet the woman with the bees · what did she promise me
what do I know about Ines · how old is he · what did I write about goats · does he owe me money
when did I meet the heron sculptor · what does Ravi owe me · where does Suda live
what did that man tell me""".replace("\n", " · ")


@pytest.mark.parametrize("question", ABOUT_THE_USER.split(" · "))
def test_questions_in_the_first_person_are_about_the_user(question):
    assert own_question(question) is not None


@pytest.mark.parametrize("question", ABOUT_OTHERS.split(" · "))
def test_questions_about_somebody_else_are_not(question):
    assert own_question(question) is None


@pytest.mark.parametrize(
    ("note", "piece", "theirs"),
    [
        ("I owe Ana for the cinema.", "cinema", True),
        ("Promised to water her plants.", "water", True),
        ("She promised me a cake.", "cake", False),
        ('Ana said "I am allergic to nuts".', "nuts", False),
        ("[12/03/24, 10:00] Me: my blood type is A+", "A+", True),
        ("Ana: I have two cats\nMe: nice", "cats", False),
        ("Hi, I'm Ana. I keep bees.", "keep bees", False),
    ],
)
def test_whose_words_a_note_holds(note, piece, theirs):
    assert said_by_the_user(note, note.index(piece), me="Me", about="Ana") is theirs
