"""Whose notes have a name of somebody, or something, that is nobody of the memory.

One person's notes alone are read. Where several have the name, those count that say what he is to
their person ("her son Tunde"); of two of these nobody can tell who is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from persona_assistant.assistant.known import notes_of
from persona_assistant.assistant.services import Services
from persona_assistant.language.addressed import called
from persona_assistant.language.ordinary import is_no_name, is_ordinary
from persona_assistant.language.spelling import fold
from persona_assistant.language.words import STOP
from persona_assistant.pmg import Note
from persona_assistant.reader.relatives import named_relatives

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_OWNER = re.compile(r"['’]s?$")
_PLACED = re.compile(r"\b(?:in|at|from|near)\s+(?:the\s+)?$", re.IGNORECASE)
"""What stands before the name of a place."""
_NEAR = 12
"""Characters before a name in which that stands."""
_LONGEST = 300
"""Characters of a question that are looked through for names."""
_HITS = 40
"""Notes that are looked through for a name."""
_SHORTEST = 3
"""Letters of a name that is looked for."""
_SEVERAL = 4
"""Of more people whose notes have the name nobody's are read."""

Holders = Mapping[int, list[Note]]
"""Whose notes have a name, and these notes."""


def names_told_of(services: Services, text: str) -> Iterator[tuple[str, Holders]]:
    """The words of a question that notes have as names, and whose notes: of one person, or of
    several of whom no one calls the other a relative. An everyday word is one where it stands for
    an owner ("pat's number")."""
    seen: set[str] = set()
    for match in _WORD.finditer(text[:_LONGEST]):
        word = _OWNER.sub("", match[0])
        key = fold(word)
        if len(word) < _SHORTEST or key in seen or key in STOP or is_no_name(key):
            continue
        if _PLACED.search(text[max(0, match.start() - _NEAR) : match.start()]):
            continue
        if is_ordinary(key) and word == match[0] and not word[0].isupper():
            continue
        seen.add(key)
        found = _holders(services, word, is_called=calls(text, word), also_beginning=True)
        if 0 < len(found) <= _SEVERAL:
            yield word.capitalize(), found


def known_through(
    services: Services, word: str, *, is_called: bool = False
) -> tuple[int, list[Note]] | None:
    """The one person whose notes have the word as a name, and these notes; None where nobody's
    have it, or several people's. `is_called`, it surely is a name: also in small letters where a
    note has no capitals, and at the beginning of a sentence."""
    found = _holders(services, word, is_called=is_called)
    return next(iter(found.items())) if len(found) == 1 else None


def _holders(
    services: Services, word: str, *, is_called: bool, also_beginning: bool = False
) -> Holders:
    """Whose notes have the word as a name; nobody's where two people have a relative of that name.
    `also_beginning`, whose notes only begin a sentence with it count once it is one in others'."""
    key = fold(word)
    hits = [
        hit for hit in services.store.passages.search([word], limit=_HITS) if hit.origin == "note"
    ]
    triplets = frozenset(hit.triplet_id for hit in hits)
    held = notes_of(services, list(dict.fromkeys(hit.persona_id for hit in hits)), triplets)
    named: dict[int, list[Note]] = {}
    for begins in (False, True):
        named = _naming(held, key, is_called=is_called, begins=begins)
        if named:
            break
    if named and also_beginning:
        named |= _naming(held, key, is_called=True, begins=True)
    if len(named) > 1:
        theirs = {each: it for each, it in named.items() if _is_relative(services, key, each)}
        return {} if len(theirs) > 1 else theirs or named
    return named


def _naming(
    held: Mapping[int, list[Note]], key: str, *, is_called: bool, begins: bool
) -> dict[int, list[Note]]:
    return {
        holder: [each for each in notes if has_word(each.text, key)]
        for holder, notes in held.items()
        if any(_is_name_in(it.text, key, is_called=is_called, begins=begins) for it in notes)
    }


def calls(question: str, name: str) -> bool:
    """Whether a question calls somebody by this name."""
    return fold(_OWNER.sub("", called(question) or "")) == fold(name)


def has_word(text: str, key: str) -> bool:
    """Whether a text has the word at all: once it is a name, it is one in small letters too, and
    as an owner without the apostrophe ("ellas lesson")."""
    found = (fold(_OWNER.sub("", match[0])) for match in _WORD.finditer(text))
    return any(each in (key, f"{key}s") for each in found)


def _is_relative(services: Services, key: str, holder: int) -> bool:
    """Whether somebody's notes name a relative so."""
    notes = notes_of(services, [holder])[holder]
    found = named_relatives(notes, services.store.people.names()[holder])
    return any(fold(each.who.split()[0]) == key for each in found)


def _is_name_in(text: str, key: str, *, is_called: bool, begins: bool) -> bool:
    """Whether a word stands in a text as a name: with a capital, and not only where every word has
    one; where somebody `is_called` so, in small letters too if the text has no capitals. `begins`,
    also where it begins a sentence of a text that begins small."""
    if is_called and text == text.lower():
        return has_word(text, key)
    return any(
        match[0][0].isupper() and fold(_OWNER.sub("", match[0])) == key
        for match in _WORD.finditer(text)
        if is_called
        or (begins and match.start() and text.lstrip()[0].islower())
        or (
            match.start()
            and not re.search(r"[.!?:\n]\s*$", text[max(0, match.start() - 8) : match.start()])
        )
    )
