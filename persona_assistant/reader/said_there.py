"""The place that "there" stands for: "Luca and Freja moved to Porto! Freja is from there".

"There" tells nothing where it is all of an answer: the place named last before it does, and where
none is named, the sentence before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.patterns import compiled
from persona_assistant.reader.places import bounds_of, sentence_at
from persona_assistant.reader.reading import Found

_THERE = r"(?:(?:is |are |comes? )?(?:in|from|at|over|down|up|out|near) )?there(?: too)?"
_NAMED = r"\b(?:in|at|to|into|near)\s(?P<place>(?-i:[A-ZÀ-Þ])[\w'’-]+(?:\s(?-i:[A-ZÀ-Þ])[\w'’-]+)*)"


def where_there_is(found: Sequence[Found]) -> Sequence[Found]:
    """The places, with what is meant where their words are no more than "there"."""
    return [_meant(each) if compiled(_THERE).fullmatch(each.span) else each for each in found]


def _meant(place: Found) -> Found:
    text, (start, _) = place.note.text, bounds_of(place)
    before = text[start : place.start]
    named = [*compiled(_NAMED).finditer(before)]
    if named:
        return replace(place, span=named[-1]["place"], start=start + named[-1].start("place"))
    told = text[:start].rstrip()
    if not told:
        return place
    sentence = sentence_at(told, len(told) - 1)
    at = told.rindex(sentence)
    named = [*compiled(_NAMED).finditer(sentence)]
    if named:
        return replace(place, span=named[-1]["place"], start=at + named[-1].start("place"))
    return replace(place, span=re.sub(r"[\s.!?]+$", "", sentence), start=at)
