"""The work somebody did before, where the notes tell of two and the reader is sure of neither.

Asked for the work before, the network divides its belief between what somebody does now and what
they did. The dates of the notes say which is which.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.working import is_work_at
from persona_assistant.reader.reading import Found, Reading

_LIKELY = 0.35
_TOGETHER = 0.85
"""How sure the reader must be of the places together that one of them answers."""
_RIGHT = 0.85
_ASKED = re.compile(
    r"\b(?:job|work|occupation|profession|do|does|living)\b.*\b(?:before(?: that)?|previously"
    r"|formerly|earlier)$|\b(?:old|former|previous|last) (?:job|occupation|profession|work)$"
)


def former_work(question: str, reading: Reading) -> Reading | None:
    """The older of two places that tell of work; None for another question, and where the dates do
    not tell them apart. Any but a declined reading is left as it is."""
    if reading.answered or not _ASKED.search(plain(question).strip(" ?!.")):
        return None
    places = [each for each in reading.found if each.probability >= _LIKELY and _tells_work(each)]
    dates = {each.note.date for each in places}
    together = sum(each.probability for each in places)
    if None in dates or len(dates) < 2 or together < _TOGETHER:
        return None
    newest = max(each.note.date or datetime.date.min for each in places)
    before = [each for each in places if each.note.date != newest]
    best = max(before, key=lambda each: (each.note.date or datetime.date.min, each.probability))
    sure = replace(best, probability=min(together, 1.0) * _RIGHT)
    rest = tuple(each for each in reading.found if each is not best)
    return Reading(True, sure.probability, sure.span, (sure, *rest))


def _tells_work(place: Found) -> bool:
    return is_work_at(place.note.text, place.start, place.start + len(place.span))
