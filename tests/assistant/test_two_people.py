"""Questions about two people who are named."""

from __future__ import annotations

import pytest

from persona_assistant.assistant import several
from persona_assistant.pmg import AbstentionReason, Outcome, Query
from tests.support.fakes import FakeEngine, assistant
from tests.support.readers import ScriptedReader

VILLAGE = {
    "Nadia Roth": ["Nadia is a midwife. She lives in Bruges. Born 3 May 1981."],
    "Joost": ["Joost works as a nurse in Ghent. His husband Emil paints. He is 29."],
    "Emil": ["Emil lives in Bruges. He met Nadia at the rowing club."],
    "Tove": ["Tove was married to Emil until 2015. She has three kids."],
    "Kofi": ["Kofi has two kids. Born in 1990."],
}
READER = ScriptedReader(
    ("live", "Bruges"),
    ("partner|married|couple", "husband Emil"),
    ("partner|married|couple", "married to Emil until 2015"),
    ("job|for a living", "a midwife"),
    ("job|for a living", "a nurse"),
    ("how many kids", "three kids"),
    ("how many kids", "two kids"),
    ("meet|know", "at the rowing club"),
    ("have .*kids", "two kids"),
)


@pytest.fixture(scope="module")
def village():
    with assistant(FakeEngine()) as opened:
        for name, notes in VILLAGE.items():
            opened.add(name, texts=notes)
        yield opened


@pytest.fixture
def ask(village):
    return lambda question: several.answer(village.services, Query(question), READER)


def test_the_same_is_answered_for_each(ask):
    answer = ask("What are Nadia's and Joost's jobs?")
    assert answer.text == (
        'Nadia Roth: a midwife ("Nadia is a midwife.").'
        ' Joost: a nurse ("Joost works as a nurse in Ghent.").'
    )
    assert answer.edge.outcome is Outcome.SEVERAL
    assert [each.name for each in answer.edge.known] == ["Nadia Roth", "Joost"]


def test_of_whom_the_notes_do_not_say_it_is_said(ask):
    answer = ask("where do Emil and Kofi live")
    assert answer.text == ('Emil: Bruges ("Emil lives in Bruges."). Kofi: the notes do not say.')
    assert [each.persona for each in answer.evidence] == ["Emil"]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Who is older, Nadia or Kofi?", "Nadia Roth is older."),
        ("who is younger: Nadia or Joost", "Joost is younger."),
        ("Is Joost older than Kofi?", "No. Kofi is older."),
        ("Who has more kids, Tove or Kofi?", "Tove."),
        ("Which of Tove and Kofi has fewer kids?", "Kofi."),
    ],
)
def test_two_are_compared_by_what_both_notes_say(ask, question, first):
    answer = ask(question)
    assert answer.text.startswith(f"{first} ") and not answer.abstained
    assert len(answer.evidence) == 2


def test_nobody_is_older_where_one_age_is_unknown(ask):
    answer = ask("who is older, Emil or Kofi")
    assert answer.abstained and answer.reason is AbstentionReason.ABSENT_ATTRIBUTE
    assert "do not say how old Emil is" in answer.text and '"Born in 1990."' in answer.text


def test_a_couple_is_one_where_either_note_says_so(ask):
    for question in ("Are Joost and Emil a couple?", "is emil married to joost"):
        answer = ask(question)
        assert answer.text == 'Yes: Joost ("His husband Emil paints.").'


def test_a_couple_may_have_parted(ask):
    assert ask("Are Tove and Emil a couple?").text.startswith("No longer: Tove (")


def test_who_has_another_partner_is_no_couple_with_one(ask):
    answer = ask("Are Joost and Nadia a couple?")
    assert answer.text == 'Not by the notes: Joost ("His husband Emil paints.").'
    assert [each.name for each in answer.people] == ["Joost", "Nadia Roth"]
    nobody = ask("Are Kofi and Nadia a couple?")
    assert nobody.abstained and "No note says that they are a couple." in nobody.text


def test_a_namesake_is_somebody_else():
    with assistant(FakeEngine()) as opened:
        opened.add("Eva Brandt", texts=["Eva Brandt keeps bees."])
        opened.add("Eva Moreau", texts=["Eva Moreau sells tiles."])
        opened.add("Jan", texts=["Jan, Eva Moreau's husband, drives a tram."])
        reader = ScriptedReader(("partner|married", "Eva Moreau's husband"))
        for who, answer in (("Moreau", "Yes: Jan ("), ("Brandt", "Not by the notes: Jan (")):
            query = Query(f"is Jan married to Eva {who}?")
            assert several.answer(opened.services, query, reader).text.startswith(answer)


def test_who_knows_whom_stands_in_either_note(ask):
    answer = ask("do Nadia and Emil know each other?")
    assert answer.text == 'Yes: Emil ("He met Nadia at the rowing club.").'
    assert ask("Where did Nadia and Emil meet?").text == (
        'at the rowing club ("He met Nadia at the rowing club.").'
    )


def test_what_both_notes_state_is_in_common(ask):
    answer = ask("What do Nadia and Emil have in common?")
    assert answer.text == (
        'Bruges (Nadia Roth: "She lives in Bruges."; Emil: "Emil lives in Bruges.").'
    )
    nothing = ask("What do Joost and Tove have in common?")
    assert nothing.abstained and "nothing that the notes of Joost and Tove share" in nothing.text


def test_the_same_town_or_another(ask):
    answer = ask("Do Nadia and Emil live in the same town?")
    assert answer.text.startswith("Yes: Bruges (")
    silent = ask("do Kofi and Emil live in the same town")
    assert silent.abstained and 'Emil ("Emil lives in Bruges.")' in silent.text


def test_one_of_two_is_chosen(ask):
    answer = ask("Who lives in Bruges, Emil or Joost?")
    assert answer.text == 'Emil ("Emil lives in Bruges."). The notes of Joost do not say.'


@pytest.mark.parametrize(
    "question", ["What did Nadia say about Emil?", "Does Tove like Kofi?", "Where does Nadia live?"]
)
def test_a_question_about_one_of_them_goes_on_as_before(ask, question):
    assert ask(question) is None
