"""What changed since the first note, and what else people note in a few words: work, rates, looks,
pets and families."""

from __future__ import annotations

import pytest

from persona_assistant.engines.extractive import ExtractiveEngine
from tests.support.fakes import assistant

PEOPLE = {
    "Marisol Vega": {
        "2025-02-02": "marisol, curly hair. cabin crew w/ Iberia. bf Javi is a chef in a tapas "
        "place. her brother Rafa has twins, 3. plays accordion! in a band called the Damp Matches",
        "2025-08-14": "marisol & javi split. javi's opened his own bar in Cadiz. sold the fiat",
        "2026-06-30": "marisol's seeing a bloke called Nacho, he's a fireman",
    },
    "Graham Tull": {
        "2025-03-10": "Graham next door, retired bus driver, 12.3.59. grown up kids: Kev in Perth "
        "(plumber), Donna in Leeds (3 kids). black lab called Duke",
        "2025-12-01": "duke had to be put down :( graham in bits",
        "2026-07-07": "graham's got a rescue greyhound, Flo. volunteers at the food bank fridays",
    },
    "Rukhsana Malik": {
        "2025-03-03": "Rukhsana (Roxy), pharmacist at Boots in Llandeilo. hard of hearing, left "
        "ear's better",
        "2025-09-20": "roxy's mum moved in w/ them from Bradford, she's 81",
        "2026-09-28": "roxy left boots, locum now, 28/hr. they owe me for the fence, 140",
    },
    "Idris Bowen": {
        "2025-02-08": "idris, tree surgeon, tall, ginger beard. lives up at Cwm Farm w/ two llamas",
        "2025-10-30": "idris shaved the beard off for charity. asked for my saw for the ash",
        "2026-11-02": "idris has his leaving do a week on saturday at the Red Lion",
    },
    "Me": {
        "2025-05-05": "my brother Al drives a bus. sister Tess works at the vets",
        "2026-11-25": "dentist thurs 10.40. told Idris I'd lend him the saw. owe him for the logs",
    },
}


@pytest.fixture(scope="module")
def memory():
    with assistant(ExtractiveEngine()) as opened:
        for name, notes in PEOPLE.items():
            opened.add(name, texts=list(notes.values()), dates=list(notes))
        yield opened


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("where does roxy work", "locum"),
        ("how much does roxy charge", "28/hr"),
        ("what does my brother do", "drives a bus"),
        ("where does my sister work", "vets"),
        ("who was marisol with before", "Javi"),
        ("what does javi do", "bar"),
        ("how many children does graham have", "2"),
        ("what was graham's old dog called", "Duke"),
        ("when is graham's birthday", "12 March 1959"),
        ("what does idris look like", "tall, ginger beard; shaved the beard off for charity"),
        ("what did idris want my saw for", "ash"),
        ("where is idris's leaving do", "Red Lion"),
        ("when is idris's leaving do", "14 November 2026"),
        ("when is my dentist appointment", "26 November 2026 at 10.40"),
        ("who lives on a farm", "Idris Bowen"),
        ("who plays in a band", "Marisol Vega"),
        ("who does any volunteering", "Graham Tull"),
    ],
)
def test_the_newest_and_the_whole_is_told(memory, question, wanted):
    assert wanted in memory.ask(question).short


@pytest.mark.parametrize(
    "question", ["how old is roxy", "who is left-handed", "how much does roxy pay javi"]
)
def test_what_is_near_is_no_answer(memory, question):
    assert memory.ask(question).abstained
