"""The newer of two prices or times, where the reader is sure of both together and not of either.

"38 a lesson" and, two years later, "lessons gone up to 42" divide what the network believes between
them. The dates of the notes say which holds.
"""

from __future__ import annotations

import datetime
from dataclasses import replace

from persona_assistant.language.contacts import find_details
from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import words
from persona_assistant.reader.narrowed import Refined
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.stated import history

_LIKELY = 0.35
_TOGETHER = 0.85
"""How probable the places must be together that one of them answers."""
_RIGHT = 0.85
_PAST = r"\b(?:did|was|were|before|used to|first|original\w*|old)\b"
_CHANGED = r"\b(?:now|up to|down to|raised|put up|gone up|went up|changed|moved to|instead)\b"


def changed_from_to(question: str, refined: Refined | None) -> Refined | None:
    """What was refined, with the one amount that is asked for where the first place says that it
    changed: of "put up from 45 to 52 an hour" 52, and 45 where what was before is asked for."""
    if refined is None or refined.kind != "amount" or not refined.found or refined.answer:
        return refined
    best = refined.found[0]
    told = compiled(_FROM_TO).search(best.note.text, max(0, best.start - len("from ")))
    if told is None or told.start() > best.start + len(best.span) or best.probability < _LIKELY:
        return refined
    before = compiled(_PAST).search(plain(question)) is not None
    start, end = told.span("old" if before else "new")
    span = best.note.text[start:end]
    sure = replace(best, span=span, start=start, probability=max(best.probability, _SURE))
    return replace(refined, found=(sure, *refined.found[1:]))


_SURE = 0.8
_FIGURE = r"[£$€]?\d[\d,.]*\d*(?:\s?(?:k|pounds|quid|euros?|dollars?|p|€|£))?(?![\w])"
_FROM_TO = (
    rf"\bfrom (?P<old>{_FIGURE}) to (?P<new>{_FIGURE}(?:\s(?:an?|per)\s(?:hour|day|week|month|year"
    r"|lesson|session|visit|go|night|head|class))?)"
)


def newest_of_two(
    question: str, refined: Refined | None, threshold: float, name: str | None
) -> Reading | None:
    """The newest of the places that tell of the same thing; None where the question is not for a
    price or a time of today, or the dates do not tell them apart."""
    if refined is None or refined.kind not in ("amount", "time"):
        return None
    if compiled(_PAST).search(plain(question)):
        return None
    likely = [
        each
        for each in refined.found
        if each.probability >= _LIKELY and each.note.date and find_details(each.span, refined.kind)
    ]
    likely.sort(key=_day, reverse=True)
    if len(likely) < 2 or likely[0].note.date == likely[1].note.date:
        return None
    newest, before = likely[:2]
    asked = {word.stem for word in words(f"{question} {name or ''}")}
    first, second = ({w.stem for w in words(it.sentence) if w.content} for it in likely[:2])
    if not (first & second - asked or compiled(_CHANGED).search(plain(newest.sentence))):
        return None
    together = sum(each.probability for each in likely[:2])
    if together < _TOGETHER:
        return None
    rest = tuple(each for each in refined.found if each is not newest)
    told = history("", newest.note.date, before.span)
    sure = max(threshold, min(1.0, together) * _RIGHT)
    return Reading(True, sure, newest.span, (newest, *rest), before, told)


def _day(place: Found) -> datetime.date:
    return place.note.date or datetime.date.min
