"""Maiden names, surnames, real names, partners told by a verb, and who has a role."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.reader import Reader


def answer(question: str, *texts: str, name: str) -> str:
    notes = [
        Note(text, datetime.date(2021 + at, 3, 4), triplet_id=at) for at, text in enumerate(texts)
    ]
    reading = Reader().read(question, notes, name=name)
    return reading.answer if reading.answered else ""


WEDDING = ("Ida Berg from the choir, alto", "ida got married, so she's Ida Holm from today")
KEPT = (
    "Rui Sá and his girlfriend Pia moved in",
    "pia and rui had their wedding. she kept her name, Lenz",
)


@pytest.mark.parametrize(
    ("question", "texts", "name", "told"),
    [
        ("what was idas maiden name", WEDDING, "Ida Holm", "Berg"),
        ("what was ida called before she got married?", WEDDING, "Ida Holm", "Berg"),
        ("what's idas surname now", WEDDING, "Ida Holm", "Holm"),
        ("what was olga's married name", ("Olga was a Prat before the divorce",), "Olga Duval",
         "Prat"),
        ("did olga take his surname", ("olga married Jan Prat, she's keeping Duval",),
         "Olga Duval", "keeping Duval"),
        ("what is kosta's real name", ("Konstantin, goalie. we all say Kosta",), "Konstantin Ude",
         "Konstantin"),
        ("maiden name of olga?", ("Olga Prat, née Duval, paints",), "Olga Prat", "Duval"),
        ("what is pia's surname", KEPT, "Rui Sá", "Lenz"),
        ("did pia take ruis name", KEPT, "Rui Sá", "kept her name, Lenz"),
        ("what's Konstantin's real name", ("our goalie is Konstantin Ude, they call him Bear",),
         "Konstantin Ude", "Konstantin Ude"),
        ("who is my plumber", ("uwe, my plumber from Oak Street, fast",), "Uwe Rau", "uwe"),
        ("who is Mia's trainer", ("trainer of Mia's judo club = Uwe Rau",), "Uwe Rau", "Uwe Rau"),
        ("what's the name of lea's fiance", ("lea is getting married in may 2030 to Jannik",),
         "Lea Orth", "Jannik"),
        ("who is lea with now", ("lea broke up, she is with Jannik now, he bakes",),
         "Lea Orth", "Jannik"),
    ],
)  # fmt: skip
def test_a_name_is_told_by_what_stands_beside_it(question, texts, name, told) -> None:
    assert answer(question, *texts, name=name) == told


@pytest.mark.parametrize(
    ("question", "texts", "name"),
    [
        ("what was lea's maiden name", ("Lea Orth sings in the choir",), "Lea Orth"),
        ("what does leas husband teach", ("lea is tired, she teaches yoga",), "Lea Orth"),
    ],
)
def test_the_name_or_the_doing_of_somebody_else_is_not_told(question, texts, name) -> None:
    assert answer(question, *texts, name=name) == ""
