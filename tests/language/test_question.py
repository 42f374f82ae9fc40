"""Questions taken apart: who is meant by a picture, a voice or words, and what is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.language.descriptions import description_words
from persona_assistant.language.question import parse, without_reminder

SHOWN = [
    "What does the person in this photo do for a living?",
    "Where did I last see the man in the picture?",
    "What did the woman in this recording promise me?",
    "What was this person wearing?",
    "How was the man you can hear feeling?",
    "Which pet does the speaker in this clip have?",
    "Whose voice is this, and where do they come from?",
    "Who is this, and what is she allergic to?",
]
DESCRIBED = [
    ("The neighbour who repairs clocks - which pet does he have?", {"repairs", "clocks"}),
    ("Where did I meet the woman who keeps goats?", {"keeps", "goats"}),
    ("The man with the parrot: what is he allergic to?", {"parrot"}),
    ("What was the dentist wearing?", {"dentist"}),
    ("What did the girl from Lisbon promise me?", {"Lisbon"}),
    ("Who is the person that sings in a choir?", {"sings", "choir"}),
    ("My friend who paints lighthouses, how did she feel?", {"paints", "lighthouses"}),
    ("Which of my friends breeds pigeons?", {"breeds", "pigeons"}),
]


def said(question: str, with_media: bool) -> set[str]:
    return {word.surface for word in description_words(parse(question), with_media=with_media)}


@pytest.mark.parametrize("question", SHOWN)
def test_a_picture_or_voice_needs_no_description(question):
    assert said(question, with_media=True) == set()


@pytest.mark.parametrize(("question", "cue"), DESCRIBED)
def test_a_description_is_heard_with_and_without_media(question, cue):
    assert cue <= said(question, with_media=True)
    assert cue <= said(question, with_media=False)


@pytest.mark.parametrize(
    "question",
    [
        "Who is this?",
        "Whose voice is this?",
        "What is the name of this man?",
        "who is speaking here",
        "Who is the person that sings in a choir?",
        "Who is this, and where did we meet?",
    ],
)
def test_a_name_is_asked_for(question):
    assert parse(question).asks_who


@pytest.mark.parametrize(
    "question",
    [
        *SHOWN[:6],
        "What did Ana say?",
        "Whom did she marry?",
        "Where was that?",
        "How did the person whose voice this is feel when we met?",
        "Where does the man who is speaking live?",
    ],
)
def test_no_name_is_asked_for(question):
    assert not parse(question).asks_who


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Remember the woman who sails? What did she wear?", "What did she wear?"),
        (
            "Think of the man with a parrot. Where did I meet that person?",
            "Where did I meet that person?",
        ),
        ("The person with the tortoise: what are they planning?", "what are they planning?"),
        ("My friend who sails - what did she wear?", "what did she wear?"),
        ("The friend who tells jokes at night: where was that?", None),
        ("The milk: what did she say?", None),
        ("Remember the milk. What did she say?", None),
        ("Do you remember the nurse? What is the weather like?", None),
        ("What did she wear?", None),
    ],
)
def test_what_reminds_of_somebody_asks_nothing(question, asked):
    assert without_reminder(question) == (asked or question)


def test_a_bare_who_asks_for_nothing_else():
    assert not parse("Who is this?").attribute
    assert parse("Who is this, and what is her job?").attribute


VERBS_BEHIND_A_DESCRIPTION = [
    ("what did my neighbour with the dog suggest", "suggest", {"dog"}),
    ("What did the man who sails on Sundays promise me?", "promise", {"sails", "Sundays"}),
    ("whats my neighbour with the dog planning", "planning", {"dog"}),
    ("What was the girl from work wearing?", "wearing", {"girl", "work"}),
    ("What is the woman with two cats allergic to?", "allergic", {"two", "cats"}),
]


@pytest.mark.parametrize(("question", "verb", "described"), VERBS_BEHIND_A_DESCRIPTION)
def test_a_description_ends_where_the_question_has_its_verb(question, verb, described):
    found = parse(question)
    assert verb in {word.lower for word in found.ask}
    assert described <= {word.surface for word in found.cue}
    assert verb not in {word.lower for word in found.cue}


@pytest.mark.parametrize(
    ("hasty", "careful"),
    [
        ("whats she allergic to", "what's she allergic to"),
        ("whos the man with the dog", "who's the man with the dog"),
        ("hows he feeling", "how's he feeling"),
        ("what didnt she like", "what didn't she like"),
        ("How come she was sad?", "why she was sad?"),
        ("what were they wearing", "what were they wearing"),
        ("How come across as nervous?", "How come across as nervous?"),
    ],
)
def test_hasty_writing_means_what_careful_writing_does(hasty, careful):
    found, wanted = parse(hasty), parse(careful)
    assert (found.ask, found.cue, found.wh) == (wanted.ask, wanted.cue, wanted.wh)


@pytest.mark.parametrize(
    ("question", "wh"),
    [
        ("Where was it?", "where"),
        ("When did we meet?", "when"),
        ("Why was she sad?", "why"),
        ("How many hens has he?", "how many"),
        ("Which hat was it?", "what"),
        ("Whose is it?", "who"),
        ("Does she sail?", "yes/no"),
    ],
)
def test_the_question_word_is_known(question, wh):
    assert parse(question).wh == wh


def test_what_a_question_is_about_stays_an_anchor():
    assert "scarf" in {w.lower for w in parse("What colour was her scarf?").anchors}


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("A nurse I met: what is her name?", "nurse"),
        ("What did the nurse say?", "nurse"),
        ("What did she say to a nurse?", ""),
        ("Is she a nurse?", ""),
    ],
)
def test_an_indefinite_article_introduces_somebody_only_at_the_start(text, cue):
    assert (cue in {word.lower for word in parse(text).cue}) == bool(cue)
    assert bool(parse(text).cue) == bool(cue)


@given(st.text())
def test_no_text_is_too_strange(text):
    assert parse(text).text == text


@given(
    st.lists(
        st.sampled_from(
            (
                "who whose the man that with what where 's , : - photo this voice does she ? . "
                "keep bees why when we I in ' \" … ليلى"
            ).split()
        ),
        max_size=25,
    )
)
def test_no_jumble_of_question_words_is_too_strange(pieces):
    question = parse(" ".join(pieces))
    assert set(question.anchors) <= set(question.ask)
