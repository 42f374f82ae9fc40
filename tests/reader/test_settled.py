"""Whether what was lent was given back."""

from __future__ import annotations

from datetime import date

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.combined import reading_of

LENT = ("Ravi owes me 45 for the concert", "fun night. paid the 45 back")
DRILL = ("lent ravi the drill", "saw ravi. returned the drill. he is well")
PART = ("lent him 300 for the car", "he gave me 100 of the 300 back")
OWN = ("I owe Ravi £20 for petrol", "gave him back the 20")


def answer(question, texts):
    notes = [Note(text, date(2021 + at, 1, 1)) for at, text in enumerate(texts)]
    reading = reading_of(question, [], notes, threshold=0.5, name="Ravi Menon")
    return reading.answer if reading.answered else None


@pytest.mark.parametrize(
    ("question", "texts", "said"),
    [
        ("did ravi settle up for the concert", LENT, "yes: paid the 45 back"),
        ("does ravi still owe me for the concert", LENT, "no: paid the 45 back"),
        ("does ravi owe me anything", (LENT[0], "he venmoed the 45"), "no: he venmoed the 45"),
        ("does Ravi have the drill?", DRILL, "no: returned the drill"),
        ("has he returned the drill", DRILL, "yes: returned the drill"),
        ("does ravi have the drill", DRILL[:1], "yes: lent ravi the drill"),
        ("does ravi still have my tent", ["he's borrowed my tent"], "yes: he's borrowed my tent"),
        ("does ravi still have the drill", (DRILL[0], "drill back, clean"), "no: drill back"),
        ("has Ravi paid me back", PART, "no: he gave me 100 of the 300 back"),
        (
            "does ravi still owe me money",
            [*PART, "told him to forget the rest"],
            "no: told him to forget the rest",
        ),
        ("has ravi paid me back", [*PART, "he sent the other 200"], "yes: he sent the other 200"),
        ("did I pay Ravi back", OWN, "yes: gave him back the 20"),
        ("do i owe ravi anything", OWN, "no: gave him back the 20"),
    ],
)
def test_the_last_word_on_a_debt_answers(question, texts, said):
    assert answer(question, texts) == said


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("does Ravi have a dog", DRILL[:1]),
        ("did Ravi return the ladder", DRILL),
        ("did Ravi's wife return the drill", DRILL),
        ("did Ravi settle in", LENT),
    ],
)
def test_another_thing_is_no_debt(question, texts):
    assert answer(question, texts) is None
