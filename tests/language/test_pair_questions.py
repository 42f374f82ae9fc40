"""Questions about people who are named, and the small things they are answered by."""

from __future__ import annotations

import pytest

from persona_assistant.language.likeness import says, words_of_kinds
from persona_assistant.language.numbers import counted_in, number_in
from persona_assistant.language.pair_questions import PairKind, pair_question

NAMES = ("Uma", "Piet")


@pytest.mark.parametrize(
    ("question", "kind", "asked"),
    [
        ("are Uma and Piet a couple?", PairKind.COUPLE, "Are Uma and Piet a couple?"),
        ("is uma dating piet", PairKind.COUPLE, "Is Uma dating Piet?"),
        ("Are Uma and Piet together", PairKind.COUPLE, "Are Uma and Piet together?"),
        ("do Uma and Piet know each other", PairKind.RELATION, "Do Uma and Piet know each other?"),
        ("Is Uma Piet's sister?", PairKind.RELATION, "Is Uma Piet's sister?"),
        ("how did Uma and Piet meet", PairKind.JOINT, "How did Uma and Piet meet?"),
        ("who is older, Uma or Piet", PairKind.AGE, ""),
        ("is uma younger than piet?", PairKind.AGE, ""),
        ("which of Uma and Piet has more cats", PairKind.MORE, "How many cats does {name} have?"),
        ("who earns more, Uma or Piet?", PairKind.MORE, "How much does {name} earn?"),
        ("Is Uma taller than Piet", PairKind.MORE, "How tall is {name}?"),
        ("what do Uma and Piet have in common?", PairKind.COMMON, ""),
        ("do Uma and Piet live in the same town", PairKind.SAME, "Where does {name} live?"),
        ("who has a boat, Uma or Piet", PairKind.CHOICE, "Does {name} have a boat?"),
        ("what are Uma's and Piet's jobs", PairKind.EACH, "What is {name}'s job?"),
        ("what are Uma and Piet's hobbies", PairKind.EACH, "What are {name}'s hobbies?"),
        ("where do Uma & Piet live", PairKind.EACH, "Where does {name} live?"),
        ("does Uma or Piet have a dog?", PairKind.CHOICE, "Does {name} have a dog?"),
        ("which of the two has a dog, Uma or Piet", PairKind.CHOICE, "Does {name} have a dog?"),
        ("Uma or Piet, which one of them owns it now", PairKind.CHOICE, "Does {name} own it?"),
        ("is it Uma or Piet who owes me", PairKind.CHOICE, "Does {name} owe me?"),
        ("uma and piet - who's the baker?", PairKind.CHOICE, "Is {name} the baker?"),
        ("who's got a kiln, Uma or Piet", PairKind.CHOICE, "Does {name} have a kiln?"),
        ("Uma, Piet: who is left-handed", PairKind.CHOICE, "Is {name} left-handed?"),
        ("is the baker Uma or Piet", PairKind.CHOICE, "Is {name} the baker?"),
        ("is the kiln Uma's or Piet's", PairKind.CHOICE, "Does {name} have the kiln?"),
        (
            "who did I lend the saw to, Uma or Piet",
            PairKind.CHOICE,
            "Did i lend the saw to {name}?",
        ),
        ("which of them is a mother, Uma or Piet", PairKind.CHOICE, "Does {name} have children?"),
        ("who retired first, Uma or Piet", PairKind.EARLIER, "Did {name} retire?"),
        ("did Uma retire before Piet", PairKind.EARLIER, "Did {name} retire?"),
        (
            "whose divorce was earlier, Uma's or Piet's",
            PairKind.EARLIER,
            "When was {name}'s divorce?",
        ),
        ("which film have Uma and Piet both seen", PairKind.COMMON, "Which film has {name} seen?"),
        ("what hobby do Uma and Piet share", PairKind.COMMON, "What hobby does {name} have?"),
        ("which sport does Uma or Piet play", PairKind.EACH, "Which sport does {name} play?"),
        ("what is Uma to Piet", PairKind.BETWEEN, "What is Uma to Piet?"),
        ("how are Uma and Piet related", PairKind.BETWEEN, "How are Uma and Piet related?"),
        ("how old are Uma and Piet", PairKind.EACH, "How old is {name}?"),
    ],
)
def test_what_is_asked_of_two(question, kind, asked):
    found = pair_question(question, NAMES)
    assert (found.kind, found.asked) == (kind, asked)


@pytest.mark.parametrize(
    "question",
    [
        "what did Uma say about Piet",
        "does Uma like Piet?",
        "when did Uma lend Piet her car",
        "tell me about Uma and Piet",
        "Where does Uma work and where does Piet work?",
    ],
)
def test_the_rest_goes_on_as_before(question):
    assert pair_question(question, NAMES) is None


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("three kids", 3),
        ("2,400 euros", 2400),
        ("2.400 €", 2400),
        ("1,5 litres", 1.5),
        ("38k", 38000),
        ("181 cm", 1.81),
        ("1.76 m", 1.76),
        ("none", 0),
        ("twins", 2),
        ("a few", 1),
        ("Porto", None),
    ],
)
def test_the_number_in_an_answer(said, number):
    assert number_in(said) == number


@pytest.mark.parametrize(
    ("question", "sentence", "number"),
    [
        ("How many kids does Uma have?", "2 kids (Ole, 5 and Mia 3)", 2),
        ("How many kids does Uma have?", "Uma, 41, has three small children.", 3),
        ("How many kids does Uma have?", "Her son is 4.", None),
        ("How tall is Uma?", "She is 181 cm tall.", 1.81),
    ],
)
def test_the_number_of_what_is_counted(question, sentence, number):
    assert counted_in(question, "181 cm", sentence) == number


def test_words_of_a_kind():
    said = "Uma is a dentist in Ghent."
    assert words_of_kinds(said, ("occupation",), frozenset({"uma"})) == ["dentist"]
    assert words_of_kinds(said, ("name",), frozenset({"uma"})) == ["Ghent"]
    assert says("dentist", "two dentists") and not says("dentist", "a vet")
