"""Nothing answers for a relative or an animal of a kind that somebody's notes do not have."""

from __future__ import annotations

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.no_such import of_somebody_there
from persona_assistant.reader.reading import Found


def kept(question: str, *texts: str) -> bool:
    notes = [Note(each) for each in texts]
    place = Found(notes[0], texts[0], texts[0], 0, 0.9)
    return bool(of_somebody_there(question, [place], notes, "Hester Quaid"))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("when did hester's husband die", "rex the dog died in may"),
        ("what's hester's cat called", "hester got a terrier, Rufus"),
        ("what does hester's brother do", "colm across the road is a joiner"),
        ("where does her gran live", "she lives in Hull"),
    ],
)
def test_nobody_of_the_kind_is_told_of(question, text):
    assert not kept(question, text)


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("when did hester's husband die", ["colm died in may", "hester was married to colm"]),
        ("when did hester's husband die", ["hester is a widow since may"]),
        ("what's hester's dog called", ["hester got a terrier, Rufus"]),
        ("was frisst hester's hund", ["hester got a terrier, Rufus"]),
        ("what's hester's dog called", ["hester has a shepherd mix, Rufus"]),
        ("what's hester's pet called", ["hester got a terrier, Rufus"]),
        ("what does hester's mum do", ["su madre es enfermera"]),
        ("what does hester's boss say", ["hester works at the mill"]),
    ],
)
def test_somebody_of_the_kind_is(question, texts):
    assert kept(question, *texts)
