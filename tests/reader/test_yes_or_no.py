"""Yes and no about somebody: what a note says in so many words answers, and what it says of
others does not."""

from __future__ import annotations

import pytest

from persona_assistant import Settings, open_assistant

_NOTES = (
    "Ilse runs a kiosk in Bremen. two cats, Pico & Fritz. her brother keeps bees",
    "ilse off sugar since may. daughter Wanda in Graz, son Jost at home",
    "husband Theo mends organs. ilse used to have a motorbike, sold it",
    "allergic to wasp stings. hates crowds, afraid of lifts",
    "theo still plays darts on fridays. Wanda quit the choir",
    "ilse met a printer, Juna. juna quit smoking",
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    place = tmp_path_factory.mktemp("yes")
    with open_assistant(Settings(store=place / "s", key_file=place / "k")) as memory:
        memory.add("Ilse Brandt", texts=list(_NOTES))
        yield memory.ask


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("does ilse have cats", "two cats"),
        ("has ilse got any children?", "daughter Wanda"),
        ("does ilse have kids at all", "daughter Wanda"),
        ("is ilse married", "husband Theo"),
        ("has ilse any siblings", "her brother"),
        ("does ilse have a motorbike", "sold it"),
        ("any allergies ilse?", "wasp stings"),
        ("what allergies does Ilse have", "wasp stings"),
        ("does ilse have pets", "two cats"),
    ],
)
def test_what_a_note_says_in_so_many_words_answers(ask, question, words):
    answer = ask(question)
    assert not answer.abstained
    assert words in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "does ilse have bees",
        "has ilse any grandchildren",
        "does ilse have a boat",
        "does ilse play darts",
        "does ilse sing",
        "does ilse smoke",
    ],
)
def test_what_is_said_of_others_or_of_nobody_does_not(ask, question):
    assert ask(question).abstained
