"""Follow-ups about somebody's relative or thing that the conversation brought up."""

from __future__ import annotations

import pytest

from persona_assistant.assistant.followups import resolved
from persona_assistant.pmg import ConversationTurn, Query
from tests.support.fakes import FakeEngine, assistant

PEOPLE = {
    "Bartek Wilk": "Bartek fixes lifts. His girlfriend Ilona works. His brother Marek came.",
    "Aoife Kinsella": "Aoife is a ward sister, she is coeliac. Her mam Nuala bakes. Twins in May.",
    "Nisha Rao": "Nisha is a vet. She cycles. Her partner Tom is a brewer.",
    "Femi Sol": "Femi plays bass, he is funny. His wife Bisi Sol runs a salon called Crown.",
    "Kim Lund": "Kim paints. Kim's wife Rosa Lund is a pilot.",
    "Ines Fabre": "Ines draws, she is shy. Her partner is Robin now (not Uli), she drives a tram.",
    "Rosa Lund": "Rosa flies for a living, Kim is proud of her.",
}


@pytest.fixture(scope="module")
def memory():
    with assistant(FakeEngine()) as opened:
        for name, note in PEOPLE.items():
            opened.add(name, texts=[note])
        yield opened


def asked(memory, who: str, *said: str, answer: str = "") -> tuple[str, str]:
    """The last question in full, and in whose notes it is looked up, after questions about `who`.
    Without an answer the assistant did not answer."""
    ids = {each.name: each.id for each in memory.people()}
    talk = memory.conversations.begin().id
    for question in said[:-1]:
        memory.store.conversations.append(
            talk,
            ConversationTurn("user", question, (ids[who],)),
            ConversationTurn("assistant", answer or "No.", (ids[who],), abstained=not answer),
        )
    query = resolved(memory.services, talk, Query(said[-1]))
    names = {each: name for name, each in ids.items()}
    return query.text, names[query.meant.personas[0]] if query.meant else ""


@pytest.mark.parametrize(
    ("who", "before", "question", "full"),
    [
        ("Bartek Wilk", "what's bartek's girlfriend called", "where does she work",
         "where does Bartek Wilk's girlfriend Ilona work"),
        ("Bartek Wilk", "who is bartek going out with?", "is she allergic to fish?",
         "is Bartek Wilk's girlfriend Ilona allergic to fish?"),
        ("Bartek Wilk", "whos barteks brother", "where's he from",
         "where's Bartek Wilk's brother Marek from"),
        ("Aoife Kinsella", "what's the name of aoife's mam", "and her birthday?",
         "What is Aoife Kinsella's mam Nuala's birthday?"),
        ("Aoife Kinsella", "when were aoife's twins born", "what are they called",
         "what are Aoife Kinsella's twins called"),
        ("Nisha Rao", "who's nisha's partner", "what does he do",
         "what does Nisha Rao's partner Tom do"),
        ("Ines Fabre", "who is ines with now", "what does she do",
         "what does Ines Fabre's partner Robin do"),
        ("Aoife Kinsella", "when was aoife's baby born", "what's her name",
         "what's Aoife Kinsella's baby's name"),
        ("Bartek Wilk", "is bartek older than his brother", "what's he called",
         "what's Bartek Wilk's brother called"),
        ("Bartek Wilk", "how old is barteks brother marek?", "and the sister?",
         "how old is Bartek Wilk's sister?"),
        ("Femi Sol", "where does femi live", "and his wife's birthday?",
         "What is Femi Sol's wife's birthday?"),
        ("Femi Sol", "what's femi's wife's salon called", "which day is it closed",
         "which day is Femi Sol's wife's salon closed"),
    ],
)  # fmt: skip
def test_the_relative_or_the_thing_is_meant_and_looked_up_with_the_person(
    memory, who, before, question, full
):
    assert asked(memory, who, before, question) == (full, who)


@pytest.mark.parametrize(
    ("who", "before", "question", "full"),
    [
        ("Bartek Wilk", "what's bartek's girlfriend called", "where does he work",
         "where does Bartek Wilk work"),
        ("Nisha Rao", "who's nisha's partner", "has she got kids", "has Nisha Rao got kids"),
        ("Aoife Kinsella", "where does aoife work", "how old is she",
         "how old is Aoife Kinsella"),
    ],
)  # fmt: skip
def test_whoever_has_the_relative_is_meant_by_a_pronoun_of_their_own(
    memory, who, before, question, full
):
    assert asked(memory, who, before, question) == (full, who)


def test_the_answer_says_whom_it_brings_up(memory):
    told = asked(memory, "Bartek Wilk", "who came to see bartek", "how old is he", answer="Marek.")
    assert told == ("how old is Bartek Wilk's brother Marek", "Bartek Wilk")


