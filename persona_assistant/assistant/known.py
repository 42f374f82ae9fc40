"""What questions about several people are answered from: whom the words name, and the notes that
may answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from persona_assistant.assistant.longterm.of_people import told_of_many
from persona_assistant.assistant.services import Services
from persona_assistant.errors import BadInput, PersonaNotFound
from persona_assistant.language.clauses import GENERIC
from persona_assistant.language.descriptions import expand_terms
from persona_assistant.language.gloss import in_english
from persona_assistant.language.support import Support, support
from persona_assistant.language.ways import merged, search_words
from persona_assistant.language.words import Word, sentences, words
from persona_assistant.pmg import Note, Persona, Query

READ = 32
"""People whose notes are read for one question about everybody."""
_READ_NOTES = 40
"""Notes that are read for it: more would take longer than somebody waits."""
_ALL_NOTES = 240
"""Up to so many notes all are considered, without a search."""
_HITS = 1200
_FRAMING = frozenset("her he him his she is does live work own have has".split())


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
    unread: Mapping[int, tuple[str, Sequence[Note]]] = field(default_factory=dict)
    """Those who were left out, with the notes that may answer."""


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


def named_people(services: Services, query: Query) -> list[Named]:
    """Who is called by name, each once, in the order of the words. Of people who share a name those
    whom the conversation means count; where that leaves several, nobody is."""
    meant = frozenset(query.meant.personas) if query.meant else frozenset()
    me, names = user(services), services.store.people.names()
    with services.deciding:
        mentions = services.router.known.by_name.mentions(query.text)
    found: dict[int, Named] = {}
    for mention in mentions:
        people = mention.people & meant or mention.people
        persona = next(iter(people))
        if len(people) == 1 and (me is None or persona != me.id):
            found.setdefault(persona, Named(persona, names[persona], mention.typed))
    return list(found.values())


def notes_of(
    services: Services, people: Sequence[int], triplets: frozenset[int] | None = None
) -> dict[int, list[Note]]:
    """Everybody's notes, or those of the given triplets."""
    return {
        persona: [note for note in notes if triplets is None or note.triplet_id in triplets]
        for persona, notes in services.store.passages.dated_notes(people).items()
    }


def all_of(services: Services, people: Sequence[int]) -> dict[int, list[Note]]:
    """Everybody's notes, with what was told of them in conversations."""
    return _with_told(notes_of(services, people), told_of_many(services, frozenset(people), None))


def look(
    services: Services,
    said: str,
    names: Mapping[int, str],
    keep: Callable[[Note], bool] = lambda note: True,
) -> Looked:
    """The notes of those among `names` of whom the words may be true, as many as are read for one
    question: first those that say them."""
    notes = [
        (persona, note)
        for persona, each in gather(services, said, names).items()
        for note in each
        if keep(note)
    ]
    says = {
        id(note): max(support(said, in_english(each)) for each in sentences(note.text))
        for _, note in notes
    }
    ranked = sorted(notes, key=lambda each: -says[id(each[1])])
    people: dict[int, tuple[str, list[Note]]] = {}
    left_out: dict[int, tuple[str, list[Note]]] = {}
    read = 0
    for persona, note in ranked:
        known = persona in people
        if read < _READ_NOTES and (known or len(people) < READ):
            people.setdefault(persona, (names[persona], []))[1].append(note)
            read += 1
        elif not known and says[id(note)] >= Support.SOME:
            left_out.setdefault(persona, (names[persona], []))[1].append(note)
    return Looked(people, len(names), bool(left_out), left_out)


def gather(services: Services, said: str, names: Mapping[int, str]) -> dict[int, list[Note]]:
    """All notes of those among `names`, with what was told of them; where there are many, those
    that a search for the words finds."""
    notes = {} if len(names) > _ALL_NOTES else notes_of(services, list(names))
    if notes and sum(map(len, notes.values())) <= _ALL_NOTES:
        return _with_told(notes, told_of_many(services, names, None))
    terms = search_terms(said)
    hits = [
        hit
        for hit in services.store.passages.search(terms, limit=_HITS)
        if hit.persona_id in names and hit.origin == "note"
    ]
    found = list(dict.fromkeys(hit.persona_id for hit in hits))
    ranked = notes_of(services, found, frozenset(hit.triplet_id for hit in hits))
    notes = {persona: ranked[persona] for persona in found if persona in ranked}
    return _with_told(notes, told_of_many(services, names, terms))


def _with_told(
    notes: Mapping[int, list[Note]], told: Mapping[int, list[Note]]
) -> dict[int, list[Note]]:
    return {
        persona: [*notes.get(persona, ()), *told.get(persona, ())]
        for persona in (*notes, *(each for each in told if each not in notes))
    }


def search_terms(said: str) -> list[str]:
    """What notes are searched for: the words, and others that may say the same."""
    content = [word for word in words(said) if _tells(word)]
    related = [term for word in merged(words(said)) for term in search_words(word.stem)]
    return [*dict.fromkeys([*expand_terms(content), *related])]


def _tells(word: Word) -> bool:
    return word.content and word.stem not in GENERIC and word.lower not in _FRAMING
