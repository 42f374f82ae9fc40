"""The user's own notes, read by the bundled reader: what they tell of the user, however it is
asked."""

from __future__ import annotations

import pytest

from persona_assistant import Settings, open_assistant

_NOTES = (
    "Resolutions: metformin every evening, fewer biscuits, I must ring Kit more. "
    "Was a typesetter 30 years",
    "We married 4 May 1988. registered w/ Dr Abara at the Quay surgery. eye test booked for 8 july",
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    place = tmp_path_factory.mktemp("own")
    with open_assistant(Settings(store=place / "s", key_file=place / "k", me="Me")) as memory:
        memory.add("Me", texts=list(_NOTES), dates=["2024-03-12", "2024-05-02"])
        memory.add("Kit Lund", texts=["Kit bakes bread. hates dill"], dates=["2024-03-12"])
        yield memory.ask


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("what was my profession", "typesetter"),
        ("who's my gp", "Dr Abara"),
        ("my tablets, the ones in the evening, what are they", "metformin"),
        ("my eye test, what date did they give me", "8 july"),
        ("my wedding day", "4 May 1988"),
    ],
)
def test_the_users_own_notes_tell_of_the_user(ask, question, words):
    answer = ask(question)
    assert not answer.abstained
    assert words in answer.short


@pytest.mark.parametrize("question", ["whats my shoe size", "my keys, where are they"])
def test_what_they_do_not_tell_is_declined(ask, question):
    assert ask(question).abstained
