"""The day of it, where a question asks for that besides: "who is Ana marrying and when".

The network points at one thing; the day stands in the same sentence, or nothing is told of it.
"""

from __future__ import annotations

from dataclasses import replace

from persona_assistant.language.dates import DateOrder, find_dates
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.reading import Found, Reading

_ASKS = r"\band when(?:['’]?s| is| was| are| did| does| will)?(?: (?:it|that|they|she|he))?\W*$"
_NEXT = r"[\s.!?,;–—-]*(?:the\s)?(?:wedding|big day|date|due|it['’]?s|that['’]?s|on|in)\b[^.!?\n]*"
"""A sentence behind that goes on about it: "got engaged to Fay. Wedding 12 June"."""


def with_its_day(question: str, reading: Reading, order: DateOrder = "auto") -> Reading:
    """The reading, with the day that its sentence tells behind the answer."""
    if not reading.answered or not reading.found or not compiled(_ASKS).search(question):
        return reading
    best = reading.found[0]
    days = find_dates(best.sentence, best.note.date, order)
    if not days and (behind := compiled(_NEXT).match(best.note.text, _end_of(best))) is not None:
        days = find_dates(behind.group(), best.note.date, order)
    said = next((each.text for each in days if each.text), "")
    if not said or said.lower() in reading.answer.lower():
        return reading
    return replace(reading, answer=f"{reading.answer}, {said}")


def _end_of(place: Found) -> int:
    """Where the sentence of a place ends in its note."""
    at = place.note.text.find(place.sentence)
    return max(at, 0) + len(place.sentence)
