"""Where somebody lives, lived before or comes from, by what the notes say of their homes.

A question for it is answered by the newest home that is stated to be theirs, with house and street
where the note has them. A place of the network that a note only wishes for, visits, or says of
somebody else answers no such question.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.nicknames import called
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.asked_home import (
    HOLDS,
    Asks,
    asked_of_home,
    asked_part,
    asks_for_address,
    place_moved_to,
)
from persona_assistant.reader.asked_plainly import told_besides
from persona_assistant.reader.home_history import (
    Home,
    history_of,
    homes_of,
    planned,
    same_home,
    stems,
)
from persona_assistant.reader.home_owners import is_own, of_others, others_asked
from persona_assistant.reader.home_ties import Tie
from persona_assistant.reader.home_times import day_ahead
from persona_assistant.reader.reading import Found
from persona_assistant.reader.standing import standing
from persona_assistant.reader.stated import history


@dataclass(frozen=True, slots=True)
class Housed:
    """What the notes say of a home."""

    found: tuple[Found, ...]
    """The answer stands on the first one, where there is an answer."""
    answered: bool
    """Whether a stated home answers; otherwise it is left to the places that remain."""
    answer: str = ""
    """With yes or no; "" where the span says it all."""
    earlier: Found | None = None
    history: str = ""
    """As `Reading.history`."""


def housed(
    question: str,
    found: Sequence[Found],
    notes: Sequence[Note],
    name: str | None,
    today: datetime.date | None = None,
) -> Housed | None:
    """What the notes say to a question for somebody's home, before the places of the network; None
    for any other question. `today` is when it is asked."""
    asks = asked_of_home(question)
    if asks is None:
        return None
    today = today or datetime.date.today()
    then = day_ahead(question, today) if asks in (Asks.NOW, Asks.NEXT) else None
    if asks is Asks.NEXT and then is not None:
        asks = Asks.NOW
    homes = list(homes_of(notes, then or today))
    own_names = " ".join(sorted(called(name, tuple(each.text for each in notes)))) if name else ""
    whose = compiled(_WITH_WHOM).sub("", question) if asks is Asks.STILL else question
    others = others_asked(whose, notes, f"{name or ''} {own_names}")
    if others:
        return Housed(of_others(found, others), False)
    if name is not None and is_user(name) and not compiled(_MINE).search(question):
        return None
    own = [each for each in homes if is_own(each, name, own_names, notes)]
    besides = (
        told_besides(question, f"{name or ''} {own_names}") if asks_for_address(question) else []
    )
    if asks is Asks.NOW and besides:
        return _in_the_named(besides, own, found) or _of_a_business(question, own, found)
    answer = _ANSWERS[asks](question, own, found)
    if answer is not None or asks in (Asks.NEXT, Asks.MOVED):
        return answer
    fits = _FITS[asks]
    kept = [each for each in own if each.stated.tie in fits]
    places = tuple(
        each.unfit
        if any(other.overlaps(each) for other in homes if other not in kept)
        or is_no_home(question, each)
        else each
        for each in found
    )
    return Housed(tuple(sorted(places, key=lambda each: -each.probability)), False)


def is_no_home(question: str, place: Found) -> bool:
    """Whether a question asks for a home, and the place is a telephone number, or where something
    was done, or lacks the part of an address that is asked for."""
    asked = asked_of_home(question)
    if asked is None:
        return False
    if asked in (Asks.NOW, Asks.STILL) and _is_of_a_deed(place):
        return True
    if "@" in place.span or re.fullmatch(r"\+?[\d\s()/.-]{7,}", place.span):
        return True
    part = asked_part(plain(question))
    return part is not None and not re.search(HOLDS[part], place.sentence, re.IGNORECASE)


_DEED = (
    r"\b(?:married|wedding|met|runs?|works?|working|job|teach(?:es|ing)|stud(?:y|ies|ying|ied)"
    r"|operat(?:ed|ion)|surgery|holidays?|trip|flying|flew|party|funeral|hik(?:es?|ed|ing)"
    r"|sprained|broke|eating|plays|sings|swims)\b"
)
_DWELLS = (
    r"\b(?:liv(?:es?|ed|ing)|mov(?:es?|ed|ing)|home|house|flat|rent\w*|settled|based|stay\w*)\b"
)


def _is_of_a_deed(place: Found) -> bool:
    """Whether its clause says that something else than living goes on there."""
    text, end = place.note.text, place.start + len(place.span)
    begin = max(text.rfind(cut, 0, place.start) for cut in (".", ",", ";", "!", "?", "\n", "("))
    clause = text[begin + 1 : end]
    return bool(compiled(_DEED).search(clause)) and not compiled(_DWELLS).search(clause)


_WITH_WHOM = r"(?<=\w)\s(?:with|w/|at|in)\s.*$"
_MINE = (
    r"\b(?:i|me|we|us|our|mine|ich|wir|yo|je)\b"
    r"|\bmy (?:(?:own|old|new|current|last|previous|home|full|former) )*"
    r"(?:address|adress|home|house|flat|place|apartment|post ?code|zip|street|home ?town)"
)


# --- answering


def _lives_now(question: str, own: Sequence[Home], found: Sequence[Found]) -> Housed | None:
    past, current = history_of(own)
    if current is None:
        return None
    part = asked_part(asked := plain(question))
    known = [each for each in own if each.stated.tie is Tie.LIVES and same_home(each, current)]
    if part is not None:
        holding = [each for each in known if re.search(HOLDS[part], each.stated.text, re.I)]
        if not holding:
            return None
        current = holding[-1]
    elif current.stated.text.islower() or not re.search(r"\d", current.stated.text):
        fuller = [each for each in known if re.search(r"\d", each.stated.text)]
        wants_street = re.search(r"\baddress|adress\b", asked)
        current = fuller[-1] if fuller and wants_street else current
    if part is None and _is_newer(found, current, own):
        return None
    place = current.place(found)
    before = next((each for each in reversed(past) if not same_home(each, current)), None)
    if part is not None or before is None:
        return Housed(_first(place, found), True)
    earlier = before.place(found)
    since = standing(place).since
    told = history(since, current.note.date, earlier.span)
    return Housed(_first(place, found), True, earlier=earlier, history=told)


_NEWER = 0.8
_OF_A_HOME = (
    r"\b(?:mov(?:ed?|es|ing)|house|flat|home|place|apartment|apt|lives?|living|address|stay(?:s"
    r"|ing)"
    r"|rents?|renting|room|new|wohnt|zieht)\b"
)


def _is_newer(found: Sequence[Found], current: Home, own: Sequence[Home]) -> bool:
    """Whether the network is sure of a home in a newer note that is written in another way."""
    best = found[0] if found else None
    if best is None or best.probability < _NEWER:
        return False
    newer = (best.note.date or datetime.date.min) > current.when[0]
    stated = any(each.overlaps(best) for each in own)
    return newer and not stated and compiled(_OF_A_HOME).search(best.sentence) is not None


def _in_the_named(
    said: Sequence[str], own: Sequence[Home], found: Sequence[Found]
) -> Housed | None:
    """The home in the town that a question names: "her address in Chorlton"."""
    named = stems(" ".join(said))
    there = [
        each for each in own if each.stated.tie in _LIVED_IN and named <= stems(each.stated.text)
    ]
    best = next((each for each in reversed(there) if re.search(r"\d", each.stated.text)), None)
    return None if best is None else Housed(_first(best.place(found), found), True)


_LIVED_IN = {Tie.LIVES, Tie.LIVED, Tie.MOVING}


def _of_a_business(question: str, own: Sequence[Home], found: Sequence[Found]) -> Housed | None:
    """Where they work, where the note says the word of the question: "his workshop is ..."."""
    asked = stems(question)
    for each in reversed(own):
        said = re.split(r"[.;\n!?]\s", each.note.text[: each.stated.start])[-1]
        if each.stated.tie is Tie.WORK and asked & stems(said) - stems(each.stated.text):
            return Housed(_first(each.place(found), found), True)
    return None


def _lived_before(question: str, own: Sequence[Home], found: Sequence[Found]) -> Housed | None:
    past, current = history_of(own)
    ordered = [*past, current] if current is not None else past
    named = _after_before(question)
    later = [at for at, each in enumerate(ordered) if named & stems(each.stated.text)]
    if later:
        ordered = ordered[: later[0]]
    elif current is not None:
        ordered = past
    former = [
        each for each in ordered if not (current is not None and same_home(each, current)) or later
    ]
    if not former:
        return None
    place = former[-1].place(found)
    return Housed(_first(place, found), True)


def _still_lives(question: str, own: Sequence[Home], found: Sequence[Found]) -> Housed | None:
    past, current = history_of(own)
    asked = stems(question)
    if current is None:
        return None
    place = current.place(found)
    if asked & stems(_around(current)):
        return Housed(_first(place, found), True, f"yes: {place.span}")
    then = (*past, *(each for each in own if each.stated.tie is Tie.MOVING))
    known = sorted((each for each in then if each.when < current.when), key=lambda each: each.when)
    former = next((each for each in reversed(known) if asked & stems(_around(each))), None)
    if former is None:
        return None
    return Housed(_first(place, found), True, f"no: {place.span}", former.place(found))


def _comes_from(question: str, own: Sequence[Home], found: Sequence[Found]) -> Housed | None:
    asked = plain(question)
    order = [Tie.FROM, Tie.RAISED, Tie.BORN]
    if re.search(r"gr[eo]w up|raised|brought up", asked):
        order = [Tie.RAISED, Tie.FROM, Tie.BORN]
    if re.search(r"\bborn\b", asked):
        order = [Tie.BORN]
    for tie in order:
        for each in reversed(own):
            if each.stated.tie is tie:
                return Housed(_first(each.place(found), found), True)
    return None


def _will_live(question: str, own: Sequence[Home], found: Sequence[Found]) -> Housed | None:
    home = planned(own)
    return None if home is None else Housed(_first(home.place(found), found), True)


def _has_moved(question: str, own: Sequence[Home], found: Sequence[Found]) -> Housed | None:
    """Not yet, where the move is still planned."""
    asked = stems(place_moved_to(question))
    _, current = history_of(own)
    if current is not None and asked and asked <= stems(_around(current)):
        place = current.place(found)
        return Housed(_first(place, found), True, f"yes: {place.span}")
    named = [each for each in own if asked <= stems(_around(each))]
    coming = planned(named)
    if coming is None and current is not None and asked:
        wished = next((each for each in named if each.stated.tie is Tie.WISH), None)
        if wished is None:
            return None
        place = current.place(found)
        return Housed(_first(place, found), True, f"no: {place.span}")
    if coming is None:
        return None
    still = current if current is not None and current.when < coming.when else None
    place = (coming if still is None else still).place(found)
    told = f"no, planned: {place.span}" if still is None else f"no: {place.span}"
    return Housed(_first(place, found), True, told)


_ANSWERS = {
    Asks.NEXT: _will_live,
    Asks.MOVED: _has_moved,
    Asks.NOW: _lives_now,
    Asks.BEFORE: _lived_before,
    Asks.STILL: _still_lives,
    Asks.ORIGIN: _comes_from,
}
_FITS = {
    Asks.NEXT: {Tie.MOVING},
    Asks.MOVED: {Tie.LIVES, Tie.MOVING},
    Asks.NOW: {Tie.LIVES, Tie.MOVING},
    Asks.BEFORE: {Tie.LIVED, Tie.LEFT, Tie.LIVES},
    Asks.STILL: {Tie.LIVED, Tie.LEFT, Tie.LIVES},
    Asks.ORIGIN: {Tie.FROM, Tie.RAISED, Tie.BORN, Tie.LIVED},
}


def _around(home: Home) -> str:
    """A home with whom it is shared: "with her boyfriend Hollis out in Lambertville"."""
    text = home.note.text[home.stated.said_at : home.stated.end + 30]
    return re.split(r"[.;\n!?]", text)[0]


def _after_before(question: str) -> set[str]:
    match = re.search(r"(?i)\bbefore\b(?P<then>.*)$", question)
    return stems(match["then"]) if match else set()


def _first(place: Found, found: Sequence[Found]) -> tuple[Found, ...]:
    """A place, with the others below it."""
    rest = [
        each.unfit
        for each in found
        if not (each.note == place.note and each.sentence == place.sentence)
    ]
    return (place, *sorted(rest, key=lambda each: -each.probability))
