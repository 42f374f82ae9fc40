"""When people were born: whose birthday is in June, who is older, who is the oldest of all.

Birthdays and ages are parsed, not guessed. "She is 34" in a note of May 2024 puts the birth between
May 1989 and May 1990; where these times of two people overlap, nobody can tell who is older.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.contacts import Detail, Kind, find_details
from persona_assistant.language.dates import DateOrder, FoundDate, find_dates
from persona_assistant.language.words import sentences
from persona_assistant.pmg import Note, PersonAnswer
from persona_assistant.reader.called_in_notes import names_in
from persona_assistant.reader.own_kin import under_the_name
from persona_assistant.reader.whose import is_theirs

_SURE = 0.92
"""Of a birthday or an age that is parsed and the person's own."""
_HEIGHT = re.compile(r"\s?(?:['’′\"”]\s?\d|ft\b|foot\b|feet\b)")
"""Behind what is no age: he must be 6'3."""
_THEN = re.compile(r"\b(?:since|when|until|till|before|as) (?:he|she|they) (?:was|were) $", re.I)
"""Before an age of long ago: diabetic since he was 6."""
_SOON = datetime.timedelta(days=30)


_TELLING: tuple[Kind, ...] = ("birthday", "age")


@dataclass(frozen=True, slots=True)
class Born:
    """Between which days somebody was born, and the note that tells."""

    first: datetime.date
    last: datetime.date
    told: PersonAnswer


@dataclass(frozen=True)
class Ages:
    """Reads birthdays and ages, on a day."""

    order: DateOrder = "auto"
    today: datetime.date | None = None

    @property
    def day(self) -> datetime.date:
        return self.today or datetime.date.today()

    def born(self, persona: int, name: str, notes: Sequence[Note], called: str = "") -> Born | None:
        """When somebody was born by their notes: the narrowest time that one of them tells. They
        may also be `called` by other names."""
        details = [
            (note, detail)
            for kind in _TELLING
            for note, detail in self._details(kind, f"{name} {called}", notes)
        ]
        known = [
            Born(*between, _told(persona, name, note, detail))
            for note, detail in details
            if (between := self._between(detail, note.date)) is not None
        ]
        best = min(known, key=lambda each: each.last - each.first, default=None)
        days = [day for note, detail in details if (day := self._day(detail)) is not None]
        return best and _on_the_day(best, days)

    def birthday(
        self, asked: str, persona: int, name: str, notes: Sequence[Note]
    ) -> PersonAnswer | None:
        """The birthday, if it is on the date a question names: in June, this week, in 1980."""
        for kind in _TELLING:
            for note, detail in self._details(kind, name, notes):
                born = self._day(detail)
                if born is not None and self._falls(born, asked):
                    return _told(persona, name, note, detail)
        return None

    def _day(self, detail: Detail) -> FoundDate | None:
        """When the birthday is by a birthday or by an age that is reached on a day or in a month:
        "turned 34 today"; with the year of birth where that is told."""
        date = detail.date
        if detail.kind == "birthday" or date is None:
            return date
        if date.month is None or date.precision not in ("day", "month") or detail.number is None:
            return None
        year = date.year - int(detail.number) if date.year else None
        return replace(date, year=year, relative=False, first=None, last=None)

    def _details(
        self, kind: Kind, name: str, notes: Sequence[Note]
    ) -> Iterator[tuple[Note, Detail]]:
        called = names_in(notes, name)
        for note, read in zip(notes, under_the_name(notes, name)):
            for detail in find_details(read.text, kind, note.date, self.order):
                if _HEIGHT.match(read.text, detail.end) or _THEN.search(
                    read.text[max(0, detail.start - 30) : detail.start]
                ):
                    continue
                if is_theirs(
                    read.text, detail.start, detail.end, name=called, in_brackets=kind == "age"
                ):
                    yield note, detail

    def _between(
        self, detail: Detail, written: datetime.date | None
    ) -> tuple[datetime.date, datetime.date] | None:
        said = detail.date
        if detail.kind == "birthday":
            if said is None or said.year is None:
                return None
            if said.month is None or said.day is None:
                return datetime.date(said.year, 1, 1), datetime.date(said.year, 12, 31)
            born = datetime.date(said.year, said.month, said.day)
            return born, born
        if detail.number is None:
            return None
        age, on = int(detail.number), written or self.day
        first = _years_before(on, age + 1) + datetime.timedelta(days=1)
        if said is not None and said.year and not said.month:  # "turns 40 this year"
            return datetime.date(said.year - age, 1, 1), datetime.date(said.year - age, 12, 31)
        if said is not None and said.year and said.month:
            year = said.year - age
            last = calendar.monthrange(year, said.month)[1]
            days = (said.day, said.day) if said.day else (1, last)
            return (
                datetime.date(year, said.month, min(days[0], last)),
                datetime.date(year, said.month, min(days[1], last)),
            )
        if said is not None:  # "turning 40 in May": not yet that old
            return _years_before(on, age), _years_before(on, age - 1)
        return first, _years_before(on, age)

    def _falls(self, birthday: FoundDate, asked: str) -> bool:
        turning = re.search(r"\bturn(?:s|ing)?\s+(\d{1,3})\b", asked)
        if turning and (birthday.year is None or birthday.year + int(turning[1]) != self.day.year):
            return False
        if re.search(r"\b(?:soon|coming up|next)\b(?! \w)", asked):
            return self._is_within(birthday, self.day, self.day + _SOON)
        named = find_dates(asked, self.day, self.order)
        if not named:
            return turning is not None
        wanted = named[-1]
        if wanted.precision == "year" and wanted.year is not None:
            if turning or wanted.relative:
                return True
            return birthday.year == wanted.year
        if wanted.relative and wanted.first and wanted.last:
            return self._is_within(birthday, wanted.first, wanted.last)
        if wanted.month is None or birthday.month != wanted.month:
            return False
        return wanted.day is None or birthday.day == wanted.day

    def _is_within(self, birthday: FoundDate, first: datetime.date, last: datetime.date) -> bool:
        if birthday.month is None or birthday.day is None:
            return False
        for year in {first.year, last.year}:
            try:
                day = datetime.date(year, birthday.month, birthday.day)
            except ValueError:  # 29 February
                day = datetime.date(year, 3, 1)
            if first <= day <= last:
                return True
        return False


