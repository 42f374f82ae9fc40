"""Lists by what somebody's relatives are and do, by nation and age, and by what is over."""

from __future__ import annotations

import pytest

from persona_assistant.assistant import several
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import Query
from tests.support.noted_people import memory_of
from tests.support.readers import ScriptedReader

NOTES = {
    "Orla Finch": [
        ("2022-03-01", "orla from Galway, saddler. husband Marek = bus driver"),
        ("2023-02-02", "baby girl, Juno, born 20 jan. her mum is staying"),
    ],
    "Pim Aalto": [
        ("2021-02-02", "pim and his wife Ilse, who's a vet, live on Mill Lane"),
        ("2022-05-05", "pim turned 61 today. his son Kees has a peanut allergy"),
    ],
    "Quill Marsh": [
        ("2019-02-02", "quill lives w/ her bf Tano, top floor. he's a chef at the Crown"),
        ("2023-03-03", "quill engaged to Bram, a roofer. daughter Wies plays the oboe"),
    ],
    "Rafe Dunn": [
        ("2021-01-01", "rafe's girlfriend Noor is a vet"),
        ("2024-01-01", "rafe and Noor separated. his boss's wife drives a tram"),
    ],
    "Ugo Blum": [("2023-01-01", "Ugo è di Palermo, fa il panettiere. ugo is 34")],
}


@pytest.fixture(scope="module")
def memory():
    with memory_of(NOTES) as opened:
        yield opened


def named(memory: Memory, question: str) -> set[str]:
    answer = several.answer(memory.services, Query(question), ScriptedReader())
    return set() if answer is None else {each.name for each in answer.people}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("whose husband drives a bus?", {"Orla Finch"}),
        ("whose wife is a vet?", {"Pim Aalto"}),  # Rafe and Noor have separated
        ("who is married to a vet?", {"Pim Aalto"}),
        ("who has a wife who's a vet", {"Pim Aalto"}),
        ("whose other half works in building?", {"Quill Marsh"}),
        ("whose fiance is a roofer", {"Quill Marsh"}),
        ("whose boyfriend's a chef", {"Quill Marsh"}),
        ("whose kid plays an instrument?", {"Quill Marsh"}),
        ("whose son has an allergy?", {"Pim Aalto"}),
        ("whose wife drives a tram?", set()),  # the boss's wife
    ],
)
def test_it_is_the_relative_of_whom_the_words_beside_them_tell(memory, question, names):
    assert named(memory, question) == names


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("who's Irish?", {"Orla Finch"}),
        ("which of my friends are italian", {"Ugo Blum"}),
        ("who is 60 and up?", {"Pim Aalto"}),
        ("who has hit thirty", {"Pim Aalto", "Ugo Blum"}),
        ("who had a baby in 2023?", {"Orla Finch"}),
    ],
)
def test_nations_come_from_towns_and_ages_from_years(memory, question, names):
    assert named(memory, question) == names
