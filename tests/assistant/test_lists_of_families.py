"""Lists of who is married, expecting or has a baby, and of what is a relative's own."""

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
    "Inga Holt": [
        ("2021-03-01", "inga, plumber, married to Joost. lives in York"),
        (_ago(400), "inga is pregnant, due in spring"),
        (_ago(200), "baby boy arrived on tuesday, called Sverre"),
        (_ago(90), "joost drives a camper van for the youth club. she bought a plot in Fulford"),
    ],
    "Marc Bly": [
        ("2022-05-05", "Marc, nurse on ward 9. two cats"),
        (_ago(500), "marc split up with Tove. she kept the dog"),
        (_ago(60), "Marc works from home on fridays. He is taking driving lessons"),
    ],
    "Mrs Okoro": [
        ("2020-01-01", "Mrs Okoro next door. husband Felix mends clocks. daughter at college"),
        (_ago(300), "felix died on sunday"),
        (_ago(100), "Mrs Okoro moved into Elm Grange, room 4. lent her the ladder"),
    ],
    "Pia Lorne": [
        (_ago(700), "pia engaged to Ruud, her sister Greet expecting in june"),
        (_ago(650), "pia & ruud: wedding 3 may 2025"),
        (
            _ago(20),
            "lent pia my drill. her son Aart is at sea. Ruud got the sack",
        ),
    ],
    "Ulla Frey": [
        (_ago(900), "single parent, twins (Mo, Kit, 6). ulla dating a cop named Bas"),
        (_ago(80), "Bas picks up shifts at the clinic (nurse). borrowed my tent"),
        (_ago(30), "ulla gave the tent back. owes me nowt. she took up pottery"),
    ],
    "Sol Dray": [
        (_ago(50), "sol's girlfriend Ann is expecting, due next year. he proposed!"),
        (_ago(40), "sol rents in Hove. his brother's wedding is in may"),
        (_ago(10), "sol bought a flat in Hove"),
    ],
}


@pytest.fixture(scope="module")
def memory():
    with memory_of(NOTES) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("who is married", {"Inga Holt", "Pia Lorne"}),
        ("who is engaged", {"Sol Dray"}),
        ("who's getting married", {"Sol Dray"}),
        ("who is a widow", {"Mrs Okoro"}),
        ("who is single", {"Marc Bly"}),
        ("who has a baby", {"Inga Holt"}),
        ("who is expecting", {"Sol Dray"}),
        ("who has kids", {"Inga Holt", "Mrs Okoro", "Pia Lorne", "Ulla Frey"}),
        ("who has twins", {"Ulla Frey"}),
        ("who is a cop", set()),
        ("who has my tent", set()),
        ("who owes me money", set()),
        ("who does pottery", {"Ulla Frey"}),
        ("who is pregnant", set()),
        ("who is a dad", set()),
        ("who rents", set()),
        ("who lives in a care home", {"Mrs Okoro"}),
        ("who drives a van", set()),
        ("who has a dog", set()),
        ("who can drive", set()),
        ("who lives in york", {"Inga Holt"}),
        ("who did i lend the ladder to", {"Mrs Okoro"}),
        ("who borrowed my drill", {"Pia Lorne"}),
    ],
)
def test_a_list_tells_those_it_is_so_of_today(memory, question, names):
    answer = several.answer(memory.services, Query(question), ScriptedReader())
    assert answer is not None
    assert {each.name for each in answer.people} == names
