"""Dialogues: what the last question means, written out, and whom it is about."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant import abstention
from persona_assistant.assistant.followups import resolved
from persona_assistant.pmg import ConversationTurn, Meant, Query
from tests.support.fakes import FakeEngine, assistant, picture

PEOPLE = {
    "Ana": "Ana works as a nurse. She has two cats and her sister lives in Porto.",
    "Ben": "Ben is a baker. He rows, and his phone number is in the book.",
    "Lia Costa": "Lia Costa sells fish in Lisbon. She sings.",
    "Tom": "Tom: plumber, good one.",
    "Max": "Max: blue house, two dogs.",
    "Rosa Lind": "Rosa teaches maths.",
    "Rosa Maier": "Rosa drives a bus.",
}


PRONOUNS = ("does she have pets?", "what's his job?", "Where did I meet her?", "wo wohnt er?")
DIALOGUES = [
    line
    for line in (Path(__file__).parent / "dialogues.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def memory():
    with assistant(FakeEngine()) as opened:
        for name, note in PEOPLE.items():
            opened.add(name, texts=[note])
        yield opened


def ids(memory, names: str) -> tuple[int, ...]:
    people = {each.name: each.id for each in memory.people()}
    return tuple(people[name] for name in names.replace("|", "+").split("+") if name)


def last(memory, *said: str) -> tuple[str, str]:
    """What the last line of a dialogue becomes, written as in dialogues.txt."""
    talk = memory.conversations.begin().id
    for line in said[:-1]:
        question, _, about = map(str.strip, line.partition(">"))
        who = ids(memory, about)
        names = about.replace("+", " and ").replace("|", " or ")
        memory.store.conversations.append(
            talk,
            ConversationTurn("user", question, who),
            ConversationTurn("assistant", f"{names}.", who, abstained="|" in about or not about),
        )
    query = resolved(memory.services, talk, Query(said[-1]))
    return query.text, shown(memory, query.meant)


def shown(memory, meant: Meant | None) -> str:
    if meant is None:
        return "own"
    names = {each.id: each.name for each in memory.people()}
    return ("+" if meant.together else "|").join(names[each] for each in meant.personas) or "nobody"


@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_a_question_that_leans_on_the_ones_before(memory, dialogue):
    said, _, expected = dialogue.partition(" => ")
    text, _, about = expected.partition(" @ ")
    assert last(memory, *said.split(" / ")) == (text, about)


@pytest.mark.parametrize(
    "asked",
    [
        "What does Ben do?", "who is the one with the bees", "Does Ben like his job?",
        "What did the woman with the bees say about her work?", "Who has a cat?",
        "who lost her keys?", "Did my sister bring her dog?", "Does Zoe like her boss?",
        "which of my friends are dentists?", "the dentist from Ghent", "what did I promise Ben?",
        "How many people live in Lisbon?", "Wer hat einen Hund?", "¿Quién tiene un gato?",
        "Somebody told me about their bees. Who?", "Are Ana and Ben a couple?", "thanks",
        "I ran into Karim at the club. What was he wearing?", "Zoe and I met. Does she row?",
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["Who is Ana? > Ana", "who has a cat? > Ana+Lia Costa", ""])
def test_a_complete_question_stays_as_it_is(memory, before, asked):
    said = [before, asked] if before else [asked]
    assert last(memory, *said) == (asked, "own")


@pytest.mark.parametrize("asked", PRONOUNS)
def test_a_pronoun_in_an_empty_conversation_is_nobody(memory, asked):
    assert last(memory, asked) == (asked, "nobody")
    assert memory.ask(asked).text == abstention.unclear()


def test_the_person_of_a_photo_is_meant(memory):
    with assistant(FakeEngine(lambda prompt: ["It is so."])) as opened:
        opened.add("Ana", images=[picture(0)], texts=["Ana sings."])
        opened.add("Ben", images=[picture(0, 1)], texts=["Ben rows."])
        engine = opened.engine
        talk = opened.conversations.begin()
        opened.ask("Who is this?", image=picture(3), conversation=talk)
        answer = opened.ask("and does she sing?", conversation=talk)
        assert engine.prompts[-1].query.text == "does Ana sing?" and answer.edge.persona == "Ana"
        opened.ask("and this one?", image=picture(3, 1), conversation=talk)
        assert engine.prompts[-1].query.text == "does this person sing?"
        assert opened.conversations.show(talk).turns[4].text == "and this one?"
        stranger = opened.ask("Who is this?", image=picture(0, 3), conversation=talk)
        assert stranger.edge.persona is None
        answer = opened.ask("does she have pets?", conversation=talk)
        assert answer.edge.persona is None and answer.abstained


SUBJECTS = ["Ben", "Rosa Lind", "Zoe", "the woman with the bees", "my sister", "the man from Ghent"]
QUESTIONS = [
    "What does {} do?", "Where does {} live?", "Does {} have children?", "When was {} born?",
    "How old is {}?", "Why is {} sad?", "What is the name of the dog of {}?", "Who is {}?",
    "Does {} like her job?", "What did {} say about his boss?", "Tell me what {} ate.",
    "Has {} called back, or did they write?", "Is {} married and does she have pets?",
]  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(
    asked=st.builds(str.format, st.sampled_from(QUESTIONS), st.sampled_from(SUBJECTS)),
    before=st.lists(
        st.sampled_from(
            ["Who is Ana? > Ana", "and Tom? > Tom", "who has a cat? > Ana+Ben", "why? > Ben",
             "What does Rosa do? > Rosa Lind|Rosa Maier", "does she sing? >", "thanks >"]
        ),
        max_size=4,
    ),
)  # fmt: skip
def test_an_unrelated_complete_question_is_never_rewritten(memory, before, asked):
    assert last(memory, *before, asked) == (asked, "own")


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=30)
        | st.sampled_from([*QUESTIONS, "and Ben?", "why?", "her?", "no, Tom", "¿y?"]),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_is_said_is_taken(memory, said):
    lines = [" ".join(each.split(">")) for each in said if each.replace(">", "").strip()]
    if lines:
        text, meant = last(memory, *(f"{each} > Ana" for each in lines[:-1]), lines[-1])
        assert text.strip() and meant
