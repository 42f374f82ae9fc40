"""Lists by what is parsed in everybody's notes: who is over fifty, who was born in 1988, whose
e-mail address is noted. The same parsing answers these questions about one person."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from persona_assistant.assistant.ages import Ages, Born, everybody_born
from persona_assistant.language.claims import Stance
from persona_assistant.language.contacts import Kind, find_details
from persona_assistant.language.numbers import NUMBER_WORDS
from persona_assistant.pmg import Note, PersonAnswer
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import AnyReader, Found
from persona_assistant.reader.whose import is_theirs

People: TypeAlias = Mapping[int, tuple[str, Sequence[Note]]]
Stances: TypeAlias = dict[int, list[tuple[Stance, Found]]]
Finder: TypeAlias = Callable[[AnyReader, People], Stances]

Bounds: TypeAlias = tuple[int, int]
"""The least and the greatest."""

_SURE = 0.92
_EVER = 150
_NUMBER = r"(?P<n>\d{1,3}|[a-z]+(?:[ -][a-z]+)?)"
_OLDER = re.compile(
    rf"^is she (?P<not>not (?!yet\b|quite\b))?(?:aged? )?(?P<how>over|older than|above|past|"
    rf"at least|under|not yet|not quite|younger than|below|at most|)(?: the age of)? ?{_NUMBER}"
    r"(?: or (?P<or>over|older|more|under|younger))?"
    r"(?: years)?(?: old| of age)?\?$",
    re.I,
)
_REACHED_AGE = re.compile(
    rf"^(?:has|is|does|did) she (?:have |got )?(?:already )?(?:hit|turned|reached|passed) "
    rf"(?:the age of |(?:the )?big |the )?(?P<half>half a century|{_NUMBER})(?: years)?(?: old)?\?$"
    rf"|^is she (?:aged? )?(?P<up>\d{{1,3}}|[a-z]+(?:[ -][a-z]+)?)(?: and| or|,)? "
    r"(?:up|upwards?|plus|beyond)\?$",
    re.I,
)
_BETWEEN = re.compile(
    r"^is she (?:aged? )?between (?P<n>\d{1,3}) and (?P<to>\d{1,3})(?: years)?(?: old)?\?$", re.I
)
_TENS = {
    "teens": 10, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60,
    "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip
_IN_TENS = re.compile(
    r"^is she (?:still |already )?in (?:his|her|their|the) (?P<part>early |mid[- ]?|late )?"
    rf"(?P<tens>{'|'.join(_TENS)}|[1-9]0'?s)(?: or (?P<or>over|older|above|under|younger))?\?$",
    re.I,
)
_BORN = re.compile(
    r"\bborn (?P<how>before|after|since|in|between|during)(?: the)? (?:year )?"
    rf"(?P<year>(?:19|20)\d\d|(?:(?:19|20)?\d0'?s)|{'|'.join(_TENS)})"
    r"(?: (?:and|to) (?P<to>(?:19|20)\d\d))?$",
    re.I,
)


def finder(question: str, ages: Ages) -> Finder | None:
    """What finds out how everybody's notes stand to a question; None for another question."""
    if (bounds := asked_age(question)) is not None:
        return lambda _, people: of_age(bounds, ages, people)
    if (kind := asked_contact(question)) is not None:
        return lambda _, people: reached_by(kind, people)
    return None


# --- ages


def asked_age(question: str) -> Bounds | None:
    """Between which ages a question with yes or no asks for; None for another question."""
    if match := _BETWEEN.match(question):
        return int(match["n"]), int(match["to"])
    if match := _IN_TENS.match(question):
        first = _tens(match["tens"])
        if match["or"]:
            return (first, _EVER) if _WAYS[match["or"].lower()] else (0, first + 9)
        parts = {"early": (0, 3), "mid": (4, 6), "late": (7, 9), "": (0, 9)}
        least, most = parts[re.sub(r"\W", "", match["part"] or "").lower()]
        return first + least, first + most
    if match := _REACHED_AGE.match(question):
        reached = (
            50 if (match["half"] or "").startswith("half") else _number(match["n"] or match["up"])
        )
        return (reached, _EVER) if reached is not None and reached >= _LEAST else None
    match = _OLDER.match(question)
    number = _number(match["n"]) if match else None
    if match is None or number is None:
        return None
    how = match["how"].lower() or (match["or"] or "").lower()
    up, itself = _WAYS[how], how in ("at least", "at most") or bool(match["or"])
    if up is None:
        return None if match["not"] or number < _LEAST else (number, number)
    if match["not"]:
        up, itself = not up, not itself
    return (number + (not itself), _EVER) if up else (0, number - (not itself))


