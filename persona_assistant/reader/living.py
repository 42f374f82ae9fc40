"""Where somebody lives, lived before or comes from, by what the notes say of their homes.

A question for it is answered by the newest home that is stated to be theirs, with house and street
where the note has them. A place of the network that a note only wishes for, visits, or says of
somebody else answers no such question.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.nicknames import called
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.asked_home import (
    HOLDS,
    Asks,
    asked_in,
    asked_of_home,
    asked_part,
    asks_for_address,
)
from persona_assistant.reader.asked_plainly import told_besides
from persona_assistant.reader.home_by_work import towns_of_work
from persona_assistant.reader.home_company import asked_company, company
from persona_assistant.reader.home_history import (
    Home,
    history_of,
    homes_of,
    in_full,
    planned,
    same_home,
    stems,
)
from persona_assistant.reader.home_owners import RELATIVES, is_own, of_others, others_asked
from persona_assistant.reader.home_reading import Housed, told_first
from persona_assistant.reader.home_ties import Tie
from persona_assistant.reader.home_times import day_ahead
from persona_assistant.reader.home_whether import LIVED_IN, has_moved, still_lives
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found
from persona_assistant.reader.standing import standing
from persona_assistant.reader.stated import history
from persona_assistant.reader.whereabouts import asks_where_now, where_now


def housed(
    question: str,
    found: Sequence[Found],
    notes: Sequence[Note],
    name: str | None,
    today: datetime.date | None = None,
) -> Housed | None:
    """What the notes say to a question for somebody's home, before the places of the network; None
    for any other question. `today` is when it is asked."""
    today = today or datetime.date.today()
    asks = asked_of_home(question)
    if asks is None:
        return _by_the_way(question, found, notes, name, today)
    then = day_ahead(question, today) if asks in (Asks.NOW, Asks.NEXT) else None
    if asks is Asks.NEXT and then is not None:
        asks = Asks.NOW
    homes = list(homes_of(notes, then or today))
    own_names = _called(name, notes)
    whose = question
    if asks in (Asks.STILL, Asks.BEFORE):
        whose = compiled(_WITH_WHOM if asks is Asks.STILL else _BEFORE_IT).sub("", question)
    others = others_asked(whose, notes, f"{name or ''} {own_names}")
    if others:
        return Housed(of_others(found, others, notes, name), False)
    if name is not None and is_user(name) and not compiled(_MINE).search(question):
        return None
    own = [each for each in homes if is_own(each, name, own_names, notes)]
    besides = (
        told_besides(question, f"{name or ''} {own_names}") if asks_for_address(question) else []
    )
    if asks is Asks.NOW and besides:
        return _in_the_named(besides, own, found) or _of_a_business(question, own, found)
    answer = _ANSWERS[asks](question, own, found)
    if answer is None and asks is Asks.BEFORE:
        worked = [each for each in towns_of_work(notes) if is_own(each, name, own_names, notes)]
        answer = _lived_before(question, [*worked, *own], found)
    if answer is not None or asks in (Asks.NEXT, Asks.MOVED):
        return answer
    fits = _FITS[asks]
    now = history_of(own)[1] if asks is Asks.BEFORE else None
    kept = [
        each
        for each in own
        if each.stated.tie in fits and not (now is not None and same_home(each, now))
    ]
    places = tuple(
        each.unfit
        if any(other.overlaps(each) for other in homes if other not in kept)
        or is_no_home(question, each)
        else each
        for each in found
    )
    return Housed(tuple(sorted(places, key=lambda each: -each.probability)), False)


def _called(name: str | None, notes: Sequence[Note]) -> str:
    return " ".join(sorted(called(name, tuple(each.text for each in notes)))) if name else ""


def _by_the_way(
    question: str,
    found: Sequence[Found],
    notes: Sequence[Note],
    name: str | None,
    today: datetime.date,
) -> Housed | None:
    """What their homes tell to a question for where they are, or for their company at home."""
    own_names = _called(name, notes)
    asked = asked_company(question)
    here = asked is None and asks_where_now(question, f"{name or ''} {own_names} he she they")
    if (asked is None and not here) or (name is not None and is_user(name)):
        return None
    own = [each for each in homes_of(notes, today) if is_own(each, name, own_names, notes)]
    if asked is None:
        place = where_now(found, own, today)
    else:
        place = company(asked, own, found, f"{own_names} he she".split())
    return None if place is None else Housed(told_first(place, found), True)


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
    if compiled(rf"\b(?:{RELATIVES})(?:\s(?-i:[A-ZÀ-Þ])[\w'’-]+)?\sin\s$").search(
        text[begin + 1 : place.start]
    ):  # "flying to see his son Huw in Nelson"
        return False
    return bool(compiled(_DEED).search(clause)) and not compiled(_DWELLS).search(clause)


_WITH_WHOM = r"(?<=\w)\s(?:with|w/|at|in)\s.*$"
_BEFORE_IT = r"(?<=\w)\sbefore\s.*$"
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
    full = _part_of(current, part) if part is not None else in_full(current, own)
    if part is not None or before is None:
        return Housed(told_first(place, found), True, full)
    since = standing(place).since
    told = history(since, current.note.date, in_full(before, own))
    return Housed(told_first(place, found), True, full, before.place(found), told)


def _part_of(home: Home, part: str) -> str:
    """ "Room 12": a room or a floor says it alone, where a street or a postcode needs the rest."""
    short = part in ("room", "floor")
    found = re.search(HOLDS[part], home.stated.text, re.IGNORECASE) if short else None
    return found[0] if found else ""


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
        each for each in own if each.stated.tie in LIVED_IN and named <= stems(each.stated.text)
    ]
    best = next((each for each in reversed(there) if re.search(r"\d", each.stated.text)), None)
    return None if best is None else Housed(told_first(best.place(found), found), True)


def _of_a_business(question: str, own: Sequence[Home], found: Sequence[Found]) -> Housed | None:
    """Where they work, where the note says the word of the question: "his workshop is ..."."""
    asked = stems(question)
    for each in reversed(own):
        said = re.split(r"[.;\n!?]\s", each.note.text[: each.stated.start])[-1]
        if each.stated.tie is Tie.WORK and asked & stems(said) - stems(each.stated.text):
            return Housed(told_first(each.place(found), found), True)
    return None


def _lived_before(question: str, own: Sequence[Home], found: Sequence[Found]) -> Housed | None:
    past, current = history_of(own)
    ordered = [*past, current] if current is not None else past
    if there := asked_in(question):
        return _in_the_place(there, own, found)
    named = _after_before(question)
    later = [at for at, each in enumerate(ordered) if named & stems(each.stated.text)]
    event = named - _OF_MOVING
    later = later or [
        at
        for at, each in enumerate(ordered)
        if event & stems(sentence_at(each.note.text, each.stated.start))
    ]
    if later:
        ordered = ordered[: later[0]]
    elif current is not None and _came_later(named, current, found):
        later = [len(past)]
    elif current is not None:
        ordered = past
    former = [
        each for each in ordered if not (current is not None and same_home(each, current)) or later
    ]
    if not former:
        return None
    place = former[-1].place(found)
    return Housed(told_first(place, found), True, in_full(former[-1], own))


_OF_MOVING = stems("moved moving move lived living came now left house flat place home")


def _came_later(named: set[str], current: Home, found: Sequence[Found]) -> bool:
    """Whether a newer note than that of their home tells of what the home was before."""
    return any(
        (named - _OF_MOVING) & stems(each.sentence)
        and (each.note.date or datetime.date.min) > current.when[0]
        for each in found
    )


def _in_the_place(there: str, own: Sequence[Home], found: Sequence[Found]) -> Housed | None:
    """The home in the place that a question names: "where in Leeds did she live"."""
    if there.isdigit():
        end = datetime.date(int(there), 12, 31)
        known = [home for home in own if home.when[0] <= end]
        _, home = history_of(known)
        place = None if home is None else told_first(home.place(found), found)
        return Housed(place, True, in_full(home, own)) if place and home else None
    named = stems(there)
    homes = [each for each in own if each.stated.tie in LIVED_IN]
    known = [
        each for each in homes if named & stems(sentence_at(each.note.text, each.stated.start))
    ] or [each for each in homes if named & stems(each.note.text)]
    if not known:
        return None
    newest = [each for each in known if each.note == known[-1].note]
    home = next((each for each in newest if not stems(each.stated.text) <= named), newest[-1])
    home = next((each for each in newest if re.search(r"\d", each.stated.text)), home)
    return Housed(told_first(home.place(found), found), True, in_full(home, own))


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
                return Housed(told_first(each.place(found), found), True)
    return None


def _will_live(question: str, own: Sequence[Home], found: Sequence[Found]) -> Housed | None:
    home = planned(own)
    return None if home is None else Housed(told_first(home.place(found), found), True)


_ANSWERS = {
    Asks.NEXT: _will_live,
    Asks.MOVED: has_moved,
    Asks.NOW: _lives_now,
    Asks.BEFORE: _lived_before,
    Asks.STILL: still_lives,
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


def _after_before(question: str) -> set[str]:
    match = re.search(r"(?i)\bbefore\b(?P<then>.*)$", question)
    return stems(match["then"]) if match else set()
