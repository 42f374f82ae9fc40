"""Which of somebody's animals is meant by "her old cat" or "the present budgie".

Each is named in a note of its own day. The network points at all the names and does not weigh the
days: the old one is that of the earliest note, the new one that of the latest.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import WIDER, bare
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import read_for_names
from persona_assistant.reader.named_animals import animals, is_called, named_animals
from persona_assistant.reader.noted_names import NAME
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import named_relatives

_SURE = 0.85
_SEEN = 0.3
"""How probable a name is that may be one of them."""
_OLD = r"\b(?:old|first|previous|former|late|original|earlier)\s"
_NEW = r"\b(?:new|present|current|latest|newest)\s"
_ASKS = r"^\W*(?:and\s)?who\b|\b(?:called|named?|name['’]?s)\b"


def first_or_present(
    question: str, found: Sequence[Found], notes: Sequence[Note], name: str | None
) -> Found | None:
    """The place that names the one who is meant; None for any other question, and where the notes
    do not name two."""
    text = plain(question)
    words = [bare(each) for each in re.findall(r"[^\W\d_]+", text)]
    old, new = re.search(_OLD, text), re.search(_NEW, text)
    if (
        bool(old) == bool(new)
        or not re.search(_ASKS, text)
        or not (animals() | {"pet"}) & set(words)
    ):
        return None
    told: dict[str, Found] = {}
    for it in named_animals(read_for_names(notes)):
        if any(is_called(it, word) for word in words):
            sentence = sentence_at(it.note.text, it.start)
            told.setdefault(plain(it.who), Found(it.note, sentence, it.who, it.start, _SURE))
    return _meant(told, old is not None) or _meant(_seen(found, notes, name), old is not None)


def _seen(found: Sequence[Found], notes: Sequence[Note], name: str | None) -> dict[str, Found]:
    """Names that the network points at, where they are no person's and an animal is spoken of."""
    people = {
        plain(each.who.split()[0])
        for each in named_relatives(read_for_names(notes), name)
        if WIDER.get(bare(each.word)) != "pet"
    }
    named: dict[str, Found] = {}
    for each in found:
        who = compiled(NAME).search(each.span)
        if who is None or each.probability < _SEEN or each.note.date is None:
            continue
        said = plain(who.group())
        if said in people or not _speaks_of_animals(each):
            continue
        at = replace(each, span=who.group(), start=each.start + who.start())
        if said not in named or _day(at) < _day(named[said]):
            named[said] = at
    return named


def _meant(named: Mapping[str, Found], old: bool) -> Found | None:
    """The one of the earliest or the latest day, where only one is."""
    if len(named) < 2:
        return None
    meant = (min if old else max)(named.values(), key=_day)
    alone = sum(_day(each) == _day(meant) for each in named.values()) == 1
    return replace(meant, probability=_SURE) if alone else None


def _day(place: Found) -> datetime.date:
    return place.note.date or datetime.date.min


def _speaks_of_animals(place: Found) -> bool:
    words = {bare(each) for each in re.findall(r"[^\W\d_]+", plain(place.sentence))}
    return bool(words & (animals() | {"pet", "one"}))
