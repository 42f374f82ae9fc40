"""What is asked of two people and of their partners and relatives, by notes as people type them."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant import open_assistant
from persona_assistant.settings import Settings

NOTES = {
    "Ed Tolley": [
        ("2021-03-01", "Ed Tolley, roofer. Married to Moira, she runs a florist's in Kelso. 2 sons,"
         " Gus (Canada) and Ned"),
        ("2023-02-11", "Moira left Ed, she's at her mum's. ed's knee is bad"),
        ("2026-01-20", "ed met someone online - Lorna, 57, librarian from Hawick"),
    ],
    "Vera Lunt": [
        ("2022-05-05", "Vera Lunt, choir. boyfriend now, Anton, a welder. her cousin Petra's wife"
         " teaches swimming"),
        ("2024-09-09", "vera and anton are back from their honeymoon. met him on a ferry"),
        ("2025-10-10", "Twins Ivo & Mina (b. 3/4/2025). vera says Ed was her dad's best pupil"),
    ],
    "Ruud Baker": [
        ("2023-07-07", "Uncle Ruud, dad's brother, 66. his son Piet is a joiner, piet's wife Saar"
         " takes him to physio"),
        ("2026-02-02", "Ruud's sister Tilda has a lad called Joop, 12"),
    ],
    "Iris Moor": [
        ("2022-05-05", "Iris Moor. Married to my brother Emil, a tailor. Girls: Lotta and Bo."),
        ("2025-01-01", "Lotta sings with Miss Fell."),
        ("2026-01-01", "Emil retired. Iris met Vera at my party."),
    ],
    "Tilda Baker": [("2024-01-01", "Tilda Baker keeps bees, she's 60")],
}  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    home = tmp_path_factory.mktemp("kin")
    settings = Settings(store=home / "store", key_file=home / "key", me="Me")
    with open_assistant(settings) as assistant:
        for name, notes in NOTES.items():
            dates = [datetime.date.fromisoformat(date) for date, _ in notes]
            assistant.add(name, texts=[text for _, text in notes], dates=dates)
        yield lambda question: assistant.ask(question).text


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("is ed married", "no: "),
        ("is ed still married to moira", "No longer: Ed Tolley"),
        ("who is ed's new girlfriend", "Lorna"),
        ("what does ed's ex do", "runs a florist's"),
        ("is ed with lorna", "Yes: Ed Tolley"),
        ("what are ed's sons called", "Gus (Canada) and Ned"),
        ("who is anton", "Vera Lunt's boyfriend"),
        ("did vera and anton get married", "Yes: Vera Lunt"),
        ("how did vera meet anton", "on a ferry"),
        ("when was ivo born", "3 April 2025"),
        ("what does ruud's son do", "a joiner"),
        ("who is joop", "Tilda's lad"),
        ("who is iris's husband", "Emil"),
        ("do iris and vera know each other", "Yes: Iris Moor"),
        ("who is tilda's brother", "Ruud Baker"),
        ("is iris married", "yes: Married to my brother Emil"),
        ("who is miss fell", '"Lotta sings with Miss Fell"'),
        ("who is older, ed or vera's twins", "I cannot determine"),
    ],
)
def test_partners_and_relatives_are_told_apart(ask, question, begins):
    assert ask(question).startswith(begins)


def test_an_age_behind_another_name_is_not_theirs(ask):
    assert ask("how old is ed").startswith("I cannot determine")
    assert ask("how old is ruud").startswith("about 6")
