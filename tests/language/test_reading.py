"""Reading one person's notes: the sentence that answers, word for word, or nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.fitting.reading import evaluate, load_cases
from persona_assistant.language import reading
from persona_assistant.language.reading import passages, read

HELD_OUT = Path(__file__).resolve().parents[1] / "reading" / "heldout.json"

GRETA = [
    (
        1,
        "Met Greta on the platform of the central station, and it was snowing hard. She is a "
        "dentist and has her own "
        "practice near the river. She was wearing a red raincoat and carried a huge umbrella. She "
        "was furious because "
        "the train had been cancelled again.",
    ),
    (
        2,
        "Greta comes from Salzburg. She has a dog called Bruno. She is allergic to strawberries. "
        "She promised to lend "
        "me her tent for the summer.",
    ),
]
YUSUF = [
    (
        3,
        "Yusuf works as a bus driver on the night line. He was born in Izmir and moved here with "
        "his parents. We drank "
        "tea in the library café while the sun was shining outside. He had on a grey suit with a "
        "blue tie. He was very "
        "happy, because his son had passed his exam.",
    ),
    (
        4,
        "His cat is named Minnow. He cannot eat peanuts. He promised to fix my bicycle on "
        "Saturday.",
    ),
]
BEATRIZ = [
    (
        5,
        "Had lunch with Beatriz in the hospital canteen; outside it rained. She is an architect. "
        "She grew up in Porto. "
        "She wore a green dress and silver earrings. She seemed sad, because her best friend is "
        "moving away. She "
        "promised to send me the recipe for her soup.\nShe keeps two rabbits. Milk gives her a "
        "rash, she is allergic to it.",
    )
]

ANSWERS = [
    (GRETA, "What does she do for a living?", "dentist"),
    (GRETA, "What is her job?", "dentist"),
    (GRETA, "Where is she from?", "Salzburg"),
    (GRETA, "What pet does she have?", "Bruno"),
    (GRETA, "What was she wearing?", "raincoat"),
    (GRETA, "How did she feel?", "furious"),
    (GRETA, "Why was she angry?", "furious because"),
    (GRETA, "Where did we meet?", "platform"),
    (GRETA, "What was the weather like?", "snowing"),
    (GRETA, "What did she promise me?", "tent"),
    (GRETA, "What is she allergic to?", "strawberries"),
    (YUSUF, "What does he do for a living?", "bus driver"),
    (YUSUF, "Where does he come from?", "Izmir"),
    (YUSUF, "Which pet does he have?", "Minnow"),
    (YUSUF, "What was he wearing?", "suit"),
    (YUSUF, "What mood was he in?", "happy"),
    (YUSUF, "Why was he so happy?", "exam"),
    (YUSUF, "What did he promise to do for me?", "bicycle"),
    (YUSUF, "Where did we meet?", "library café"),
    (BEATRIZ, "What does she do for work?", "architect"),
    (BEATRIZ, "Where did she grow up?", "Porto"),
    (BEATRIZ, "What animals does she keep?", "rabbits"),
    (BEATRIZ, "What did she have on?", "green dress"),
    (BEATRIZ, "How was she feeling?", "sad"),
    (BEATRIZ, "Why was she sad?", "moving away"),
    (BEATRIZ, "What did she promise to send me?", "recipe"),
    (BEATRIZ, "What is she allergic to?", "Milk"),
]
NEVER_NOTED = [
    "Which instrument does she play?",
    "How old is she?",
    "Which languages does she speak?",
    "Who is she married to?",
    "Which football team does she support?",
    "Which book did she recommend to me?",
    "What did she study at university?",
]


def test_notes_become_sentences_that_know_where_they_stand():
    found = passages(GRETA)
    assert [p.triplet_id for p in found] == [1] * 4 + [2] * 4
    assert found[0].before == "" and found[1].before == found[0].sentence and found[4].before == ""


@pytest.mark.parametrize(
    ("notes", "question", "part"), ANSWERS, ids=[f"{a[2]}-{a[1]}" for a in ANSWERS]
)
def test_the_sentence_that_answers_is_read(notes, question, part):
    found = read(question, notes)
    assert found.answered and part in found.passage.sentence
    assert any(
        found.passage.sentence in text
        for triplet, text in notes
        if triplet == found.passage.triplet_id
    )


@pytest.mark.parametrize("question", NEVER_NOTED)
@pytest.mark.parametrize("notes", [GRETA, YUSUF, BEATRIZ], ids=["Greta", "Yusuf", "Beatriz"])
def test_what_was_never_noted_is_not_answered(notes, question):
    if notes is YUSUF:
        question = question.replace("she", "he")
    assert not read(question, notes).answered


@pytest.mark.parametrize("notes", [[], [(1, "")], [(1, " \n ")]])
def test_where_nothing_is_noted_nothing_is_read(notes):
    found = read("What is her job?", notes)
    assert (found.passage, found.probability, found.answered) == (None, 0.0, False)


def test_a_description_in_the_question_is_not_its_answer():
    found = read("The woman who keeps rabbits: where did she grow up?", BEATRIZ)
    assert found.answered and "Porto" in found.passage.sentence
    assert not read(
        "The woman who keeps rabbits: which instrument does she play?", BEATRIZ
    ).answered


def test_reading_twice_reads_the_same():
    assert read("What is her job?", GRETA) == read("What is her job?", GRETA)


@given(st.text(), st.lists(st.text(), max_size=3))
def test_no_text_is_too_strange_to_read(question, texts):
    notes = list(enumerate(texts))
    found = read(question, notes)
    assert 0.0 <= found.probability <= 1.0
    if found.passage is not None:
        assert found.passage.sentence and found.passage.sentence in texts[found.passage.triplet_id]
    else:
        assert not found.answered


SNIPPETS = (
    'She is a nurse . ! ? He wore a hat because it rained \n " “ ” Me: I: 3 What where - she likes '
    "ليلى 's n't \u2028 \x1c"
).split(" ")


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(SNIPPETS), max_size=15),
    st.lists(st.sampled_from(SNIPPETS), max_size=25),
)
def test_no_jumble_of_words_is_too_strange_to_read(question, note):
    text = " ".join(note)
    found = read(" ".join(question), [(7, text)])
    assert found.passage is None or found.passage.sentence in text


def test_the_weights_are_those_of_the_features():
    model = reading.reading_model()
    assert model.weights.shape == (len(reading.FEATURES),) and np.isfinite(model.weights).all()
    assert 0.0 < model.threshold < 1.0


def test_people_it_never_saw_are_read_well():
    """Measured 82.5 and 75.0; below these floors the reader is broken, not unlucky."""
    model = reading.reading_model()
    found = evaluate(load_cases(HELD_OUT), model.weights, model.threshold)
    assert found["n"] >= 150
    assert found["1-FA"] >= 78
    assert found["TA"] >= 68
    assert found["found"] >= 68
