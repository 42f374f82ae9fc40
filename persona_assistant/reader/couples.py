"""Whether somebody is married, engaged, with somebody or single, by the newest note that tells.

One who was single in 2022 and is engaged since is neither single now nor married yet. The words of
the question find the older note; so the notes are looked through for any of these states, and the
newest one answers with yes or no.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from enum import Enum

from persona_assistant.language.contacts import find_details
from persona_assistant.language.debts import clauses_of
from persona_assistant.language.endings import is_theirs
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import called_partners
from persona_assistant.reader.called_in_notes import own_names
from persona_assistant.reader.partners import parted_from, partners
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.said_clause import in_its_clause


class State(Enum):
    """What a note tells of it."""

    MARRIED = "married"
    ENGAGED = "engaged"
    TOGETHER = "together"
    SINGLE = "single"
    PARTED = "parted"
    WIDOWED = "widowed"


_NAME = r"(?-i:[A-ZÀ-Þ])\w+"
_SOMEONE = (
    rf"(?:someone|somebody|(?:an?|this|some) (?:\w+ )?(?:guy|bloke|man|lad|fella|chap|woman|girl"
    rf"|lady|lass)|an? (?:\w+ )?\w+ (?:called|named) {_NAME}|{_NAME})"
)
_PARTED = (
    r"divorc(?:ed|ing)|separat(?:ed|ing)|left (?:her|his) (?:husband|wife)|(?:split|splitting|broke"
    r"|broken|breaking)(?: up\b|(?= (?:with|from|w/)|$| (?:in|last|after|at)\b))"
)
_ENGAGED = (
    r"engaged\b(?! (?:in|tone))|fianc[eé]e?\b|(?:getting|gets) (?:married|hitched|wed)\b"
    rf"|(?:to marry|marrying) {_NAME}|proposed to\b|said yes\b"
)
_MARRIED = (
    r"(?:re)?married\b|husband\b|wife\b|hubby\b|missus\b|newly ?weds?\b|eloped\b"
    r"|tied the knot\b|got (?:hitched|wed)\b"
)
_TOGETHER = (
    r"(?:girlfriend|boyfriend|(?:lady|gentleman) friend|gf|bf|other half)\b|back together\b"
    r"|(?<!business )(?<!ing )partner\b(?! (?:in|at)\b)"
    rf"|(?:seeing|dating|courting|going out with|went out with) {_SOMEONE}"
)
_SINGLE = (
    r"(?:never|not|isn['’]?t|un) ?(?:married|seeing any|with any)|bachelor\b"
    r"|no (?:husband|wife|partner|girlfriend|boyfriend)\b"
    r"|single\b(?! (?!mum|mom|dad|parent|again|now|and|these|at)\w)"
)
_TELLS = (
    (State.WIDOWED, r"widow(?:er|ed)?\b|(?:husband|wife|hubby) (?:\w+ )?(?:died|passed away)\b"),
    (State.SINGLE, _SINGLE),
    (State.PARTED, _PARTED),
    (State.ENGAGED, _ENGAGED),
    (State.MARRIED, _MARRIED),
    (State.TOGETHER, _TOGETHER),
)
_WEDDING = (
    r"(?:(?:the|their|her|his|(?P<pair>[^\W\d_]+ (?:and|n|&|\+) [^\W\d_]+?)(?:['’]?s)?) )?wedding\b"
    r"(?! (?:photo|dress|cake|plan|present|gift|anniversary|band|venue))"
)
_NOTHING_TOLD = (
    r"(?i)\b(?:wants?|wish(?:es)?|looking for|hop(?:es|ing)|might|maybe|should|would|if"
    r"|when (?:he|she)|never marry|says|advice)\b"
)
_THEY_ARE = (
    r"(?i)\W*they(?:['’]?re| are) (?:now )?(?:an item|a couple|together|dating|a thing"
    r"|seeing each other)\b"
)
"""Behind a clause that tells with whom: "met Kit at the gym, they are an item now"."""
_DIED = r" (?:died|passed away|passed|is dead)\b"
_EX = r"(?i)\bex\b"
_NO_COUPLE = (
    r"(?i)\b(?:band|group|team|company|firm|business|club|duo|partnership|party|choir|bill|cost|rent"
    r"|lip|jeans|trousers)\s(?:(?:has|have|had|just|finally|is|are)\s)*$"
)
""" "Pete's band split"."""
_ASKED = (
    (
        State.MARRIED,
        r"(?:is|are|was) she (?:a )?(?:married|wed|hitched|married (?:man|woman))",
    ),
    (State.MARRIED, r"(?:does|did) she (?:have an? (?:husband|wife)|get married)"),
    (State.ENGAGED, r"is she (?:engaged|getting married)"),
    (State.SINGLE, r"is she (?:single|on (?:her|his) own|available|unattached)"),
    (
        State.TOGETHER,
        r"is she (?:seeing|dating|with|going out with) (?:any|some)(?:one|body)",
    ),
    (State.TOGETHER, r"is she (?:in a relationship|attached|taken|a couple)"),
    (State.TOGETHER, r"does she have an? (?:partner|girlfriend|boyfriend|gf|bf|other half)"),
)
_PASSING = r"(?:(?: |^)(?:now|yet|already|these days|at the moment|at all|then))*"
_YES = {
    State.MARRIED: {State.MARRIED},
    State.ENGAGED: {State.ENGAGED},
    State.SINGLE: {State.SINGLE, State.PARTED},
    State.TOGETHER: {State.MARRIED, State.ENGAGED, State.TOGETHER},
}
_OPEN = {
    State.ENGAGED: {State.TOGETHER},
    State.SINGLE: {State.WIDOWED},
    State.TOGETHER: {State.WIDOWED},
}
"""What leaves it open."""
_PARTNER = r"(?i)partner|other half"
"""A word for somebody who may be married to them."""
_SURE = 0.87
_ENGAGED_FOR = datetime.timedelta(days=1000)
_LONG_AGO = datetime.date.min


@dataclass(frozen=True, slots=True)
class _Told:
    state: State
    at: Found


def in_a_couple(
    asked: str, notes: Sequence[Note], name: str, today: datetime.date | None = None
) -> Reading | None:
    """The answer to "Is she married?", "Is she seeing anyone?" and the like; None for any other
    question, and where no note tells. `asked` speaks of a "she", whoever it is."""
    text = asked.strip(" ?!.").replace("she still ", "she ")
    fits = (it for it, said in _ASKED if compiled(rf"(?i)(?:{said}){_PASSING}").fullmatch(text))
    of = next(fits, None)
    if of is None:
        return None
    today = today or datetime.date.today()
    own = own_names(notes, name)
    mates = called_partners(notes, name)
    told = [each for note in notes for each in _told(note, own, today, mates)]
    if not told:
        return None
    newest = max(each.at.note.date or _LONG_AGO for each in told)
    last = [each for each in told if (each.at.note.date or _LONG_AGO) == newest]
    state = last[-1].state
    if any(each.state is State.WIDOWED for each in last):
        state = State.WIDOWED  # "widow. her husband was in the navy"
    best = next(each for each in last if each.state is state).at
    clause = in_its_clause(best)
    long_ago = state is State.ENGAGED and today - newest > _ENGAGED_FOR
    may_be = of is State.MARRIED and compiled(_PARTNER).fullmatch(best.span)
    if long_ago or may_be or state in _OPEN.get(of, ()):
        answer = clause
    else:
        answer = f"yes: {clause}" if state in _YES[of] else f"no: {clause}"
    return Reading(True, _SURE, answer, (best,))


def _told(note: Note, own: Set[str], today: datetime.date, mates: Set[str]) -> Iterator[_Told]:
    """What a note tells of the person, in order; of somebody's ex only where it tells no more."""
    found = []
    for start, end in clauses_of(note.text):
        clause = note.text[start:end]
        if compiled(_NOTHING_TOLD).search(clause):
            continue
        state, match = _state_of(clause, note, today)
        if (named := _of_a_mate(clause, own, mates)) and state in (None, State.MARRIED):
            at = start + len(clause) - len(clause.lstrip())
            place = Found(note, sentence_at(note.text, at), clause.strip(), at, _SURE)
            found.append((_Told(named, place), False))
            continue
        if match is None or state is None:
            match = compiled(_THEY_ARE).match(clause)
            met = [it for it in partners(note.text, set(own), mates) if not it.former]
            if match is None or not met:
                continue
            state = State.TOGETHER
        pair = match.groupdict().get("pair")
        if pair and not own & set(re.findall(r"\w+", pair.lower())):
            continue
        before = clause[: match.start()]
        if compiled(_THEIR_ONE).match(before):
            continue
        if state is State.PARTED and compiled(_NO_COUPLE).search(before):
            continue
        beside = compiled(_WITH_THEM).search(before) and not _is_of_another(before, own)
        if not (beside or is_theirs(before, own) or _is_of_a_partner(before, clause, match, own)):
            continue
        at = start + match.start()
        place = Found(note, sentence_at(note.text, at), match.group().strip(), at, _SURE)
        found.append((_Told(state, place), compiled(_EX).search(before) is not None))
    yield from (each for each, ex in found if not ex)


