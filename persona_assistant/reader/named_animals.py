"""What somebody's animals are called: "golden retriever Bosun", "their beagle Sven", "a parrot,
Elvis"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from persona_assistant.language.data_files import kinds
from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import bare
from persona_assistant.language.patterns import compiled
from persona_assistant.language.ways import has_ways, says_one_of
from persona_assistant.pmg import Note
from persona_assistant.reader.noted_names import NAME, no_name


@dataclass(frozen=True, slots=True)
class NamedAnimal:
    word: str
    """What the note calls it: "retriever"."""
    who: str
    note: Note
    start: int
    """Of the name, in characters of the note."""


@lru_cache(maxsize=1)
def animals() -> frozenset[str]:
    """Words for animals and their breeds, in lower case."""
    return frozenset(kinds()["animal"]["words"])


@lru_cache(maxsize=1)
def any_animal() -> str:
    """A pattern for any of them."""
    return "|".join(sorted(animals(), key=len, reverse=True))


def named_animals(notes: Sequence[Note]) -> list[NamedAnimal]:
    """Every animal that the notes name, in their order."""
    pattern = compiled(
        rf"\b(?P<word>{any_animal()})(?:,|\s?\(|\s(?:called|named))?\s?(?<=[\s(])(?P<who>{NAME})"
    )
    return [
        NamedAnimal(plain(match["word"]), _name(match["who"]), note, match.start("who"))
        for note in notes
        for match in pattern.finditer(note.text)
        if not no_name(plain(match["who"]))
    ]


def _name(typed: str) -> str:
    return re.sub(r"['’]s$", "", typed)


def is_called(animal: NamedAnimal, word: str) -> bool:
    """Whether a question may call it so: a retriever is a dog, and any of them a pet."""
    word = bare(plain(word))
    if word in (animal.word, "pet", "animal"):
        return True
    return has_ways(word) and says_one_of(word, animal.word)
