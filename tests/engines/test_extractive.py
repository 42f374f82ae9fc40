"""The engine without a model: it says what is stored, a name or the abstention, and nothing
else."""

from __future__ import annotations

import dataclasses
import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant import abstention
from persona_assistant.engines.base import GenerateOptions, collect
from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.language.words import sentences
from persona_assistant.pmg import (
    Candidate,
    Clip,
    Context,
    Edge,
    Outcome,
    Picture,
    Query,
    TranscriptSegment,
)
from persona_assistant.prompt import build_prompt
from persona_assistant.reader.reading import AnyReader
from tests.support.readers import ScriptedReader

ANA = Context(
    "Ana",
    texts=(
        "Ana is a dentist. She keeps goats. She comes from Ghent.",
        "She promised to lend me a tent.",
    ),
)
BO = Context(
    "Bo", texts=("Bo repairs clocks. He has a parrot called Jake. He was born in Bergen.",)
)
MATCHED = Edge(Outcome.MATCHED, (Candidate(1, "Ana", 0.9),), 0.9)
PICTURE = Picture(b"face", 1, 1)


READER = ScriptedReader(
    ("job|for work", "a dentist"),
    ("come from", "Ghent"),
    ("promise", "lend me a tent"),
    ("promise", "two chairs"),
    ("sister live", "Oslo"),
    ("animals", "goats"),
    ("pet", "a parrot called Jake"),
    ("Lina's job", "a nurse"),
)


def said(
    query: Query | str, *contexts: Context, edge: Edge | None = None, reader: AnyReader = READER
) -> str:
    query = Query(query) if isinstance(query, str) else query
    return collect(ExtractiveEngine(reader).generate(build_prompt(query, contexts, edge=edge))).text


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is her job?", 'a dentist. You noted: "Ana is a dentist."'),
        ("Where does she come from?", 'Ghent. You noted: "She comes from Ghent."'),
        (
            "What did she promise me?",
            'lend me a tent. You noted: "She promised to lend me a tent."',
        ),
        ("Who is this?", "This is Ana."),
        ("Who is this, and what is her job?", 'Ana. a dentist. You noted: "Ana is a dentist."'),
    ],
)
def test_it_says_the_answer_and_the_sentence_it_stands_in(question, answer):
    assert said(question, ANA, edge=MATCHED) == answer


def test_it_says_when_the_note_was_written():
    dated = dataclasses.replace(ANA, dates=(datetime.date(2024, 5, 3), None))
    assert said("What is her job?", dated).startswith("a dentist. You noted on 3 May 2024: ")


@pytest.mark.parametrize(
    ("question", "span", "sentence"),
    [
        ("What is her job?", "dentist", "Ana is a dentist."),
        ("Where does she come from?", "Ghent", "She comes from Ghent."),
        ("What did she promise me?", "tent", "She promised to lend me a tent."),
        ("What animals does she keep?", "goats", "She keeps goats."),
    ],
)
def test_ordinary_facts_are_read_by_the_reader_that_comes_with_it(question, span, sentence):
    prompt = build_prompt(Query(question), [ANA], edge=MATCHED)
    answer = collect(ExtractiveEngine().generate(prompt)).text
    short, _, rest = answer.partition(" You noted: ")
    assert span in short and rest == f'"{sentence}"'


SISTER = '"My sister lives in Oslo."'
NOTHING = f"{abstention.SENTENCE} Lia's note does not say."
LIA = Context(
    "Lia",
    texts=("Lia keeps goats.",),
    heard=(
        TranscriptSegment("Hello. I work as a dentist now, and I'm from Ghent.", "lia.ogg"),
        TranscriptSegment(
            "My sister lives in Oslo. I will bring you two chairs on Friday.", "more.ogg"
        ),
    ),
)


