"""Which of two people is meant, who of them was first, and somebody whom only one's notes name."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.assistant import several
from persona_assistant.language.names import NameIndex
from persona_assistant.pmg import Query
from tests.support.fakes import FakeEngine, assistant
from tests.support.readers import ScriptedReader

HARBOUR = {
    "Silke Arndt": [
        ("2019-05-04", "Silke has a kayak. She married Tarik in June 2018."),
        (
            "2024-02-02",
            "silke lent me 40 quid. glazier, mad about tomatoes. her sister Pia was a nurse",
        ),
    ],
    "Milo Petrakis": [
        ("2021-08-08", "Milo ha un cane, Pepe. Milo married Jo last saturday."),
        ("2023-03-03", "milo owes me 15 euros. He drinks alcohol free beer. milo & jo split up"),
        ("2025-01-05", "Milo adore les tomates. he turned 51 today"),
    ],
    "Edda Boll": [("2020-01-01", "Edda Boll, no kids, plays chess. teetotal")],
    "Edda Crane": [("2020-01-01", "Edda Crane has two sons. plays chess. speaks German")],
}
READER = ScriptedReader(
    ("love eating", "tomatoes"),
    ("love eating", "tomates"),
    ("hobb|game", "chess"),
    ("book|film", "plays chess"),
    ("speak", "speaks German"),
)


@pytest.fixture(scope="module")
def harbour():
    with assistant(FakeEngine()) as opened:
        for name, notes in HARBOUR.items():
            days = [datetime.date.fromisoformat(day) for day, _ in notes]
            opened.add(name, texts=[text for _, text in notes], dates=days)
        yield opened


@pytest.fixture
def ask(harbour):
    return lambda question: several.answer(harbour.services, Query(question), READER)


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("which of the two has a kayak, silke or milo", "Silke Arndt"),
        ("milo or silke, which one of them has a kayak now", "Silke Arndt"),
        ("is it silke or milo who has a dog?", "Milo Petrakis"),
        ("milo and silke - who's the glazier", "Silke Arndt"),
        ("has silke or milo got a dog", "Milo Petrakis"),
        ("who owes me money, silke or milo", "Milo Petrakis"),
        ("which of the two eddas is a mother", "Edda Crane"),
        ("edda b or edda c, who has kids", "Edda Crane"),
    ],
)
def test_the_short_answer_is_the_name_of_the_one_that_fits(ask, question, who):
    answer = ask(question)
    assert answer.short.startswith(f'{who} ("') and not answer.abstained
    assert answer.people[0].name == who


def test_nobody_is_chosen_where_nothing_is_known_of_either(ask):
    assert ask("which of the two has a horse, silke or milo").abstained
    assert ask("who speaks french, edda boll or edda crane").abstained
    assert not ask("who speaks german, edda boll or edda crane").abstained
    assert ask("who swims faster, silke or milo").abstained


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("who got married first, milo or silke", "Silke Arndt"),
        ("who got married last, milo or silke", "Milo Petrakis"),
    ],
)
def test_who_was_first_is_told_by_the_dates(ask, question, first):
    answer = ask(question)
    assert answer.short.startswith(f'{first} ("') and len(answer.evidence) == 2


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("did Milo get married before Silke", "No"),
        ("did Silke get married before Milo", "Yes"),
        ("did Milo get married before or after Silke", "After"),
    ],
)
def test_whether_one_was_before_the_other(ask, question, said):
    answer = ask(question)
    assert answer.short.startswith(f'{said}: Silke Arndt ("') and len(answer.evidence) == 2


def test_nobody_was_first_where_one_day_is_unknown(ask):
    answer = ask("who got married first, silke or edda boll")
    assert answer.abstained and "Edda Boll do not say when" in answer.text


def test_both_love_the_same_in_two_languages(ask):
    answer = ask("what do silke and milo both love eating")
    assert "tomato" in answer.text.lower() and len(answer.evidence) == 2


def test_what_neither_does_is_in_common(ask):
    assert "o alcohol (" in ask("what do milo and edda boll have in common at the bar").text


def test_what_both_share_of_a_kind(ask):
    assert ask("which game do edda boll and edda crane both play").text.startswith("Chess (")
    assert ask("which book have silke and edda boll both read").abstained


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("are silke and tarik a couple", 'Yes: Silke Arndt ("She married Tarik in June 2018'),
        ("are milo and jo still a couple", 'No longer: Milo Petrakis ("milo & jo split up'),
        ("did milo ever marry jo", "No longer: Milo Petrakis ("),
        ("is pia silke's sister", 'Yes: Silke Arndt ("her sister Pia was a nurse'),
        ("what is jo to milo", "Milo Petrakis ("),
    ],
)
def test_somebody_whom_only_the_others_notes_name(ask, question, said):
    answer = ask(question)
    assert answer.text.startswith(said)
    assert len({each.name for each in answer.people}) == 1


def test_a_name_that_is_an_everyday_word_stands_beside_another():
    names = NameIndex({1: "Rose Adams", 2: "Ben Hill"})
    found = names.mentions("rose and ben, who of them has a dog")
    assert [each.typed for each in found] == ["rose", "ben"]
    assert [each.typed for each in names.mentions("who gave ben a rose")] == ["ben"]
