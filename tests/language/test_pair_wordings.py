"""More that is asked of two people at once: debts, birthdays, work, what both have done."""

from __future__ import annotations

import pytest

from persona_assistant.language.pair_questions import PairKind, pair_question
from persona_assistant.language.same_questions import BIRTH_MONTH, BIRTHDAY

NAMES = ("Uma", "Piet")
WORK = "What does {name} do for a living?"


@pytest.mark.parametrize(
    ("question", "kind", "asked"),
    [
        ("who do I owe more, Uma or Piet", PairKind.MORE, "How much do i owe {name}?"),
        ("Uma or Piet, who did we lend the most", PairKind.MORE, "How much did we lend {name}?"),
        ("who has more years on them, Uma or Piet", PairKind.AGE, ""),
        ("has Uma or Piet got more sheep", PairKind.MORE, "How many sheep does {name} have?"),
        ("does Uma owe me more than Piet does", PairKind.MORE, "How much does {name} owe me?"),
        ("who's on the hook for more, Uma or Piet", PairKind.MORE, "How much does {name} owe me?"),
        (
            "Uma and Piet, how are they connected",
            PairKind.BETWEEN,
            "Uma and Piet, how are they connected?",
        ),
        ("do Uma and Piet share a birthday", PairKind.SAME, BIRTHDAY),
        ("Uma and Piet: birthdays in the same month?", PairKind.SAME, BIRTH_MONTH),
        ("are Uma and Piet in the same line of work", PairKind.SAME, WORK),
        ("are Uma and Piet together or not", PairKind.COUPLE, "are Uma and Piet together?"),
        ("do Uma and Piet share a hobby", PairKind.SAME, "What are {name}'s hobbies?"),
        ("is Uma left-handed or is Piet", PairKind.CHOICE, "Is {name} left-handed?"),
        ("Uma or Piet, which of them used to sail", PairKind.CHOICE, "Did {name} sail?"),
        (
            "Uma and Piet have both been robbed, by whom",
            PairKind.EACH,
            "By whom has {name} been robbed?",
        ),
        ("Uma and Piet both work nights, where", PairKind.EACH, "Where does {name} work nights?"),
    ],
)
def test_what_is_asked_of_each(question, kind, asked):
    found = pair_question(question, NAMES)
    assert found is not None
    assert (found.kind, found.asked.lower()) == (kind, asked.lower())
