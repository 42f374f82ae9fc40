"""A directory of everybody, found by name, alias or words of a note as somebody types.

It holds the names and notes of one moment, so that each letter typed costs no look into the store.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from persona_assistant.assistant.services import Services
from persona_assistant.pmg import Persona


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody who was found."""

    persona: Persona
    note: str = ""
    """The note in which the words stand, where the name does not have them."""


class Directory:
    """Everybody as they were remembered when it was made."""

    def __init__(self, services: Services) -> None:
        store = services.store if services.has_store else None
        self.people: tuple[Persona, ...] = () if store is None else tuple(store.people.all())
        """Ordered by name."""
        notes = {} if store is None else store.passages.notes()
        self._names = [_plain(" ".join((p.label, *p.aliases))) for p in self.people]
        self._notes = [[text for _, text in notes.get(p.id, ())] for p in self.people]
        self._plain_notes = [_plain("\n".join(texts)) for texts in self._notes]

    def find(self, words: str = "") -> tuple[Listed, ...]:
        """Those whose names, or names and notes together, have all of the words, also as
        beginnings and parts, without regard to case and accents. Those found by name come first;
        no words find everybody."""
        asked = _plain(words).split()
        by_name, by_note = [], []
        for at, persona in enumerate(self.people):
            name = self._names[at]
            missing = [each for each in asked if each not in name]
            if not missing:
                by_name.append(Listed(persona))
            elif all(each in self._plain_notes[at] for each in missing):
                by_note.append(Listed(persona, self._note_with(at, missing)))
        return (*by_name, *by_note)

    def _note_with(self, at: int, words: list[str]) -> str:
        """The note that has most of the words."""
        texts = self._notes[at]
        return max(texts, key=lambda text: sum(each in _plain(text) for each in words), default="")


def _plain(text: str) -> str:
    """Without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
