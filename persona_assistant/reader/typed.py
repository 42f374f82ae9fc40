"""Answers that are parsed and not guessed: dates, ages, numbers and how to reach somebody.

The network proposes places; where a question asks for a thing of a kind, the answer is such a
thing, and a place that holds one is narrowed to it. Phone numbers and the like are so plain in a
note that one of the right person answers even where the network saw nothing; where there is none,
there is no answer, whatever the network thinks ("what is her phone number", with only an e-mail).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.chats import is_user
from persona_assistant.language.contacts import Detail, Kind, find_details
from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import DateOrder, FoundDate
from persona_assistant.language.nicknames import called as known_as
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader import reckoning
from persona_assistant.reader.asked import asked_kind
from persona_assistant.reader.asked_age import compared
from persona_assistant.reader.asked_plainly import asks_plainly, meant_by, told_besides, where_asked
from persona_assistant.reader.born import born_child, is_birth_of_another
from persona_assistant.reader.counting import counted
from persona_assistant.reader.of_another import without_others
from persona_assistant.reader.one_of_kind import holding_one, is_of_a_business
from persona_assistant.reader.places import bounds_of, first_of, holds, seen, sentence_at
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import names_of
from persona_assistant.reader.told_apart import is_old, told_apart
from persona_assistant.reader.typed_spans import (
    BESIDE,
    cut_to,
    gap,
    has_figure,
    is_alone,
    says,
    says_it,
    until_cut,
)
from persona_assistant.reader.typed_words import (
    ALSO,
    ANOTHER_TIME,
    DAY_OF_BIRTH,
    DENIED,
    DWELLING,
    MAY_HOLD,
    NAMED,
    REQUIRED,
    SEXES,
    SORTS,
    TOLD_BESIDE,
)
from persona_assistant.reader.whose import (
    asked_about,
    clause_before,
    governed_by_relative,
    is_theirs,
    label_of,
    owners_of,
    without_relatives,
)

__all__ = ["Refined", "asked_kind", "refine"]

_SURE: Mapping[Kind, float] = {
    "phone": 0.9, "email": 0.93, "web": 0.9, "handle": 0.9, "birthday": 0.92, "age": 0.85,
    "address": 0.85, "unit": 0.85, "code": 0.85, "size": 0.75,
}  # fmt: skip
"""How sure a parsed thing of the right person is to be the one asked for."""
_SURE_OF_COUNT = 0.85
_NOT_ENOUGH = 0.4
"""How probable a year is to be all that was asked for with a birthday."""
_SEEN_AT_ALL = 0.4
"""The least probability of a place of the network that a parsed thing gives way to."""
_UNFIT = 0.3
"""What remains of the probability of a place that holds nothing of a required kind."""


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


def refine(
    question: str,
    found: Sequence[Found],
    notes: Sequence[Note],
    *,
    name: str | None = None,
    today: datetime.date | None = None,
    order: DateOrder = "auto",
) -> Refined | None:
    """What the network found, held against what is parsed; None for a question that asks for
    nothing of a kind. `name` is who the notes are about, "me" for the user; `today` is what ages
    are reckoned from."""
    kind = asked_kind(question)
    if kind is None:
        return None
    of_user = name is not None and is_user(name)
    wanted = asked_about(question, of_user=of_user, name=name)
    called = names_of(wanted, notes, name)
    asked = _Asked(question, kind, name, today or datetime.date.today(), order, wanted, called)
    if kind == "count" and (told := counted(question, notes, _SURE_OF_COUNT)) is not None:
        return Refined(kind, first_of(told.at, found), str(told.number))
    child = born_child(question, kind, notes, name, wanted, asked.today, order)
    if child is not None:
        return Refined(kind, first_of(child.at, found), child.answer)
    may_hold = compiled(MAY_HOLD.get(kind, ""))
    holding = [note for note in notes if may_hold.search(note.text)]
    named = [place for note in holding for place in asked.of_the_named(note)]
    if named:
        return asked.chosen(asked.told_apart(named), found)
    rest_of_it = without_relatives(question)
    known = " ".join({name or "", *known_as(name or "", tuple(each.text for each in notes))})
    left = told_besides(rest_of_it, known) if kind in TOLD_BESIDE else []
    plainly = asks_plainly(rest_of_it, name) or (kind in TOLD_BESIDE and not left)
    if kind not in _SURE or not (plainly or left or (kind in REQUIRED and wanted)):
        return asked.narrowed(found)
    places = [place for note in holding for place in asked.places(note)]
    if left:
        at = [each.at for each in places]
        meant = meant_by(rest_of_it, left, known, at, reaching=kind in REQUIRED)
        if not meant and not (kind in REQUIRED and wanted):
            return asked.narrowed(where_asked(question, left, found))
        places = [each for each in places if not meant or each.at in meant]
    return asked.chosen(asked.told_apart(places), found)


@dataclass(frozen=True, slots=True)
class _Place:
    """A parsed thing of the person's."""

    detail: Detail
    at: Found


