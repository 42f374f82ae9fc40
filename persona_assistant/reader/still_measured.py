"""Whether a price, a dose or a day is still what it was: "is the rent still £850".

The newest note that tells the rent in figures says so: yes with the same figure, no with another.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.asked_time import STILL, says
from persona_assistant.reader.measures import (
    FROM_TO,
    WEEKDAY,
    holds_now,
    newness,
    of_one_thing,
    thing_asked,
)
from persona_assistant.reader.reading import Found, Reading

_ASKED = {
    "amount": r"[£$€]\s?\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*\s?(?:quid|pounds|euros|[€])",
    "dose": r"\d+(?:[.,]\d+)?\s?(?:mg|mcg|µg|ml|iu)\b",
    "day": rf"\b{WEEKDAY}",
}
_SURE = 0.8


def still_measured(
    question: str, found: Sequence[Found], name: str | None, today: datetime.date
) -> Reading | None:
    """Yes or no by the newest figure; None for another question, and where none is told."""
    asked = plain(question)
    if not says(STILL, asked) or not re.match(r"(?:is|are|am|does|do)\b", asked):
        return None
    form = next((each for each in _ASKED if compiled(_ASKED[each]).search(asked)), None)
    if form is None:
        return None
    figure = compiled(_ASKED[form])
    places = [each for each in found if each.note.date and figure.search(each.sentence)]
    thing = thing_asked(figure.sub(" ", asked), name)
    alike = of_one_thing(places, thing, name)
    holding = [each for each in alike if holds_now(each, today)]
    if not holding:
        return None
    newest = max(holding, key=newness)
    told = newest.sentence.rstrip(" .!")
    turned = compiled(FROM_TO).search(told) or compiled(_DENIED).search(told)
    said = {_bare(each) for each in figure.findall(_new_side(told) if turned else told)}
    wanted = {_bare(each) for each in figure.findall(asked)}
    answer = f"{'yes' if wanted & said else 'no'}: {told}"
    sure = replace(newest, probability=max(_SURE, newest.probability))
    rest = (each for each in found if each is not newest)
    return Reading(True, sure.probability, answer, (sure, *rest))


_DENIED = r"\b(?:rather than|instead of|not|no longer)\b"


def _new_side(told: str) -> str:
    """What a sentence says of now: of "on Thursdays rather than Tuesdays" the Thursdays."""
    match = compiled(FROM_TO).search(told)
    return match["new"] if match else re.split(rf"(?i){_DENIED}", told)[0]


def _bare(figure: str) -> str:
    """A figure without its unit, a day by its first three letters."""
    said = re.sub(r"\s|quid|pounds|euros|[£$€]", "", plain(figure))
    return said[:3] if said[:1].isalpha() else said


__all__ = ["still_measured"]
