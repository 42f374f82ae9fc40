"""Lists of who left a job, began one or does not work, of so many of something, and of those whom
the user has not seen for a while."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.assistant import several
from persona_assistant.pmg import Query
from tests.support.noted_people import memory_of
from tests.support.readers import ScriptedReader

TODAY = datetime.date.today()


def _ago(days: int) -> str:
    return (TODAY - datetime.timedelta(days=days)).isoformat()


NOTES = {
    "Orla Finch": [
        (_ago(1500), "orla, surveyor at Brandt. married to Hugo. two daughters Pip and Wren"),
        (_ago(30), "orla left Brandt, got a job at Corvid. hugo packed in his job too"),
        (_ago(20), "coffee with orla at the station"),
    ],
    "Nils Aber": [
        (_ago(900), "Nils, retired signalman, three cats"),
        (_ago(700), "bumped into nils at the market"),
    ],
    "Tess Moran": [
        (_ago(800), "tess, chef. retiring at the end of the year"),
        (_ago(60), "tess and her pottery"),
    ],
    "Bram Uys": [
        (_ago(500), "Bram, welder, son Kees. met a girl, Lotte. has a beagle"),
        (_ago(400), "bram laid off"),
        (_ago(300), "lotte had a girl, Fenna. bram's beagle ran off"),
        (_ago(35), "saw bram's brother"),
    ],
    "Ines Roth": [
        (
            _ago(450),
            "Ines, baker, dog Max rip, got a beagle called Moss. off sick until " + _ago(430),
        ),
        (_ago(10), "ines's wedding, such a lovely day. gave up sugar"),
    ],
}


@pytest.fixture(scope="module")
def memory():
    with memory_of(NOTES) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("who has left their job", {"Orla Finch", "Tess Moran"}),
        ("who left their job in the last year", {"Orla Finch"}),
        ("who got a new job", {"Orla Finch"}),
        ("who is retired", {"Nils Aber", "Tess Moran"}),
        ("who isn't working", {"Nils Aber", "Tess Moran", "Bram Uys"}),
        ("who is out of work", {"Bram Uys"}),
        ("who is off sick", set()),
        ("who got married", {"Ines Roth"}),
        ("who has a partner", {"Orla Finch", "Bram Uys", "Ines Roth"}),
        ("who has a girlfriend", {"Bram Uys"}),
        ("who has a dog", {"Ines Roth"}),
        ("who has daughters", {"Orla Finch", "Bram Uys"}),
        ("who split up with a partner", set()),
        ("who has no kids", set()),
        ("who haven't i seen for a year", {"Nils Aber"}),
        ("who have i not seen in ages", {"Nils Aber"}),
    ],
)
def test_a_list_goes_by_what_was_told_last(memory, question, names):
    answer = several.answer(memory.services, Query(question), ScriptedReader())
    assert answer is not None
    assert {each.name for each in answer.people} == names


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("who has two daughters", {"Orla Finch"}),
        ("who has more than two cats", {"Nils Aber"}),
        ("who has at least four cats", set()),
    ],
)
def test_a_number_of_something_is_compared(memory, question, names):
    reader = ScriptedReader(("many daughters", "two daughters"), ("many cats", "three cats"))
    answer = several.answer(memory.services, Query(question), reader)
    assert answer is not None
    assert {each.name for each in answer.people} == names
