"""Ages and birthdays that notes tell: whether they hold today, and how they are told.

An age is told as of today, by whatever the notes tell of a birth; an age of another time ("when he
was 15", "she died at 91") is none of today.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Sequence

from persona_assistant.language.contacts import Detail
from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.reader import reckoning
from persona_assistant.reader.asked_age import (
    NEXT,
    asked_turning,
    asked_year,
    asks_of_today,
    compared,
)
from persona_assistant.reader.clause_before import clause_before
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found
from persona_assistant.reader.typed_spans import says
from persona_assistant.reader.typed_words import ANOTHER_TIME, DAY_OF_BIRTH, SEXES
from persona_assistant.reader.whose import label_of

_OF_DEATH = (
    r"\b(?:died|dies|death|funeral|buried|passed away|passed on|"
    r"passed (?!the|his|her|their|an?\b|my|it|with|all|\w+ (?:exams?|tests?|finals))"
    r"|late (?-i:[A-Z])|starb|gestorben|murió|morta?|falleció|est morte?)"
)

_HAS_ONE = r"\b(?:has|had|got|foster\w*|adopt\w*|with|w/|dating|seeing|met)\s(?:an?|one|some)\s*$"
_CALLED = r"\s?(?:olds?\s)?(?:called|named|boys?|girls?|kids?|lads?|daughters?|sons?|dogs?|cats?)\b"
"""Somebody else's age: "fostering a 16 yo called Milo"."""
_OWNED = r"(?i)\b(?:his|her|their)\s*$"


def is_of_today(text: str, detail: Detail, clause: str, question: str) -> bool:
    """Not "when he was 15", not "his seven-year-old", not at a death, and not of a woman where a
    man is asked about. `clause` is around the age, in plain words."""
    before = clause_before(text, detail.start)
    between_commas = re.search(r",\s*$", text[: detail.start]) is not None
    until = compiled(r"\s(?:un)?til").match(text, detail.end)  # "still 24 till october"
    if says(clause, ANOTHER_TIME) and not between_commas and not (detail.date and until):
        return False
    birthday = re.search(r"\d(?:st|nd|rd|th)$", detail.text)  # "his 30th", not "his 4 cats"
    if detail.date is None and not birthday and re.search(_OWNED, before):
        return False
    if compiled(_HAS_ONE).search(text[: detail.start]) or compiled(_CALLED).match(text, detail.end):
        return False
    sentence = sentence_at(text, detail.start)
    if detail.date is None and compiled(_OF_DEATH).search(sentence):
        return False
    said, asked = (
        {word for word in re.findall(r"\w+", each.lower()) if word in SEXES}
        for each in (sentence, question)
    )
    sexes = [{SEXES[word] for word in each} for each in (said, asked)]
    return not sexes[0] or not sexes[1] or bool(sexes[0] & sexes[1])


def age_told(
    question: str,
    told: Sequence[tuple[Detail, Found]],
    relatives: Collection[str],
    today: datetime.date,
) -> str:
    """How old somebody is today, or several `relatives` who are told by their names; after "yes" or
    "no" where the question is whether an age is reached. "" where nothing tells."""
    said = [reckoning.Dated(detail, at.note.date) for detail, at in told]
    if (year := asked_year(question)) is not None:
        return reckoning.age_in(year, said)
    if _TWINS in plain(question):
        of_twins = [each for each in told if _TWINS in _row_before(each[1])]
        told = of_twins or told
        said = [reckoning.Dated(detail, at.note.date) for detail, at in told]
    named = {
        name: each
        for (_, at), each in zip(reversed(told), reversed(said))
        for name in _called(at.note.text[: at.start])
        if name in relatives
    }
    several = reckoning.ages(named, plain(question), today)
    if not several and re.search(NEXT, plain(question)):
        return reckoning.next_age(reckoning.age(said, today))
    return compared(question, several or reckoning.age(said, today))


_TWINS = "twins"
_BOTH = (
    r"(?-i:(?P<one>[A-ZÀ-Þ][^\W\d_]+))\s?(?:&|\+|\band\b)\s?(?-i:(?P<other>[A-ZÀ-Þ][^\W\d_]+))"
    r"\s?[,(]\s?(?:both\s)?$"
)
""" "Twins Rhys & Tomos, 8": both are so old."""


def both_before(before: str) -> Sequence[str]:
    """The two names, in lower case, right before an age that is of both; else none."""
    both = compiled(_BOTH).search(before)
    return [plain(each) for each in both.groups()] if both else ()


def _called(before: str) -> Collection[str]:
    return both_before(before) or label_of(before.rstrip(" ("))


def _row_before(at: Found) -> str:
    """What stands between an age and the one before it."""
    return plain(re.split(r"[.;!?\n\d]", at.note.text[: at.start])[-1])


def age_at(question: str, place: Found, detail: Detail, today: datetime.date) -> str:
    """The age that a place of the network tells, as of today; "" where it does not tell one, or
    where an age of another time is asked for."""
    clause = plain(clause_before(place.note.text, detail.start))
    reckoned = asks_of_today(question) or asked_year(question) is not None
    if not reckoned or not is_of_today(place.note.text, detail, clause, question):
        return ""
    return age_told(question, [(detail, place)], (), today)


def year_told(question: str, told: Sequence[tuple[Detail, Found]]) -> str:
    """The year of birth, or the one in which the age is reached that the question names; "" where
    nothing tells."""
    born = reckoning.year_of_birth([reckoning.Dated(each, at.note.date) for each, at in told])
    number = asked_turning(question) or 0
    return re.sub(r"\d+", lambda year: str(int(year.group()) + number), born)


def birthday_told(question: str, details: Sequence[Detail]) -> str | None:
    """The fullest one: the day with its year, the day, the year; None where a day is asked for and
    none is known."""
    fullest = reckoning.fullest([each.date for each in details if each.date is not None])
    turned = reckoning.turning(number, fullest) if (number := asked_turning(question)) else None
    if turned is not None:
        return reckoning.in_full(turned, None)
    if fullest.day is None and says(plain(question), DAY_OF_BIRTH):
        return None
    return reckoning.in_full(fullest, None)


def part_told(details: Sequence[Detail]) -> str:
    """What is known of a birthday without its day."""
    dates = [each.date for each in details if each.date is not None]
    fullest = max(dates, key=lambda each: (each.month is not None, each.year is not None))
    part = "year" if fullest.month is None else "month"
    return f"only the {part} is noted: {reckoning.in_full(fullest, None)}"
