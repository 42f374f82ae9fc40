"""Lists by how old people's children are: "who has kids under ten", "parents of teenagers".

A note tells the age of a child on the day it was written, or that one was born then. Only a child
who is that old for certain counts.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from persona_assistant.assistant.list_owners import Owners
from persona_assistant.language.children import AskedChildren, Child, told_of_children
from persona_assistant.language.claims import Stance
from persona_assistant.language.contacts import find_details
from persona_assistant.language.gloss import in_english
from persona_assistant.language.happened import spans
from persona_assistant.language.numbers import number_in
from persona_assistant.pmg import Note
from persona_assistant.reader.claimed import FRAGMENT
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import AnyReader, Found

People: TypeAlias = Mapping[int, tuple[str, Sequence[Note]]]
Stances: TypeAlias = dict[int, list[tuple[Stance, Found]]]
Bounds: TypeAlias = tuple[float, float]
"""The least and the greatest age in years, the greatest not included."""

_SURE = 0.85
_YEAR = 365.25
_CHILD = r"(?:kids?|child(?:ren)?|sons?|daughters?|boys?|girls?|bab(?:y|ies)|little ones?)"
_ASKED = re.compile(
    rf"^(?:does|has) she (?:have |got |have got )?(?:an? |any |some )?(?:\w+ )?{_CHILD} "
    r"(?:(?:who|that) (?:is|are) |(?:that's|who's) )?(?:still )?(?:aged? )?"
    r"(?P<how>under|younger than|below|not yet|over|older than|above|at least) "
    r"(?:the age of )?(?P<n>\d{1,2}|[a-z]+)"
    r"(?: years)?(?: old| of age)?\?$",
    re.I,
)
_SORT = re.compile(
    r"^(?:does|has) she (?:have |got |have got )?(?:an? |any |some )?"
    r"(?:new |little |tiny |small |young )?"
    r"(?P<sort>bab(?:y|ies)|newborns?|infants?|toddlers?|teenagers?|"
    rf"teens|(?:teenage|teen|adult|grown(?:[- ]up)?) {_CHILD})\?$",
    re.I,
)
_SORTS = (
    ("bab", (0.0, 2.0)), ("newborn", (0.0, 0.75)), ("infant", (0.0, 2.0)), ("toddler", (1.0, 4.0)),
    ("teen", (13.0, 20.0)), ("adult", (18.0, 99.0)), ("grown", (18.0, 99.0)),
)  # fmt: skip
_LED = re.compile(
    r"\b(?:kids?|child(?:ren)?|sons?|daughters?|boys?|girls?|twins?|baby|toddler|eldest|youngest|"
    r"oldest|middle one)\b[^.;\n]{0,60}$",
    re.I,
)
_UNDER = re.compile(rf"\b{_CHILD} (?:all )?(?:under|below) (?P<n>\d{{1,2}}|[a-z]+)\b", re.I)
_OTHERS = re.compile(
    r"\b(?:sister|brother|cousin|friend|neighbou?r|boss|mum|mom|mother|dad|father|aunt|uncle|"
    r"colleague|niece|nephew)(?:['’]s)?\b|\bgrand",
    re.I,
)


def finder(question: str) -> Callable[[AnyReader, People], Stances] | None:
    """What finds out who has a child of an age; None for another question."""
    bounds = asked_ages(question)
    if bounds is None:
        return None
    today = datetime.date.today()
    return lambda _, people: {
        i: [
            (Stance.STATES, place)
            for (least, most), place in ages_told(*each, today)
            if bounds[0] <= least and most <= bounds[1]
        ]
        for i, each in people.items()
    }


def asked_ages(question: str) -> Bounds | None:
    """Between which ages a child is to be; None for another question."""
    if sort := _SORT.match(question):
        return next(ages for name, ages in _SORTS if sort["sort"].lower().startswith(name))
    match = _ASKED.match(question)
    number = number_in(match["n"]) if match else None
    if match is None or number is None:
        return None
    up = match["how"].lower() in ("over", "older than", "above", "at least")
    return (number + (match["how"].lower() != "at least"), 99.0) if up else (0.0, number)


def ages_told(
    name: str, notes: Sequence[Note], today: datetime.date
) -> Iterator[tuple[Bounds, Found]]:
    """Between which ages each child that notes tell of is today, and the place that tells."""
    owners = Owners(name, notes)
    own = owners.own | owners.partners
    for note in notes:
        if note.date is None:
            continue
        since = (today - note.date).days / _YEAR
        for match in FRAGMENT.finditer(note.text):
            place = Found(
                note, sentence_at(note.text, match.start()), match.group(), match.start(), _SURE
            )
            for age, more in _ages(match.group(), note.date):
                yield (age + since, age + more + since), place
            for born in births(match.group(), note.date, own):
                age = (today - born).days / _YEAR
                yield (age, age), place


def _ages(said: str, written: datetime.date) -> Iterator[tuple[float, float]]:
    """The ages of children that a fragment names, and by how much they may be older."""
    if under := _UNDER.search(said):
        number = number_in(under["n"])
        if number and not _OTHERS.search(said[: under.start()]):
            yield 0.0, number
    for detail in find_details(said, "age", written):
        before = said[: detail.start]
        led = _LED.search(before)
        if led is None or detail.number is None or _OTHERS.search(before):
            continue
        yield float(detail.number), 1.0


def births(said: str, written: datetime.date, own: frozenset[str]) -> Iterator[datetime.date]:
    """When a child was born by a fragment: on the day that it names, or near the day of writing.
    `own` are the names of whose notes it stands in."""
    came = AskedChildren(Child.ANY, came=True)
    english = in_english(said)
    told = any(
        each.how is Stance.STATES and not _OF_A_CHILD.search(english[: each.start])
        for each in told_of_children(english, came, own)
    )
    newborn = (match := _NEWBORN.search(english)) and match["who"].lower() not in own
    if newborn:
        yield from (
            first
            for first, _ in spans(said, written)
            if datetime.timedelta(0) <= written - first < _NEW
        )
    elif told or _BORN_ABROAD.search(said):
        days = [first for first, _ in spans(said, written) if first <= written]
        yield max(days, default=written)


_NEW = datetime.timedelta(days=120)
_NEWBORN = re.compile(r"^(?P<who>(?!Baby\b)[A-ZÀ-Þ][^\W\d_]+)(?: (?:was|is))?,? born\b")
"""Of somebody who was born just before the note: "Fiadh born 9 march"."""
_OF_A_CHILD = re.compile(r"\b(?:son|daughter|eldest|youngest|girl|boy|lad)\b(?!.*\bborn)", re.I)
"""A grandchild's parent: "her daughter Tiff had a boy"."""
_BORN_ABROAD = re.compile(
    r"\b(?:beb[éêe]|niñ[ao]|hij[ao]|filh[ao]|fils|fille|sohn|tochter|figli[ao])\b.*"
    r"\b(?:nació|nasceu|est née?|geboren|è nat[oa])\b",
    re.I,
)


__all__ = ["ages_told", "asked_ages", "births", "finder"]
