"""Lists by where people live or come from, and by debts that are paid or still open."""

from __future__ import annotations

import pytest

from persona_assistant.assistant import several
from persona_assistant.pmg import Query
from tests.support.noted_people import memory_of
from tests.support.readers import ScriptedReader

NOTES = {
    "Alva Strand": [
        ("2021-03-01", "Alva is from Bergen originally. moved to Cardiff, lives in Canton"),
        ("2024-01-10", "Alva moved to Lyon in january. she owes me £50 for the tickets"),
    ],
    "Bruno Reyes": [
        ("2022-02-02", "bruno from Valparaiso. lives in Dundee. lent him 70 quid"),
        ("2023-03-03", "bruno paid me the 70. he still has my drill"),
    ],
    "Cleo Marsh": [
        ("2022-02-02", "Cleo lives in Swansea. i owe her £20"),
        ("2023-03-03", "cleo's dad lives in Madrid. paid cleo the 20"),
    ],
}


@pytest.fixture(scope="module")
def memory():
    with memory_of(NOTES) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("anyone living outside the UK?", {"Alva Strand"}),
        ("who lives in wales", {"Cleo Marsh"}),
        ("people in scotland, any?", {"Bruno Reyes"}),
        ("who lives outside of scotland", {"Alva Strand", "Cleo Marsh"}),
        ("from chile or norway originally, which ones", {"Alva Strand", "Bruno Reyes"}),
        ("who lives in cardiff", set()),
        ("who owes me money right now", {"Alva Strand"}),
        ("who hasn't paid me yet", {"Alva Strand"}),
        ("somebody's got stuff of mine, who", {"Bruno Reyes"}),
        ("who do I still owe money", set()),
    ],
)
def test_homes_and_debts_decide_who_is_meant(memory, question, names):
    answer = several.answer(memory.services, Query(question), ScriptedReader())
    found = set() if answer is None else {each.name for each in answer.people}
    assert found == names
