"""What questions about several people are answered from: whom the words name, and the notes that
may answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from persona_assistant.assistant.services import Services
from persona_assistant.errors import BadInput, PersonaNotFound
from persona_assistant.language.clauses import GENERIC
from persona_assistant.language.descriptions import expand_terms
from persona_assistant.language.words import Word, words
from persona_assistant.pmg import Note, Persona

_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
READ = 60
"""People whose notes are read for one question about everybody."""
_ALL_NOTES = 180
"""Up to so many notes all are read, without a search."""
_FRAMING = frozenset("her he him his she is does live work own have has".split())
_RELATED = {
    "owe": "owes owed owing lent borrowed borrow debt iou euros pay back loan",
    "kid": "children child son daughter baby toddler twins pregnant mum dad father mother",
    "child": "kids kid son daughter baby toddler twins pregnant mum dad father mother",
    "birthday": "born birthday bday birth turns turning",
    "married": "husband wife wedding spouse married partner",
    "pet": "cat dog rabbit hamster budgie parrot horse tortoise",
    "drive": "car drives driver licence license",
    "vegetarian": "meat vegan vegetarian veggie",
}
"""Words that notes put it in, beside those of the lexicon."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a question calls by name."""

    persona_id: int
    name: str
    typed: str
    """As the question has it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The people whose notes may answer."""

    people: Mapping[int, tuple[str, Sequence[Note]]]
    everybody: int
    """How many people there are to ask about."""
    cut: bool
    """Whether some who might answer were left out, because they are too many."""


def user(services: Services) -> Persona | None:
    """The persona that is the user, if there is one."""
    try:
        return services.store.people.get(services.options.me)
    except (PersonaNotFound, BadInput):
        return None


def names_of_others(services: Services) -> dict[int, str]:
    """Everybody's name but the user's."""
    names, me = services.store.people.names(), user(services)
    return {each: name for each, name in names.items() if me is None or each != me.id}


def named_people(services: Services, text: str) -> list[Named]:
    """Who is called by name, in the order of the words."""
    names = names_of_others(services)
    return [
        Named(persona, names[persona], _POSSESSIVE.sub("", mention.typed))
        for mention in services.router.known.by_name.mentions(text)
        for persona in sorted(mention.people)
        if persona in names
    ]


def notes_of(
    services: Services, people: Sequence[int], triplets: frozenset[int] | None = None
) -> dict[int, list[Note]]:
    """Everybody's notes, or those of the given triplets."""
    return {
        persona: [note for note in notes if triplets is None or note.triplet_id in triplets]
        for persona, notes in services.store.passages.dated_notes(people).items()
    }


def look(services: Services, said: str, names: Mapping[int, str]) -> Looked:
    """The notes of those among `names` of whom the words may be true, likeliest first."""
    if len(names) <= READ:
        notes = notes_of(services, list(names))
        if sum(map(len, notes.values())) <= _ALL_NOTES:
            return Looked(
                {i: (names[i], notes[i]) for i in names if notes.get(i)}, len(names), False
            )
    terms = search_terms(said)
    hits = [
        hit
        for hit in services.store.passages.search(terms, limit=20 * READ)
        if hit.persona_id in names and hit.origin == "note"
    ]
    ranked = list(dict.fromkeys(hit.persona_id for hit in hits))
    chosen = ranked[:READ]
    wanted = frozenset(hit.triplet_id for hit in hits)
    notes = notes_of(services, chosen, wanted)
    people = {i: (names[i], notes[i][:4]) for i in chosen if notes.get(i)}
    return Looked(people, len(names), len(ranked) > READ)


def search_terms(said: str) -> list[str]:
    """What notes are searched for: the words, and others that may say the same."""
    content = [word for word in words(said) if _tells(word)]
    related = [
        term
        for word in content
        for term in _RELATED.get(word.stem, _RELATED.get(word.lower, "")).split()
    ]
    return [*dict.fromkeys([*expand_terms(content), *related])]


def _tells(word: Word) -> bool:
    return word.content and word.stem not in GENERIC and word.lower not in _FRAMING