@dataclass(frozen=True)
class _Asked:
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

    # --- things so plain that they answer by themselves

    def places(self, note: Note) -> Iterator[_Place]:
        """The things of the kind in a note that are the person's, or the asked relative's."""
        kinds = ALSO.get(self.kind, (self.kind,))
        for kind in ("birthday", "age") if self._asks_for_year else kinds:
            for detail in find_details(note.text, kind, note.date, self.order):
                if self._is_ours(note, detail) and self._fits(note.text, detail):
                    sentence = sentence_at(note.text, detail.start)
                    at = Found(note, sentence, detail.text, detail.start, _SURE[self.kind])
                    yield _Place(detail, at)

    def _is_ours(self, note: Note, detail: Detail) -> bool:
        """Whether a thing is the person's, or the asked relative's."""
        return not is_birth_of_another(note, detail.start, self.name, self.order) and is_theirs(
            note.text,
            detail.start,
            detail.end,
            name=self.name,
            wanted=self.wanted,
            names=self.relatives,
            by_user=self.name is not None and is_user(self.name),
            in_brackets=self.kind == "age",
        )

    def of_the_named(self, note: Note) -> Iterator[_Place]:
        """The things in a note that belong to somebody else whom the question names: "how old is
        Rory" of "two boys: Finlay 9 and Rory 6"."""
        if self.kind not in NAMED:
            return
        own = set(re.findall(r"\w+", plain(self.name or "")))
        asked = set(re.findall(r"\w+", plain(re.sub(r"['’]s\b", "", self.question)))) - own
        for kind in ALSO.get(self.kind, (self.kind,)):
            for detail in find_details(note.text, kind, note.date, self.order):
                owners = owners_of(note.text, detail.start, in_brackets=self.kind == "age")
                if owners & asked:
                    sentence = sentence_at(note.text, detail.start)
                    at = Found(note, sentence, detail.text, detail.start, _SURE[self.kind])
                    yield _Place(detail, at)

    def _fits(self, text: str, detail: Detail) -> bool:
        """Whether what stands beside a code, a size or an address is what was asked about."""
        clause = plain(clause_before(text, detail.start) + until_cut(text[detail.start :]))
        beside = plain(text[max(0, detail.start - 60) : detail.end + 25])
        if self.kind == "age" and not self._is_of_today(text, detail, clause):
            return False
        groups = SORTS.get(self.kind, ())
        asked = [each for each in groups if says(plain(self.question), each)]
        if asked and not any(says(clause, each) for each in asked):
            others = any(says(clause, each) for each in groups)
            return not others and any(says(beside, each) for each in asked)
        if self.kind in ("address", "unit") and is_of_a_business(self.question, text, detail.start):
            return False
        return self.kind != "address" or says(beside, DWELLING) or is_alone(text, detail)

    def _is_of_today(self, text: str, detail: Detail, clause: str) -> bool:
        """Not "when he was 15", not "his seven-year-old", and not of a woman where a man is asked
        about."""
        before = clause_before(text, detail.start)
        if says(clause, ANOTHER_TIME) or re.search(r"(?i)\b(?:his|her|their)\s*$", before):
            return False
        said, asked = (
            {word for word in re.findall(r"\w+", each.lower()) if word in SEXES}
            for each in (sentence_at(text, detail.start), self.question)
        )
        sexes = [{SEXES[word] for word in each} for each in (said, asked)]
        return not sexes[0] or not sexes[1] or bool(sexes[0] & sexes[1])

    def chosen(self, places: Sequence[_Place], found: Sequence[Found]) -> Refined:
        """Those that answer, before what the network found; where the network is surer of another
        place that holds such a thing, that one stays first."""
        answer = self._answer(places)
        if answer is None and places and self.kind == "birthday" and not self._asks_for_year:
            near = tuple(replace(each.at, probability=_NOT_ENOUGH) for each in places)
            return Refined(self.kind, near, self._part([it.detail for it in places]), missing=True)
        if answer is None:
            places, answer = (), ""
        parsed = [
            replace(each.at, probability=max(seen(each.at, found), self._sure(found, places)))
            for each in places
        ]
        denied = found and re.match(DENIED, found[0].span)
        required = self.kind in REQUIRED and not denied
        if not parsed and not required:
            return self.narrowed(without_others(found, self._tells, self.name, self.wanted))
        rest = [
            replace(each, probability=each.probability * _UNFIT)
            if required or (parsed and self._is_anothers(each))
            else each
            for each in found
            if not any(holds(each, thing) for thing in parsed)
        ]
        ordered = sorted([*parsed, *rest], key=lambda each: -each.probability)
        first = bool(parsed) and ordered[0] in parsed
        return Refined(self.kind, tuple(ordered), answer if first else "", missing=not parsed)

    def _tells(self, place: Found) -> Detail | None:
        """The age or the birthday that a place tells, where one is asked for."""
        return self._narrow(place)[1] if self.kind in ("age", "birthday") else None

    def _sure(self, found: Sequence[Found], places: Sequence[_Place]) -> float:
        """How probable a parsed thing is of which the network says nothing."""
        others = [each for each in found if not any(holds(each, it.at) for it in places)]
        if self.kind in REQUIRED or not others:
            return _SURE[self.kind]
        best = max(others, key=lambda each: each.probability)
        best, thing = self._owned(*self._narrow(best))
        if thing is None or self._is_anothers(best) or best.probability < _SEEN_AT_ALL:
            return _SURE[self.kind]
        return min(_SURE[self.kind], best.probability - 0.01)

    def _is_anothers(self, place: Found) -> bool:
        """Whether a place speaks of the age or the birthday of somebody else, or of another thing
        than an address or a home."""
        if self.kind in ("age", "birthday"):
            told = self._tells(place)
            return told is None or not self._is_ours(place.note, told)
        thing = self._narrow(place)[1]
        if thing and is_of_a_business(self.question, place.note.text, thing.start):
            return self.kind in ("address", "unit")
        home = self.kind == "address" and says(plain(place.sentence), DWELLING)
        return self.kind in ("address", "unit") and thing is None and not home

    def told_apart(self, places: Sequence[_Place]) -> list[_Place]:
        """Those of the sort that the question names ("work", "mobile"), the one meant first."""
        of = {id(each.at): each for each in places}
        return [of[id(each)] for each in told_apart(self.question, [it.at for it in places])]

    def _answer(self, places: Sequence[_Place]) -> str | None:
        """In words; "" where the first place says it, None where they do not answer."""
        if not places:
            return None
        if self.kind == "age":
            said = [reckoning.Dated(each.detail, each.at.note.date) for each in places]
            named = {
                name: told
                for each, told in zip(reversed(places), reversed(said))
                for name in label_of(each.at.note.text[: each.at.start].rstrip(" ("))
                if name in self.relatives
            }
            several = reckoning.ages(named, plain(self.question), self.today)
            age = several or reckoning.age(said, self.today)
            return compared(self.question, age) or None
        if self._asks_for_year:
            said = [reckoning.Dated(each.detail, each.at.note.date) for each in places]
            return reckoning.year_of_birth(said) or None
        if self.kind == "birthday":
            return self._birthday([each.detail for each in places])
        newest = places[0].at.note
        same_day = dict.fromkeys(
            each.at.span
            for each in places
            if each.at.note == newest and is_old(each.at) == is_old(places[0].at)
        )
        return ", ".join(same_day) if len(same_day) > 1 and self.kind != "unit" else ""

    def _birthday(self, details: Sequence[Detail]) -> str | None:
        """The fullest one: the day with its year, the day, the year."""
        dates = [each.date for each in details if each.date is not None]
        fullest = reckoning.fullest(dates)
        if fullest.day is None and says(plain(self.question), DAY_OF_BIRTH):
            return None
        return reckoning.in_full(fullest, None)

    @property
    def _asks_for_year(self) -> bool:
        return self.kind == "birthday" and reckoning.asks_for_year(plain(self.question))

    def _part(self, details: Sequence[Detail]) -> str:
        """What is known of a birthday without its day."""
        dates = [each.date for each in details if each.date is not None]
        fullest = max(dates, key=lambda each: (each.month is not None, each.year is not None))
        part = "year" if fullest.month is None else "month"
        return f"only the {part} is noted: {reckoning.in_full(fullest, None)}"

    # --- things that the network has to find first

    def narrowed(self, found: Sequence[Found]) -> Refined:
        """The places with a long span cut to the date, time or amount in it."""
        narrow = [
            holding_one(self.question, self.kind, *self._owned(*self._narrow(each)))
            for each in found
        ]
        narrow.sort(key=lambda each: -each[0].probability)
        answer = ""
        if narrow and (thing := narrow[0][1]) is not None and thing.date is not None:
            answer = self._date_in_words(narrow[0][0], thing.date)
        return Refined(self.kind, tuple(each for each, _ in narrow), answer)

    def _owned(self, place: Found, thing: Detail | None) -> tuple[Found, Detail | None]:
        """Less probable where the clause speaks of a relative, and the question of the person."""
        wanted = self.wanted
        start = thing.start if thing is not None else place.start + len(place.span)
        spoken_of = governed_by_relative(place.note.text, start)
        if self.kind == "count" or not spoken_of or spoken_of & wanted:
            return place, thing
        if wanted or self._is_about_the_person:
            return replace(place, probability=place.probability * _UNFIT), thing
        return place, thing

    @property
    def _is_about_the_person(self) -> bool:
        """Whether the person is the subject: "when did Jonas ...", "how old is she"."""
        own = [re.escape(plain(part)) for part in re.findall(r"[^\W\d_]+", self.name or "")]
        subject = "|".join([*own, "she", "he", "they", "er", "sie", "i"])
        verb = r"(?:did|does|do|is|was|will|has|had|hat|ist|wird|war|a|est|ha|tiene|tem)"
        return says(plain(self.question), rf"{verb}\s(?:{subject})\b(?!['’]s?\s)")

    def _date_in_words(self, place: Found, date: FoundDate) -> str:
        if says(plain(self.question), r"ago\b"):
            return reckoning.how_long_ago(date, self.today)
        alone = place.span == date.text
        figures = alone and not re.search(r"[^\W\d]", date.text)
        return reckoning.in_full(date, place.note.date) if date.relative or figures else ""

    def _narrow(self, place: Found) -> tuple[Found, Detail | None]:
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
                return (place if says_it(place, thing) else cut_to(place, thing)), thing
        return place, None
