"""Which questions are about what somebody said."""

from __future__ import annotations

import pytest

from persona_assistant.language.spoken import about_speech


@pytest.mark.parametrize(
    "question",
    [
        "What does she talk about in the clip?",
        "What is his voice message about?",
        "What can be heard in her recording?",
        "What did Lia say?",
    ],
)
def test_whatever_was_said_answers_where_nothing_is_named(question):
    speech = about_speech(question)
    assert speech is not None and speech.all_of_it


@pytest.mark.parametrize(
    ("question", "in_clip"),
    [
        ("What did he say about the greenhouse?", False),
        ("What did they promise me?", False),
        ("What news did she tell me?", False),
        ("Which favour did he ask me for?", False),
        ("What does she say she does for a living?", False),
        ("In the recording, where does she live?", True),
        ("Did he mention a sister?", False),
        ("What did my neighbour with the dog suggest?", False),
    ],
)
def test_what_was_said_must_itself_answer_where_something_is_named(question, in_clip):
    speech = about_speech(question)
    assert speech is not None
    assert (speech.in_clip, speech.all_of_it) == (in_clip, False)


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
    assert about_speech(question) is None


def test_the_clip_that_comes_with_a_question_only_says_who_is_meant():
    question = "From the recording, where does she live?"
    alone = about_speech(question)
    assert alone is not None and alone.in_clip
    assert about_speech(question, with_clip=True) is None
    own = about_speech("What does Lia say in her voicemail?", with_clip=True)
    assert own is not None and own.in_clip and own.all_of_it