IS_LIA = Edge(Outcome.MATCHED, (Candidate(1, "Lia", 0.9),), 0.9)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "What does she say she does for work?",
            'Heard in lia.ogg: "I work as a dentist now, and I\'m from Ghent."',
        ),
        ("In the recording, where does her sister live?", f"Heard in more.ogg: {SISTER}"),
        ("What did Lia say about Oslo?", f"Heard in more.ogg: {SISTER}"),
        ("Did she mention a sister?", f"Heard in more.ogg: {SISTER}"),
        (
            "What does she talk about in the clip?",
            'Heard in lia.ogg: "Hello. I work as a dentist now, and I\'m from Ghent."',
        ),
        ("What did she promise me?", 'Heard in more.ogg: "I will bring you two chairs on Friday."'),
        ("Which animals does she say she keeps?", 'goats. You noted: "Lia keeps goats."'),
        ("What did she say about the war?", NOTHING),
        ("What did she ask me for?", NOTHING),
    ],
)
def test_what_was_heard_answers_where_it_is_asked_what_was_said(question, answer):
    assert said(question, LIA, edge=IS_LIA) == answer


def test_a_question_that_was_heard_is_no_complaint_and_may_be_a_request():
    reader = ScriptedReader(("complain|ask", "Could you lend me a ladder"))
    asking = dataclasses.replace(
        LIA, heard=(TranscriptSegment("Could you lend me a ladder?", "lia.ogg"),)
    )
    answer = 'Heard in lia.ogg: "Could you lend me a ladder?"'
    assert said("What did she ask me for?", asking, reader=reader) == answer
    assert said("What did she complain about?", asking, reader=reader) != answer


@pytest.mark.parametrize(
    "question",
    [
        "Where does her sister live?",
        "Where does she come from?",
        "Where does the woman in the recording come from?",
        "Which day is she free?",
        "What furniture does she own?",
    ],
)
def test_what_was_heard_answers_nothing_else(question):
    assert said(question, LIA, edge=IS_LIA) == NOTHING


@pytest.mark.parametrize(
    "question",
    ["Which instrument does she play?", "How old is she?", "Which languages does she speak?"],
)
def test_it_abstains_from_what_was_not_noted(question):
    answer = collect(
        ExtractiveEngine().generate(build_prompt(Query(question), [ANA], edge=MATCHED))
    ).text
    assert answer.startswith(f"{abstention.SENTENCE} Ana's 2 notes do not say.")


def test_it_shows_what_comes_nearest_where_nothing_answers():
    reader = ScriptedReader(("animals", "She keeps goats.", 0.3), ("job", "Ana", 0.05))
    assert said("Which animals?", ANA, reader=reader) == (
        f'{abstention.SENTENCE} Ana\'s 2 notes do not say. The nearest is: "She keeps goats."'
    )
    assert said("What is her job?", ANA, reader=reader).endswith("do not say.")


LINA = Context(
    "Lina", texts=("Lina works as a nurse and cannot answer the phone before noon.",), persona_id=1
)
KNOWN = Edge(Outcome.MATCHED, (Candidate(1, "Lina", 0.9),), 0.9)
NURSE = f'a nurse. You noted: "{LINA.texts[0]}"'
NOT_SAID = f"{abstention.SENTENCE} Lina's note does not say."


@pytest.mark.parametrize(
    ("question", "answer", "abstained"),
    [
        ("What is Lina's job?", NURSE, False),
        ("Which instrument does she play?", NOT_SAID, True),
        ("Who is this?", "This is Lina.", False),
        ("Who is this, and which instrument does she play?", f"Lina. {NOT_SAID}", True),
    ],
)
def test_whether_it_abstained_is_what_it_did_and_not_how_a_note_reads(question, answer, abstained):
    prompt = build_prompt(Query(question), [LINA], edge=KNOWN)
    generation = collect(ExtractiveEngine(READER).generate(prompt))
    assert generation.text == answer
    assert (generation.finished.reason, generation.finished.abstained) == ("stop", abstained)


def test_options_have_no_effect():
    prompt = build_prompt(Query("What is Lina's job?"), [LINA], edge=KNOWN)
    options = GenerateOptions(max_tokens=1, temperature=2.0, stop=("nurse",))
    assert collect(ExtractiveEngine(READER).generate(prompt, options=options)).text == NURSE


@pytest.mark.parametrize("outcome", [Outcome.UNKNOWN, Outcome.AMBIGUOUS])
def test_an_edge_that_names_nobody_is_final(outcome):
    edge = Edge(outcome, (Candidate(1, "Ana", 0.4), Candidate(2, "Bo", 0.4)), 0.8)
    for question in ("What is Ana's job?", "Who is this?"):
        assert said(question, ANA, edge=edge) == abstention.SENTENCE