def test_somebody_remembered_whom_the_answer_names_is_meant_from_then_on(memory):
    text, notes = asked(memory, "Femi Sol", "who helps femi", "is she well?", answer="Nisha Rao")
    assert text == "is Nisha Rao well?" and notes == "Nisha Rao"
    text, notes = asked(memory, "Femi Sol", "who helps femi", "is he well?", answer="Nisha Rao")
    assert text == "is Femi Sol well?" and notes == "Femi Sol"
    answer = 'Uli (2023), Nisha Rao (2025). You noted on 3 May 2025: "Nisha helps."'
    assert (
        asked(memory, "Femi Sol", "who helps femi", "is she well?", answer=answer)[1] == "Nisha Rao"
    )


def test_they_are_both_of_a_couple(memory):
    said = ("what does femi do", "and his wife?", "have they got kids")
    assert asked(memory, "Femi Sol", *said) == ("have Femi Sol and Bisi Sol got kids", "Femi Sol")
    text, _ = asked(memory, "Kim Lund", "who is kim's wife", "where do they live?")
    assert text == "where do Kim Lund and Rosa Lund live?"


def test_whose_tutor_somebody_is_has_no_such_tutor(memory):
    told = asked(memory, "Nisha Rao", "who is otto's vet", "when does she come", answer="Nisha")
    assert told == ("when does Nisha Rao come", "Nisha Rao")


def test_another_person_may_have_what_is_theirs(memory):
    for question in ("who has his bass now", "who looks after his cat"):
        text, _ = asked(memory, "Femi Sol", "where does femi live", question)
        assert text == question.replace("his", "Femi Sol's")
    for question in ("who lost his job", "who's got his old job"):
        assert asked(memory, "Femi Sol", "where does femi live", question)[1] == ""


def test_the_place_in_like_it_there_is_not_the_thing_before(memory):
    said = ("what's femi's salon called", "does he like it there")
    told = asked(memory, "Femi Sol", *said, answer="Crown")
    assert told == ("does Femi Sol like it there", "Femi Sol")


def test_the_pronoun_of_a_remembered_partner_is_kept(memory):
    said = ("who is kim's wife", "what does she do", "does he row")
    assert asked(memory, "Kim Lund", *said)[1] == "Kim Lund"


def test_a_relative_who_is_remembered_by_the_name_in_the_answer_is_meant(memory):
    said = ("who is kim's cousin", "how old is she")
    told = asked(memory, "Kim Lund", *said, answer='Nisha Rao ("Kim and Nisha").')
    assert told == ("how old is Nisha Rao", "Nisha Rao")


def test_it_is_the_thing_of_the_question_before_whosever_it_is(memory):
    said = ("when is the lift serviced", "who does it")
    told = asked(memory, "Bartek Wilk", *said, answer="in May")
    assert told == ("who does the lift", "Bartek Wilk")


def test_from_whom_the_user_borrowed_is_put_behind(memory):
    said = ("who did i borrow money from", "what for")
    told = asked(memory, "Bartek Wilk", *said, answer="Bartek Wilk")
    assert told == ("What for did i borrow money from Bartek Wilk?", "Bartek Wilk")


def test_when_the_user_is_there_next_is_asked_of_the_person_before(memory):
    told = asked(memory, "Nisha Rao", "where is nisha's surgery", "when am i there next")
    assert told == ("when am i there next", "Nisha Rao")


def test_the_pronoun_the_user_chose_for_a_baby_stays_its_own(memory):
    said = ("when was aoife's baby born", "is he well", "and is she well?")
    assert asked(memory, "Aoife Kinsella", *said)[0] == "is Aoife Kinsella well?"
    said = ("when was aoife's baby born", "is he well", "and does he sleep?")
    assert asked(memory, "Aoife Kinsella", *said)[0] == "does Aoife Kinsella's baby sleep?"


def test_a_thing_is_called_by_the_name_of_the_answer(memory):
    said = ("what's femi's salon called", "where is it")
    told = asked(memory, "Femi Sol", *said, answer='Crown. You noted: "a salon called Crown."')
    assert told == ("where is Femi Sol's salon Crown", "Femi Sol")


def test_a_relative_who_is_remembered_has_notes_of_their_own(memory):
    told = asked(memory, "Kim Lund", "who is kim's wife", "what does she do")
    assert told == ("what does Rosa Lund do", "Rosa Lund")


def test_another_relative_takes_the_place_of_the_one_before(memory):
    told = asked(memory, "Bartek Wilk", "what is bartek's girlfriend called?", "and his brother?")
    assert told == ("what is Bartek Wilk's brother called?", "Bartek Wilk")
    told = asked(memory, "Bartek Wilk", "when is bartek's birthday?", "and Ilona's?")
    assert told[0] == "when is Bartek Wilk's girlfriend Ilona's birthday?"