_LEAST = 10
"""A smaller number alone is no age of anybody on a list."""
_WAYS = {
    "over": True, "older than": True, "above": True, "past": True, "at least": True, "older": True,
    "more": True, "under": False, "not yet": False, "not quite": False,
    "younger than": False, "below": False, "at most": False,
    "younger": False, "": None,
}  # fmt: skip


def _number(said: str) -> int | None:
    if said.isdigit():
        return int(said)
    parts = [NUMBER_WORDS.get(each) for each in re.split(r"[ -]", said.lower())]
    known = [each for each in parts if each is not None]
    return int(sum(known)) if len(known) == len(parts) else None


def _tens(said: str) -> int:
    return _TENS.get(said.lower()) or int(re.sub(r"\D", "", said))


def of_age(bounds: Bounds, ages: Ages, people: People) -> Stances:
    """Who is that old, whatever the day of their birth; of whom it may or may not be so, neither
    is said."""
    found: Stances = {}
    for persona, (name, notes) in people.items():
        born = ages.born(persona, name, notes)
        if born is None:
            continue
        least, most = _age(born.last, ages.day), _age(born.first, ages.day)
        if bounds[0] <= least and most <= bounds[1]:
            found[persona] = [(Stance.STATES, _found(born, notes))]
        elif most < bounds[0] or bounds[1] < least:
            found[persona] = [(Stance.DENIES, _found(born, notes))]
    return found


def _age(born: datetime.date, today: datetime.date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


# --- years of birth


def asked_years(question: str) -> Bounds | None:
    """Between which years of birth a plain question asks for; None for another question."""
    match = _BORN.search(question)
    if match is None:
        return None
    said, how = match["year"].lower(), match["how"].lower()
    decade = not re.fullmatch(r"\d{4}", said)
    first = _tens(said) if decade else int(said)
    first += 1900 if first < 100 else 0
    last = int(match["to"]) if match["to"] else first + 9 * decade
    if how == "before":
        return 0, first - 1
    if how in ("after", "since"):
        return (last + 1 if how == "after" else first), 9999
    return first, last


def born_in(bounds: Bounds, ages: Ages, people: People) -> list[PersonAnswer]:
    """Those who were born in those years for certain."""
    born = everybody_born(ages, people)
    return [
        each.told for each in born if bounds[0] <= each.first.year and each.last.year <= bounds[1]
    ]


def _found(born: Born, notes: Sequence[Note]) -> Found:
    told = born.told
    note = next(
        each for each in notes if each.triplet_id == told.triplet_id and told.answer in each.text
    )
    return Found(note, told.sentence, told.answer, note.text.find(told.answer), _SURE)


# --- how to reach somebody

_REACHED = re.compile(
    r"^(?:does|has) she (?:have |got |have got |(?:given|give|left|sent) me )?"
    r"(?:an? |any |the |her |a known )?"
    r"(?P<what>e-?mail|@|(?:mobile |phone |cell |landline |telephone |contact )?number|"
    r"phone|mobile|(?:home |street |postal )?address|website)s?"
    r"(?: (?:address(?:es)?|number|on file|i (?:have|know)))?"
    r"(?: (?:saved|written down|noted|stored|recorded|known|down|in|here|on record|on file))*"
    r"(?: (?:in|on) (?:the |my )?(?:notes|memory|file|book|contacts))?\?$",
    re.I,
)


_CALLS = re.compile(
    r"^(?:can|could|may) (?:i|we) (?P<how>ring|phone|call|text|e-?mail)(?: up)? her(?: up)?\?$",
    re.I,
)


def asked_contact(question: str) -> Kind | None:
    """Which kind of address or number a question asks whether somebody's is noted."""
    if calls := _CALLS.match(question):
        return "email" if "mail" in calls["how"].lower() else "phone"
    match = _REACHED.match(question)
    if match is None:
        return None
    what = match["what"].lower()
    if "mail" in what or what == "@":
        return "email"
    if "address" in what:
        return "address"
    return "web" if what == "website" else "phone"


def reached_by(kind: Kind, people: People) -> Stances:
    """Whose own number or address is noted; the newest first."""
    found: Stances = {}
    for persona, (name, notes) in people.items():
        places = [
            Found(note, sentence_at(note.text, each.start), each.text, each.start, _SURE)
            for note in sorted(notes, key=_day, reverse=True)
            for each in find_details(note.text, kind, note.date)
            if is_theirs(note.text, each.start, each.end, name=name)
        ]
        if places:
            found[persona] = [(Stance.STATES, place) for place in places]
    return found


def _day(note: Note) -> datetime.date:
    return note.date or datetime.date.min


__all__ = ["asked_age", "asked_contact", "asked_years", "born_in", "finder"]
