"""Debts that stand among the user's own notes: "I owe Tom 120 for the boiler".

Such a note is kept with the user, and is about whoever it names. So a question about everybody's
debts reads it among that person's notes too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from persona_assistant.assistant.known import notes_of, user
from persona_assistant.assistant.services import Services
from persona_assistant.language.debts import debts
from persona_assistant.language.words import sentences
from persona_assistant.pmg import Note


def with_own_debts(
    services: Services, people: Mapping[int, tuple[str, Sequence[Note]]]
) -> dict[int, tuple[str, Sequence[Note]]]:
    """Everybody's name and notes, with the sentences of the user's notes that tell of a debt and
    name just that person."""
    found = dict(people)
    me = user(services)
    for note in notes_of(services, [me.id]).get(me.id, ()) if me is not None else ():
        for sentence in sentences(note.text):
            person = _named(services, sentence) if debts([sentence]) else None
            if person is not None and person in found:
                name, notes = found[person]
                found[person] = name, [*notes, replace(note, text=sentence)]
    return found


def _named(services: Services, sentence: str) -> int | None:
    """Whom a sentence names, where it can be one person only."""
    with services.deciding:
        mentions = services.router.known.by_name.mentions(sentence)
    people = {person for each in mentions for person in each.people}
    return people.pop() if len(people) == 1 else None
