"""What a newer note takes the place of: of something that a person has one of at a time.

The network is often sure of one note alone, and of "works at a seed bank" rather than of "since
September she's a gardener". So a newer statement counts from a lower probability on, and an older
one no longer where a newer note says of its words that it is over ("no longer at the seed bank").
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import DateOrder
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import irregular_base, stem, words
from persona_assistant.reader.reading import Found
from persona_assistant.reader.standing import Holds, standing

NEWER = 0.3
"""The least probability of a newer statement that may take the place of an older one."""
_OVER = 0.25
"""What remains of the probability of a statement that a newer note says to be over."""
_LONGEST = 5
"""Content words of a span that are looked for in newer notes."""


def with_newer(
    found: Sequence[Found],
    line: float,
    order: DateOrder,
    fits: Callable[[Found], bool] = lambda _: True,
) -> tuple[Found, ...]:
    """The places, most probable first: of what somebody has one of at a time. That one of them
    answers is known from the first one, so a newer one that may take its place counts as much as
    needed, `line`, if it `fits` what is asked for; one that a newer one says to be over counts far
    less."""
    best = found[0]
    known = []
    for each in found:
        if any(_says_over(other, each, order) for other in found):
            each = replace(each, probability=each.probability * _OVER)
        elif each.probability >= NEWER and _is_newer(each, best) and fits(each):
            each = replace(each, probability=max(each.probability, line))
        known.append(each)
    if max(each.probability for each in known) < line:
        return tuple(found)
    return tuple(sorted(known, key=lambda each: -each.probability))


_HOW_NOW = (
    r"^\W*(?:so |and |but )?(?:how(?:['’]?s| is| are) [\w'’-]+"
    r"(?: (?:doing|getting on|feeling|keeping|coping|holding up))?"
    r"|(?:is|are) [\w'’-]+ (?:ok|okay|alright|all right|well|better|fine))"
    r"(?: (?:now|these days|at the moment|today|lately))?\W*$"
)
_OF_TODAY = 0.55
"""Of the likeliest place's probability, what a newer one needs to tell how somebody is today."""


def how_it_is_now(question: str, places: Sequence[Found]) -> tuple[Found, ...]:
    """The places, most probable first; where it is asked how somebody is, one of the newest note
    before those of older ones."""
    best = places[0]
    if not compiled(_HOW_NOW).match(plain(question)):
        return tuple(places)
    near = [
        each for each in places if each.probability >= max(_OF_TODAY * best.probability, _LEAST)
    ]
    newer = [each for each in near if _is_newer(each, best)]
    if not newer:
        return tuple(places)
    first = max(newer, key=lambda each: (each.note.date or datetime.date.min, each.probability))
    rest = (each for each in places if each is not first)
    return (replace(first, probability=best.probability), *rest)


_LEAST = 0.5
_HAPPENED = r"^\W*(?:so |and |but )?(?:did|has|have)\b"
_AS_SURE = 0.8
"""Of the likeliest place's probability, what a newer one needs to tell how a thing went after."""


def as_it_went(question: str, places: Sequence[Found], line: float) -> tuple[Found, ...]:
    """The places, most probable first; where it is asked whether something happened, a newer one
    that says so in the word of the question before one that does not: "passed" after "failed"."""
    best = places[0]
    if not compiled(_HAPPENED).match(plain(question)):
        return tuple(places)
    lacking = _verbs(question) - _verbs(best.sentence)
    newer = [
        each
        for each in places
        if each.probability >= max(line, _AS_SURE * best.probability)
        and _is_newer(each, best)
        and lacking & _verbs(each.sentence)
    ]
    if not newer:
        return tuple(places)
    rest = (each for each in places if each is not newer[0])
    return (replace(newer[0], probability=best.probability), *rest)


def _verbs(text: str) -> set[str]:
    """The roots of the words, where one may be a verb in any tense."""
    return {stem(irregular_base(each.lower) or each.lower) for each in words(text) if each.content}


def _says_over(later: Found, earlier: Found, order: DateOrder) -> bool:
    if not _is_newer(later, earlier):
        return False
    content = [word.surface for word in words(earlier.span) if word.content]
    if not 0 < len(content) <= _LONGEST:
        return False
    begin = later.note.text.find(later.sentence)
    spots = [spot for word in content if (spot := _spot(word, later.sentence))]
    if begin < 0 or 2 * len(spots) < len(content):  # "no longer in the ER": an ER nurse
        return False
    start, end = min(spots)[0], max(spots)[1]
    said = replace(later, span=later.sentence[start:end], start=begin + start)
    return standing(said, order).holds is Holds.NO


def _spot(word: str, sentence: str) -> tuple[int, int] | None:
    found = re.search(rf"(?<!\w){re.escape(word)}", sentence, re.IGNORECASE)
    return found.span() if found else None


def _is_newer(later: Found, earlier: Found) -> bool:
    dates = later.note.date, earlier.note.date
    return dates[0] is not None and dates[1] is not None and dates[0] > dates[1]
