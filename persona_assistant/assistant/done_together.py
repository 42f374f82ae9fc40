"""What two people did together, which either's notes may tell: how they met, what they do together.

A meeting is told by words for it in a note that names the other: how the user met one of them is
no answer.
"""

from __future__ import annotations

import re

from persona_assistant.assistant.known import Named
from persona_assistant.assistant.naming import (
    OF_USER,
    calls,
    names_another,
    naming,
    only_owning,
    places,
    written,
)
from persona_assistant.assistant.sides import Pair, Told, nothing, shortly, surest_first
from persona_assistant.language.pair_questions import PairQuestion
from persona_assistant.language.words import sentences
from persona_assistant.reader.meeting import MEETING_PLACE
from persona_assistant.reader.reading import Found


def joint(pair: Pair, asked: PairQuestion) -> Told:
    """What two people did together: where they met."""
    best = []
    of_meeting = _MET.search(asked.asked)
    for each in pair.named:
        fitting = (
            place
            for place in places(pair, (asked.asked,), each)
            if (
                names_another(pair, place, each)
                or _says_they(pair, place, each)
                or _met_the_last(pair, place, each)
            )
            and not (of_meeting and not _MEETING.search(place.sentence))
        )
        if place := next(fitting, None):
            best.append(pair.of(each, place))
    if not best and _TOGETHER.search(asked.asked):
        best = [pair.of(each, place) for each in pair.named for place in _together(pair, each)]
        best = sorted(best, key=written)[-1:]
    if not best:
        return nothing(pair)
    answers = surest_first(best)
    return Told(shortly(answers[0]).partition(": ")[2], answers)


_MET = re.compile(r"\b(?:meet|met|find|get to know|know each other|become friends)\b", re.I)
_MEETING = re.compile(
    r"\b(?:met|meets?|introduced|through|via|bumped|matched|set (?:them|him|her) up|knew|knows?|"
    r"tinder|hinge|got talking|together|same|both)\b"
    rf"|\bfrom (?:(?:the|her|his|their) )?(?:\w+ )?{MEETING_PLACE}\b",
    re.I,
)
_THEY = re.compile(r"\b(?:they|each other|one another)\b|^met (?!h(?:er|im)\b|them\b)", re.I)


def _says_they(pair: Pair, place: Found, each: Named) -> bool:
    """Whether it is said of "they" in a note that names the other, and not of the user."""
    said = _THEY.search(place.sentence) and not OF_USER.search(place.sentence)
    return bool(said) and calls(pair, place.note.text, each)


_MET_ONE = re.compile(r"^(?:s?he |they )?met (?:her|him|them)\b", re.I)


def _met_the_last(pair: Pair, place: Found, each: Named) -> bool:
    """Whether it says that she met him right behind a sentence that calls the other by name."""
    if not _MET_ONE.search(place.sentence):
        return False
    before = sentences(place.note.text[: place.start].rpartition(place.sentence[:4])[0])
    return bool(before) and calls(pair, before[-1], each)


_TOGETHER = re.compile(r"^what\b.*\btogether\b", re.I)


def _together(pair: Pair, each: Named) -> list[Found]:
    """The fragments of one's notes that tell what both do: "running a race with Ana", "Leo and Ana
    sing in a choir"."""
    parts = {part for one in pair.named for part in pair.names_of(one).split() if len(part) > 1}
    names = "|".join(map(re.escape, sorted(parts)))
    both = re.compile(
        rf"\b(?:with|w/|and|&|\+|n) ?(?:{names})\b|\b(?:{names}) ?(?:and|&|\+|n)\b"
        r"|\btogether\b|\bboth\b",
        re.I,
    )
    return [
        place
        for place in naming(pair, each)
        if both.search(place.sentence) and not only_owning(pair, place.sentence)
    ]
