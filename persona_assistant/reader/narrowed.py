"""What the network found, cut to the date, the time, the amount or the age that is asked for."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.contacts import Detail, Kind, find_details
from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import DateOrder, FoundDate
from persona_assistant.language.patterns import compiled
from persona_assistant.reader import reckoning
from persona_assistant.reader.asked_age import asks_of_today
from persona_assistant.reader.one_of_kind import holding_one
from persona_assistant.reader.places import bounds_of
from persona_assistant.reader.reading import Found
from persona_assistant.reader.told_age import age_at, birthday_told, year_told
from persona_assistant.reader.typed_spans import (
    BESIDE,
    cut_to,
    gap,
    has_figure,
    says,
    says_it,
    whole_date,
)
from persona_assistant.reader.typed_words import ALSO
from persona_assistant.reader.whose import (
    RELATION,
    begun_with_relative,
    governed_by_relative,
)

_ASKS_DAY = r"\b(?:what|which) (?:day|date)\b|\bwhen\b"
_SINCE = r"(?:ever )?since\b"
_PAST = r"(?:did|was|were)\b"
_COMING = (
    r"(?:is|are|am|will|when['’]?s)\b|(?:do|does)\b.*\b(?:start|leave|fly|arrive|land|move|finish|return"
    r"|begin|open|close|end|go|come|get back|pick up|collect|see|visit|drive|give"
    r"|bring|get)s?\b"
)
_FROM, _UNTIL = "(?:since|from)", "(?:until|till?)"
_WEEKDAYS = (
    r"(?i)\b(?:mon|tues?|wed(?:nes|s)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?\b"
    r"(?!\s*\d{1,2}(?:st|nd|rd|th)?\b(?![.:]\d))"
)
_ASKS_HOUR = r"\b(?:what|which) (?:hour|time)\b"


@dataclass(frozen=True, slots=True)
class Refined:
    """The places of the network, with what was parsed in the notes."""

    kind: Kind
    """What the question asks for."""
    found: tuple[Found, ...]
    """Most probable first; the span of one that holds such a thing is that thing."""
    answer: str = ""
    """Reckoned or written out in full; "" where the first span is the answer as it stands."""
    missing: bool = False
    """The notes hold nothing of the kind that is the person's: there is no answer."""