def _on_the_day(born: Born, days: Sequence[FoundDate]) -> Born:
    """The very day, where the notes tell of it elsewhere: "she's 37" with "bday is 30 may"."""
    for each in days:
        for year in {born.first.year, born.last.year} if each.month and each.day else ():
            try:
                day = datetime.date(year, each.month or 1, each.day or 1)
            except ValueError:  # 29 February
                continue
            if born.first <= day <= born.last:
                return replace(born, first=day, last=day)
    return born


def compare(known: Sequence[Born], *, youngest: bool) -> int | None:
    """Which of them is the oldest, or the youngest; None where that cannot be told."""
    order = sorted(range(len(known)), key=lambda at: known[at].first, reverse=youngest)
    best = known[order[0]]
    for at in order[1:]:
        if best.first <= known[at].last and known[at].first <= best.last:
            return None
    return order[0]


def everybody_born(ages: Ages, people: Mapping[int, tuple[str, Sequence[Note]]]) -> list[Born]:
    """Of whom the notes tell when they were born."""
    found = (ages.born(persona, name, notes) for persona, (name, notes) in people.items())
    return [each for each in found if each is not None]


def _told(persona: int, name: str, note: Note, detail: Detail) -> PersonAnswer:
    sentence = next(
        (each for each in sentences(note.text) if detail.text in each), note.text.strip()
    )
    return PersonAnswer(persona, name, sentence, note.date, note.triplet_id, _SURE, detail.text)


def _years_before(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
