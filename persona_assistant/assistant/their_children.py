"""When a child of somebody was born: whose youngest came later, whose kid is older.

A note that tells of the birth gives the day. Where none does, the age that the notes give of the
child tells between which days it was.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from persona_assistant.assistant.ages import Born
from persona_assistant.assistant.known import Named
from persona_assistant.assistant.sides import Pair
from persona_assistant.language.births import Birth, births
from persona_assistant.language.numbers import number_in
from persona_assistant.pmg import Note
from persona_assistant.reader.claimed import PLAIN
from persona_assistant.reader.reading import Found

_YEAR = datetime.timedelta(days=365.25)
_FIRST = re.compile(r"oldest|eldest|first", re.I)
_HIS, _HER = (
    re.compile(r"\b(?:boys?|sons?)\b", re.I),
    re.compile(r"\b(?:girls?|daughters?)\b", re.I),
)
_WIDER = re.compile(r"\b(?:grand|nephew|niece)")


def born(pair: Pair, each: Named, child: str) -> Born | None:
    """When the child was born whom the question calls so: "baby", "youngest", "son"."""
    told = [
        (birth.day.first, birth.day.last or birth.day.first, note, birth)
        for note, birth in _births(pair, each, child)
        if birth.day.first is not None
    ]
    if not told:
        return _by_age(pair, each, child)
    which = min if _FIRST.search(child) else max
    first, last, note, birth = which(told, key=lambda it: it[0])
    sentence = note.text[birth.start : birth.end]
    place = Found(note, sentence, birth.day.text, birth.day.start, PLAIN)
    return Born(first, last, pair.of(each, place))


def _births(pair: Pair, each: Named, child: str) -> Iterator[tuple[Note, Birth]]:
    """The births that somebody's notes tell of, of their own children of that sex."""
    own = {part.lower() for part in pair.names_of(each).split()}
    for note in pair.notes[each.persona_id]:
        for birth in births(note.text, note.date, pair.ages.order):
            said = " ".join(birth.words)
            other = _HER if _HIS.search(child) else _HIS if _HER.search(child) else None
            if own & {name.lower() for name in birth.names} or _WIDER.search(said):
                continue
            if other is None or not other.search(said):
                yield note, birth


def _by_age(pair: Pair, each: Named, child: str) -> Born | None:
    """By the age that the notes give, as of today."""
    reading = pair.read(f"How old is {{name}}'s {child}?", each)
    age = number_in(reading.answer) if reading.answered else None
    if age is None or re.search(r"\b(?:weeks?|months?|days?)\b", reading.answer):
        return None
    persona, notes = each.persona_id, pair.notes[each.persona_id]
    own = pair.ages.born(persona, each.name, notes, pair.names_of(each))
    if own is not None and own.told.sentence == reading.found[0].sentence:
        return None  # that is how old the parent is
    about = _YEAR if "about" in reading.answer else datetime.timedelta()
    first = pair.ages.day - (age + 1) * _YEAR - about
    return Born(first, pair.ages.day - age * _YEAR + about, pair.of(each, reading.found[0]))
