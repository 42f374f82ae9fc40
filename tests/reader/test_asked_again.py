"""What was asked in few or roundabout words is asked once more, whole and in plain words."""

from __future__ import annotations

import pytest

from persona_assistant import Settings, open_assistant
from persona_assistant.language.plain_words import in_plain_words
from persona_assistant.reader.asked_again import asked_again, without_asides

_NOTES = (
    "Yvette Moran runs a dive bar in Galway. her quartet is called The Brass Monkeys",
    "yvette loves liquorice, hates fennel. cried for a week when the bar flooded, very low",
    "she has a septum ring & a buzz cut. yvette says she is sick of the night shifts",
    "off to Lanzarote for xmas w/ her boyfriend Piet, a welder",
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    place = tmp_path_factory.mktemp("again")
    with open_assistant(Settings(store=place / "s", key_file=place / "k")) as memory:
        # With days of their own: the network reads them, and is as sure on any day it is asked.
        memory.add("Yvette Moran", texts=list(_NOTES), dates=["2026-03-05"] * len(_NOTES))
        yield memory.ask


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("yvettes quartet", "Brass Monkeys"),
        ("sweets i should get for yvette", "liquorice"),
        ("what herb not to use when cooking for yvette", "fennel"),
        ("whats yvette cheesed off about", "night shifts"),
        ("yvette's new fella, name?", "Piet"),
        ("does yvette have any piercing, where", "septum ring"),
    ],
)
def test_a_few_or_roundabout_words_are_answered(ask, question, words):
    answer = ask(question)
    assert not answer.abstained
    assert words in answer.text


@pytest.mark.parametrize(
    "question", ["yvettes maiden name", "yvette's landlord, name?", "yvettes shoe size"]
)
def test_what_no_note_tells_stays_unanswered(ask, question):
    assert ask(question).abstained


@pytest.mark.parametrize(
    ("question", "plainly"),
    [
        ("where does yvette hang her hat now", "where does yvette live now"),
        ("what was yvette whinging about", "what was yvette complaining about"),
        ("yvette's mood since the flood", "how does yvette feel since the flood"),
        ("how's yvette holding up since may", "how does yvette feel since may"),
        ("yvette the barkeeper, her dads name", "Yvette's dads name"),
        ("yvette's aunt, how old is she", "how old is yvette's aunt"),
        ("yvette the barkeeper, what's her job now", "what does Yvette do for a living"),
        ("which rugby club is yvette for", "which team does Yvette support"),
        ("yvette's shoe size", "what is yvette's shoe size"),
    ],
)
def test_it_becomes_a_whole_question(question, plainly):
    assert asked_again(question, "Yvette Moran")[0].text == plainly


@pytest.mark.parametrize(
    "question", ["where does yvette live", "who is yvette's boss", "what to get for yvette"]
)
def test_a_plain_question_is_asked_once(question):
    assert asked_again(question, "Yvette Moran") == ()


def test_what_is_said_in_passing_is_left_out():
    question = "what can't yvette stand, despite where she is from"
    assert without_asides(question) == "what can't yvette stand"
    assert without_asides("though she left") == "though she left"


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("when did ana tie the knot", "when did ana marry"),
        ("who is she tying the knot with", "who is she marrying with"),
        ("where does he lay his head", "where does he live"),
        ("what's rob's tipple", "what's rob's drink"),
    ],
)
def test_an_idiom_is_put_in_plain_words_in_each_form(asked, plain):
    assert in_plain_words(asked) == plain
