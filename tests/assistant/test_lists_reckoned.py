"""Lists that dates decide: who visits, whose children are how old, who works with the user."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.assistant import list_children, list_visits, several
from persona_assistant.assistant.colleagues import finder as colleagues
from persona_assistant.language.claims import Stance
from persona_assistant.pmg import Note, Query
from persona_assistant.reader.counting import counted
from tests.support.fakes import FakeEngine, assistant
from tests.support.readers import ScriptedReader

TODAY = datetime.date.today()
SOON = TODAY + datetime.timedelta(days=20)
AGO = TODAY - datetime.timedelta(days=20)
LAST_YEAR = TODAY - datetime.timedelta(days=400)


def note(text: str, date: datetime.date = AGO) -> Note:
    return Note(text=text, date=date, triplet_id=1)


def visiting(
    text: str, date: datetime.date = AGO, question: str = "Is she coming to stay?"
) -> bool:
    find = list_visits.finder(question, None)
    assert find is not None
    told = find(ScriptedReader(), {1: ("Nell Ward", [note(text, date)])})[1]
    return any(how is Stance.STATES for how, _ in told)


@pytest.mark.parametrize(
    ("text", "date", "comes"),
    [
        (f"nell is coming to stay on {SOON:%d %B %Y}", AGO, True),
        (f"they fly in {SOON:%d %B %Y} at 5pm", AGO, True),
        (f"nell might come over on {SOON:%d %B %Y}", AGO, False),
        (f"her cousin Ivo is coming over on {SOON:%d %B %Y}", AGO, False),
        ("nell is coming for christmas", LAST_YEAR, False),
        (f"nell flies to Rome on {SOON:%d %B %Y}", AGO, False),
    ],
)
def test_who_is_to_visit_is_told_by_the_day(text, date, comes):
    assert visiting(text, date) is comes


def test_only_a_visit_in_the_time_asked_for_counts():
    far = TODAY + datetime.timedelta(days=200)
    asked = f"Is she visiting me on {far:%d %B %Y}?"
    assert not visiting(f"nell is coming to stay on {SOON:%d %B %Y}", question=asked)


@pytest.mark.parametrize(
    ("question", "text", "years", "fits"),
    [
        ("Does she have kids under 10?", "daughter Wren 3", 2, True),
        ("Does she have kids under 10?", "daughter Wren 9", 2, False),
        ("Does she have kids under 10?", "had a baby boy, Otis", 4, True),
        ("Does she have kids under 10?", "her sister has a boy Kim, 3", 1, False),
        ("Does she have kids under 10?", "her daughter Ina had a boy", 1, False),
        ("Does she have teenagers?", "2 boys, Jon 12 & Cy 9", 3, True),
    ],
)
def test_the_age_of_a_child_is_reckoned_from_its_note(question, text, years, fits):
    find = list_children.finder(question)
    written = TODAY - datetime.timedelta(days=round(years * 365.25))
    assert find is not None
    assert bool(find(ScriptedReader(), {1: ("Nell Ward", [note(text, written)])})[1]) is fits


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("nell, porter at the clinic", Stance.STATES),
        ("nell works with me on the night shift", Stance.STATES),
        ("nell our cook at the clinic has left for a hotel", Stance.FORMER),
        (f"nell, porter at the clinic. she is leaving us on {SOON:%d %B %Y}", Stance.STATES),
        ("met nell at the clinic", None),
    ],
)
def test_who_is_a_colleague_is_told_by_the_workplace(text, how):
    find = colleagues("Is she on the staff at the clinic?")
    assert find is not None
    told = find(ScriptedReader(), {1: ("Nell Ward", [note(text)])})[1]
    assert [each for each, _ in told] == ([] if how is None else [how])


@pytest.mark.parametrize(
    ("question", "text", "number"),
    [
        ("how many children has nell?", "nell's third child Lu was born today", 3),
        ("how many canaries has nell?", "nell keeps 4 canaries", 4),
    ],
)
def test_how_many_somebody_has_is_asked_without_a_second_verb(question, text, number):
    found = counted(question, [note(text)], 0.9)
    assert found is not None and found.number == number


def test_babies_of_the_last_years_are_a_list():
    with assistant(FakeEngine()) as memory:
        old = TODAY - datetime.timedelta(days=2500)
        memory.add("Nell Ward", texts=["Nell had a baby, Lu"], dates=[LAST_YEAR])
        memory.add("Omar Dent", texts=["Omar's wife had twins"], dates=[old])
        asked = Query("who had a baby in the last three years")
        answer = several.answer(memory.services, asked, ScriptedReader())
    assert answer is not None and [each.name for each in answer.people] == ["Nell Ward"]
