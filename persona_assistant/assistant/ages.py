"""Who is older: the days between which somebody was born, by a birthday or an age in their notes.

"She is 34" in a note of May 2024 puts the birthday between May 1989 and May 1990. Where these times
of two people overlap, nobody can tell.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from persona_assistant.assistant.known import Named
from persona_assistant.reader.reading import Found, Reading


@dataclass(frozen=True, slots=True)
class Born:
    """Between which days somebody was born."""

    first: datetime.date
    last: datetime.date
    found: Found
    said: str
    """The date or the age, as the note has it."""


def lived_between(
    read: Callable[[str, Named], Reading], each: Named, today: datetime.date | None = None
) -> Born | None:
    """What the notes tell of when somebody was born; None where they do not. A date of birth goes
    before an age."""
    for question in ("When was {name} born?", "How old is {name}?"):
        reading = read(question, each)
        for found in reading.found if reading.answered else ():
            born = born_by(found, today or datetime.date.today())
            if born is not None:
                return born
    return None


def compare(known: Sequence[Born], *, youngest: bool) -> int | None:
    """Which of them is the oldest, or the youngest; None where that cannot be told."""
    order = sorted(range(len(known)), key=lambda at: known[at].first, reverse=youngest)
    best, next_one = known[order[0]], known[order[1]]
    if best.first <= next_one.last and next_one.first <= best.last:
        return None
    return order[0]


_MONTHS = {
    name: number
    for number, names in enumerate(
        "jan january,feb february,mar march,apr april,may,jun june,jul july,aug august,"
        "sep sept september,oct october,nov november,dec december".split(","),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\.?,? "
    r"(?P<year>(?:19|20)\d\d)\b"
    rf"|\b(?P<month2>{_MONTH})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year2>(?:19|20)\d\d)\b"
    r"|\b(?P<year3>(?:19|20)\d\d)-(?P<month3>\d\d)-(?P<day3>\d\d)\b",
    re.I,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_AGE = re.compile(
    r"\b(?P<turning>turn(?:s|ed|ing)\s+)?(?P<age>\d{1,3})\b(?!\s*(?:%|km|euros?|kids))", re.I
)


def born_by(found: Found, today: datetime.date) -> Born | None:
    """When somebody was born by a sentence that says when, or how old they are."""
    for said in (found.span, found.sentence):
        if match := _DAY.search(said):
            day = match["day"] or match["day2"] or match["day3"]
            month = match["month"] or match["month2"] or match["month3"]
            year = match["year"] or match["year2"] or match["year3"]
            try:
                born = datetime.date(
                    int(year), _MONTHS.get(month.lower(), 0) or int(month), int(day)
                )
            except ValueError:
                continue
            return Born(born, born, found, match.group())
        if match := _YEAR.search(said):
            year = int(match.group())
            return Born(
                datetime.date(year, 1, 1), datetime.date(year, 12, 31), found, match.group()
            )
        if match := _AGE.search(said):
            age, written = int(match["age"]), found.note.date or today
            if 0 < age < 120:
                return _by_age(age, written, found, match["age"])
    return None


def _by_age(age: int, written: datetime.date, found: Found, said: str) -> Born:
    last = _years_before(written, age)
    first = _years_before(written, age + 1) + datetime.timedelta(days=1)
    return Born(first, last, found, said)


def _years_before(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