@pytest.mark.parametrize("contexts", [(), (Context("Ana"),), (Context(None, PICTURE),)])
def test_without_notes_it_abstains(contexts):
    none = " There is no note about Ana." if contexts and contexts[0].persona else ""
    assert said("What is her job?", *contexts) == f"{abstention.SENTENCE}{none}"


def test_without_a_name_none_is_said():
    assert said("Who is this?", Context(None, texts=ANA.texts)) == abstention.SENTENCE


# --- several people, no edge: words alone

PARROT = 'a parrot called Jake. You noted: "He has a parrot called Jake."'


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What pet does Bo have?", PARROT),
        ("What is Ana's job?", 'a dentist. You noted: "Ana is a dentist."'),
        (
            "The person who keeps goats: where do they come from?",
            'Ghent. You noted: "She comes from Ghent."',
        ),
        ("The man who repairs clocks: which pet does he have?", PARROT),
    ],
)
def test_words_say_who_of_several_is_meant(question, answer):
    assert said(question, ANA, BO) == said(question, BO, ANA) == answer


@pytest.mark.parametrize(
    "query", [Query("What is her job?", PICTURE), Query("What is her job?", voice=Clip(b"v", 1.0))]
)
def test_it_does_not_guess_who_a_picture_or_voice_shows(query):
    assert said(query, ANA, BO) == abstention.SENTENCE


def test_a_name_that_two_share_is_nobodys():
    one, other = (Context(name, texts=("She is a dentist.",)) for name in ("Ana Lind", "Ana Berg"))
    assert said("What is Ana's job?", one, other) == abstention.SENTENCE


def test_two_whose_notes_say_the_same_are_not_told_apart():
    one, other = (
        Context(name, texts=("She keeps goats. She is a dentist.",)) for name in ("Eva", "Ida")
    )
    assert said("The woman who keeps goats: what is her job?", one, other) == abstention.SENTENCE


# --- the law

QUESTIONS = [
    "Who is this?",
    "Whose voice is this, and how did they feel?",
    "What is her job?",
    "Why was he sad?",
    "What is Bo's pet?",
    "The woman who keeps goats: where does she live?",
    "Where did we meet?",
    "goats",
    "",
]
NOTES = [
    "She keeps goats.",
    "He was sad because it rained.",
    "I met her in the park",
    "Bo has a dog!",
    'She said "never again".',
    "ليلى تعمل في المكتبة",
    "Dr. Weber is a nurse…",
    "  ",
    "What a day it was?",
    "Yes.",
]
note = st.lists(st.sampled_from(NOTES) | st.text(max_size=20), max_size=5).map(" ".join)
people = st.lists(
    st.tuples(st.sampled_from([None, "Bo", "Ana", "Ana Berg"]), st.lists(note, max_size=3)),
    max_size=3,
)


@given(st.sampled_from(QUESTIONS) | st.text(max_size=40), people, st.booleans())
def test_it_says_only_what_is_stored_a_name_or_the_abstention(question, crowd, shown):
    contexts = [Context(name, texts=tuple(texts)) for name, texts in crowd]
    answer = collect(
        ExtractiveEngine().generate(
            build_prompt(Query(question, PICTURE if shown else None), contexts)
        )
    ).text
    assert any(stored(answer, context) for context in [*contexts, Context(None)])


ADDED = ("before", "since")
"""Words that tell which of two statements holds; what they stand beside is stored."""


def stored(answer: str, context: Context) -> bool:
    """Whether an answer is made of what is stored of one person."""
    own = {s for text in context.texts for s in sentences(text)}
    if context.persona:
        if answer == f"This is {context.persona}.":
            return True
        answer = answer.removeprefix(f"{context.persona}. ")
    if answer.startswith(abstention.SENTENCE):
        rest = answer.removeprefix(abstention.SENTENCE)
        nearest = re.search(r'The nearest is: "(.*)"$', rest, re.S)
        return rest == "" or nearest is None or nearest[1] in own
    if answer in own:
        return True
    found = re.fullmatch(r'(.*) You noted: "(.*)"', answer, re.S)
    return (
        found is not None
        and found[2] in own
        and all(word in " ".join(own) or word in ADDED for word in re.findall(r"\w+", found[1]))
    )
