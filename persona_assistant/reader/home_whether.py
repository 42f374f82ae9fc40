"""Whether somebody still lives where they did, and whether a move that is told of is over."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from persona_assistant.language.patterns import compiled
from persona_assistant.reader.asked_home import place_moved_to
from persona_assistant.reader.home_history import (
    Home,
    history_of,
    in_full,
    planned,
    same_home,
    stems,
)
from persona_assistant.reader.home_reading import Housed, told_first
from persona_assistant.reader.home_ties import Tie
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found


def still_lives(question: str, own: Sequence[Home], found: Sequence[Found]) -> Housed | None:
    _, current = history_of(own)
    asked = stems(question)
    if current is None:
        return None
    place = current.place(found)
    then = [
        each
        for each in own
        if each.stated.tie in {*LIVED_IN, Tie.LEFT} and not same_home(each, current)
    ]
    known = sorted((each for each in then if each.when < current.when), key=lambda each: each.when)
    former = max(reversed(known), key=lambda each: len(asked & stems(_around(each))), default=None)
    shared = 0 if former is None else len(asked & stems(_around(former)))
    if (now := asked & stems(_around(current))) and len(now) >= shared:
        return Housed(told_first(place, found), True, f"yes: {in_full(current, own)}")
    former = former if shared else _told_beside(question, current, known)
    if former is not None:
        told = f"no: {in_full(current, own)}"
        return Housed(told_first(place, found), True, told, former.place(found))
    if not compiled(_A_WARD).search(question):
        return None
    days = [each.note.date for each in found if compiled(_A_WARD).search(each.sentence)]
    last = max((day for day in days if day is not None), default=None)
    if last is None or last >= current.when[0]:
        return None
    return Housed(told_first(place, found), True, f"no: {place.span}")


def _told_beside(question: str, current: Home, known: Sequence[Home]) -> Home | None:
    """The former home in whose note the place stands that is asked for, and not in the newest."""
    place = re.search(r"(?i)\b(?:in|at|on)\s(?P<place>.+)$", question.rstrip(" ?!."))
    named = stems(place["place"]) if place else set()
    if not named or named & stems(current.note.text):
        return None
    return next((each for each in reversed(known) if named <= stems(each.note.text)), None)


LIVED_IN = frozenset({Tie.LIVES, Tie.LIVED, Tie.MOVING})
"""What ties somebody to a home that was, is or will be."""
_A_WARD = r"\b(?:hospital|ward|rehab|hospice|halls|hostel|hotel|prison|jail)\b"


def has_moved(question: str, own: Sequence[Home], found: Sequence[Found]) -> Housed | None:
    """Not yet, where the move is still planned."""
    asked = stems(place_moved_to(question))
    _, current = history_of(own)
    plan = planned(own)
    if current is not None and plan is not None and not asked and _is_newer(current, plan, own):
        return Housed(
            told_first(current.place(found), found), True, f"yes: {in_full(current, own)}"
        )
    if current is not None and asked and asked <= stems(_around(current)):
        place = current.place(found)
        return Housed(told_first(place, found), True, f"yes: {in_full(current, own)}")
    named = [each for each in own if asked <= stems(_around(each))]
    coming = planned(named)
    if coming is None and current is not None and asked:
        wished = next((each for each in named if each.stated.tie is Tie.WISH), None)
        if wished is None:
            return None
        place = current.place(found)
        return Housed(told_first(place, found), True, f"no: {in_full(current, own)}")
    if coming is None:
        return None
    still = current if current is not None and current.when < coming.when else None
    place = (coming if still is None else still).place(found)
    told = f"no, planned: {place.span}" if still is None else f"no: {in_full(still, own)}"
    return Housed(told_first(place, found), True, told)


def _is_newer(home: Home, told: Home, own: Sequence[Home]) -> bool:
    """Whether somebody lives in a newer note where an older one told of a move to."""
    newer = (home.note.date or datetime.date.min) > (told.note.date or datetime.date.max)
    said = f"{sentence_at(home.note.text, home.stated.start)} {in_full(home, own)}"
    return newer and bool(stems(told.stated.text) & stems(said))


def _around(home: Home) -> str:
    """A home with whom it is shared: "with her boyfriend Hollis out in Lambertville"."""
    text = home.note.text[home.stated.said_at : home.stated.end + 30]
    return re.split(r"[.;\n!?]", text)[0]
