"""When something happened that a note tells of without a date: "Ana qualified!", noted on 2 May.

A note is mostly written soon after what it tells, and its day is all that is known. So "when did
she qualify" is answered by the day of the note whose sentence says just that, and not by the date
of something else in the notes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import DateOrder, find_dates, written_out
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import words
from persona_assistant.reader import reckoning
from persona_assistant.reader.asked_time import BEFORE, says
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.whose import asked_about, governed_by_relative

_SEEN = 0.1
"""How probable a place must be that tells of it."""
_SURE = 0.8
_ASKED = (
    r"^(?:so |and |but )?(?:when|(?:in |on )?(?:what|which) (?:year|month|day|date))"
    r"(?:['’]?d| did| was| were)\b"
)
_LONG_PAST = (
    r"\b(?:years?|months?|ages|long|while|weeks?) (?:ago|back|before|since)\b"
    r"|\b(?:once|used to|when (?:he|she|they)|as a)\b"
)
_STATES = frozenset(
    "married retired divorced separated engaged trained qualified widowed based born".split()
)
"""Forms that tell what somebody is, and only beside some words what happened."""
_ATTAINED = frozenset("qualified trained widowed".split())
_BECAME = r"\b(?:got|gets|just|finally|has|have|now|recently|newly|officially|been)\s(?:\w+\s)?$"
_UNCHANGED = frozenset("put cut quit shut let set hit hurt".split())
"""Verbs whose past is written as they are."""
_AUXILIARIES = frozenset("do be have".split())


def when_noted(
    question: str, found: Sequence[Found], name: str | None, order: DateOrder
) -> Reading | None:
    """The day of the note that tells of what the question asks; None for any other question, and
    where a date is told of it."""
    if name is None or not compiled(_ASKED).search(plain(question)) or asked_about(question):
        return None
    if says(BEFORE, plain(question)):
        return None
    own = {word.stem for word in words(name)}
    asked = [each for each in words(question) if each.stem not in own]
    wanted = {word.stem for word in asked if word.content}
    did = compiled(r"\bdid\b").search(plain(question)) is not None
    verbs = {word.stem for word in asked} - _AUXILIARIES if did else wanted
    naming = [each for each in found if wanted <= _stems(each)]
    if any(_is_dated(each, wanted, order) for each in naming):
        return None
    telling = [each for each in found if each.probability >= _SEEN and _tells(each, wanted, verbs)]
    if not wanted or not telling:
        return None
    best = max(telling, key=lambda each: each.probability)
    first = max(found, key=lambda each: each.probability)
    if best.note.date is None or (first is not best and wanted & _stems(first)):
        return None
    rest = tuple(each for each in found if each is not best)
    answer = _weekday(best, wanted, order) or f"noted on {written_out(best.note.date)}"
    return Reading(True, max(best.probability, _SURE), answer, (best, *rest))


def _weekday(place: Found, wanted: set[str], order: DateOrder) -> str:
    """The day that "on sunday" was, told from the day of the note, where the clause that tells of
    it has such a day."""
    for clause in re.split(r"[,;:.!?()]|\b(?:and|but|then)\b", place.sentence):
        if not wanted & {word.stem for word in words(clause)} or reckoning.is_no_single_day(clause):
            continue
        for each in find_dates(clause, place.note.date, order):
            day = reckoning.on_weekday(each, place.note.date, ahead=False)
            if day is not None:
                return reckoning.in_full(replace(day, relative=True), place.note.date)
    return ""


def _tells(place: Found, wanted: set[str], verbs: set[str]) -> bool:
    """Whether its sentence says all that is asked for, as something that happened."""
    if not wanted <= _stems(place) or governed_by_relative(place.note.text, place.start):
        return False
    if compiled(_LONG_PAST).search(plain(place.sentence)):
        return False
    had = rf"\b(?:had|got|took) an? (?:[\w-]+ )?(?:{'|'.join(map(re.escape, wanted))})"
    if re.search(had, place.sentence, re.IGNORECASE):
        return True
    return any(
        word.stem in verbs and _is_past(word.lower) and _happened(place.sentence, word.surface)
        for word in words(place.sentence)
        if word.lower != word.stem or word.lower in _UNCHANGED
    )


def _is_past(word: str) -> bool:
    return not word.endswith(("s", "ing"))


def _happened(sentence: str, said: str) -> bool:
    if said.lower() not in _STATES:
        return True
    before, _, after = sentence.partition(said)
    if said.lower() in _ATTAINED and re.match(r"\s*[,.;]|\s(?:and|as|from|at)\b", after):
        return len(before.split()) in (1, 2)  # "Rhian qualified, works at the hospital"
    return after.startswith("!") or re.search(_BECAME, before, re.IGNORECASE) is not None


def _stems(place: Found) -> set[str]:
    return {word.stem for word in words(place.sentence)}


def _is_dated(place: Found, wanted: set[str], order: DateOrder) -> bool:
    """Whether it names a day; "had a fall" names no season."""
    found = find_dates(place.sentence, place.note.date, order)
    dates = [each for each in found if each.relative or each.first or each.month or each.day]
    return any(not wanted & {word.stem for word in words(each.text)} for each in dates)
