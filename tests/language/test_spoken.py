"""Which questions are about what somebody said."""

from __future__ import annotations

import pytest

from persona_assistant.language.question import parse
from persona_assistant.language.spoken import Asked, asked, names_clip


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("What does she talk about in the clip?", Asked.WORDS),
        ("What did he say about the greenhouse?", Asked.WORDS),
        ("What is his voice message about?", Asked.WORDS),
        ("What can be heard in her recording?", Asked.WORDS),
        ("What did they promise me?", Asked.ACT),
        ("What news did she tell me?", Asked.ACT),
        ("Which favour did he ask me for?", Asked.ACT),
        ("What does she say she does for a living?", Asked.FACT),
        ("In the recording, where does she live?", Asked.FACT),
        ("Did he mention a sister?", Asked.FACT),
    ],
)
def test_somebodys_saying_is_asked_after(question, way):
    assert asked(parse(question)) is way


@pytest.mark.parametrize(
    "question",
    [
        "Where did we meet?",
        "What does she do for a living?",
        "What is the job of the man in the recording?",
        "Which languages does she speak?",
        "Tell me about her hat.",
        "Describe the smell in the room.",
        "Is a sister mentioned?",
        "Did I mention her job?",
        "Why was she annoyed?",
        "Remember the person who told me that the mill was sold? Where did I meet that person?",
    ],
)
def test_nobodys_saying_is_asked_after(question):
    assert asked(parse(question)) is None


def test_the_clip_that_comes_with_a_question_only_says_who_is_meant():
    question = parse("From the recording, where does she live?")
    assert names_clip(question) and not names_clip(question, with_clip=True)
    assert asked(question, with_clip=True) is None
    assert asked(parse("What does Lia say in her voicemail?"), with_clip=True) is Asked.WORDS