def _of_a_mate(clause: str, own: Set[str], mates: Set[str]) -> State | None:
    """What a clause tells of a partner by name, or of somebody new: "Moira left him", "Gwen passed
    away", "ravi and Tess are a thing now"."""
    if parted_from(clause, set(own)) & {*mates, "him", "her"}:
        return State.PARTED
    names = "|".join(map(re.escape, mates))
    if mates and compiled(rf"(?i)\b(?:{names})\b(?: \w+)?{_DIED}").search(clause):
        return State.WIDOWED
    with_whom = list(partners(clause, set(own), mates))
    if with_whom and not compiled(_MARRIED).search(clause):
        return State.PARTED if with_whom[-1].former else State.TOGETHER
    return None


def _state_of(
    clause: str, note: Note, today: datetime.date
) -> tuple[State | None, re.Match[str] | None]:
    for state, said in _TELLS:
        match = compiled(rf"(?i)(?<![\w'’-])(?:{said})").search(clause)
        if match is not None:
            return state, match
    match = compiled(rf"(?i)^\W*{_WEDDING}").search(clause)
    if match is None:
        return None, None
    days = [it.date for it in find_details(clause, "date", note.date) if it.date is not None]
    last = next((it.last or it.first for it in days if it.last or it.first), None)
    if compiled(r"\swas\b").match(clause, match.end()):
        return State.MARRIED, match
    if last is None:
        return (State.ENGAGED if not days else None), match
    return (State.ENGAGED if last >= today else State.MARRIED), match


_THEIR_ONE = rf"\W*[^\W\d_]+['’]s\s{_NAME}\s"
"""Somebody of theirs is spoken of: "Trish's Michael came with his wife"."""
_WITH_THEM = r"\b(?:with|w/?)(?: (?:his|her|their))?(?: new)? $"
""" "Off to Hull with her partner": whoever goes, it is their partner."""


def _is_of_another(before: str, own: Set[str]) -> bool:
    first = re.match(r"\W*([^\W\d_]+)", before)
    return first is not None and first[1][0].isupper() and first[1].lower() not in own


def _is_of_a_partner(before: str, clause: str, said: re.Match[str], own: Set[str]) -> bool:
    """Whether they are said to be somebody's: "Alice's boyfriend" and no more."""
    whose = compiled(rf"\W*(?P<who>{_NAME})['’]s\s(?:new )?").fullmatch(before)
    return (
        whose is not None and whose["who"].lower() not in own and not clause[said.end() :].strip()
    )


__all__ = ["State", "in_a_couple"]