@dataclass(frozen=True)
class Asked:
    """A question for a thing of a kind."""

    question: str
    kind: Kind
    name: str | None
    today: datetime.date
    order: DateOrder
    wanted: frozenset[int] = frozenset()
    """The relatives whose thing is asked for."""
    relatives: frozenset[str] = frozenset()
    """What they are called."""
    also: str = ""
    """What the notes call the person, the name with it: "mum"."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of things that answer."""
        return ("birthday", "age") if self.asks_for_year else ALSO.get(self.kind, (self.kind,))

    @property
    def asks_for_year(self) -> bool:
        return self.kind == "birthday" and reckoning.asks_for_year(plain(self.question))

    def narrowed(self, found: Sequence[Found]) -> Refined:
        """The places with a long span cut to the date, time or amount in it."""
        narrow = [
            holding_one(self.question, self.kind, *self.owned(*self.narrow(each))) for each in found
        ]
        if self.kind == "date" and says(plain(self.question), "since when"):
            narrow = [
                (each if thing or re.match(_SINCE, plain(each.span)) else each.unfit, thing)
                for each, thing in narrow
            ]
        if self.kind == "age":
            narrow = [self._as_age(*each) for each in narrow]
        narrow.sort(key=lambda each: -each[0].probability)
        answer = ""
        if narrow and (thing := narrow[0][1]) is not None:
            answer = self._with_its_hour(narrow[0][0]) or self._in_words(narrow[0][0], thing)
        return Refined(self.kind, tuple(each for each, _ in narrow), answer)

    def _with_its_hour(self, place: Found) -> str:
        """The day and the time of day, where both are asked for and the sentence tells both."""
        asked = plain(self.question)
        if not (re.search(_ASKS_DAY, asked) and re.search(_ASKS_HOUR, asked)):
            return ""
        begin = place.note.text.find(place.sentence)
        told = []
        for kind in ("date", "time"):
            each = find_details(place.note.text, kind, place.note.date, self.order)
            within = [it for it in each if begin <= it.start < begin + len(place.sentence)]
            if not within:
                return ""
            told.append(min(within, key=lambda it: abs(it.start - place.start)).text)
        return " at ".join(told)

    def owned(self, place: Found, thing: Detail | None) -> tuple[Found, Detail | None]:
        """Less probable where the clause speaks of a relative, and the question of the person."""
        wanted = self.wanted
        start = thing.start if thing is not None else place.start + len(place.span)
        themselves = {RELATION[each] for each in self.also.split() if each in RELATION}
        spoken_of = governed_by_relative(place.note.text, start) - themselves
        if self.kind == "age" and not wanted:
            own = {plain(part) for part in re.findall(r"[^\W\d_]+", self.name or "")}
            spoken_of |= begun_with_relative(place.note.text, start, own) - themselves
        if self.kind == "count" or not spoken_of or spoken_of & wanted:
            return place, thing
        if wanted or self._is_about_the_person:
            return place.unfit, thing
        return place, thing

    @property
    def _is_about_the_person(self) -> bool:
        """Whether the person is the subject: "when did Jonas ...", "how old is she"."""
        own = [re.escape(plain(part)) for part in re.findall(r"[^\W\d_]+", self.name or "")]
        subject = "|".join([*own, "she", "he", "they", "er", "sie", "i"])
        verb = r"(?:did|does|do|is|was|will|has|had|hat|ist|wird|war|a|est|ha|tiene|tem)"
        return says(plain(self.question), rf"{verb}\s(?:{subject})\b(?!['’]s?\s)")

    def _as_age(self, place: Found, thing: Detail | None) -> tuple[Found, Detail | None]:
        """Less probable where it tells no age, or none of today where that is asked for."""
        of_another_time = not asks_of_today(self.question)
        tells = has_figure(place.span) and of_another_time
        if thing is not None:
            tells = of_another_time or bool(age_at(self.question, place, thing, self.today))
        return (place if tells else place.unfit), thing

    def _in_words(self, place: Found, thing: Detail) -> str:
        if self.kind == "age":
            return age_at(self.question, place, thing, self.today)
        if self.asks_for_year:
            return year_told(self.question, [(thing, place)])
        if thing.date is None:
            return ""
        if thing.kind == "birthday":
            return birthday_told(self.question, [thing]) or ""
        return self._date_in_words(place, thing.date)

    def _date_in_words(self, place: Found, date: FoundDate) -> str:
        if says(plain(self.question), r"ago\b"):
            return reckoning.how_long_ago(date, self.today)
        if (day := self._on_weekday(place, date)) is not None:
            date = replace(day, relative=True)
        alone = place.span == date.text
        figures = alone and not re.search(r"[^\W\d]", date.text)
        if not (date.relative or figures):
            return ""
        hour = _hour_behind(place.note.text, date)
        if hour is None:
            return reckoning.in_full(date, place.note.date)
        said = replace(date, text=place.note.text[date.start : hour.end()])
        day_told, _, noted = reckoning.in_full(said, place.note.date).partition(" (")
        return f"{day_told} at {hour['hour']} ({noted}"

    def _on_weekday(self, place: Found, date: FoundDate) -> FoundDate | None:
        """The very day of "on sunday", unless it is every one, or several are told."""
        asked = plain(self.question)
        past, coming = says(asked, _PAST), says(asked, _COMING)
        if date.precision == "range":  # "since tues", "until fri"
            before = plain(place.note.text[: date.start])
            past, coming = (bool(re.search(rf"\b{it}\s$", before)) for it in (_FROM, _UNTIL))
        if past == coming or len(compiled(_WEEKDAYS).findall(place.sentence)) != 1:
            return None
        if reckoning.is_no_single_day(place.sentence):
            return None
        return reckoning.on_weekday(date, place.note.date, ahead=coming)

    def narrow(self, place: Found) -> tuple[Found, Detail | None]:
        """The thing in the span; where the span has no figure, one that stands right beside it."""
        note = place.note
        start, end = bounds_of(place)
        beside = 0 if self.kind in ("date", "time") or has_figure(place.span) else BESIDE
        for kind in ALSO.get(self.kind, (self.kind,)):
            inside = [
                each
                for each in find_details(note.text, kind, note.date, self.order)
                if start <= each.start and each.end <= end and gap(place, each) <= beside
            ]
            if inside:
                thing = min(inside, key=lambda each: gap(place, each))
                if self.kind == "count":
                    return place, thing if gap(place, thing) == 0 else None
                if kind == "date":
                    return whole_date(place, thing), thing
                return (place if says_it(place, thing) else cut_to(place, thing)), thing
        return place, None


def _hour_behind(text: str, date: FoundDate) -> re.Match[str] | None:
    """The time of day right behind a day that is told from the day of writing: "thurs 10.40"."""
    if not date.relative or date.precision != "day" or date.first is None:
        return None
    return compiled(
        r"(?i),?\s(?:at\s|@\s?)?(?P<hour>(?:[01]?\d|2[0-3])(?:[.:][0-5]\d(?:\s?[ap]m)?|\s?[ap]m))\b"
    ).match(text, date.end)
