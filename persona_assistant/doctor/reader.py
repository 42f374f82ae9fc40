"""What `doctor` finds when it has the reader answer from two bundled notes about one person."""

from __future__ import annotations

import json

from persona_assistant import resources
from persona_assistant.pmg import Note

STATED = ("Which instrument does Maya play?", "cello")
"""A question that one of the notes answers, and a word of the answer."""
NOT_STATED = "What is Maya's shoe size?"


def read() -> str:
    """What came of it. Raises ModelError, and ValueError for a wrong answer."""
    from persona_assistant.reader.reader import Reader

    name, notes = _demo_person()
    reader = Reader()
    question, word = STATED
    stated = reader.read(question, notes, name=name)
    other = reader.read(NOT_STATED, notes, name=name)
    if not stated.answered or word not in stated.answer:
        said = f'answers "{stated.answer}"' if stated.answered else "declines"
        raise ValueError(f'the reader {said} to "{question}", where a note says {word!r}')
    if other.answered:
        raise ValueError(
            f'the reader answers "{other.answer}" to "{NOT_STATED}", which no note says'
        )
    return (
        f'answers "{stated.answer}" to "{question}" from two bundled notes and declines '
        f'"{NOT_STATED}", which neither says'
    )


def _demo_person() -> tuple[str, list[Note]]:
    path = resources.data_path("memory_store", "demo", "demo.json")
    person = json.loads(path.read_text(encoding="utf-8"))["people"][0]
    return person["name"], [Note(each["text"]) for each in person["triplets"] if each["text"]]
