"""The phrase by which a question means somebody without a name."""

from __future__ import annotations

import pytest

from persona_assistant.language.roles import is_said_of, role


def phrase(question: str) -> tuple[str, str, str] | None:
    """The article with its noun, what notes must say, and what may describe still."""
    found = role(question)
    if found is None:
        return None
    required, behind = (
        " ".join(each.forms[0].lower for each in words) for words in (found.required, found.behind)
    )
    return question[found.start : found.end], required, behind


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("what trade is our drummer learning", ("our drummer", "drummer", "")),
        ("what can't our bass player eat?", ("our bass player", "bass player", "")),
        ("the vet's number", ("the vet", "vet", "")),
        ("house number of the guy with the bees", ("the guy", "", "bees")),
        ("where does the fella in the flat upstairs work", ("the fella", "", "flat upstairs")),
        ("what did the old lady next door do before", ("the old lady", "", "next door")),
        ("describe the piano guy's face", ("the piano guy", "piano", "")),
        ("where do i know my kid's doctor from", ("my kid's doctor", "doctor", "")),
        ("what does our drummer's wife do", ("our drummer", "drummer", "")),
    ],
)
def test_a_role_is_found_with_what_describes_it(question, found):
    assert phrase(question) == found


@pytest.mark.parametrize(
    "question",
    [
        "who is the oldest",
        "when were the twins born",
        "what is my library card number",
        "how did the person I saw when it was pouring with rain feel",
        "what does the woman who sings in the choir say",
        "why?",
    ],
)
def test_other_phrases_are_no_roles(question):
    assert phrase(question) is None


def test_a_role_of_somebody_else_in_a_note_is_not_the_persons():
    dentist, doctor = role("where does my dentist live"), role("my kid's doctor")
    assert is_said_of(dentist, "Orla the dentist ran a marathon")
    assert not is_said_of(dentist, "her dentist moved to Cork")
    assert is_said_of(doctor, "she is Ellie's doctor")
