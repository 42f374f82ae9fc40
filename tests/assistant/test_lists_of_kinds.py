"""Lists of a kind of people: what is over, whose it is, and which words are work."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.assistant import several
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import Query
from tests.support.fakes import FakeEngine, assistant
from tests.support.readers import ScriptedReader

_LATELY = (datetime.date.today() - datetime.timedelta(days=60)).isoformat()
NOTES = {
    "Orla Finch": [
        ("2022-03-01", "orla is a nurse. type 1 diabetic since she was 9. vegan"),
        ("2024-05-05", "orla not vegan anymore. lives on a barge w/ whippet Juno"),
    ],
    "Pim Aalto": [
        ("2021-02-02", "pim opened a second shop in june."),
        ("2023-04-04", "pim's allergic to penicillin. had his knee done at the hospital"),
    ],
    "Quill Marsh": [
        ("2019-02-02", "quill is pregnant, due in may"),
        ("2022-03-03", "quill's brother Dov has his own shop. plays the steelpan"),
        ("2023-03-03", "nut allergy. teaches at a college"),
    ],
    "Rafe Dunn": [
        ("2021-01-01", "rafe has a collie, Moss. plays the cornet. coeliac so no gluten"),
        (_LATELY, "rafe's given up smoking. moss had an operation. Moss went too, to the coast"),
    ],
    "Ugo Blum": [
        ("2023-01-01", "ugo, pilot w/ a cargo firm. allergic to wool. seeing a nurse, Pia")
    ],
    "Gran Rosa": [(_LATELY, "gran has new hearing aids. Dov has his own firm now")],
    "Wilf Soto": [(_LATELY, "wilf and jen adopted a tortoise. jen is pregnant!! due in may")],
}


@pytest.fixture(scope="module")
def memory():
    with assistant(FakeEngine()) as opened:
        for name, notes in NOTES.items():
            dates = [datetime.date.fromisoformat(day) for day, _ in notes]
            persona = opened.add(name, texts=[text for _, text in notes], dates=dates)
            if name == "Gran Rosa":
                opened.edit(persona.uid, aliases=("Gran",))
        yield opened


def named(memory: Memory, question: str) -> set[str]:
    answer = several.answer(memory.services, Query(question), ScriptedReader())
    return set() if answer is None else {each.name for each in answer.people}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("dog owners?", {"Orla Finch", "Rafe Dunn"}),
        ("who has had an operation", set()),
        ("pollen allergy, anyone?", set()),
        ("pilots?", {"Ugo Blum"}),
        ("who has quit smoking", {"Rafe Dunn"}),
        ("cornet players", {"Rafe Dunn"}),
        ("anybody who can't eat gluten", {"Rafe Dunn"}),
        ("diabetics", {"Orla Finch"}),
        ("any vegans left", set()),
        ("medics or nurses i know", {"Orla Finch"}),
        ("everybody who runs their own shop or stall", {"Pim Aalto"}),
        ("allergic to a medication, who?", {"Pim Aalto"}),
        ("folk with a job in a school or college", {"Quill Marsh"}),
    ],
)
def test_those_of_a_kind_are_named(memory, question, names):
    assert named(memory, question) == names


def test_nobody_is_pregnant_for_years(memory):
    assert "Quill Marsh" not in named(memory, "is anyone pregnant")


def test_a_relative_of_the_user_is_called_by_what_they_are(memory):
    assert "Gran Rosa" in named(memory, "hearing aid wearers")
